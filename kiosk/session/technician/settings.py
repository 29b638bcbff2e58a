"""The settings in force: which version, how old, from when on; and new ones from a stick, by the checks of a start."""

from __future__ import annotations

from functools import partial

from config.seoul import SEOUL
from kiosk.core.channels import Candidate, FindSettings, InstallSettings, SettingsFound, SettingsInstalled, StickFailed
from kiosk.core.step import Flow
from kiosk.core.view import Message, ServiceList, ServiceRow, Tone
from kiosk.session.technician.journal import ask, told_of
from kiosk.session.technician.machine import SettingsFile, Visit
from kiosk.session.technician.pages import agree, show_list
from kiosk.session.technician.versions import version_from_stick
from sync.journal import events as ev

TITLE = "service.settings"


def show_settings(visit: Visit) -> Flow[None]:
    """Until they go back."""
    first: Message | None = None
    tone: Tone = "plain"
    while True:
        tap = yield from show_list(visit, partial(settings_page, visit, first, tone))
        if tap.control == "back":
            return
        if tap.control == "stick":
            first, tone = yield from _from_stick(visit)
        if tap.control == "version":
            first, tone = yield from version_from_stick(visit)


def settings_page(visit: Visit, first: Message | None, tone: Tone) -> ServiceList:
    file, machine = visit.machine.settings, visit.machine
    kiosk, started = machine.issuing.kiosk, machine.started.astimezone(SEOUL)
    rows = [
        ServiceRow(Message("fact.machine"), kiosk.printed, "plain", (kiosk.id,)),
        ServiceRow(Message("settings.program"), machine.software, "plain", (Message("settings.started", {"at": f"{started:%Y-%m-%d %H:%M}"}),)),
    ]  # fmt: skip
    for name, each in (("version", file), ("signed", machine.signed)):
        if each:
            rows.append(ServiceRow(Message(f"settings.{name}"), each.version, "plain", (_written(visit, each),)))
    return ServiceList(TITLE, tuple(rows), first, tone, ("stick", "version") if file else ())


def _written(visit: Visit, file: SettingsFile) -> Message:
    at = file.written.astimezone(SEOUL)
    return Message("settings.written", {"at": f"{at:%Y-%m-%d %H:%M}", "days": (visit.machine.issuing.wall() - at).days})


def _from_stick(visit: Visit) -> Flow[tuple[Message | None, Tone]]:
    """What became of it."""
    found = yield from ask(visit, FindSettings(), "working.reading-stick")
    if not isinstance(found, SettingsFound):
        return told_of(found)
    if not found.files:
        return Message("settings.none-on-stick"), "warning"
    page = found_page(found)
    while True:
        tap = yield from show_list(visit, lambda: page)
        if tap.control == "back":
            return None, "plain"
        chosen = next((each for each in found.files if each.file == tap.value and not each.problems), None)
        if tap.control == "take" and chosen:
            return (yield from _take(visit, chosen))


def found_page(found: SettingsFound) -> ServiceList:
    """Every file of the stick: what is wrong with it, or that it can be taken."""
    rows = [_candidate_row(each) for each in found.files]
    return ServiceList(TITLE, tuple(rows), Message("settings.choose"), inner=True)


def _candidate_row(each: Candidate) -> ServiceRow:
    if each.problems:
        problems = Message("settings.problems", {"problems": len(each.problems)})
        return ServiceRow(each.file, problems, "problem", each.problems[:3])
    return ServiceRow(each.file, each.version, "good", (Message("settings.sound"),), "", "take", each.file)


def _take(visit: Visit, chosen: Candidate) -> Flow[tuple[Message | None, Tone]]:
    now = visit.machine.settings.version if visit.machine.settings else ""
    rows = (
        ServiceRow(Message("settings.version"), now),
        ServiceRow(Message("settings.new-version"), chosen.version, "good", (chosen.file,)),
    )
    if not (yield from agree(visit, TITLE, rows, "take", Message("settings.take"))):
        return None, "plain"
    answer = yield from ask(visit, InstallSettings(chosen.file, chosen.version), "working.reading-stick")
    if isinstance(answer, StickFailed) and answer.trouble == "no-rights":
        return Message("settings.no-rights"), "problem"
    if not isinstance(answer, SettingsInstalled):
        return told_of(answer)
    if answer.problems:
        return Message("settings.not-taken", {"problem": answer.problems[0]}), "problem"
    visit.machine.desk.record(ev.SettingsReplaced(visit.id, visit.by, answer.version))
    return Message("settings.taken", {"version": answer.version}), "good"
