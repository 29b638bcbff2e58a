"""The reference city over HTTPS, with client certificates required. The thin shell around `domain`.

Outages are rehearsed with ``POST /rehearsal/sources/{source}/down`` and ``/up``, which exist only when asked for.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import secrets
import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi import Path as PartOfPath
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool

from config.city import City
from config.credentials import certificates, revocations
from config.ids import KioskId
from config.visible_seal import is_signed, signer
from sync.city.api import (
    BARRED,
    MAX_REQUEST_BYTES,
    DocumentReply,
    IssuanceReply,
    IssuanceRequest,
    JournalRefusal,
    JournalReply,
    JournalUpload,
    RefusalCode,
    RefusalReply,
    SourcesReply,
    Ticket,
)
from sync.city.applications import ApplicationQuestion, ApplicationReply
from sync.city.countersigned import SIGNATURE, Checkpoint, Countersigned, said_by_kiosk
from sync.city.enrolment import RenewalReply, RenewalRequest
from sync.city.heartbeat import Heartbeat, HeartbeatReply
from sync.city.left_requests import BoxReply, BoxUpload, LeaveReply, LeaveRequest, TicketReply
from sync.city.support import MOST_PIECES, PIECE
from sync.reference_city import door as entrance
from sync.reference_city import public
from sync.reference_city.again import again
from sync.reference_city.authority import KioskAuthority, NotSigned
from sync.reference_city.card_proofs import SECRET_SIZE, CardProofs
from sync.reference_city.counting import Busy
from sync.reference_city.domain import ReferenceCity
from sync.reference_city.enrolments import Enrolments
from sync.reference_city.fleet.batches import Batches
from sync.reference_city.fleet.beats import Beat, BeatStore
from sync.reference_city.fleet.sql_support import SqlSupport
from sync.reference_city.journals import JournalRefused
from sync.reference_city.keys import CityKeys, load_marks, load_private_key
from sync.reference_city.listening import Certificate, SizeLimit, listen
from sync.reference_city.made_up import made_up
from sync.reference_city.mailing import OwnersFile
from sync.reference_city.owners import Owners
from sync.reference_city.readings import ReadingStore, erase_old
from sync.reference_city.registered import Registers
from sync.reference_city.store import SqlStore

_log = logging.getLogger(__name__)
PAUSE_S = 1
LOOK_AFTER_S = 10
"""Between two looks whether what was left can be prepared, or is done."""
TELL_S = 5
"""Between two looks who is to be told of a paper of theirs."""
ERASE_S = 3_600
"""Between two looks whether readings have been kept for long enough."""
T = TypeVar("T")
_STATUS = {
    RefusalCode.NO_SUCH_RECORD: 404,
    RefusalCode.RESTRICTED: 403,
    RefusalCode.CARD_LOST: 403,
    RefusalCode.NOT_HOLDER: 403,
    RefusalCode.AT_COUNTER: 403,
    RefusalCode.UNDER_AGE: 403,
    RefusalCode.TOO_OFTEN: 403,
    RefusalCode.CLOSED: 410,
    RefusalCode.OUTSIDE_AREA: 403,
    RefusalCode.SOURCE_DOWN: 424,
    RefusalCode.BAD_INPUT: 422,
    RefusalCode.PROOF_WANTED: 403,
    RefusalCode.NOT_PROVED: 403,
    RefusalCode.TICKET_IN_USE: 409,
    RefusalCode.CONFLICT: 409,
}
_BARRED = json.dumps({"refused": BARRED})


class _Barred(Exception):
    """The certificate is not in force any more, or the city's books do not have it."""


def _kiosk(request: Request) -> KioskId:
    """Who asks, by their certificate and by nothing else. The books are asked each time: who is barred is out at once."""
    enrolments: Enrolments = request.app.state.enrolments
    kiosk = enrolments.speaks_for(request.state.certificate)
    if kiosk is None:
        raise _Barred
    return kiosk


Kiosk = Annotated[KioskId, Depends(_kiosk)]


