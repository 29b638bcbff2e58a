"""The journal at the machine: what stands in it, the newest first; whether it is whole; and a copy of it on a stick.

Entries are read backwards, a part at a time, as far as a page needs them: a journal of years is not read to show its last minute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from config.dialogue import Failure
from config.seoul import SEOUL
from kiosk.core.channels import (
    FILES,
    ExportJournal,
    FileAnswer,
    FileQuestion,
    JournalChecked,
    JournalExported,
    StickFailed,
    VerifyJournal,
)
from kiosk.core.step import Flow, Pending
from kiosk.core.view import Message, ServiceList, ServiceRow, Tone, Working
from kiosk.session.technician.machine import Visit
from kiosk.session.technician.pages import LETTERS, ROWS, enter, show_list
from sync.journal import events as ev
from sync.journal.format import Entry, JournalError, Opened, open_entry
from sync.journal.selection import About, Selection

TITLE = "service.journal"
ACTIONS = ("export", "verify", "find")
AT_ONCE = 500
"""Entries read in one step: some ms, in which the step serves nobody else."""
LOOKED_THROUGH = 20_000
"""Entries without one that fits, after which a page says so: some days."""
_SEARCHED = 20
_FIELDS, _LONGEST = 8, 40
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def show_journal(visit: Visit) -> Flow[None]:
    """Until they go back."""
    first: Message | None = None
    tone: Tone = "plain"
    while True:
        page = journal_page(visit, first, tone)
        tap = yield from show_list(visit, lambda page=page: page)  # type: ignore[misc]
        match tap.control, tap.value:
            case "back", _:
                return
            case "open", value if value in {"all", *About}:
                yield from _entries(visit, Selection(None if value == "all" else About(value)))
            case "find", _:
                text = yield from enter(visit, Message("journal.find-title"), Message("journal.find-subtitle"), _SEARCHED, faces=LETTERS, missing=Message("journal.nothing-typed"))  # fmt: skip
                if text:
                    yield from _entries(visit, Selection(holds=text))
            case "verify", _:
                first, tone = told_of((yield from ask(visit, VerifyJournal(), "working.verifying")))
            case "export", _:
                answer = yield from ask(visit, ExportJournal(), "working.exporting")
                if isinstance(answer, JournalExported):
                    visit.machine.desk.record(ev.JournalTaken(visit.id, visit.by, answer.file, answer.checked.entries))
                first, tone = told_of(answer)


def journal_page(visit: Visit, first: Message | None, tone: Tone) -> ServiceList:
    """What is in it by what it is about, and above that what the last act came to."""
    recorded = visit.machine.desk.step.recorded
    return ServiceList(TITLE, about_rows(recorded, recorded - visit.machine.acknowledged()), first, tone, ACTIONS)


def about_rows(recorded: int, waiting: int) -> tuple[ServiceRow, ...]:
    """``waiting``: entries that the city has not acknowledged yet."""
    sent = Message("journal.not-sent", {"entries": waiting}) if waiting > 0 else Message("journal.all-sent")
    whole = Message("journal.entries", {"entries": recorded})
    about = (ServiceRow(Message(f"journal.{about}"), "", "plain", (), "", "open", about) for about in About)
    return ServiceRow(Message("journal.all"), whole, "plain", (sent,), "", "open", "all"), *about


def told_of(answer: FileAnswer | Failure) -> tuple[Message, Tone]:
    """What became of it, in a sentence."""
    match answer:
        case JournalExported(checked=JournalChecked(problems=())):
            return Message("journal.exported", {"entries": answer.checked.entries}), "good"
        case JournalExported():
            return Message("journal.exported-damaged", {"problems": len(answer.checked.problems)}), "warning"
        case JournalChecked(problems=()):
            return Message("journal.whole", {"entries": answer.entries}), "good"
        case JournalChecked():
            return Message("journal.damaged", {"problems": len(answer.problems)}), "problem"
        case StickFailed():
            return Message(f"stick.{answer.trouble}"), "problem"
        case _:
            return Message("stick.not-done"), "problem"


def ask(visit: Visit, question: FileQuestion, working: str) -> Flow[FileAnswer | Failure]:
    view = Working(Message(working), 0, 0)
    return (yield from visit.machine.desk.ask(FILES, question, lambda: view))


# --- entries -----------------------------------------------------------------------------------------------------


def _entries(visit: Visit, selection: Selection) -> Flow[None]:
    """The newest that fit, a page at a time."""
    found: list[ServiceRow] = []
    unread, at = visit.machine.desk.step.recorded, 0
    while True:
        looked = 0
        while len(found) <= at + ROWS and unread and looked < LOOKED_THROUGH:
            count = min(AT_ONCE, unread)
            entries = yield from _recall(visit, unread - count, count)
            found.extend(_fitting(entries, selection))
            unread, looked = unread - count, looked + count
        rows = tuple(found[at : at + ROWS])
        more = len(found) > at + ROWS or unread > 0
        turning = (*(("next",) if more else ()), *(("previous",) if at else ()))
        told = None if rows else Message("journal.none-yet" if unread else "journal.none")
        page = ServiceList(TITLE, rows, told, "plain", turning, inner=True)
        while True:
            tap = yield from visit.answer(lambda page=page: page)  # type: ignore[misc]
            if tap and tap.control == "back":
                return
            if tap and tap.control in turning:
                break
        if tap.control == "previous":
            at = max(0, at - ROWS)
        elif rows and len(found) > at + ROWS:
            at += ROWS


def _recall(visit: Visit, after: int, count: int) -> Flow[tuple[Entry, ...]]:
    desk, pending = visit.machine.desk, Pending[tuple[Entry, ...]]()
    desk.step.recall(after, count, pending.settle)
    view = Working(Message("working.reading-journal"), 0, 0)
    return (yield from desk.awaits(pending, lambda: view))


def _fitting(entries: tuple[Entry, ...], selection: Selection) -> Iterator[ServiceRow]:
    for entry in reversed(entries):
        try:
            opened = open_entry(entry.body)
        except JournalError:
            yield ServiceRow(f"{entry.seq}", Message("journal.unreadable"), "problem")
            continue
        if selection.takes(opened):
            yield entry_row(opened)


def entry_row(entry: Opened) -> ServiceRow:
    """What it is about in words; below that as the journal has it: whoever reads it compares it with the journal's page."""
    told = {name: value for name, value in entry.data.items() if value not in ("", None, [])}
    fields = [f"{name}={_short(told[name])}" for name in sorted(told, key=_names_last)]
    name = Message(f"event.{entry.type}") if entry.type in ev.TYPES else entry.type
    return ServiceRow(name, _time(entry.wall), "plain", (f"#{entry.seq}", entry.type, *fields[:_FIELDS]))


def _names_last(field: str) -> bool:
    """What only tells one session or paper from another comes after what happened."""
    return field in ("session", "issuance", "visit", "exchange", "payout", "charge")


def _short(value: object) -> str:
    """The first digits of a UUID tell it from the others of a day."""
    text = f"{value}"
    if _UUID.fullmatch(text):
        return text[:8]
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _time(wall: str) -> str:
    """In Korea; as it stands there where it is no time."""
    try:
        return f"{datetime.fromisoformat(wall).astimezone(SEOUL):%m-%d %H:%M:%S}"
    except (ValueError, OverflowError):
        return wall[:_LONGEST]
