"""A version of the kiosk from a stick: which are on it, whether they can be taken, and what became of the one before."""

from __future__ import annotations

from kiosk.core.channels import FindPackages, FoundPackage, PackagesFound, PackageWritten, TakePackage
from kiosk.core.step import Flow
from kiosk.core.view import Message, ServiceList, ServiceRow, Tone
from kiosk.session.technician.journal import ask, told_of
from kiosk.session.technician.machine import Visit
from kiosk.session.technician.pages import agree, show_list
from sync.journal import events as ev

TITLE = "service.settings"
TAKE = "take-version"


def version_from_stick(visit: Visit) -> Flow[tuple[Message | None, Tone]]:
    """What became of it; nothing is said where they went back."""
    found = yield from ask(visit, FindPackages(), "working.reading-stick")
    if not isinstance(found, PackagesFound):
        return told_of(found)
    page = packages_page(found)
    while True:
        tap = yield from show_list(visit, lambda: page)
        if tap.control == "back":
            return None, "plain"
        chosen = next((each for each in found.files if each.file == tap.value and not each.trouble), None)
        if tap.control == TAKE and chosen:
            return (yield from _take(visit, chosen, found.running))


def packages_page(found: PackagesFound) -> ServiceList:
    """What runs, what waits to be begun, and every package of the stick."""
    state = Message("version.kept" if found.kept else "version.on-trial")
    rows = [ServiceRow(Message("version.running"), found.running, "good" if found.kept else "warning", (state,))]
    if found.waiting:
        rows.append(ServiceRow(Message("version.waiting"), found.waiting, "plain", (Message("version.when-free"),)))
    rows += [_row(each) for each in found.files]
    told = Message("version.choose" if found.files else "version.none-on-stick")
    return ServiceList(TITLE, tuple(rows), told, "plain" if found.files else "warning", inner=True)


def _row(each: FoundPackage) -> ServiceRow:
    if each.trouble:
        return ServiceRow(each.file, Message("version.not-for-here"), "problem", (Message(f"version.{each.trouble}"),))
    return ServiceRow(each.version, Message("version.sound"), "good", (each.file,), "", TAKE, each.file)


def _take(visit: Visit, chosen: FoundPackage, running: str) -> Flow[tuple[Message | None, Tone]]:
    rows = (
        ServiceRow(Message("version.running"), running),
        ServiceRow(Message("version.new"), chosen.version, "good", (chosen.file,)),
    )
    if not (yield from agree(visit, TITLE, rows, TAKE, Message("version.take"))):
        return None, "plain"
    answer = yield from ask(visit, TakePackage(chosen.file), "working.reading-stick")
    if not isinstance(answer, PackageWritten):
        return told_of(answer)
    if answer.trouble:
        return Message(f"version.{answer.trouble}"), "problem"
    visit.machine.desk.record(ev.VersionWritten(visit.id, visit.by, answer.version))
    return Message("version.written", {"version": answer.version}), "good"
