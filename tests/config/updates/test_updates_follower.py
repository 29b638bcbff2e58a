"""What a kiosk believes of a repository, and what it does not, whoever serves it."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import Self

import pytest
from tuf.api.metadata import Metadata

from config.seoul import EARLIEST
from config.updates.bundle import BundleError, unpacked
from config.updates.follower import NotFollowed, TooOld, believable, lives, lowest_time
from config.updates.life import Life
from config.updates.roles import LAW, WORDS, machine_target
from tests.config.updates.office import Kiosk, Office, Served, served
from tests.patience import PATIENCE_S

FEE = "offered = true\narea = 'city'\nconfirmed = true\n[[fee]]\nsince = 2027-01-01\nper_copy = {}\nconfirmed = true\n"
KIND = "kinds/land-register.toml"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path / "desk")
    office.write(f"law/{KIND}", FEE.format(500))
    office.publish()
    return office


@pytest.fixture
def server(office: Office) -> Iterator[Served]:
    with served(office.repository) as state:
        yield state


@pytest.fixture
def kiosk(office: Office, server: Served, tmp_path: Path) -> Kiosk:
    return Kiosk(tmp_path / "kiosk", (office.repository / "metadata" / "1.root.json").read_bytes(), server.port)


def law(kiosk: Kiosk) -> str:
    data = kiosk.fetched(LAW.bundle)
    assert data
    return unpacked(data, LAW)[KIND]


def raise_to(office: Office, won: int, *people: str) -> None:
    office.now += timedelta(minutes=1)
    office.write(f"law/{KIND}", FEE.format(won))
    office.publish(*people)


def test_what_two_have_signed_is_believed_and_what_comes_after_it_too(office: Office, kiosk: Kiosk) -> None:
    assert law(kiosk) == FEE.format(500)
    raise_to(office, 700, "bora", "cheol")
    assert law(kiosk) == FEE.format(700)


def test_a_kiosk_that_has_it_asks_whether_it_still_holds_and_for_nothing_more(kiosk: Kiosk) -> None:
    law(kiosk)
    law(kiosk)
    assert (kiosk.fetchers[-1].requests, kiosk.fetchers[-1].bytes < 500) == (
        2,
        True,
    )  # is there a new root; the timestamp


def test_no_time_is_before_the_newest_that_was_signed_and_believed(office: Office, kiosk: Kiosk) -> None:
    metadata = kiosk.folder / "metadata"
    assert lowest_time(metadata) == EARLIEST
    law(kiosk)
    signed = office.now.replace(microsecond=0)
    assert lowest_time(metadata) == signed
    for dead in (datetime(1970, 1, 1, tzinfo=UTC), signed - timedelta(days=1), datetime(2099, 1, 1, tzinfo=UTC)):
        assert believable(dead, signed) == signed
    assert believable(signed + timedelta(days=3), signed) == signed + timedelta(days=3)


def test_a_desk_whose_clock_was_years_ahead_does_not_deafen_kiosks_for_ever(office: Office, kiosk: Kiosk) -> None:
    """Its root has expired by the time that it says; so nothing is believed of that time."""
    office.now += timedelta(days=9_000)
    office.desk.publish(office.signer("server"))
    law(kiosk)
    assert lowest_time(kiosk.folder / "metadata") == EARLIEST


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_dead_clock_neither_takes_what_has_expired_nor_refuses_what_is_new(
    year: int, office: Office, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    law(kiosk)
    monkeypatch.setattr("tuf.ngclient._internal.trusted_metadata_set.datetime", stopped_in(year))
    monkeypatch.setattr("config.updates.follower.datetime", stopped_in(year).datetime)
    raise_to(office, 700)
    assert law(kiosk) == FEE.format(700)
    office.now -= timedelta(days=30)
    office.desk.publish(office.signer("server"))
    with pytest.raises(TooOld):
        kiosk.fetched(LAW.bundle)


def stopped_in(year: int) -> SimpleNamespace:
    """The module ``datetime``, on a computer whose clock says so."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls(year, 1, 1, tzinfo=tz)

    return SimpleNamespace(datetime=Stopped, timezone=timezone)


