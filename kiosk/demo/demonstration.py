"""``kiosk demo``: a reference city and a bench in processes of their own, and the real application between them.

With a display it stays, for somebody to try. With ``--auto`` a scripted resident touches the real screens, pays at the
bench, and everything that came out is checked: the won that went in are fee and change, the journal is whole, the city
knows what was issued.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO
from uuid import uuid4

import requests

from config.city import City
from config.staff import SALT_BYTES
from config.trouble import Trouble
from config.vocabulary import Matter
from drivers.bench.card import BenchCard
from drivers.bench.direct_reader import DirectReader
from drivers.bench.machine import EmulatedMachine
from drivers.bench.server import Bench
from drivers.escpos.fitting import EscPos
from drivers.fitting import ChargesCards
from drivers.ipp.fitting import PRINTER
from kiosk.demo.desk import begin_with_it, followed_settings, make_desk
from kiosk.demo.desk import told as desk_told
from kiosk.demo.hands import Hands
from kiosk.demo.outside import Outside
from kiosk.demo.papers import Papers, picture_of
from kiosk.demo.resident import Action, Resident
from kiosk.demo.settings import (
    CARD_CAN,
    CARD_HOLDER,
    CARD_PIN,
    DEMO_ID,
    Value,
    demo_settings,
    demo_staff,
    example_machine,
)
from kiosk.demo.wishes import PATIENT, hints, resident
from kiosk.shell.files import open_settings
from kiosk.shell.settings import Settings
from kiosk.shell.station import CardReader, Station, run_station
from sync.journal.events import KioskStarted
from sync.journal.format import open_entry
from sync.journal.opening import open_for_reading, open_for_writing
from sync.journal.verify import verify
from sync.reference_city.keys import CityKeys

LIMIT_MS = 300_000
_WITH_US = ("setpriv", "--pdeathsig", "TERM")
"""Bench and city end with the demonstration, also when that is killed."""
STOP_S = 10
DESK = "desk"
"""In the folder of what comes out."""
LOOK_S = 1.0
"""Between two looks at what came out, and at the switches."""


def make_bench(settings: Settings, port: int) -> Bench:
    """What these settings say is fitted."""
    card = BenchCard(CARD_HOLDER, CARD_PIN, CARD_CAN)
    return Bench(EmulatedMachine(settings.fitted, card.card, card.slot), card, port)


def run_demo(
    city: City, auto: bool, kind: str, copies: int, language: str, out: Path, say: bool = False, by_keys: bool = False,
    matter: str = "",
) -> int:  # fmt: skip
    """Exit status 0 when all is well; what was wrong is printed. ``say`` prints what is heard, which ``heard.txt`` has anyway;
    ``by_keys``: the scripted resident uses the keypad alone; ``matter``: what they came for in place of a certificate.
    """
    if kind not in city.offered:
        print(f"kiosk: no such kind: {kind}; there are {', '.join(city.offered)}", file=sys.stderr)
        return 2
    if matter not in ("", Matter.APPLICATION, *(affair.name for affair in city.counters.affair)):
        print(f"kiosk: no such matter: {matter}", file=sys.stderr)
        return 2
    if not 1 <= copies <= city.offered[kind].copies:
        print(f"kiosk: of {kind} there are 1 to {city.offered[kind].copies} copies at a time", file=sys.stderr)
        return 2
    if language not in city.languages:
        print(f"kiosk: {city.id} has no screens in {language}; there are {', '.join(city.languages)}", file=sys.stderr)
        return 2
    if auto:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ["QT_QUICK_BACKEND"] = "software"
    elif not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        print("kiosk: there is no display; with --auto a scripted resident shows it without one", file=sys.stderr)
        return 2
    out.mkdir(parents=True, exist_ok=True)
    _clear(out)
    repository = None if auto else make_desk(out / DESK, city)
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder,
        _surroundings(city, Path(folder), repository) as (bench, url),
    ):
        config = Path(folder) / "kiosk.toml"
        values: dict[str, Value] = {
            "machine.journal": str((out / "journal.sqlite").absolute()),
            **city_places(url, Path(folder) / "keys"),
            **bench_places(bench, Path(folder) / "csca.pem"),
        }
        follows = followed_settings(repository, Path(folder) / "configuration") if repository else ""
        config.write_text(demo_settings(city, values) + demo_staff(os.urandom(SALT_BYTES)) + follows, "utf-8")
        settings = open_settings(config)
        print(f"bench: {bench['page']}", flush=True)
        shutil.copyfile(Path(folder) / "keys" / "city-signing.pem", out / "city-signing.pem")
        if auto:
            return _AutoDemo(settings, city, bench, kind, copies, language, out, say, by_keys, matter).run()
        begin_with_it(config, settings)
        return _stay(config, settings, city, bench, out)


def _clear(out: Path) -> None:
    """What an earlier demonstration left; nothing else in the folder is touched.

    Raises:
        Trouble: the journal there is no demonstration's, or one that is going on writes it.
    """
    journal = out / "journal.sqlite"
    if open_for_reading(journal).exists():
        if not _is_demonstration(journal):
            raise Trouble(
                f"{journal} is the journal of a real kiosk and stays as it is: choose another folder with --out"
            )
        open_for_writing(journal, str(uuid4())).close()  # raises where another demonstration has it open
    # The journal itself goes last: as long as it is there, it says whose the rest is.
    beside = (path for path in out.glob("journal.sqlite*") if path != journal)
    pictures = (out / "screens").glob("[0-9][0-9]-*.png")
    papers = (*out.glob("paper-[0-9]*.pdf"), *out.glob("certificate-[0-9].pdf"), *out.glob("receipt-[0-9]*.png"))
    for path in (
        *beside,
        *pictures,
        *papers,
        out / "certificate.pdf",
        out / "receipt.png",
        out / "receipt.txt",
        out / "heard.txt",
        journal,
    ):
        path.unlink(missing_ok=True)
    (out / "screens").mkdir(exist_ok=True)


def _is_demonstration(journal: Path) -> bool:
    """By the id of the kiosk that wrote it; also one that nobody wrote anything into."""
    for entry in open_for_reading(journal).read():
        opened = open_entry(entry.body)
        if isinstance(opened.event, KioskStarted):
            return opened.event.kiosk.endswith(DEMO_ID)
        return False
    return True


@contextmanager
def _surroundings(city: City, folder: Path, published: Path | None) -> Iterator[tuple[dict[str, str], str]]:
    """Bench and city, started and stopped: the bench's addresses and the city's URL. ``published``: the repository of a desk, which the
    city hands out."""
    processes: list[subprocess.Popen[str]] = []

    def start(*command: str) -> dict[str, str]:
        process = subprocess.Popen(
            [*_WITH_US, sys.executable, "-m", "kiosk", *command], stdout=subprocess.PIPE, text=True
        )
        processes.append(process)
        assert process.stdout
        line = process.stdout.readline()
        if not line:
            raise Trouble("the bench or the city did not start")
        addresses: dict[str, str] = json.loads(line)
        return addresses

    try:
        bench = start("bench")
        cards = folder / "cards.pem"
        cards.write_text(bench["csca"])
        database = f"sqlite:///{folder / 'city.sqlite'}"
        served = start(
            "city", "serve", "--city", str(city.folder), "--keys", str(folder / "keys"), "--database", database,
            "--cards", str(cards), "--rehearsal", *(["--configuration", str(published)] if published else []),
        )  # fmt: skip
        yield bench, served["city"]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(STOP_S)
            if process.stdout:
                process.stdout.close()


def bench_places(bench: Mapping[str, str], csca: Path) -> dict[str, Value]:
    """Where the bench has the devices, as settings; writes the signing CA of its card to ``csca``."""
    csca.write_text(bench["csca"])
    ports = {f"{each.section}.port": bench[each.section] for each in example_machine().on_ports}
    return {**ports, "printer.uri": bench["printer"], "card.reader": bench["card"], "card.csca": [str(csca)]}


def city_places(url: str, keys: Path) -> dict[str, Value]:
    """Where the city is and what its demonstration's keys are, as settings."""
    return {
        "city.url": url,
        "city.ca": str(keys / "ca.pem"),
        "city.certificate": str(keys / "kiosk.pem"),
        "city.key": str(keys / "kiosk.key"),
        "city.signing_keys": [str(keys / "city-signing.pem")],
    }


