"""The reference city over HTTPS, with client certificates required. The thin shell around `domain`.

Outages are rehearsed with ``POST /rehearsal/sources/{source}/down`` and ``/up``, which exist only when asked for.
"""

from __future__ import annotations

import binascii
import json
import secrets
import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import uvicorn
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.visible_seal import signer
from sync.api import (
    MAX_REQUEST_BYTES,
    DocumentReply,
    IssuanceReply,
    IssuanceRequest,
    JournalReply,
    JournalUpload,
    RefusalCode,
    SourcesReply,
)
from sync.reference_city.domain import City, JournalRefused
from sync.reference_city.keys import DemoKeys
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


def city_app(city: City, rehearsal: bool) -> FastAPI:
    """The contract of `sync.api` as an application; OpenAPI at ``/openapi.json``."""
    app = FastAPI(title="Wonju certificate issuing", version="1", docs_url=None, redoc_url=None)
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


def load_signing_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path}: not an elliptic-curve key")
    return key


def serve(database: str, port: int, keys: DemoKeys, rehearsal: bool) -> None:
    """Serves on loopback until it is told to stop. Prints one line of JSON with the address once it listens.

    ``database``: a URL as `SqlStore` takes it. ``port``: 0 for any free one.
    """
    city = City(
        SqlStore(database), lambda: datetime.now(UTC), signer(load_signing_key(keys.signing_key)), secrets.token_bytes
    )
    config = uvicorn.Config(
        city_app(city, rehearsal), log_level="warning", timeout_graceful_shutdown=1,
        ssl_certfile=keys.certificate("server"), ssl_keyfile=keys.key("server"),
        ssl_ca_certs=str(keys.ca), ssl_cert_reqs=ssl.CERT_REQUIRED,
    )  # fmt: skip
    listener = socket.create_server(("127.0.0.1", port))
    address: dict[str, Any] = {"city": f"https://127.0.0.1:{listener.getsockname()[1]}"}
    print(json.dumps(address), flush=True)
    uvicorn.Server(config).run([listener])
