"""``kiosk commission``: a new machine is put together. What a technician does after ``kiosk enrol``, with the kiosk stopped:

1. plug everything in, in any order, and switch it on;
2. ``kiosk commission find``: each port is asked who is there, and the settings are written, whole, with what was found. A kind of
   machine that stands in many places is described once, in a file that ``--model`` names;
3. start the kiosk, and try each device from the machine's own pages (docs/technician.md): a coin, a note in and back, a slip, a page, a card;
4. ``kiosk commission report``: a PDF that says what the machine is made of, and what was tried, by whom and with what result.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import tomlkit
from cryptography.hazmat.primitives.serialization import Encoding

from config.credentials import anchors, certificates
from config.durable import write_durably
from config.problems import SettingsError
from config.seoul import SEOUL
from config.settings import read, toml_in
from config.trouble import Trouble
from config.vocabulary import DeviceTest, TestResult
from drivers.device import READER_NAME, State, Status
from drivers.fitting import PrintsReceipts, SerialFitting
from drivers.ipp.fitting import Ipp
from drivers.usb import Absent, locate
from kiosk.commands.asking import who
from kiosk.commands.diagnose import diagnose
from kiosk.core.findings import Finding
from kiosk.shell.city_of import identity_of
from kiosk.shell.clock_source import clock_source
from kiosk.shell.configured import in_force
from kiosk.shell.discovery import Answer, ask, card_readers, in_order, known_ports, printer_answers, printers
from kiosk.shell.files import all_problems
from kiosk.shell.settings import Settings, parse_settings
from kiosk.shell.settings_file import ENROLLED, MODE, put_into
from kiosk.shell.software import software
from kiosk.shell.station import RealSources
from printing.commissioning import CommissioningReport, DeviceLine, commissioning_pdf
from sync.city.enrolment import fingerprint
from sync.journal import events as ev
from sync.journal.checkpoints import verifier_told
from sync.journal.format import JournalError, open_entry
from sync.journal.opening import in_use, open_for_reading

CONFIG = Path("/etc/kiosk/kiosk.toml")
UNTRIED = Status(State.UNKNOWN, "untried")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    steps = parser.add_subparsers(required=True, metavar="STEP")
    find = steps.add_parser("find", help="ask each port who is there, and write the settings")
    find.add_argument("--config", type=Path, default=CONFIG, help="the settings, as kiosk enrol has begun them")
    find.add_argument("--model", type=Path, help="settings of a machine of this kind; the example's otherwise")
    find.add_argument("--ports", nargs="+", help="ask these, and not what is plugged in or named by the model")
    find.add_argument(
        "--without", nargs="+", default=[], metavar="SECTION", help="what of the model this machine has not"
    )
    find.add_argument("--printer", metavar="URI", help="where the printer is, where it is not found")
    find.add_argument("--json", action="store_true", help="what was found as one line of JSON")
    find.set_defaults(step=_find)
    report = steps.add_parser("report", help="what the machine is made of and what was tried, as PDF")
    report.add_argument("--config", type=Path, default=CONFIG)
    report.add_argument("--by", type=who, required=True, help="who puts the machine into service")
    report.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    report.add_argument("--json", action="store_true", help="what is missing as one line of JSON")
    report.set_defaults(step=_report)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 all is there, or all was tried and is well; 1 something is not, and what was said."""
    status: int = options.step(options)
    return status


# -- find --


@dataclass
class Found:
    """What a search came to.

    Attributes:
        settings: section to what it has to say of where its device is.
        devices: name, place, and what it says it is.
        missing: section or device, why, and whether a machine may be without it.
    """

    settings: dict[str, dict[str, str]] = field(default_factory=dict)
    devices: list[tuple[str, str, str]] = field(default_factory=list)
    missing: list[tuple[str, str, bool]] = field(default_factory=list)