def _card_reader(bench: dict[str, str]) -> CardReader | None:
    """Real PC/SC where the bench has a virtual reader in it; otherwise the same dialogue over the bench's direct link."""
    if "pcsc" in bench:
        os.environ["PCSCLITE_CSOCK_NAME"] = bench["pcsc"]
        return None
    print(f"card: over a direct link, not PC/SC: {bench['direct']}", flush=True)
    return DirectReader(bench["page"])


def _stay(config: Path, settings: Settings, city: City, bench: dict[str, str], out: Path) -> int:
    """Until the window is closed, or this is told to stop. The switch for the power kills the window's process as a power cut
    does; then it is started anew, as the supervisor would.
    """
    page, direct = bench["page"], _card_reader(bench) is not None
    receipts = settings.the(EscPos)
    papers, outside = Papers(page, receipts.name, receipts.columns, out, _say), Outside(page, city, settings.city)
    command = [*_WITH_US, sys.executable, "-m", "kiosk.demo.window", str(config), *([page] if direct else [])]
    kiosk = subprocess.Popen(command)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    ends = CityKeys(settings.city.ca.parent).ends()
    _say(f"its keys are good until {ends:%Y-%m-%d %H:%M} UTC; start it anew after that")
    told = hints(city)
    for line in (*told, *desk_told(out / DESK)):
        _say(line)
    requests.post(page + "hints", json={"lines": told}, timeout=5).raise_for_status()
    webbrowser.open(page)
    while not stopping.is_set():
        try:
            status = kiosk.wait(LOOK_S)
        except subprocess.TimeoutExpired:
            status = None
        try:
            state = requests.get(page + "state", timeout=5).json()
            papers.look(state)
            if outside.look(state) and status is None:
                _say("power: fails, and is back")
                kiosk.kill()
                kiosk.wait()
                outside.power_fails(state)
                kiosk = subprocess.Popen(command)
        except requests.RequestException as error:
            print(f"kiosk: the bench or the city: {error}", file=sys.stderr)
        if status == os.EX_TEMPFAIL:
            _say("kiosk: ended by itself, and is started anew")
            kiosk = subprocess.Popen(command)
        elif status is not None:
            return status
    kiosk.terminate()
    return max(0, kiosk.wait())  # one that had hardly begun is ended by the signal itself


