"""A machine is put together: its devices are found on a real bench whatever port they are at, and a report says what was tried."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
import requests
import tomlkit
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from config import vocabulary
from config.credentials import certificates
from config.ids import StaffNumber, VisitId
from config.vocabulary import DeviceTest
from kiosk.__main__ import main
from kiosk.commands.commission import wanted_tests
from kiosk.core.channels import CommissioningMade, MakeCommissioning
from kiosk.demo.demonstration import bench_places
from kiosk.demo.settings import Value, demo_settings
from kiosk.shell.files_worker import FilesWorker
from kiosk.shell.identity import IdentityFiles, signing_request
from kiosk.shell.settings import read_settings
from sync.journal import events as ev
from sync.journal.format import Chain
from sync.journal.opening import open_for_writing
from sync.reference_city.authority import KioskAuthority
from sync.reference_city.keys import load_private_key, make_city_keys
from tests.cities import WONJU
from tests.patience import PATIENCE_S

PORTS = ("cctalk", "id003", "receipt", "terminal")
REPORTING = ("keypad", "jack")
"""They cannot be asked, and are where the model says."""


@dataclass
class Bench:
    """Attributes:
    at: the bench's addresses.
    config: the settings, as `kiosk enrol` leaves them.
    model: of machines of this kind, with every device that can be asked at a port where it is not.
    """

    at: dict[str, str]
    config: Path
    model: Path

    def find(self, *more: str, seed: int = 1) -> int:
        """With the cables in whatever order."""
        ports = [self.at[name] for name in PORTS]
        random.Random(seed).shuffle(ports)
        return main(
            ["commission", "find", "--config", str(self.config), "--model", str(self.model), "--ports", *ports, *more]
        )

    def printed(self) -> list[object]:
        state = requests.get(self.at["page"] + "state", timeout=PATIENCE_S).json()
        return [state["receipt-printer"], state["truth"]]


@pytest.fixture(scope="module")
def addresses() -> Iterator[dict[str, str]]:
    without = "import pathlib, drivers.smartcard.pcscd as p; p.DRIVER = pathlib.Path('/none'); "
    typed = [sys.executable, "-c", f"{without}from kiosk.__main__ import main; main(['bench'])"]
    with subprocess.Popen(typed, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield json.loads(process.stdout.readline())
        process.send_signal(signal.SIGTERM)


@pytest.fixture
def bench(addresses: dict[str, str], tmp_path: Path) -> Bench:
    keys, files = (
        make_city_keys(tmp_path / "keys", "원주시", "KR33", ("127.0.0.1",)),
        IdentityFiles(tmp_path / "state/city"),
    )
    files.make_folder()
    request = x509.load_pem_x509_csr(signing_request(files.make_next_key(), "wonju-03").encode())
    authority = KioskAuthority(certificates(keys.kiosks_ca)[0], load_private_key(keys.kiosks_ca_key))
    files.next_certificate.write_bytes(
        authority.sign(request, "wonju-03", datetime.now(UTC)).public_bytes(Encoding.PEM)
    )
    files.put_next_in_place()
    enrolled = {
        "machine": {"id": "wonju-03", "number": "03", "site": "단구동", "journal": str(tmp_path / "state/journal.sqlite")},
        "city": {"data": "wonju", "url": "https://127.0.0.1:9", "ca": str(keys.ca), "certificate": str(files.certificate),
                 "key": str(files.key), "signing_keys": [str(keys.ca)]},
    }  # fmt: skip
    config, model = tmp_path / "kiosk.toml", tmp_path / "model.toml"
    config.write_text(tomlkit.dumps(enrolled))
    places: dict[str, Value] = {
        **bench_places(addresses, tmp_path / "csca.pem"), **{f"{name}.port": f"/dev/not/{name}" for name in PORTS},
    }  # fmt: skip
    (tmp_path / "csca.pem").write_bytes(keys.ca.read_bytes())
    model.write_text(demo_settings(WONJU, places))
    return Bench(addresses, config, model)


def test_what_cannot_be_asked_and_is_not_plugged_in_is_missing(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    model = bench.model.read_text("utf-8").replace(bench.at["jack"], "/dev/not/jack")
    bench.model.write_text(model, "utf-8")
    assert bench.find("--without", "card") == 1
    assert "missing: jack: nothing is plugged in at /dev/not/jack" in capsys.readouterr().out
    assert bench.find("--without", "card", "jack") == 0


def test_every_device_is_found_whatever_port_it_is_at_and_nothing_is_moved(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    before = bench.printed()
    assert bench.find("--without", "card") == 0, capsys.readouterr().out
    assert bench.printed() == before, "no paper, no coin, no note"
    settings = read_settings(bench.config)
    assert {each.section: each.port for each in settings.on_ports} == {
        name: bench.at[name] for name in (*PORTS, *REPORTING)
    }
    assert (settings.machine.id, settings.machine.refund_within_s) == ("wonju-03", 60)
    told = capsys.readouterr().out
    assert all(name in told for name in ("coin-acceptor", "hopper-500", "note-acceptor", "receipt-printer"))


def test_what_does_not_answer_is_named_and_the_settings_stay(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    before = bench.config.read_bytes()
    typed = ["commission", "find", "--config", str(bench.config), "--model", str(bench.model)]
    assert main([*typed, "--ports", bench.at["id003"], "--without", "card", "terminal", "cctalk"]) == 1
    told = capsys.readouterr().out
    assert "missing: receipt: answers nowhere" in told
    assert "id003" not in told.partition("missing")[2]
    assert bench.config.read_bytes() == before


def test_a_machine_that_is_not_let_in_yet_is_not_put_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["commission", "find", "--config", str(tmp_path / "kiosk.toml")]) == 1
    assert "kiosk enrol" in capsys.readouterr().err


def tried(bench: Bench, but: str = "") -> None:
    """Somebody has tried every device but that one, from the machine's own pages."""
    settings = read_settings(bench.config)
    visit, by = VisitId("11111111-1111-4111-8111-111111111111"), StaffNumber("1001")
    with closing(open_for_writing(settings.machine.journal, "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90")) as store:
        chain = Chain(store.id, "boot", store.head, 1)
        for name, _, tests in wanted_tests(settings):
            for test in tests if name != but else ():
                event = ev.DeviceTested(visit, by, name, test, vocabulary.TestResult.PASSED, "")
                store.commit((chain.entry(event, 1_000, datetime.now(UTC)),))
        failed = ev.DeviceTested(
            visit, by, "hopper-100", DeviceTest.PAYOUT, vocabulary.TestResult.FAILED, "no-coin-fell"
        )
        store.commit((chain.entry(failed, 1_000, datetime.now(UTC)),) if but else ())


