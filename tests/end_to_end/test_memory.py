"""After a session nothing that tells who was there is left in the kiosk's memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from config.catalogue.resident_abstract import ResidentAbstract
from kiosk.demo.settings import CARD_HOLDER, CARD_PIN
from kiosk.demo.wishes import PATIENT, lot
from kiosk.shell.memory import CLEARED
from sync.reference_city import keys
from sync.reference_city.made_up.people import people
from sync.reference_city.registers import Asked
from sync.reference_city.registers.resident_abstract import find
from tests.cities import REGISTERS, WONJU
from tests.end_to_end.lobby import lobby_display
from tests.end_to_end.surroundings import Surroundings, surroundings
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
KIND = WONJU.kinds["resident-abstract"]


def address() -> str:
    """Street, number, house and flat: province and city are no secret."""
    options = {option.name: option.default for option in KIND.options}
    record = find(Asked(WONJU, KIND, options, people()[CARD_HOLDER.resident_number], date(2026, 11, 23), REGISTERS))
    assert isinstance(record, ResidentAbstract)
    return " ".join(record.addresses[-1].address.partition(" (")[0].split()[2:])


PERSONAL = {
    "resident number": CARD_HOLDER.resident_number,
    "card number": CARD_HOLDER.document_number,
    "name": CARD_HOLDER.name,
    "address": address(),
}


def written(text: str) -> set[bytes]:
    """As Python, Qt, JSON and the wire have it; a resident number with its hyphen, too."""
    forms = {text, f"{text[:6]}-{text[6:]}"} if text.isdigit() else {text}
    return {
        data for each in forms for data in (each.encode(), each.encode("utf-16-le"), json.dumps(each)[1:-1].encode())
    }


NEEDLES = {what: written(text) for what, text in PERSONAL.items()}


def memory(pid: int) -> Iterator[bytes]:
    """All that the process has written or may write, a mapping at a time."""
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", 0) as mem:
        for line in maps:
            span, rights, *_ = line.split()
            if not rights.startswith("rw"):
                continue
            start, end = (int(number, 16) for number in span.split("-"))
            try:
                mem.seek(start)
                yield mem.read(end - start)
            except (OSError, OverflowError, ValueError):  # the kernel's own
                continue


LOOKS = 10
"""What is kept is found each time; the kiosk forgets within two seconds of a processor that it does not share."""


def found(pid: int) -> set[str]:
    there: set[str] = set()
    for data in memory(pid):
        for what in PERSONAL.keys() - there:
            if any(needle in data for needle in NEEDLES[what]):
                there.add(what)
    return there


class Kiosk:
    """Somebody stands in front of it; it is told when to touch."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin
        assert process.stdout
        self._process, self._to, self._from = process, process.stdin, process.stdout
        self.found_meanwhile: set[str] = set()

    def serve(self) -> set[str]:
        """One resident, to the end; then what is found 2 s after, and on a busy computer a little later."""
        for line in self._from:
            if line.startswith("served"):
                assert line.split() == ["served"], f"they left without what they came for: {line}"
                for _ in range(LOOKS):
                    time.sleep(2)
                    left = found(self._process.pid)
                    if not left:
                        break
                self._go_on()
                return left
            self.found_meanwhile = found(self._process.pid)
            self._go_on()
        raise AssertionError("the kiosk ended")

    def _go_on(self) -> None:
        self._to.write("\n")
        self._to.flush()


def support(around: Surroundings) -> dict[str, bytes]:
    """What whoever helps is sent of it, by its name."""
    out = around.folder / "support.zip"
    command = (sys.executable, "-m", "kiosk", "support", f"--config={around.folder / 'kiosk.toml'}", f"--out={out}")
    subprocess.run(command, capture_output=True, timeout=PATIENCE_S, check=True)
    with ZipFile(out) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def test_number_card_name_and_address_are_gone_soon_after_a_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "DEMO_CA", "A CA of the city's own")
    keys.make_demo_keys(tmp_path / "keys", signer=WONJU.signer)
    land = WONJU.kinds["land-register"]
    wishes = [
        {"kind": KIND.name, "pin": CARD_PIN, "purse": [1_000], **PATIENT},
        *[{"kind": land.name, **vars(lot(WONJU, land)), "leaves_at": "EnterLot", **PATIENT}] * 2,
    ]
    with surroundings(tmp_path) as around:
        environment = {name: value for name, value in os.environ.items() if name not in CLEARED}
        with subprocess.Popen(
            [sys.executable, "-m", "tests.end_to_end.attended", around.settings(), around.bench["page"], *map(json.dumps, wishes)],
            env={**environment, "QT_QPA_PLATFORM": lobby_display(tmp_path)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            try:
                kiosk = Kiosk(process)
                left = [kiosk.serve() for _ in wishes]
                assert process.wait(PATIENCE_S) == 0
            finally:
                process.kill()
        supported = support(around)
    assert kiosk.found_meanwhile == PERSONAL.keys()  # the search finds what is there
    assert left == [set(), set(), set()]
    assert b"DocumentIssued" in supported["journal.jsonl"]
    told = {
        name: what
        for name, data in supported.items()
        for what in PERSONAL
        if any(each in data for each in NEEDLES[what])
    }
    assert told == {}, "what goes to whoever helps from afar names nobody who was there"


def test_the_unit_starts_it_as_it_starts_itself() -> None:
    """So that it need not start twice."""
    unit = (ROOT / "systemd" / "kiosk.service").read_text()
    for name, value in CLEARED.items():
        assert f"Environment={name}={value}\n" in unit