def _find(options: argparse.Namespace) -> int:
    begun = toml_in(options.config) if options.config.exists() else {}
    if not set(ENROLLED) <= begun.keys():
        raise Trouble(f"{options.config}: the city has not let this machine in yet: kiosk enrol")
    text = _kept(_without(read(options.model) if options.model else _example(), options.without), begun)
    model = _parsed(text, options.config)
    if in_use(model.machine.journal):
        raise Trouble("the kiosk is running; stop it first (systemctl stop kiosk)")
    found = _search(model, options)
    problems: tuple[str, ...] = ()
    if not found.missing:
        whole = put_into(text, found.settings)
        _parsed(whole, options.config)
        write_durably(options.config, whole.encode(), MODE)
        problems = SettingsError(all_problems(options.config), options.config).lines("ko" if options.json else "en")
    if options.json:
        print(
            json.dumps({"devices": found.devices, "missing": found.missing, "problems": problems}, ensure_ascii=False)
        )
        return 1 if found.missing else 0
    for section, why, spare in found.missing:
        print(f"missing: {section}: {why}" + (f" (where it is not fitted: --without {section})" if spare else ""))
    if found.missing:
        print(f"{options.config} is as it was: put that right, and start again")
        return 1
    for problem in problems:
        print(f"{options.config}: {problem}")
    print(f"{options.config}: written" + ("; the files that it names are still wanting" if problems else ""))
    return 0


def _search(model: Settings, options: argparse.Namespace) -> Found:
    """Everything that is plugged in is asked; what answers is told as it does."""
    found, say = Found(), _say_nothing if options.json else _say

    def is_there(name: str, place: str, identity: str = "") -> None:
        found.devices.append((name, place, identity))
        say(f"{name:<18} {place}  {identity}".rstrip())

    def is_not(what: str, why: str, spare: bool) -> None:
        found.missing.append((what, why, spare))

    for fitting, answers in _ports(model, options.ports or known_ports(model.on_ports), say):
        if len(answers) == 1:
            (answer,) = answers
            found.settings[fitting.section] = {"port": answer.port}
            for each in answer.silent:
                is_not(each, f"silent, at {answer.port} where others of its line answer", False)
            for name in answer.status:
                is_there(name, answer.port, answer.identity.get(name, ""))
        elif fitting.only_reports:
            is_not(fitting.section, f"nothing is plugged in at {fitting.port}", True)
        else:
            where = f"at {' and at '.join(each.port for each in answers)}: unplug one" if answers else "nowhere"
            is_not(fitting.section, f"answers {where}", not fitting.required)
    for section, key, told in (_printer(model, options.printer), *_reader(model)):
        if key:
            found.settings[section] = {"uri" if section == Ipp.section else "reader": key}
            is_there(section, told)
        else:
            is_not(section, told, section != Ipp.section)
    return found


def _say(line: str) -> None:
    print(line, flush=True)


def _say_nothing(line: str) -> None:
    """Whoever wants JSON reads it at the end."""


def _example() -> str:
    return resources.files("config").joinpath("kiosk.example.toml").read_text("utf-8")


def _without(text: str, sections: Sequence[str]) -> str:
    file = tomlkit.parse(text)
    for name in sections:
        if name not in file or name in ENROLLED:
            raise Trouble(f"--without {name}: the model has no such section")
        file.remove(name)
    return tomlkit.dumps(file)


def _kept(text: str, begun: Mapping[str, Any]) -> str:
    """The model, with what is this machine's own already."""
    file = tomlkit.parse(put_into(text, {name: begun[name] for name in (*ENROLLED, "panel") if name in begun}))
    if "staff" in begun:
        file["staff"] = tomlkit.item(begun["staff"])
    return tomlkit.dumps(file)


def _parsed(text: str, file: Path) -> Settings:
    try:
        return parse_settings(text, file.parent)
    except SettingsError as error:
        raise SettingsError(error.problems, file) from None


