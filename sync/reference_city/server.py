"""The reference city over HTTPS, with client certificates required. The thin shell around `domain`.

Outages are rehearsed with ``POST /rehearsal/sources/{source}/down`` and ``/up``, which exist only when asked for.
"""

from __future__ import annotations

import asyncio
import binascii
import json
import secrets
import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs
from uuid import UUID

import uvicorn
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.city import City
from config.visible_seal import signer
from sync.city.api import (
    MAX_REQUEST_BYTES,
    DocumentReply,
    IssuanceReply,
    IssuanceRequest,
    JournalReply,
    JournalUpload,
    RefusalCode,
    SourcesReply,
)
from sync.reference_city.domain import JournalRefused, ReferenceCity
from sync.reference_city.keys import DemoKeys
from sync.reference_city.lookup_page import found_page, lookup_form
from sync.reference_city.store import SqlStore

_STATUS = {
    RefusalCode.NO_SUCH_RECORD: 404,
    RefusalCode.RESTRICTED: 403,
    RefusalCode.CARD_LOST: 403,
    RefusalCode.NOT_HOLDER: 403,
    RefusalCode.CLOSED: 410,
    RefusalCode.OUTSIDE_AREA: 403,
    RefusalCode.SOURCE_DOWN: 424,
    RefusalCode.BAD_INPUT: 422,
    RefusalCode.CONFLICT: 409,
}


def city_app(city: ReferenceCity, rehearsal: bool) -> FastAPI:
    """The contract of `sync.city.api` as an application; OpenAPI at ``/openapi.json``."""
    app = FastAPI(title=f"{city.city.name['en']}: certificate issuing", version="1", docs_url=None, redoc_url=None)
    app.add_middleware(_SizeLimit)

    @app.exception_handler(RequestValidationError)
    def bad_input(request: Request, error: RequestValidationError) -> Response:
        # The framework's own answer would repeat the input: a resident number has no business in an error.
        return _refusal(RefusalCode.BAD_INPUT)

    @app.put("/v1/issuances/{uuid}", response_model=IssuanceReply)
    def reserve(uuid: UUID, request: IssuanceRequest) -> Response:
        result = city.reserve(str(uuid), request)
        return (
            Response(result, media_type="application/json") if isinstance(result, bytes) else _refusal(result.refused)
        )

    @app.get("/v1/sources")
    def sources() -> SourcesReply:
        return city.sources()

    @app.post("/v1/journals/{journal}/entries")
    def take_journal(journal: UUID, upload: JournalUpload) -> JournalReply:
        try:
            return city.take_journal(str(journal), upload.first, upload.bodies(), upload.lost)
        except (JournalRefused, binascii.Error) as error:
            raise HTTPException(409, str(error)) from None

    @app.get("/v1/documents/{number}")
    def document(number: str) -> DocumentReply:
        found = city.document(number)
        if found is None:
            raise HTTPException(404, "no document has this number")
        return found

    if rehearsal:

        @app.post("/rehearsal/sources/{source}/{state}")
        def switch(source: str, state: str) -> SourcesReply:
            (city.down.add if state == "down" else city.down.discard)(source)
            return city.sources()

    return app


def public_app(city: ReferenceCity) -> FastAPI:
    """The page on which anybody checks a paper by its number. What is typed comes by POST: names stay out of addresses and logs."""
    app = FastAPI(
        title=f"{city.city.name['en']}: is this certificate genuine?", openapi_url=None, docs_url=None, redoc_url=None
    )
    app.add_middleware(_SizeLimit)

    @app.get("/")
    def form() -> Response:
        return _page(lookup_form(city.city))

    @app.post("/")
    async def look_up(request: Request) -> Response:
        asked = parse_qs((await request.body()).decode(errors="replace"))
        number, about = (asked.get(name, [""])[0].strip() for name in ("number", "about"))
        found = await run_in_threadpool(city.look_up, number, about)
        return _page(found_page(city.city, found)) if found else _page(lookup_form(city.city, not_found=True), 404)

    return app


def _page(html: str, status: int = 200) -> Response:
    """Nothing of it is kept by a browser: the next person at a shared computer must not find it."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    }
    return Response(html, status, headers, "text/html; charset=utf-8")


def _refusal(code: RefusalCode) -> Response:
    return Response(json.dumps({"refused": code.value}), _STATUS[code], media_type="application/json")


class _SizeLimit:
    """Nothing larger than the contract allows is held in memory."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MAX_REQUEST_BYTES:
                raise HTTPException(413, "too large")
            return message

        await self._app(scope, limited, send)


KEPT_S = 30
"""How long a kiosk's idle connection stands: longer than a kiosk uses one again, so that none closes under its question."""


def load_signing_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path}: not an elliptic-curve key")
    return key


def serve(of: City, database: str, port: int, keys: DemoKeys, rehearsal: bool) -> None:
    """Serves on loopback until it is told to stop. Prints one line of JSON with the addresses once it listens.

    ``database``: a URL as `SqlStore` takes it. ``port``: the kiosks'; 0 for any free one. The public page, which asks
    for no certificate, is on one of its own.
    """
    city = ReferenceCity(
        of, SqlStore(database), lambda: datetime.now(UTC), signer(load_signing_key(keys.signing_key)),
        secrets.token_bytes,
    )  # fmt: skip
    config = uvicorn.Config(
        city_app(city, rehearsal), log_level="warning", timeout_graceful_shutdown=1, timeout_keep_alive=KEPT_S,
        ssl_certfile=keys.certificate("server"), ssl_keyfile=keys.key("server"),
        ssl_ca_certs=str(keys.ca), ssl_cert_reqs=ssl.CERT_REQUIRED,
    )  # fmt: skip
    public = uvicorn.Config(
        public_app(city), log_level="warning", timeout_graceful_shutdown=1,
        ssl_certfile=keys.certificate("server"), ssl_keyfile=keys.key("server"),
    )  # fmt: skip
    listeners = [socket.create_server(("127.0.0.1", number)) for number in (port, 0)]
    city_at, public_at = (f"https://127.0.0.1:{listener.getsockname()[1]}" for listener in listeners)
    print(json.dumps({"city": city_at, "public": public_at}), flush=True)
    asyncio.run(_serve_all(((config, listeners[0]), (public, listeners[1]))))


async def _serve_all(all_: tuple[tuple[uvicorn.Config, socket.socket], ...]) -> None:
    """Until a signal ends both."""
    await asyncio.gather(*(uvicorn.Server(config).serve([listener]) for config, listener in all_))
