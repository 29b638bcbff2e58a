"""What strangers and broken kiosks send: an answer below 500, whichever database lies behind, and nobody else waits for it."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import socket
import ssl
import time
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, urlencode, urlsplit

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.city.api import MAX_REQUEST_BYTES
from sync.reference_city.listening import EXCHANGE_S
from sync.reference_city.public import MAX_FORM_BYTES
from tests.patience import PATIENCE_S
from tests.proofs import of
from tests.sync.city.conftest import KIOSK, new_database
from tests.sync.city.test_city_heartbeats import WELL, sent
from tests.sync.city.test_city_server import serving_both

if TYPE_CHECKING:
    from sync.reference_city.keys import CityKeys
    from tests.sync.city.conftest import Report, Town

A = "11111111-1111-4111-8111-111111111111"
JOURNAL = "/v1/journals/0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90/entries"
LATE_S = 30
"""For an answer that takes milliseconds, on a machine that does much else."""


@dataclass
class Sides:
    """Attributes:
    city, public: addresses; ``kiosk`` asks the first, ``anybody`` the second.
        process: that serves the first, and has the second as its child.
    """

    city: str
    public: str
    kiosk: requests.Session
    anybody: requests.Session
    process: int

    @property
    def public_page(self) -> int:
        """The process that has the page's socket and did not make it."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        return int(children[-1])

    def ask(self, method: str, path: str, body: bytes = b"") -> requests.Response:
        return self.kiosk.request(method, self.city + path, data=body, timeout=PATIENCE_S)

    def by_a_new_connection(self) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.get(self.public, verify=self.anybody.verify, timeout=PATIENCE_S)

    def look_up(self, number: str, about: str) -> requests.Response:
        form = urlencode({"number": number, "about": about})
        return self.anybody.post(self.public, form, timeout=PATIENCE_S)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def sides(
    request: pytest.FixtureRequest, demo_keys: CityKeys, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sides]:
    database = new_database(request, tmp_path_factory.mktemp("city"))
    with serving_both(database, demo_keys) as at, requests.Session() as kiosk, requests.Session() as anybody:
        kiosk.trust_env = anybody.trust_env = False
        kiosk.headers["Content-Type"] = "application/json"
        kiosk.verify = anybody.verify = str(demo_keys.ca)
        kiosk.cert = (str(demo_keys.certificate("kiosk")), str(demo_keys.key("kiosk")))
        anybody.get(at["public"], timeout=PATIENCE_S)  # both listen at once, and answer when they are up
        kiosk.get(at["city"] + "/v1/sources", timeout=PATIENCE_S)
        yield Sides(at["city"], at["public"], kiosk, anybody, int(at["process"]))


# --- no answer is 500 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entries", [["é"], ["\x00"], ["AA=A"], ["e30="], [""], ["////"]])
def test_entries_that_are_none(sides: Sides, entries: list[str]) -> None:
    answer = sides.ask("POST", JOURNAL, json.dumps({"first": 1, "entries": entries}).encode())
    assert (answer.status_code, answer.json()) == (409, {"refused": "unreadable"})


@pytest.mark.parametrize("first", [0, -1, 2**31, 2**63, 10**40, 1.5, "1", None])
def test_a_number_that_no_entry_has(sides: Sides, first: object) -> None:
    answer = sides.ask("POST", JOURNAL, json.dumps({"first": first, "entries": []}).encode())
    assert answer.status_code == 422 or first == "1"


def test_a_zero_byte_in_the_form(sides: Sides) -> None:
    for number, about in (("\0", "\0"), ("1111-2222-3333-444\0", "홍길동"), ("1111-2222-3333-4444", "홍\0길동")):
        assert sides.look_up(number, about).status_code == 404
    assert sides.anybody.post(sides.public, "number=%00&about=%ff%fe%00", timeout=PATIENCE_S).status_code == 404


@pytest.mark.parametrize("number", ["%00", "%FF", "1" * 500, "1111-2222-3333-444%00", "..%2f", "%ED%A0%80"])
def test_a_document_by_what_is_no_number(sides: Sides, number: str) -> None:
    assert sides.ask("GET", f"/v1/documents/{number}").status_code == 404


