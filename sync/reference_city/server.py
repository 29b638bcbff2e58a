"""The reference city over HTTPS, with client certificates required. The thin shell around `domain`.

Outages are rehearsed with ``POST /rehearsal/sources/{source}/down`` and ``/up``, which exist only when asked for.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError

from config.city import City
from config.ids import KioskId
from config.visible_seal import signer
from sync.city.api import (
    MAX_REQUEST_BYTES,
    DocumentReply,
    IssuanceReply,
    IssuanceRequest,
    JournalRefusal,
    JournalReply,
    JournalUpload,
    RefusalCode,
    SourcesReply,
)
from sync.reference_city import public
from sync.reference_city.counting import Busy
from sync.reference_city.domain import ReferenceCity
from sync.reference_city.journals import JournalRefused
from sync.reference_city.keys import DemoKeys
from sync.reference_city.listening import Certificate, SizeLimit, listen
from sync.reference_city.store import SqlStore

_log = logging.getLogger(__name__)
PAUSE_S = 1
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


def _kiosk(request: Request) -> KioskId:
    """Who asks, by their certificate and by nothing else."""
    name: str | None = request.state.kiosk
    if name is None:
        raise HTTPException(403, "the certificate names no kiosk")
    return KioskId(name)


Kiosk = Annotated[KioskId, Depends(_kiosk)]


def city_app(city: ReferenceCity, rehearsal: bool) -> FastAPI:
    """The contract of `sync.city.api` as an application; OpenAPI at ``/openapi.json``."""
    app = FastAPI(title=f"{city.city.name['en']}: certificate issuing", version="1", docs_url=None, redoc_url=None)
    app.add_middleware(SizeLimit, most=MAX_REQUEST_BYTES)

    @app.exception_handler(RequestValidationError)
    def bad_input(request: Request, error: RequestValidationError) -> Response:
        # The framework's own answer would repeat the input: a resident number has no business in an error.
        return _refusal(RefusalCode.BAD_INPUT, _STATUS[RefusalCode.BAD_INPUT])

    @app.put("/v1/issuances/{uuid}", response_model=IssuanceReply)
    def reserve(kiosk: Kiosk, uuid: UUID, request: IssuanceRequest) -> Response:
        result = city.reserve(kiosk, str(uuid), request)
        if isinstance(result, Busy):
            return _later(result)
        if isinstance(result, bytes):
            return Response(result, media_type="application/json")
        return _refusal(result.refused, _STATUS[result.refused], result.about)

    @app.get("/v1/sources")
    def sources(kiosk: Kiosk) -> SourcesReply:
        return city.sources()

    @app.post("/v1/journals/{journal}/entries", response_model=JournalReply)
    def take_journal(kiosk: Kiosk, journal: UUID, upload: JournalUpload) -> JournalReply | Response:
        try:
            taken = city.take_journal(kiosk, str(journal), upload.first, upload.bodies(), upload.lost)
        except JournalRefused as refused:
            return _refusal(refused.why, 409)
        except ValueError:
            return _refusal(JournalRefusal.UNREADABLE, 409)
        return _later(taken) if isinstance(taken, Busy) else taken

    @app.get("/v1/documents/{number}")
    def document(kiosk: Kiosk, number: str) -> DocumentReply:
        found = city.document(kiosk, number)
        if found is None:
            raise HTTPException(404, "this kiosk has issued no document of this number")
        return found

    if rehearsal:

        @app.post("/rehearsal/sources/{source}/{state}")
        def switch(source: str, state: str) -> SourcesReply:
            (city.down.add if state == "down" else city.down.discard)(source)
            return city.sources()

    return app


def _refusal(code: RefusalCode | JournalRefusal, status: int, about: str = "") -> Response:
    told = {"refused": code.value} | ({"about": about} if about else {})
    return Response(json.dumps(told), status, media_type="application/json")


def _later(busy: Busy) -> Response:
    headers = {"Retry-After": str(busy.retry_after_s)}
    return Response(json.dumps({"refused": "too-many-requests"}), 429, headers, "application/json")


def load_signing_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path}: not an elliptic-curve key")
    return key


def load_signer(path: Path) -> bytes:
    """The certificate in DER; b"" where there is none: then the key is known by itself."""
    if not path.exists():
        return b""
    return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(serialization.Encoding.DER)


def serve(of: City, database: str, port: int, keys: DemoKeys, rehearsal: bool) -> None:
    """Serves on loopback until it is told to stop. Prints one line of JSON with the addresses once it listens.

    ``database``: a URL as `SqlStore` takes it. ``port``: the kiosks'; 0 for any free one. The public page, which asks
    for no certificate, is on one of its own, in a process of its own.
    """
    city = ReferenceCity(
        of, SqlStore(database), lambda: datetime.now(UTC), signer(load_signing_key(keys.signing_key)),
        secrets.token_bytes, signer=load_signer(keys.signer),
    )  # fmt: skip
    listener, public_listener = (socket.create_server(("127.0.0.1", number)) for number in (port, 0))
    city_at, public_at = (f"https://127.0.0.1:{each.getsockname()[1]}" for each in (listener, public_listener))
    print(json.dumps({"city": city_at, "public": public_at}), flush=True)
    own = Certificate(keys.certificate("server"), keys.key("server"), keys.ca)
    handle = public_listener.fileno()
    command = public.command(of, database, handle, keys)
    listen(city_app(city, rehearsal), listener, own, lambda: _keep_up(command, handle))


async def _keep_up(command: list[str], handle: int) -> None:
    """Starts the public page, and starts it anew when it ends. It ends with us: its input does."""
    while True:
        process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, pass_fds=(handle,))
        try:
            status = await process.wait()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise
        _log.error("the public page ended by itself (status %d); it is started anew", status)
        await asyncio.sleep(PAUSE_S)
