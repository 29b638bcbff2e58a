"""A new machine is let in: `kiosk enrol` at the machine, `kiosk city` at the city, real processes and TLS between them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
import tomlkit

from config.credentials import certificates
from config.dialogue import Failure, FailureReason
from kiosk.__main__ import main
from kiosk.commands.city_kiosks import fingerprint_of
from kiosk.shell.identity import IdentityFiles
from kiosk.shell.settings_file import put_into
from sync.city.client import CityCall, CityClient, CityReply, CityUnavailable
from sync.city.transport import CityTransport, Trust
from sync.reference_city.keys import CityKeys
from sync.reference_city.store import SqlStore
from tests.cities import WONJU
from tests.patience import PATIENCE_S

KIOSK = [sys.executable, "-m", "kiosk"]


@dataclass
class Hall:
    """A city that is served, with its door open."""

    door: str
    city: str
    keys: CityKeys
    database: str

    def admin(self, *typed: str) -> int:
        return main(["city", *typed, "--database", self.database])

    def approve(self, code: str, *more: str) -> int:
        return self.admin("approve", code, "--by", "시청", "--keys", str(self.keys.folder), "--yes", *more)


@contextmanager
def served(folder: Path, *more: str) -> Iterator[Hall]:
    keys, database = CityKeys(folder / "keys"), f"sqlite:///{folder}/city.sqlite"
    if not keys.ca.exists():
        assert main(["city", "keygen", "--keys", str(keys.folder), "--host", "localhost", "--host", "127.0.0.1"]) == 0
    serve = ["city", "serve", "--database", database, "--keys", str(keys.folder), "--door", "0", *more]
    with subprocess.Popen([*KIOSK, *serve], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        at = json.loads(process.stdout.readline())
        try:
            with requests.Session() as anybody:  # each listens at once, and answers when its process is up
                anybody.trust_env = False
                anybody.get(at["door"], verify=str(keys.ca), timeout=PATIENCE_S)
            yield Hall(at["door"], at["city"], keys, database)
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with served(tmp_path_factory.mktemp("city")) as hall:
        yield hall


class Machine:
    def __init__(self, hall: Hall, folder: Path, *named: str) -> None:
        self.hall, self.files, self.config = hall, IdentityFiles(folder / "state/city"), folder / "kiosk.toml"
        trust = ["--fingerprint", fingerprint_of(hall.keys.ca)]
        where = ["--config", str(self.config), "--state", str(folder / "state")]
        self.command = [*KIOSK, "enrol", "--city", hall.door, *trust, *where, *named]

    @contextmanager
    def asks(self) -> Iterator[tuple[str, subprocess.Popen[str]]]:
        """The code that it shows, and the command, which ends within the block."""
        with subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            code = next(found[1] for line in process.stdout if (found := re.fullmatch(r" +(\w{4}-\w{4})\n", line)))
            try:
                yield code, process
                assert process.wait(timeout=PATIENCE_S) is not None
            finally:
                process.kill()

    def sources(self) -> CityReply | Failure:
        wire = CityTransport(self.hall.city, Trust(self.files.ca, self.files.certificate, self.files.key))
        return wire(CityCall("GET", "/v1/sources", b"", 64_000), 10_000)


def test_what_the_door_says_of_itself_is_asked_before_anything_is_believed(
    hall: Hall, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["enrol", "--city", hall.door, "--about", "--json", "--state", str(tmp_path / "state")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["city"] == "wonju"
    assert told["fingerprint"] == fingerprint_of(hall.keys.ca)
    assert ["03", "단구동"] in told["sites"]
    assert not (tmp_path / "state").exists(), "nothing is kept of it"


def test_what_becomes_of_a_request_is_said_in_lines_of_json(hall: Hall, tmp_path: Path) -> None:
    machine = Machine(hall, tmp_path, "--site", "03", "--json", "--wait", "0")
    asked, again = (subprocess.run(machine.command, capture_output=True, text=True, check=False) for _ in range(2))
    code = json.loads(asked.stdout)["code"]
    assert (asked.returncode, again.stdout) == (1, asked.stdout), "the same request"
    assert hall.approve(code) == 0
    let_in = subprocess.run(machine.command, capture_output=True, text=True, check=False)
    assert let_in.returncode == 0
    assert json.loads(let_in.stdout).keys() == {"until"}
    assert hall.admin("revoke", "wonju-03", "--by", "시청", "--reason", "a test", "--yes") == 0


def test_a_new_machine_is_let_in_and_barred(hall: Hall, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    machine = Machine(hall, tmp_path, "--site", "단구동")
    machine.config.write_text("# 우리 기계\n[machine]\nrefund_within_s = 60  # as the office wants it\n")
    with machine.asks() as (code, process):
        assert hall.admin("enrolments") == 0
        assert f"{code}  wonju-03  03 단구동" in capsys.readouterr().out
        assert hall.approve(code) == 0
        assert process.wait(timeout=PATIENCE_S) == 0
    written = machine.config.read_text()
    assert "# 우리 기계\n" in written
    assert "refund_within_s = 60  # as the office wants it" in written
    settings = tomlkit.parse(written).unwrap()
    assert settings["machine"]["id"] == "wonju-03"
    assert (settings["city"]["url"], settings["city"]["data"]) == (hall.city, "wonju")
    assert oct(machine.files.key.stat().st_mode & 0o777) == "0o600"
    answer = machine.sources()
    assert isinstance(answer, CityReply)
    assert answer.status == 200

    assert hall.admin("revoke", "wonju-03", "--by", "시청", "--reason", "carried off", "--yes") == 0
    barred = machine.sources()
    assert isinstance(barred, CityReply)
    assert (barred.status, json.loads(barred.body)) == (403, {"refused": "barred"})
    asking = CityClient(WONJU, ()).check_sources()
    next(asking)
    with pytest.raises(StopIteration) as told:
        asking.send(barred)
    assert isinstance(told.value.value, CityUnavailable)
    assert told.value.value.failure.reason is FailureReason.BARRED

    with machine.asks() as (again, process):
        assert again != code, "what was approved once lets nobody in again"
        assert hall.approve(again) == 0
        assert process.wait(timeout=PATIENCE_S) == 0
    assert isinstance(answer := machine.sources(), CityReply)
    assert answer.status == 200
    capsys.readouterr()
    assert hall.admin("enrolments") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 waiting, 1 kiosks let in"


def test_a_machine_that_was_switched_off_meanwhile_goes_on_with_its_code(hall: Hall, tmp_path: Path) -> None:
    machine = Machine(hall, tmp_path, "--site", "01", "--id", "wonju-01")
    with machine.asks() as (code, process):
        process.kill()
    with machine.asks() as (again, process):
        assert again == code
        assert hall.approve(code) == 0
        assert process.wait(timeout=PATIENCE_S) == 0


def test_a_machine_is_turned_away(hall: Hall, tmp_path: Path) -> None:
    machine = Machine(hall, tmp_path, "--site", "02")
    with machine.asks() as (code, process):
        assert hall.admin("refuse", code, "--by", "시청", "--reason", "nobody stands there") == 0
        assert process.wait(timeout=PATIENCE_S) == 1
    assert not machine.files.certificate.exists()
    assert not machine.config.exists()


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        (["--fingerprint", "00" * 32], "another CA answers there"),
        (["--site", "no such place"], "name one of the city's sites"),
        (["--id", "Wonju 3"], "small letters"),
        (["--city", "http://127.0.0.1"], "--city"),
        (["--city", "https://127.0.0.1:9"], "the city's door"),
    ],
)
def test_what_was_typed_wrong_is_told_in_a_sentence_and_nothing_is_asked(
    hall: Hall, tmp_path: Path, instead: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(SqlStore(hall.database, "read").enrolments.enrolments())
    machine = Machine(hall, tmp_path, "--site", "03", *instead)
    assert main(machine.command[3:]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert len(SqlStore(hall.database, "read").enrolments.enrolments()) == before
    assert not machine.config.exists()


def test_a_demonstrations_city_is_not_trusted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from sync.reference_city.keys import make_demo_keys

    keys = make_demo_keys(tmp_path / "keys")
    typed = ["enrol", "--city", "https://127.0.0.1:9", "--ca", str(keys.ca), "--site", "03", "--state", str(tmp_path)]
    assert main(typed) == 1
    assert "is a demonstration" in capsys.readouterr().err


def test_a_citys_keys_are_no_demonstrations_and_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = ["city", "keygen", "--keys", str(tmp_path / "keys"), "--host", "city.example"]
    assert main(typed) == 0
    keys = CityKeys(tmp_path / "keys")
    assert "DEMONSTRATION" not in certificates(keys.ca)[0].subject.rfc4514_string()
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys.folder.glob("*.key"))
    before = keys.ca.read_bytes()
    assert main(typed) == 1
    assert "not empty" in capsys.readouterr().err
    assert keys.ca.read_bytes() == before


def test_settings_go_into_a_file_and_leave_the_rest_as_it_was() -> None:
    text = '[machine]\nid = "a"  # so called\n\n# hoppers\n[[cctalk.hopper]]\nname = "hopper-500"\n'
    changed = put_into(text, {"machine": {"id": "b"}, "city": {"data": "wonju"}})
    assert '# hoppers\n[[cctalk.hopper]]\nname = "hopper-500"\n' in changed
    assert 'id = "b"  # so called' in changed
    assert tomlkit.parse(changed).unwrap()["city"] == {"data": "wonju"}


def test_the_door_answers_what_a_stranger_sends_in_one_way_and_without_a_word_of_it(hall: Hall) -> None:

    at, ca = f"{hall.door}/v1/enrolments/11111111-1111-4111-8111-111111111111", str(hall.keys.ca)
    good = {"kiosk": "wonju-09", "number": "09", "site": "x", "request": "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n"}
    with requests.Session() as anybody:
        anybody.trust_env = False
        for sent in (
            b"",
            b"{",
            b"[]",
            b"\xff\0",
            json.dumps(good).encode(),
            json.dumps(good | {"kiosk": "A" * 99}).encode(),
        ):
            answer = anybody.put(at, sent, verify=ca, timeout=PATIENCE_S)
            assert (answer.status_code, answer.json()) == (422, {"refused": "bad-input"}), sent
        assert anybody.put(at, b"x" * 20_000, verify=ca, timeout=PATIENCE_S).status_code in (413, 422)
        assert anybody.get(at, verify=ca, timeout=PATIENCE_S).json() == {"refused": "unknown"}
        assert anybody.get(f"{hall.door}/v1/sources", verify=ca, timeout=PATIENCE_S).status_code == 404


@pytest.mark.parametrize("which", ["enrolments", "revoke"])
def test_who_only_looks_makes_no_database(which: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = ["wonju-03", "--by", "시청", "--reason", "stolen", "--yes"] if which == "revoke" else []
    assert main(["city", which, *more, "--database", f"sqlite:///{tmp_path}/city.sqlite"]) == 1
    assert "cannot be opened" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_listing_is_read_by_programs_too(hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert hall.admin("enrolments", "--all", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    with closing(SqlStore(hall.database, "read")) as store:
        assert len(told["enrolments"]) == len(store.enrolments.enrolments())