@pytest.mark.parametrize("name", ["unable", "number", "wish", "started"])
def test_a_heartbeat_with_a_zero_byte_keeps_no_others_out_of_its_batch(sides: Sides, name: str) -> None:
    told = json.loads(sent(WELL).body)
    assert sides.ask("POST", "/v1/heartbeats", json.dumps(told | {name: "\0"}).encode()).status_code == 422
    assert sides.ask("POST", "/v1/heartbeats", json.dumps(told | {name: "\n"}).encode()).status_code == 200


def test_texts_that_a_database_cannot_hold_are_filed_all_the_same(sides: Sides, report: Report, town: Town) -> None:
    """A journal's texts are its kiosk's: zero bytes, halves of characters, sums beyond every column."""
    report.took("ses\0sion", "issuance\ud800", 10**25)
    report.claims("ses\0sion", "\0" * 200, 10**40)
    report.voided("\0")
    report.issued("\0" * 300, "\0")
    from base64 import b64encode

    entries = [b64encode(body).decode() for body in report.bodies]
    path = f"/v1/journals/{report.journal}/entries"
    answer = sides.ask("POST", path, json.dumps({"first": 1, "entries": entries}).encode())
    assert (answer.status_code, answer.json()) == (200, {"acknowledged": len(entries)})


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4),
    max_leaves=12,
)
odd_text = st.text(max_size=70) | st.sampled_from(["\0", "９", "-1", "5113010300", "9423", "both", "\u0345" * 60])
issuance = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(
            ["land-register", "building-register", "resident-abstract", "vehicle-register", "local-tax", "land-price",
             "farmland-register", "military-service", "land-use-plan", "machinery-register", "forest-register"]
        ) | odd_text,
        "kiosk": st.just(str(KIOSK)) | odd_text,
        "input": st.dictionaries(
            st.sampled_from(["place", "number", "sub_number", "mountain", "register", "building", "room", "plate", "years", "year", "from", "to"])
            | odd_text, odd_text, max_size=8,
        ),
        "subject": st.none() | st.fixed_dictionaries(
            {"resident_number": st.sampled_from(["8011239000018", "8503120000026"]) | odd_text,
             "card_number": st.sampled_from(["WJ0000018", "WJ0000026"]) | odd_text}
        ),
    }
)  # fmt: skip
upload = st.fixed_dictionaries(
    {
        "first": st.integers(-2, 10) | st.integers(),
        "entries": st.lists(
            st.text(max_size=40) | st.just("e30=") | st.binary(max_size=60).map(lambda b: b.hex()), max_size=4
        ),
        "lost": st.integers(-1, 10) | st.integers(),
    }
)
paths = st.sampled_from(
    [
        f"/v1/issuances/{A}",
        "/v1/issuances/x",
        "/v1/sources",
        JOURNAL,
        "/v1/journals/x/entries",
        "/v1/documents/1",
        "/openapi.json",
        "/",
        "/rehearsal/sources/land/down",
    ]
) | st.text(max_size=30).map(lambda text: "/" + quote(text))
many = settings(
    max_examples=of(150, sample=40),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@many
@given(
    method=st.sampled_from(["GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH"]), path=paths,
    body=st.binary(max_size=200) | anything.map(lambda each: json.dumps(each).encode()),
)  # fmt: skip
def test_whatever_is_sent_to_the_kiosks_side(sides: Sides, method: str, path: str, body: bytes) -> None:
    assert sides.ask(method, path, body).status_code < 500


@many
@given(body=issuance, fresh=st.uuids())
def test_whatever_is_asked_for(sides: Sides, body: object, fresh: object) -> None:
    assert sides.ask("PUT", f"/v1/issuances/{fresh}", json.dumps(body).encode()).status_code < 500


@many
@given(body=upload)
def test_whatever_is_uploaded(sides: Sides, body: object) -> None:
    assert sides.ask("POST", JOURNAL, json.dumps(body).encode()).status_code < 500


@many
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD"]), path=st.just("/") | st.text(max_size=30).map(lambda text: "/" + quote(text)),
    form=st.binary(max_size=300)
    | st.builds(lambda number, about: urlencode({"number": number, "about": about}).encode(),
                st.text(max_size=30) | st.from_regex(r"[0-9]{4}([-‐–— ]?[0-9]{4}){3}"), st.text(max_size=300)),
)  # fmt: skip
def test_whatever_is_typed_into_the_public_form(sides: Sides, method: str, path: str, form: bytes) -> None:
    assert sides.anybody.request(method, sides.public + path, data=form, timeout=PATIENCE_S).status_code < 500