def city_app(
    city: ReferenceCity,
    enrolments: Enrolments,
    authority: KioskAuthority,
    beats: BeatStore,
    support: SqlSupport,
    rehearsal: bool,
    published: Path | None = None,
) -> FastAPI:
    """The contract of `sync.city.api` as an application; OpenAPI at ``/openapi.json``. ``published``: the repository of a desk."""
    app = FastAPI(title=f"{city.city.name['en']}: certificate issuing", version="1", docs_url=None, redoc_url=None)
    app.add_middleware(SizeLimit, most=MAX_REQUEST_BYTES)

    app.state.enrolments = enrolments
    app.add_exception_handler(OperationalError, _database_is_busy)

    @app.exception_handler(_Barred)
    def barred(request: Request, error: _Barred) -> Response:
        return Response(_BARRED, 403, media_type="application/json")

    @app.exception_handler(RequestValidationError)
    def bad_input(request: Request, error: RequestValidationError) -> Response:
        # The framework's own answer would repeat the input: a resident number has no business in an error.
        return _refusal(RefusalCode.BAD_INPUT, _STATUS[RefusalCode.BAD_INPUT])

    @app.put("/v1/issuances/{uuid}", response_model=IssuanceReply)
    def reserve(request: Request, uuid: UUID, asked: IssuanceRequest) -> Response:
        # Who asks is found out on the thread that answers: another one costs a tenth of the whole.
        result = city.reserve(_kiosk(request), str(uuid), asked)
        if isinstance(result, Busy):
            return _later(result)
        if isinstance(result, bytes):
            return Response(result, media_type="application/json")
        return _refusal(result.refused, _STATUS[result.refused], result.about, result.nonce)

    @app.get("/v1/sources")
    def sources(kiosk: Kiosk) -> SourcesReply:
        return city.sources()

    @app.get("/v1/documents/{number}")
    def document(kiosk: Kiosk, number: str) -> DocumentReply:
        found = city.document(kiosk, number)
        if found is None:
            raise HTTPException(404, "this kiosk has issued no document of this number")
        return found

    @app.post("/v1/certificates", response_model=RenewalReply)
    def renew(kiosk: Kiosk, request: Request, asked: RenewalRequest) -> RenewalReply | Response:
        busy = city.renews(kiosk)
        if busy:
            return _later(busy)
        try:
            pem = enrolments.renew(request.state.certificate, asked.request, authority)
        except NotSigned:
            return _refusal(RefusalCode.BAD_INPUT, _STATUS[RefusalCode.BAD_INPUT])
        return RenewalReply(pem.decode())

    app.include_router(_journals(city))
    app.include_router(_heartbeats(beats))
    app.include_router(_support(support))
    app.include_router(_matters(city))

    if published:
        repository = published.resolve()

        @app.get("/configuration/{path:path}")
        def signed_file(kiosk: Kiosk, path: str) -> FileResponse:
            """What is signed is believed for its signatures; here it only lies."""
            file = (repository / path).resolve()
            if not file.is_relative_to(repository) or not file.is_file():
                raise HTTPException(404, "nothing is published there")
            return FileResponse(file)

    if rehearsal:

        @app.post("/rehearsal/sources/{source}/{state}")
        def switch(source: str, state: str) -> SourcesReply:
            (city.down.add if state == "down" else city.down.discard)(source)
            return city.sources()

    return app


async def _body(request: Request) -> bytes:
    """As it came, for a signature is over that."""
    return await request.body()


Body = Annotated[bytes, Depends(_body)]


def _has_signed(request: Request, body: bytes) -> bool:
    """With the key of the certificate that was shown."""
    key = x509.load_der_x509_certificate(request.state.shown).public_key()
    try:
        signature = base64.b64decode(request.headers.get(SIGNATURE, ""), validate=True)
    except ValueError:
        return False
    return isinstance(key, ec.EllipticCurvePublicKey) and is_signed(said_by_kiosk(body), signature, (key,))


def _journals(city: ReferenceCity) -> APIRouter:
    router = APIRouter()

    @router.post("/v1/journals/{journal}/entries", response_model=JournalReply)
    def take_journal(kiosk: Kiosk, journal: UUID, upload: JournalUpload) -> JournalReply | Response:
        try:
            taken = city.take_journal(kiosk, str(journal), upload.first, upload.bodies(), upload.lost)
        except JournalRefused as refused:
            return _refusal(refused.why, 409)
        except ValueError:
            return _refusal(JournalRefusal.UNREADABLE, 409)
        return _later(taken) if isinstance(taken, Busy) else taken

    @router.post("/v1/journals/{journal}/checkpoints", response_model=Countersigned)
    def countersign(
        kiosk: Kiosk, journal: UUID, request: Request, body: Body, ends: Checkpoint
    ) -> Countersigned | Response:
        if not _has_signed(request, body):
            return _refusal(RefusalCode.BAD_INPUT, _STATUS[RefusalCode.BAD_INPUT])
        return city.countersign(kiosk, str(journal), ends)

    return router