def _ports(
    model: Settings, ports: list[str], say: Callable[[str], None]
) -> Iterator[tuple[SerialFitting, list[Answer]]]:
    """Each fitting, with the ports where it answers; a port that is known is not asked again. One that cannot be asked is taken to be
    where the model says, if something is there: its test says whether that is so."""
    reporting = [each for each in model.on_ports if each.only_reports]
    left = [port for port in ports if port not in {each.port for each in reporting}]
    for fitting in reporting:
        there = not isinstance(locate(fitting.port), Absent)
        yield fitting, [Answer(fitting.port, dict.fromkeys(fitting.devices, UNTRIED))] if there else []
    for fitting in in_order(each for each in model.on_ports if not each.only_reports):
        say(f"asking {len(left)} ports for {fitting.section} …")
        answers = ask(fitting, left) if left else []
        for answer in answers:
            left.remove(answer.port)
        yield fitting, answers


def _printer(model: Settings, named: str | None) -> tuple[str, str, str]:
    """Section, address, and what there is to be said."""
    for uri in [named] if named else printers([model.the(Ipp).uri]):
        status = printer_answers(uri)
        if status:
            return Ipp.section, uri, f"{uri}  {status.state.value} {status.reason}".rstrip()
    return (
        Ipp.section,
        "",
        "no printer answers; name it by --printer (one over TLS is pinned by hand: kiosk fingerprint)",
    )


def _reader(model: Settings) -> Iterator[tuple[str, str, str]]:
    card = next((each for each in model.fitted if each.section == "card"), None)
    if card is None:
        return
    readers, wanted = card_readers(), str(getattr(card, "reader", ""))
    fits = [each for each in readers if each.startswith(wanted)] or readers
    if len(fits) == 1:
        name = wanted if fits[0].startswith(wanted) else fits[0]
        yield "card", name, fits[0]
    else:
        yield (
            "card",
            "",
            f"PC/SC has {', '.join(fits) or 'no reader'}",
        )


# -- report --


def _report(options: argparse.Namespace) -> int:
    settings = in_force(options.config)
    findings, tests = diagnose(settings), _tests(settings.machine.journal)
    lines = list(_lines(settings, findings, tests))
    missing = list(_missing(findings, lines))
    report = CommissioningReport(
        identity_of(settings).whole,
        RealSources().wall().astimezone(SEOUL),
        options.by,
        lines,
        [*_facts(settings), *_sealed_by(settings.machine.journal)],
        [each.text for each in missing],
    )
    pdf, sheets = commissioning_pdf(report)
    write_durably(options.out, pdf, MODE)
    if options.json:
        print(json.dumps({"sheets": sheets, "missing": [each[:4] for each in missing]}, ensure_ascii=False))
        return 1 if missing else 0
    for each in missing:
        print(f"missing: {each.text}")
    print(f"{options.out}: written; {'not complete' if missing else 'all is tried and well'}")
    return 1 if missing else 0


class Missing(NamedTuple):
    """As `kiosk.core.channels.NotTried`, and in a sentence."""

    device: str
    test: str
    result: str
    state: str
    text: str


def _tests(journal: Path) -> dict[tuple[str, DeviceTest], tuple[ev.DeviceTested, str]]:
    """The last of each, with the time that stands beside it in the journal."""
    kept, last = open_for_reading(journal), {}
    if kept.exists():
        for entry in kept.read():
            try:
                opened = open_entry(entry.body)
            except JournalError:
                continue
            if isinstance(opened.event, ev.DeviceTested):
                last[opened.event.device, opened.event.test] = (opened.event, opened.wall)
    return last