def test_how_long_all_that_is_believed_is_new_can_be_read_beside_the_network(office: Office, kiosk: Kiosk) -> None:
    law(kiosk)
    (kiosk.folder / "metadata" / "words.json").write_bytes(b"{")
    found = {life.role: life for life in lives(kiosk.folder / "metadata")}
    assert set(found) == {"root", "targets", "law", "snapshot", "timestamp"}
    signed = office.now.replace(microsecond=0)
    assert found["timestamp"] == Life("timestamp", signed, signed + timedelta(days=7))
    assert found["law"].until - found["law"].since == timedelta(days=365)


# --- attacks -------------------------------------------------------------------------------------------------------


def byte_turned(data: bytes) -> bytes:
    return data[:-20] + bytes((data[-20] ^ 1,)) + data[-19:]


def test_a_file_of_which_a_byte_is_another_one_is_refused(kiosk: Kiosk, server: Served) -> None:
    (path,) = Path(kiosk.folder.parent / "desk/repository/targets/law").iterdir()
    server.swapped[path.name] = byte_turned(path.read_bytes())
    with pytest.raises(NotFollowed):
        kiosk.fetched(LAW.bundle)
    server.swapped.clear()
    assert law(kiosk) == FEE.format(500)


@pytest.mark.parametrize("name", ["timestamp.json", "1.snapshot.json", "1.targets.json", "1.law.json"])
def test_metadata_of_which_a_signed_byte_is_another_one_is_refused(
    name: str, office: Office, kiosk: Kiosk, server: Served
) -> None:
    data = json.loads((office.repository / "metadata" / name).read_bytes())
    data["signed"]["expires"] = "2099-01-01T00:00:00Z"
    server.swapped[name] = json.dumps(data).encode()
    with pytest.raises(NotFollowed):
        kiosk.fetched(LAW.bundle)


def test_an_older_state_is_not_gone_back_to(office: Office, kiosk: Kiosk, server: Served) -> None:
    old = (office.repository / "metadata" / "timestamp.json").read_bytes()
    raise_to(office, 700)
    assert law(kiosk) == FEE.format(700)
    server.swapped["timestamp.json"] = old
    with pytest.raises(NotFollowed):
        kiosk.fetched(LAW.bundle)


def test_an_older_law_under_a_newer_number_is_refused(office: Office, kiosk: Kiosk, server: Served) -> None:
    old = (office.repository / "metadata" / "1.law.json").read_bytes()
    raise_to(office, 700)
    server.swapped["2.law.json"] = old
    with pytest.raises(NotFollowed):
        kiosk.fetched(LAW.bundle)


@pytest.mark.parametrize("signatures", [(), ("anna",), ("anna", "server"), ("server",)])
def test_a_law_that_too_few_have_signed_is_refused(
    signatures: tuple[str, ...], office: Office, kiosk: Kiosk, server: Served
) -> None:
    """By whoever holds the server with its key, and the key of one person."""
    office.now += timedelta(minutes=1)
    office.write(f"law/{KIND}", FEE.format(0))
    office.publish()
    metadata = Metadata.from_file(str(office.repository / "metadata" / "2.law.json"))
    metadata.signatures.clear()
    for name in signatures:
        metadata.sign(office.signer(name), append=True)
    server.swapped["2.law.json"] = metadata.to_bytes()
    with pytest.raises(NotFollowed):
        kiosk.fetched(LAW.bundle)


def test_one_signature_counts_once_however_often_it_is_there(office: Office, kiosk: Kiosk, server: Served) -> None:
    path = office.repository / "metadata" / "1.law.json"
    data = json.loads(path.read_bytes())
    data["signatures"] = [data["signatures"][0], data["signatures"][0]]
    server.swapped["1.law.json"] = json.dumps(data).encode()
    with pytest.raises(NotFollowed):
        kiosk.fetched(LAW.bundle)


