"""``kiosk diagnose``: asks every device how it is, without a session and without moving money or paper.

A kiosk that is running answers itself (`kiosk.shell.enquiry`): two programs on one serial line would each take half of the
other's replies. Where none is, the devices are asked from here.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from config.durable import write_durably
from config.ids import DeviceName
from config.seoul import SEOUL
from config.trouble import Trouble
from drivers.device import Identified, State, Status, StatusChanged
from drivers.fitting import DialogueFitting, Start
from drivers.usb import Absent, locate
from kiosk.core.channels import SOURCES
from kiosk.core.faults import means
from kiosk.core.faults import to_do as fault_to_do
from kiosk.core.findings import Finding, finding
from kiosk.core.view import Message
from kiosk.money.books import Ledger
from kiosk.shell.city_of import city_of, identity_of
from kiosk.shell.compose import device_names
from kiosk.shell.configured import in_force
from kiosk.shell.diagnosis import BARRED, books
from kiosk.shell.enquiry import ask_running
from kiosk.shell.history import fold
from kiosk.shell.port import Wire
from kiosk.shell.settings import Settings
from kiosk.shell.settings_in_force import MODE, version
from kiosk.shell.software import software
from kiosk.shell.station import RealSources
from kiosk.ui.words import Words, catalogue
from printing.diagnosis import DiagnosisReport, PartLine, diagnosis_pdf
from sync.city.client import CityCall, CityReply
from sync.city.transport import CityTransport, Trust
from sync.journal.opening import in_use, open_for_reading
from sync.journal.store import JournalUnreadableError, StoredJournal
from sync.journal.verify import verify

WAIT_S = 12.0
"""A note acceptor that has just been switched on needs the longest to say what it is."""
ANSWER_MS = 10_000
"""For one answer of a device that is on no port."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("/etc/kiosk/kiosk.toml"))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--report", type=Path, metavar="FILE.pdf", help="the same on one sheet, in words")
    parser.set_defaults(trouble=2)


def run(options: argparse.Namespace) -> int:
    """Asks every device how it is. Exit status 0 all well, 1 something needs attention, 2 something is out of order."""
    settings = in_force(options.config)
    results = diagnose(settings)
    if options.report:
        write_durably(options.report, diagnosis_pdf(_report(settings, options.config, results)), MODE)
    if options.json:
        print(json.dumps([asdict(result) for result in results], ensure_ascii=False))
    else:
        for result in results:
            print(f"{result.device:<18} {result.state:<15} {result.detail}")
    return max((result.severity for result in results), default=0)


def _report(settings: Settings, config: Path, findings: Sequence[Finding]) -> DiagnosisReport:
    city = city_of(settings)
    words, names = Words("ko", city), device_names(settings)
    parts, to_do = [], []
    for each in sorted(findings, key=lambda each: -each.severity):
        name = _named(words, names.get(DeviceName(each.device)), each.device)
        detail = each.detail
        if each.word:
            trouble, first = means(each.word), fault_to_do(each.word)
            detail = each.detail.replace(each.word, words.text(trouble.id, trouble.args), 1)
            to_do.append(f"{name}: {words.text(first.id, first.args)}")
        elif each.severity:
            to_do.append(f"{name}: {each.detail}")
        parts.append(PartLine(name, words.text(f"state.{each.state}", {}), detail, each.word, not each.severity))
    now = version(config)
    facts = [
        ("설정 / Settings", f"{now.name}, {now.written.astimezone(SEOUL):%Y-%m-%d %H:%M}"),
        ("프로그램 / Program", software()),
    ]
    return DiagnosisReport(identity_of(settings).whole, RealSources().wall().astimezone(SEOUL), facts, parts, to_do)


def _named(words: Words, device: Message | None, name: str) -> str:
    if device:
        return words.text(device.id, device.args)
    return words.text(f"part.{name}", {}) if f"part.{name}" in catalogue("ko") else name


def diagnose(settings: Settings) -> list[Finding]:
    """By the kiosk itself where it is running, otherwise by asking every device.

    Raises:
        Trouble: something has the journal open and does not say how it is; the devices are left to it.
    """
    journal = settings.machine.journal
    told = ask_running(journal)
    if told is not None:
        return told
    if in_use(journal):
        raise Trouble("a kiosk or an exchange is running and cannot be asked; nothing is known of the devices")
    return run_diagnosis(settings)


def run_diagnosis(settings: Settings) -> list[Finding]:
    """One finding a device. Takes at most about `WAIT_S` seconds."""
    findings = _serial_devices(settings)
    for each in settings.fitted:
        if isinstance(each, DialogueFitting):
            findings += [finding(name, each.status_now(ANSWER_MS), "") for name in each.devices]
    findings.append(_city(settings))
    journal = open_for_reading(settings.machine.journal)
    findings += [check_journal(journal), check_books(journal)]
    return findings


def _serial_devices(settings: Settings) -> list[Finding]:
    start = Start(lambda: RealSources().wall().astimezone(SEOUL))
    status: dict[str, Status] = {}
    identity: dict[str, str] = {}
    wires = []
    for each in settings.on_ports:
        bus, node = each.bus(start), locate(each.port)
        why = node.value if isinstance(node, Absent) else "no-answer"
        status.update(dict.fromkeys(bus.devices, Status(State.OFFLINE, why)))
        if not isinstance(node, Absent):
            wires.append(Wire(each.port, bus))
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end and any(each.reason == "no-answer" for each in status.values()):
        for wire in wires:
            for event in wire.step():
                if isinstance(event, StatusChanged):
                    status[event.device] = event.status
                elif isinstance(event, Identified):
                    identity[event.device] = event.identity
        time.sleep(0.005)
    for wire in wires:
        wire.close()
    return [finding(device, each, identity.get(device, "")) for device, each in status.items()]


def _city(settings: Settings) -> Finding:
    city = settings.city
    transport = CityTransport(city.url, Trust(city.ca, city.certificate, city.key))
    answer = transport(CityCall("GET", "/v1/sources", b"", 64_000), SOURCES.deadline_ms)
    if isinstance(answer, CityReply) and answer.status == 200:
        return Finding("city", "online", "", 0)
    if isinstance(answer, CityReply) and answer.status == 403:
        return Finding("city", "offline", BARRED, 2)
    why = answer.status if isinstance(answer, CityReply) else f"{answer.reason.value} {answer.detail}"
    return Finding("city", "offline", str(why), 2)


def check_books(journal: StoredJournal) -> Finding:
    """Whether they balance: if not, the kiosk serves nobody until an exchange."""
    if not journal.exists():
        return Finding("books", "unknown", "not begun yet", 0)
    ledger = Ledger()
    try:
        for kept in journal.read():
            fold(ledger, kept.body)
    except JournalUnreadableError as error:
        return Finding("books", "unknown", str(error), 2)
    return books(ledger)


def check_journal(journal: StoredJournal) -> Finding:
    if not journal.exists():
        return Finding("journal", "unknown", "not begun yet", 0)
    verdict = verify(journal)
    problems = "; ".join(f"{each.place}: {each.what}" for each in verdict.problems[:3])
    return Finding(
        "journal",
        "hardware-error" if problems else "online",
        problems or f"{verdict.entries} entries",
        2 if problems else 0,
    )