class _AutoDemo:
    def __init__(
        self, settings: Settings, city: City, bench: dict[str, str], kind: str, copies: int, language: str, out: Path,
        say: bool, by_keys: bool, matter: str,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._city = city
        self._bench = bench
        self._kind = kind
        self._copies = copies
        self._matter = matter
        self._papers = 0 if matter else copies
        self._language = language
        self._by_keys = by_keys
        self._out = out
        self._aloud = say
        self._hands = Hands(settings)
        self._receipts = settings.the(EscPos)
        self._terminal = settings.the(ChargesCards).name
        self._before = self._state()

    def run(self) -> int:
        from kiosk.demo.heard import Transcript
        from kiosk.demo.visitor import Visitor
        from kiosk.ui.loop import run_with_qt
        from kiosk.ui.window import KioskWindow

        window = KioskWindow(self._city, motion=False)
        station = Station(self._settings, self._city, _card_reader(self._bench))
        wanted = resident(
            self._city, self._city.offered[self._kind], copies=self._copies, language=self._language,
            purse=(1_000,) * self._copies, by_keys=self._by_keys, matter=self._matter, **PATIENT,
        )  # fmt: skip
        visitor = Visitor(window, wanted, self._out / "screens", self._act, lambda: station.uploaded, _say, LIMIT_MS)
        with (self._out / "heard.txt").open("w", encoding="utf-8") as heard:
            station.runner.say = Transcript(self._city, lambda line: self._hear(heard, line))
            run_station(station, lambda: run_with_qt(station.runner, window))
        if visitor.failure:
            print(f"kiosk: {visitor.failure}", file=sys.stderr)
            return 1
        return self._collect(wanted)

    def _hear(self, heard: TextIO, line: str) -> None:
        heard.write(line + "\n")
        if self._aloud:
            _say(f"voice: {line}")

    def _act(self, action: Action) -> None:
        deed = self._hands.deed(action)
        _say(f"resident: {deed.action} {deed.value}, {deed.device}")
        reply = requests.post(self._bench["page"] + "do", json=deed._asdict(), timeout=5)
        reply.raise_for_status()

    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = requests.get(self._bench["page"] + "state", timeout=5).json()
        return state

    def _collect(self, wanted: Resident) -> int:
        """Fetches what came out and checks it; the exit status."""
        out, page = self._out, self._bench["page"]
        after = self._state()
        problems = []
        for at in range(after[PRINTER]["documents"]):
            pdf = requests.get(f"{page}documents/{at}", timeout=5).content
            (out / (f"certificate-{at + 1}.pdf" if at else "certificate.pdf")).write_bytes(pdf)
        if after[self._receipts.name]["receipts"]:
            lines = requests.get(f"{page}receipts/0", timeout=5).json()
            (out / "receipt.txt").write_text("".join(line["text"] + "\n" for line in lines), "utf-8")
            (out / "receipt.png").write_bytes(picture_of(lines, self._receipts.columns))
        elif self._papers:
            problems.append("no receipt came out")
        if self._matter and not wanted.informed:
            problems.append("the resident was not told what they came for")
        taken = after["truth"]["taken"] - self._before["truth"]["taken"]
        thrown = after["truth"]["thrown"] - self._before["truth"]["thrown"]
        journal = open_for_reading(out / "journal.sqlite")
        entries = [open_entry(kept.body) for kept in journal.read()]
        issued = [entry.data for entry in entries if entry.type == "DocumentIssued"]
        fee = sum(data["fee"] for data in issued)
        charged = after[self._terminal]["charged"] - self._before[self._terminal]["charged"]
        if len(issued) != self._papers or after[PRINTER]["documents"] != self._papers:
            problems.append(f"{len(issued)} documents are issued and not {self._papers}")
        if taken + charged != fee + thrown:
            problems.append(f"{taken} + {charged} won were paid, but fee and change are {fee} + {thrown}")
        verdict = verify(journal)
        problems += [f"journal: {problem.place}: {problem.what}" for problem in verdict.problems]
        for data in issued:
            _say(f"document {data['number']}: {self._city_says(data['number'])} at the city")
            if self._city_says(data["number"]) != "issued":
                problems.append(f"the city does not know that {data['number']} was issued")
        _say(f"money: {taken} won in cash + {charged} by card = {fee} fee + {thrown} change")
        _say(f"journal: {verdict.entries} entries, head {verdict.head.hash[:16]}")
        _say(f"papers and pictures: {out}")
        for problem in problems:
            print(f"kiosk: {problem}", file=sys.stderr)
        return 1 if problems else 0

    def _city_says(self, number: str) -> str:
        city = self._settings.city
        reply = requests.get(
            f"{city.url}/v1/documents/{number}",
            verify=str(city.ca),
            cert=(str(city.certificate), str(city.key)),
            timeout=5,
        )
        return str(reply.json().get("state", reply.status_code))


def _say(text: str) -> None:
    print(text, flush=True)