def test_what_has_expired_is_not_taken_anew(office: Office, kiosk: Kiosk, tmp_path: Path) -> None:
    """What is in force stays so: that is for who applies it."""
    law(kiosk)
    office.now = datetime.now(UTC) - timedelta(days=8)
    (office.repository / "metadata" / "timestamp.json").unlink()
    for version in range(3):  # above what the kiosk has seen
        office.desk.publish(office.signer("server"))
        assert version < 3
    with pytest.raises(TooOld):
        kiosk.fetched(LAW.bundle)


def test_another_citys_repository_is_refused(kiosk: Kiosk, tmp_path: Path) -> None:
    other = Office(tmp_path / "other")
    other.publish()
    with served(other.repository) as elsewhere, pytest.raises(NotFollowed):
        Kiosk(tmp_path / "kiosk", kiosk.root, elsewhere.port).fetched(LAW.bundle)


def test_a_root_that_the_last_one_has_not_signed_is_refused(office: Office, kiosk: Kiosk, server: Served) -> None:
    metadata = Metadata.from_file(str(office.repository / "metadata" / "1.root.json"))
    metadata.signed.version = 2
    metadata.signatures.clear()
    metadata.sign(office.signer("anna"), append=True)
    (office.repository / "metadata" / "2.root.json").write_bytes(metadata.to_bytes())
    with pytest.raises(NotFollowed):
        kiosk.fetched(LAW.bundle)


def test_who_signs_what_changes_with_the_signatures_of_those_before(office: Office, kiosk: Kiosk) -> None:
    law(kiosk)
    office.give_key("dami")
    office.say_who(dict.fromkeys(("root", "targets", "law", "words", "fleet", "notices"), ("bora", "cheol", "dami")))
    raise_to(office, 700, "bora", "cheol")
    raise_to(office, 900, "cheol", "dami")
    assert law(kiosk) == FEE.format(900)
    assert (kiosk.folder / "metadata" / "root_history" / "2.root.json").exists()


def test_a_role_speaks_of_its_own_alone(office: Office, kiosk: Kiosk) -> None:
    data = json.dumps({KIND: FEE.format(0)}).encode()
    with pytest.raises(BundleError, match="words does not answer for kinds"):
        unpacked(data, WORDS)
    for file in ("../kiosk.toml", "kinds/../../x.toml", "/etc/passwd", "kinds/.toml/x", "kinds//x.toml"):
        with pytest.raises(BundleError):
            unpacked(json.dumps({file: ""}).encode(), LAW)
    for data in (b"", b"[]", b'{"kinds/a.toml": 1}', b"[" * 100_000):
        with pytest.raises(BundleError):
            unpacked(data, LAW)
    assert kiosk.fetched("law/other.json") is None


