"""The reference city as a process of its own, over real TLS with certificates on both sides."""

from __future__ import annotations

import base64
import json
import re
import signal
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPSConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from config.credentials import DEMO_CA, certificates, is_demo_ca
from config.dialogue import Failure, FailureReason
from sync.city.api import MAX_REQUEST_BYTES, RefusalCode, Ticket
from sync.city.client import Acknowledged, CityCall, CityClient, CityReply, Refused, Reserved, Untrusted
from sync.city.left_requests import BoxReply, LeaveRequest, TicketState
from sync.city.transport import CityTransport, Trust
from sync.reference_city.keys import CityKeys, make_demo_keys
from tests.cities import WONJU
from tests.patience import PATIENCE_S
from tests.sync.city.left import CODE, sealed, with_ticket

if TYPE_CHECKING:
    from tests.sync.city.conftest import Report, Town

A, B = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
SERVE = "import sys, pathlib; from config.city import read_city, shipped_city; from sync.reference_city import keys, server; server.serve(read_city(shipped_city()), sys.argv[1], 0, keys.CityKeys(pathlib.Path(sys.argv[2])), 'rehearsal' in sys.argv, cards=next((pathlib.Path(each) for each in sys.argv[3:] if each.endswith('.pem')), None))"


@contextmanager
def serving_both(database: str, keys: CityKeys, *rehearsal: str) -> Iterator[dict[str, str]]:
    """The addresses of a city, and of its public page, that run meanwhile and end cleanly; and the process of the first."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, database, str(keys.folder), *rehearsal], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    try:
        addresses: dict[str, str] = json.loads(process.stdout.readline())
        yield addresses | {"process": str(process.pid)}
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_S)
        process.stdout.close()


@contextmanager
def serving(database: str, keys: CityKeys, *rehearsal: str, which: str = "city") -> Iterator[str]:
    """One of them."""
    with serving_both(database, keys, *rehearsal) as addresses:
        yield addresses[which]


@pytest.fixture(scope="module")
def url(demo_keys: CityKeys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("city")
    with serving(f"sqlite:///{folder}/city.sqlite", demo_keys, "rehearsal") as address:
        yield address


def transport(url: str, keys: CityKeys) -> CityTransport:
    return CityTransport(url, Trust(keys.ca, keys.certificate("kiosk"), keys.key("kiosk")))


@pytest.fixture
def ask(url: str, demo_keys: CityKeys) -> Callable[..., CityReply]:
    carry = transport(url, demo_keys)

    def asked(method: str, path: str, body: bytes = b"") -> CityReply:
        reply = carry(CityCall(method, path, body, 5_000_000), 5_000)
        assert isinstance(reply, CityReply), reply
        return reply

    return asked


@pytest.fixture
def client(demo_keys: CityKeys) -> CityClient:
    key = serialization.load_pem_public_key(demo_keys.signing_public.read_bytes())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return CityClient(WONJU, (key,))


@pytest.fixture
def run(url: str, demo_keys: CityKeys) -> Callable[..., Any]:
    carry = transport(url, demo_keys)

    def whole(dialogue: Any) -> Any:
        try:
            call = next(dialogue)
            while True:
                call = dialogue.send(carry(call, 5_000))
        except StopIteration as end:
            return end.value

    return whole


def test_from_reservation_to_report(
    town: Town, report: Report, client: CityClient, run: Callable[..., Any], ask: Callable[..., CityReply]
) -> None:
    reserved = run(client.reserve(A, town.land()))
    assert isinstance(reserved, Reserved)
    path = f"/v1/documents/{reserved.reply.number}"
    assert json.loads(ask("GET", path).body)["state"] == "reserved"
    report.issued(A, reserved.reply.number)
    assert run(client.upload(report.journal, 1, report.bodies)) == Acknowledged(1)
    assert json.loads(ask("GET", path).body) == {
        "number": reserved.reply.number,
        "state": "issued",
        "kind": "land-register",
        "issued_at": reserved.reply.issued_at,
    }
    assert run(client.reserve(A, town.abstract())) == Refused(RefusalCode.CONFLICT)
    assert isinstance(run(client.reserve(B, town.abstract())), Reserved)
    assert ask("GET", "/v1/documents/0000-0000-0000-0000").status == 404


def test_bad_entries_are_not_taken(report: Report, client: CityClient, run: Callable[..., Any]) -> None:
    other = "99999999-9999-4999-8999-999999999999"
    report.issued(A)
    assert not isinstance(run(client.upload(other, 1, report.bodies)), Acknowledged)
    assert not isinstance(run(client.upload(other, 1, [b"{}"])), Acknowledged)


def test_sources_are_switched_in_rehearsals(
    town: Town, client: CityClient, run: Callable[..., Any], ask: Callable[..., CityReply]
) -> None:
    uuid = "33333333-3333-4333-8333-333333333333"
    ask("POST", "/rehearsal/sources/land/down")
    assert [source for source, answers in run(client.check_sources()).sources if not answers] == ["land"]
    assert run(client.reserve(uuid, town.land())) == Refused(RefusalCode.SOURCE_DOWN)
    ask("POST", "/rehearsal/sources/land/up")
    assert all(answers for _, answers in run(client.check_sources()).sources)
    assert isinstance(run(client.reserve(uuid, town.land())), Reserved)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"/v1/issuances/{A}", b"{}"),
        (f"/v1/issuances/{A}", b"8011239000018"),
        ("/v1/issuances/not-a-uuid", b'{"kind": "land-register", "kiosk": "k"}'),
        (
            f"/v1/issuances/{B}",
            b'{"kind": "a", "kiosk": "k", "subject": {"resident_number": "801123-9000018", "card_number": ""}}',
        ),
        (f"/v1/issuances/{B}", b'{"kind": "' + b"8011239000018" * 20 + b'", "kiosk": "k"}'),
    ],
)
def test_bad_input_is_refused_and_not_repeated(ask: Callable[..., CityReply], path: str, body: bytes) -> None:
    assert ask("PUT", path, body) == CityReply(422, b'{"refused": "bad-input"}')


def test_too_large_a_request_is_not_read(ask: Callable[..., CityReply]) -> None:
    assert ask("PUT", f"/v1/issuances/{A}", b" " * (MAX_REQUEST_BYTES + 1)).status == 413


def test_the_contract_is_published(ask: Callable[..., CityReply]) -> None:
    paths = json.loads(ask("GET", "/openapi.json").body)["paths"]
    assert {path for path in paths if path.startswith("/v1/")} == {
        "/v1/issuances/{uuid}",
        "/v1/sources",
        "/v1/journals/{journal}/entries",
        "/v1/journals/{journal}/checkpoints",
        "/v1/support/{wish}/{number}",
        "/v1/documents/{number}",
        "/v1/certificates",
        "/v1/heartbeats",
        "/v1/applications/state",
        "/v1/left-requests/{uuid}",
        "/v1/left-requests/{uuid}/box",
        "/v1/left-requests/ticket",
    }


def test_what_is_left_while_its_source_is_away_is_taken_sealed_and_reserved_once(
    town: Town, client: CityClient, run: Callable[..., Any], ask: Callable[..., CityReply]
) -> None:
    uuid, issuance, second = (f"{digit * 8}-4444-4444-8444-444444444444" for digit in "123")
    source = WONJU.kinds["resident-abstract"].source
    ask("POST", f"/rehearsal/sources/{source}/down")
    begun = run(client.begin_request(uuid, LeaveRequest("resident-abstract")))
    box = base64.b64decode(sealed(begun, town.abstract(), uuid).box)
    for _ in range(2):
        assert isinstance(run(client.deliver_box(uuid, box)), BoxReply)
    assert run(client.deliver_box(uuid, box[:-1])) == Refused(RefusalCode.CONFLICT)
    ticket = Ticket(begun.number, CODE)
    assert run(client.ask_ticket(ticket)).state is TicketState.WAITING
    asked = with_ticket(town.abstract(), ticket)
    assert run(client.reserve(issuance, asked)) == Refused(RefusalCode.SOURCE_DOWN)
    ask("POST", f"/rehearsal/sources/{source}/up")
    assert run(client.ask_ticket(ticket)).state is TicketState.READY
    assert isinstance(run(client.reserve(issuance, asked)), Reserved)
    assert isinstance(run(client.reserve(issuance, asked)), Reserved), "the same again"
    assert run(client.reserve(second, asked)) == Refused(RefusalCode.TICKET_IN_USE)
    assert run(client.ask_ticket(ticket)).state is TicketState.BEING_COLLECTED
    assert run(client.ask_ticket(Ticket(begun.number, "000000"))) == Refused(RefusalCode.NO_SUCH_RECORD)


def test_after_a_restart_the_same_bytes(demo_keys: CityKeys, tmp_path: Path, town: Town) -> None:
    database = f"sqlite:///{tmp_path}/city.sqlite"
    body = json.dumps({"kind": "land-register", "kiosk": "k", "input": town.land().input}).encode()
    call = CityCall("PUT", f"/v1/issuances/{A}", body, 5_000_000)
    answers = []
    for _ in range(2):
        with serving(database, demo_keys) as url:
            carry = transport(url, demo_keys)
            answers.append(carry(call, 5_000))
            switch = carry(CityCall("POST", "/rehearsal/sources/land/down", b"", 1_000), 5_000)
            assert isinstance(switch, CityReply)
            assert switch.status == 404, "not a rehearsal"
    assert isinstance(answers[0], CityReply)
    assert answers[0].status == 200
    assert answers[1] == answers[0]


def test_a_city_with_another_seal_key_is_not_trusted(town: Town, client: CityClient, run: Callable[..., Any]) -> None:
    """The right TLS certificate, the wrong seal."""
    stranger = CityClient(WONJU, (town.seal_key.public_key(),))
    refused = run(stranger.reserve(B, town.abstract()))
    assert isinstance(refused, Untrusted)
    assert "is not known here" in refused.why
    assert isinstance(run(client.reserve(B, town.abstract())), Reserved)


# --- who may speak -----------------------------------------------------------------------------------------------


def test_who_shows_no_certificate_is_not_heard(url: str, demo_keys: CityKeys) -> None:
    tls = ssl.create_default_context(cafile=str(demo_keys.ca))
    parts = urlsplit(url)
    connection = HTTPSConnection(parts.hostname or "", parts.port, context=tls, timeout=PATIENCE_S)
    with pytest.raises(OSError, match=r"(?i)certificate.required|reset|broken pipe|closed"):  # noqa: PT012  # when, is the server's choice
        connection.request("GET", "/v1/sources")
        connection.getresponse()
    connection.close()


def test_a_kiosk_of_another_ca_is_not_heard(url: str, demo_keys: CityKeys, tmp_path: Path) -> None:
    stranger = make_demo_keys(tmp_path)
    carry = CityTransport(url, Trust(demo_keys.ca, stranger.certificate("kiosk"), stranger.key("kiosk")))
    answer = carry(CityCall("GET", "/v1/sources", b"", 1_000), 5_000)
    assert isinstance(answer, Failure)
    # The city's refusal may be lost with the connection that it closes.
    assert answer.reason in (FailureReason.REFUSED, FailureReason.UNREACHABLE)


def test_a_servers_certificate_is_no_kiosks(url: str, demo_keys: CityKeys) -> None:
    carry = CityTransport(url, Trust(demo_keys.ca, demo_keys.certificate("server"), demo_keys.key("server")))
    answer = carry(CityCall("GET", "/v1/sources", b"", 1_000), 5_000)
    assert isinstance(answer, Failure)


def test_demo_keys_say_what_they_are(demo_keys: CityKeys, tmp_path: Path) -> None:
    assert is_demo_ca(certificates(demo_keys.ca))
    chain = tmp_path / "chain.pem"
    chain.write_bytes(demo_keys.certificate("server").read_bytes() + demo_keys.ca.read_bytes())
    assert is_demo_ca(certificates(chain))
    assert is_demo_ca(certificates(demo_keys.certificate("kiosk")))
    own = tmp_path / "own.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Wonju",
         "-keyout", tmp_path / "own.key", "-out", own],
        check=True, capture_output=True, timeout=PATIENCE_S,
    )  # fmt: skip
    assert not is_demo_ca(certificates(own))
    for who, ca in (("server", demo_keys.ca), ("kiosk", demo_keys.kiosks_ca)):
        checked = subprocess.run(
            ["openssl", "verify", "-x509_strict", "-CAfile", ca, demo_keys.certificate(who)],
            check=False, capture_output=True, text=True, timeout=PATIENCE_S,
        )  # fmt: skip
        assert checked.returncode == 0, checked.stderr
    shown = subprocess.run(["openssl", "x509", "-in", demo_keys.ca, "-noout", "-subject"], check=True, capture_output=True, text=True, timeout=PATIENCE_S)  # fmt: skip
    assert DEMO_CA in shown.stdout
    for private in demo_keys.folder.glob("*.key"):
        assert re.fullmatch("0o100600", oct(private.stat().st_mode)), private