def _heartbeats(beats: BeatStore) -> APIRouter:
    router, batches = APIRouter(), Batches(beats.write)

    @router.post("/v1/heartbeats")
    async def take_heartbeat(request: Request, told: Heartbeat) -> HeartbeatReply:
        """Who asks is looked up with everybody else of the batch."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        reply = await batches.write(Beat.of(request.state.certificate, at, told))
        if reply is None:
            raise _Barred
        return reply

    return router


def _support(support: SqlSupport) -> APIRouter:
    router = APIRouter()

    @router.put("/v1/support/{wish}/{number}")
    async def take_piece(
        request: Request,
        wish: UUID,
        number: Annotated[int, PartOfPath(ge=0, lt=MOST_PIECES)],
        of: Annotated[int, Query(ge=1, le=MOST_PIECES)],
    ) -> Response:
        piece = await request.body()
        kiosk = await run_in_threadpool(_kiosk, request)
        taken = len(piece) <= PIECE and await run_in_threadpool(support.take, kiosk, str(wish), number, of, piece)
        return Response(status_code=204 if taken else 404)

    return router


def _matters(city: ReferenceCity) -> APIRouter:
    router = APIRouter()

    @router.post("/v1/applications/state", response_model=ApplicationReply)
    def application(kiosk: Kiosk, asked: ApplicationQuestion) -> ApplicationReply | Response:
        return _told(city.applications.look_up(kiosk, asked))

    @router.put("/v1/left-requests/{uuid}", response_model=LeaveReply)
    def leave(kiosk: Kiosk, uuid: UUID, asked: LeaveRequest) -> LeaveReply | Response:
        return _told(city.left_requests.begin(kiosk, str(uuid), asked))

    @router.put("/v1/left-requests/{uuid}/box", response_model=BoxReply)
    def take_box(kiosk: Kiosk, uuid: UUID, upload: BoxUpload) -> BoxReply | Response:
        return _told(city.left_requests.take(kiosk, str(uuid), upload))

    @router.post("/v1/left-requests/ticket", response_model=TicketReply)
    def ticket(kiosk: Kiosk, asked: Ticket) -> TicketReply | Response:
        return _told(city.left_requests.ask(kiosk, asked))

    return router


def _told(result: T | RefusalReply | Busy) -> T | Response:
    if isinstance(result, Busy):
        return _later(result)
    return _refusal(result.refused, _STATUS[result.refused]) if isinstance(result, RefusalReply) else result


def _refusal(code: RefusalCode | JournalRefusal, status: int, about: str = "", nonce: str = "") -> Response:
    told = {"refused": code.value} | ({"about": about} if about else {}) | ({"nonce": nonce} if nonce else {})
    return Response(json.dumps(told), status, media_type="application/json")


def _database_is_busy(request: Request, error: Exception) -> Response:
    """Too many at a time, or it is gone: not now, and no fault of who asks."""
    _log.warning("the database is busy, or gone: %s", type(error).__name__)
    return _later(Busy(PAUSE_S), 503)


def _later(busy: Busy, status: int = 429) -> Response:
    headers = {"Retry-After": str(busy.retry_after_s)}
    return Response(json.dumps({"refused": "too-many-requests"}), status, headers, "application/json")


def load_signer(path: Path) -> bytes:
    """The certificate in DER; b"" where there is none: then the key is known by itself."""
    if not path.exists():
        return b""
    return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(serialization.Encoding.DER)


def load_card_proofs(cards: Path, revoked: Path | None) -> CardProofs:
    """The secret lives as long as the process: a nonce of before is asked for anew. Raises `UnusableFileError`."""
    crls = revocations(revoked) if revoked else ()
    return CardProofs(
        tuple(certificates(cards)), secrets.token_bytes(SECRET_SIZE), lambda: datetime.now(UTC), crls=crls
    )


def load_authority(keys: CityKeys) -> KioskAuthority:
    """Raises `ValueError`, `UnusableFileError` or `OSError`: there are no such keys."""
    certificate, *_ = certificates(keys.kiosks_ca)
    return KioskAuthority(certificate, load_private_key(keys.kiosks_ca_key))


def serve(
    of: City,
    database: str,
    port: int,
    keys: CityKeys,
    rehearsal: bool,
    bind: str = "127.0.0.1",
    door: int | None = None,
    published: Path | None = None,
    cards: Path | None = None,
    revoked: Path | None = None,
    registers: Registers | None = None,
    owners: OwnersFile | None = None,
) -> None:
    """Serves until it is told to stop. Prints one line of JSON with the addresses once it listens.

    The public page, which asks for no certificate, is on a port of its own, in a process of its own; so is the door at which
    kiosks ask to be let in.

    Args:
        database: a URL as `SqlStore` takes it.
        port: the kiosks'; 0 for any free one.
        bind: the address that it listens on.
        door: its port, 0 for any free one; None keeps it shut.
        published: the repository of a desk (docs/configuration.md), for the kiosks to follow.
        cards: the certificates (CSCA) that vouch for chip cards. With them a card proves to the city itself that it is there; without,
            the kiosk's word is taken.
        revoked: signers of cards that they have revoked.
        registers: what the city knows; None for those in its database, with the made-up people in them.
        owners: how those who asked are told of a paper of theirs; None where nobody is.
    """
    store = SqlStore(database)
    if of.scene and registers is None:
        store.registers.enter(made_up(of.scene))
    enrolments = Enrolments(store.enrolments, lambda: datetime.now(UTC), secrets.token_bytes)
    city = ReferenceCity(
        of, registers or store.registers, store, lambda: datetime.now(UTC), signer(load_private_key(keys.signing_key)),
        secrets.token_bytes, load_marks(keys.marks), signer=load_signer(keys.signer), card_proofs=load_card_proofs(cards, revoked) if cards else None,
        tells_owners=owners is not None,
    )  # fmt: skip
    if keys.certificate("kiosk").exists():  # a demonstration's is made with the city's keys, and asks at no door
        own, *_ = certificates(keys.certificate("kiosk"))
        (name,) = own.subject
        enrolments.admit(own, KioskId(str(name.value)), "made with the city's keys")
    listeners = {"city": port, "public": 0} | ({} if door is None else {"door": door})
    sockets = {name: socket.create_server((bind, number)) for name, number in listeners.items()}
    at = {name: f"https://{bind}:{each.getsockname()[1]}" for name, each in sockets.items()}
    print(json.dumps(at), flush=True)
    beside = {sockets["public"].fileno(): public.command(of, database, sockets["public"].fileno(), keys)}
    if door is not None:
        kiosks: int = sockets["city"].getsockname()[1]
        beside[sockets["door"].fileno()] = entrance.command(of.id, database, sockets["door"].fileno(), keys, kiosks)
    teller = (
        Owners(of, store.owner_notices, owners.outbox(), owners.sender, lambda: datetime.now(UTC)) if owners else None
    )
    own_certificate = Certificate(keys.certificate("server"), keys.key("server"), keys.kiosks_ca)
    listen(
        city_app(city, enrolments, load_authority(keys), store.beats, store.support, rehearsal, published), sockets["city"], own_certificate,
        lambda: _keep_going(beside, city, store.readings, teller),
    )  # fmt: skip


async def _keep_going(
    commands: Mapping[int, list[str]], city: ReferenceCity, readings: ReadingStore, owners: Owners | None
) -> None:
    await asyncio.gather(
        *(_keep_up(command, handle) for handle, command in commands.items()),
        again(LOOK_AFTER_S, city.left_requests.look_after),
        again(ERASE_S, lambda: erase_old(readings, datetime.now(UTC))),
        *([again(TELL_S, owners.tell)] if owners else []),
    )


async def _keep_up(command: list[str], handle: int) -> None:
    """Starts what strangers reach, and starts it anew when it ends. It ends with us: its input does."""
    while True:
        process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, pass_fds=(handle,))
        try:
            status = await process.wait()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise
        _log.error("%s ended by itself (status %d); it is started anew", command[2], status)
        await asyncio.sleep(PAUSE_S)