# --- nobody waits for a stranger ------------------------------------------------------------------------------------


@pytest.fixture
def many_handles() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8_192, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("sides", ["sqlite"], indirect=True)
@pytest.mark.parametrize("silent_at", ["public", "city"])
@pytest.mark.usefixtures("many_handles")
def test_eleven_hundred_who_say_nothing_hold_nobody(sides: Sides, silent_at: str) -> None:
    # On a busy computer they may have been sent away before the answer comes; who is held by them is held each time.
    assert any(answered_beside(sides, urlsplit(getattr(sides, silent_at))) for _ in range(4))


def answered_beside(sides: Sides, silent_at: SplitResult) -> bool:
    """Whether they were all still there when everybody else had their answers."""
    at = (silent_at.hostname or "", silent_at.port or 0)
    with ExitStack() as stack:
        silent = [stack.enter_context(socket.create_connection(at, timeout=PATIENCE_S)) for _ in range(1_100)]
        for _ in range(3):
            assert sides.ask("GET", "/v1/sources").status_code == 200
            assert sides.by_a_new_connection().status_code == 200
        poll = select.poll()
        for each in silent:
            poll.register(each, select.POLLIN)
        return poll.poll(0) == []


@pytest.mark.parametrize("sides", ["sqlite"], indirect=True)
def test_who_begins_and_does_not_go_on_is_cut_off(sides: Sides, demo_keys: CityKeys) -> None:
    parts = urlsplit(sides.public)
    tls = ssl.create_default_context(cafile=str(demo_keys.ca))
    began = time.monotonic()
    with ExitStack() as stack:
        connections = [
            stack.enter_context(socket.create_connection((parts.hostname or "", parts.port or 0), timeout=PATIENCE_S))
            for _ in range(4)
        ]
        begun = [stack.enter_context(tls.wrap_socket(each, server_hostname="localhost")) for each in connections[1:]]
        head = b"POST / HTTP/1.1\r\nHost: x\r\n"
        for connection, sent in zip(begun, (b"", head, head + b"Content-Length: 9\r\n\r\nnum"), strict=True):
            connection.sendall(sent)
        everyone: list[socket.socket] = [connections[0], *begun]
        for each in everyone:
            with suppress(OSError):
                while each.recv(1_000):
                    pass
    assert time.monotonic() - began < EXCHANGE_S + LATE_S


@pytest.mark.parametrize("sides", ["sqlite"], indirect=True)
def test_eighty_thousand_accents_cost_nothing(sides: Sides) -> None:
    """Put in order they would take a minute of the processor; they are not even read."""
    about = "\u0345\u0300" * 40_000
    began = time.monotonic()
    answer = sides.look_up("1111-2222-3333-4444", about)
    assert answer.status_code == 413
    assert sides.ask("GET", "/v1/sources").status_code == 200
    assert time.monotonic() - began < LATE_S


def test_what_fits_the_form_is_put_in_order_at_once(town: Town) -> None:
    about = "\u0345\u0300" * (MAX_FORM_BYTES // 4)
    began = time.process_time()
    assert town.lookup.look_up("1111-2222-3333-4444", about) is None
    assert time.process_time() - began < 0.1
    assert not unicodedata.is_normalized("NFC", about)


@pytest.mark.parametrize("sides", ["sqlite"], indirect=True)
def test_a_request_without_end_is_not_kept(sides: Sides) -> None:
    def without_end() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 100_000

    for session, url in ((sides.kiosk, sides.city + JOURNAL), (sides.anybody, sides.public)):
        with suppress(requests.ConnectionError):  # or it is closed while it is still being sent
            assert session.post(url, data=without_end(), timeout=PATIENCE_S).status_code == 413
    assert MAX_FORM_BYTES < MAX_REQUEST_BYTES


@pytest.mark.parametrize("sides", ["sqlite"], indirect=True)
def test_a_public_page_that_is_killed_comes_back_and_the_kiosks_notice_nothing(sides: Sides) -> None:
    os.kill(sides.public_page, signal.SIGKILL)
    assert sides.ask("GET", "/v1/sources").status_code == 200
    for _ in range(60):
        with suppress(requests.RequestException):
            assert sides.by_a_new_connection().status_code == 200
            return
        time.sleep(0.5)
    raise AssertionError("it never came back")