def dripping(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    for byte in body:
        handler.wfile.write(bytes((byte,)))
        handler.wfile.flush()
        time.sleep(0.2)


def endless(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(bytes(65_536))


def silent(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    time.sleep(PATIENCE_S)


@pytest.mark.parametrize("answer", [dripping, endless, silent])
@pytest.mark.parametrize("name", ["timestamp.json", ".law.json"])
def test_a_server_that_does_not_end_is_ended_by_the_deadline(
    answer: Callable[[BaseHTTPRequestHandler, bytes], None], name: str, kiosk: Kiosk, server: Served
) -> None:
    kiosk.time_ms = 1_000
    server.instead[name] = answer
    begun = time.monotonic()
    with pytest.raises(NotFollowed):
        kiosk.fetched(LAW.bundle)
    assert time.monotonic() - begun < PATIENCE_S / 2


def test_a_redirection_is_not_followed(kiosk: Kiosk, server: Served) -> None:
    def elsewhere(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        handler.send_response(302)
        handler.send_header("Location", "/metadata/timestamp.json?again")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    server.instead["timestamp.json"] = elsewhere
    with pytest.raises(NotFollowed):
        kiosk.fetched(LAW.bundle)
    assert not any("again" in path for path in server.asked)


# --- power ---------------------------------------------------------------------------------------------------------

CUT_AT_EVERY_STEP = """
import os, shutil, signal, sys
from pathlib import Path
from tests.config.updates import tuf_client
real = (lambda handle: None), os.replace, os.rename  # a process that is killed loses nothing that was not synced
def run(folder, left):
    def cut(function):
        def may_end(*arguments, **more):
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **more)
        return may_end
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.fsync, os.replace, os.rename = map(cut, real)
    os._exit(tuf_client.main())
shipped, metadata, targets = map(Path, sys.argv[1:4])
whole, killed = sys.argv[4:], 0
while True:
    for folder in (metadata, targets):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    sys.argv[1:] = ["--metadata-dir", str(metadata), "init", str(shipped)]
    assert tuf_client.main() == 0
    sys.argv[1:] = whole
    if run(metadata, killed + 1) == 0:
        break
    killed += 1
    assert run(metadata, 0) == 0, f"after a cut at step {killed}"
print(killed)
"""


def test_a_power_cut_at_every_step_of_fetching_is_made_good_by_the_next_look(
    office: Office, kiosk: Kiosk, server: Served, tmp_path: Path
) -> None:
    """Steps are where a power cut makes a difference: a file or a folder that is synced, a name that is given."""
    base = f"http://127.0.0.1:{server.port}"
    metadata, targets = tmp_path / "cut", tmp_path / "fetched"
    call: list[object] = [
        sys.executable,
        "-c",
        CUT_AT_EVERY_STEP,
        office.repository / "metadata" / "1.root.json",
        metadata,
        targets,
    ]
    call += ["--metadata-dir", metadata, "--metadata-url", f"{base}/metadata", "--target-base-url", f"{base}/targets"]
    call += ["--target-dir", targets, "--target-name", LAW.bundle, "download"]
    done = subprocess.run([str(part) for part in call], check=True, stdout=subprocess.PIPE, text=True)
    assert int(done.stdout) >= 20
    assert (targets / "law%2Flaw.json").read_bytes() == kiosk.fetched(LAW.bundle)


# --- how much ------------------------------------------------------------------------------------------------------


def test_among_five_thousand_a_cold_kiosk_asks_five_times_at_most_and_for_20_kb(tmp_path: Path) -> None:
    office = Office(tmp_path / "desk", bits=8)
    for number in range(5_000):
        office.write(f"fleet/machines/kiosk-{number}.toml", f'[printer]\nuri = "ipp://192.0.2.1/{number}"\n')
    office.publish()
    with served(office.repository) as server:
        root = (office.repository / "metadata" / "1.root.json").read_bytes()
        kiosk = Kiosk(tmp_path / "kiosk", root, server.port, packs=True)
        look = kiosk.follower().look()
        for path in (
            "law/law.json",
            "words/words.json",
            "fleet/fleet.json",
            "notices/notices.json",
            machine_target("kiosk-17"),
        ):
            target = look.find(path)
            assert target
            assert look.fetch(target)
        (fetcher,) = kiosk.fetchers
        print(f"cold: {fetcher.requests} requests, {fetcher.bytes} bytes")
        assert fetcher.requests <= 5
        assert fetcher.bytes <= 20_000


def test_a_pack_is_believed_no_more_than_the_files(office: Office, kiosk: Kiosk, server: Served) -> None:
    kiosk.packs = True
    pack = json.loads(gzip.decompress((office.repository / "pack.json.gz").read_bytes()))
    forged = {name: text.replace("per_copy = 500", "per_copy = 0") for name, text in pack.items()}
    server.swapped["pack.json.gz"] = gzip.compress(json.dumps(forged).encode())
    with pytest.raises(NotFollowed):
        kiosk.fetched(LAW.bundle)
    bomb = gzip.compress(bytes(30_000_000))
    for useless in (
        b"",
        b"{}",
        bomb,
        *(gzip.compress(text) for text in (b"[]", b'{"metadata/timestamp.json": 1}', b"{")),
    ):
        server.swapped["pack.json.gz"] = useless
        assert law(kiosk) == FEE.format(500)