def wanted_tests(settings: Settings) -> Iterator[tuple[str, str, tuple[DeviceTest, ...]]]:
    """Each device with its port, and the tests that are wanted of it before anybody is served."""
    coins = {each.device for each in settings.acceptors if not each.notes}
    notes = {each.device for each in settings.acceptors if each.notes}
    hoppers = {each.device for each in settings.dispensers}
    for fitting in settings.fitted:
        port = getattr(fitting, "port", getattr(fitting, "uri", getattr(fitting, "reader", "")))
        for name in fitting.devices:
            tests = {
                DeviceTest.COIN: name in coins, DeviceTest.NOTE: name in notes, DeviceTest.PAYOUT: name in hoppers,
                DeviceTest.PAGE: isinstance(fitting, Ipp),
                DeviceTest.BINDING: isinstance(fitting, Ipp) and fitting.staple is not None, DeviceTest.SLIP: isinstance(fitting, PrintsReceipts), DeviceTest.CARD: name == READER_NAME,
            }  # fmt: skip
            yield name, str(port), tuple(test for test, wanted in tests.items() if wanted)
    yield "screen", "", (DeviceTest.TOUCH,)
    yield "city", settings.city.url, (DeviceTest.NETWORK,)
    yield "clock", "", (DeviceTest.CLOCK,)


def _lines(
    settings: Settings, findings: Sequence[Finding], tests: dict[tuple[str, DeviceTest], tuple[ev.DeviceTested, str]]
) -> Iterator[DeviceLine]:
    found = {each.device: each for each in findings}
    for name, port, wanted in wanted_tests(settings):
        now = found.get(name)
        state, detail = (now.state, now.detail) if now else ("", "")
        well = now is None or now.severity < 2
        for test in wanted or (None,):
            if test is None:
                yield DeviceLine(name, port, detail, state, "", "", "", "", well)
                continue
            tested, wall = tests.get((name, test), (None, ""))
            result = " ".join(filter(None, (tested.result.value, tested.detail))) if tested else ""
            at = f"{datetime.fromisoformat(wall).astimezone(SEOUL):%Y-%m-%d %H:%M}" if wall else ""
            good = well and tested is not None and tested.result is TestResult.PASSED
            yield DeviceLine(name, port, detail, state, test.value, result, tested.by if tested else "", at, good)


def _missing(findings: Sequence[Finding], lines: Sequence[DeviceLine]) -> Iterator[Missing]:
    for each in findings:
        if each.severity == 2:
            yield Missing(each.device, "", "", each.state, f"{each.device}: {each.state} {each.detail}".rstrip())
    for line in lines:
        if line.test and not line.result:
            text = f"{line.name}: {line.test} was not tried (the machine's own pages do it)"
            yield Missing(line.name, line.test, "", line.state, text)
        elif line.test and not line.result.startswith(TestResult.PASSED.value):
            yield Missing(line.name, line.test, line.result, line.state, f"{line.name}: {line.test}: {line.result}")


def _facts(settings: Settings) -> Iterator[tuple[str, str]]:
    city = settings.city
    yield "software", software()
    yield "city", f"{city.data}, {city.url}"
    yield "city CA, SHA-256", fingerprint(certificates(city.ca)[0].public_bytes(Encoding.DER))
    own = certificates(city.certificate)[0]
    yield "this kiosk, SHA-256", fingerprint(own.public_bytes(Encoding.DER))
    yield "its certificate", f"until {own.not_valid_after_utc:%Y-%m-%d}, renewed by itself"
    for path in city.signing_keys:
        yield (
            "signed codes",
            f"{path.name}: {len(anchors(path))} anchors, SHA-256 {sha256(path.read_bytes()).hexdigest()[:16]}…",
        )
    printer = settings.the(Ipp)
    if printer.fingerprint:
        yield "printer, SHA-256", printer.fingerprint
    yield "settings, SHA-256", sha256(settings.model_dump_json().encode()).hexdigest()[:16] + "…"
    yield "clock", f"{RealSources().wall().astimezone(SEOUL):%Y-%m-%d %H:%M:%S %Z}, {clock_source()}"


def _sealed_by(journal: Path) -> Iterator[tuple[str, str]]:
    """Whoever has this on paper can tell a journal that was made up from its beginning."""
    kept = open_for_reading(journal)
    for entry in kept.read() if kept.exists() else ():
        if verifier := verifier_told(entry.body):
            yield "journal, first verifier", verifier
            return