def test_the_report_says_what_was_tried_by_whom_and_what_is_missing(
    bench: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.find("--without", "card") == 0
    tried(bench, but="note-acceptor")
    out = tmp_path / "report.pdf"
    typed = ["commission", "report", "--config", str(bench.config), "--by", "정보통신과 한결", "--out", str(out)]
    assert main(typed) == 1
    told = capsys.readouterr().out
    assert "note-acceptor: note was not tried" in told
    assert "hopper-100: payout: failed no-coin-fell" in told
    assert "city: offline" in told
    document = pypdfium2.PdfDocument(io.BytesIO(out.read_bytes()))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    for said in ("03 단구동 wonju-03", "정보통신과 한결", "아직 끝나지 않았습니다", "coin-acceptor", "passed", "1001"):
        assert said in text, said


def test_the_machines_own_pages_have_the_report_made_and_put_on_a_stick(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bench.find("--without", "card", "terminal", "id003") == 0
    tried(bench, but="hopper-500")
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == stick)
    worker = FilesWorker(read_settings(bench.config).machine.journal, stick, bench.config)
    made = worker(MakeCommissioning(StaffNumber("1001"), to_stick=True), 600_000)
    assert isinstance(made, CommissioningMade)
    assert (stick / made.file).read_bytes() == made.pdf
    assert len(pypdfium2.PdfDocument(io.BytesIO(made.pdf))) == made.sheets
    untried = {(each.device, each.test) for each in made.missing if each.test}
    assert untried == {("hopper-500", "payout"), ("hopper-100", "payout")}
    assert {"city"} <= {each.device for each in made.missing if not each.test}
