"""The appliance's log tells what changed and why, and nobody's name or number, whatever happens."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest

from config.ids import DeviceName, SessionId
from config.vocabulary import Level, SourceTrouble, State
from config.won import Won
from kiosk.demo.settings import CARD_CAN, CARD_HOLDER, CARD_PIN
from kiosk.shell.log import LOG, NOTICE, log_entries, said, start_log
from kiosk.simulator.run import run
from sync.journal import events as ev
from sync.journal.format import open_entry
from tests.cities import WONJU

COIN = DeviceName("coin-acceptor")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = LOG.handlers, LOG.level
    yield
    LOG.handlers, LOG.level = before


@pytest.mark.parametrize(
    ("event", "level", "line"),
    [
        (ev.DeviceChanged(COIN, State.ONLINE, "", ()), NOTICE, "coin-acceptor: online"),
        (ev.DeviceChanged(COIN, State.OFFLINE, "no-answer", ()), logging.ERROR, "coin-acceptor: offline (no-answer)"),
        (ev.DeviceChanged(COIN, State.USER_ERROR, "cover-open", ()), logging.WARNING, "coin-acceptor: user-error (cover-open)"),
        (ev.DeviceChanged(COIN, State.ONLINE, "", (("toner", Level.LOW),)), logging.WARNING, "coin-acceptor: online, toner low"),
        (ev.SourceChanged("tax", False, SourceTrouble.SOURCE_DOWN), logging.WARNING, "tax: down (source-down)"),
        (ev.SourceChanged("tax", True, None), NOTICE, "tax: answers"),
        (ev.KioskStarted("id", "03", "단구동", "9.9.9", 2), logging.ERROR, "started: 9.9.9, id, 03 단구동; the check of the journal found 2 problems"),
        (ev.BooksUnbalanced(None, Won(0), Won(0), Won(0), Won(0)), logging.CRITICAL, "the books do not balance: nobody is served until an exchange"),
    ],
)  # fmt: skip
def test_a_transition_is_a_line_with_its_reason(event: ev.Event, level: int, line: str) -> None:
    assert said(event) == (level, line)


def test_of_a_session_there_is_nothing() -> None:
    assert said(ev.SessionStarted(SessionId("s"))) is None


def test_for_journald_a_line_begins_with_its_priority(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOURNAL_STREAM", "8:12345")
    start_log()
    LOG.error("two\nlines")
    LOG.log(NOTICE, "well")
    assert capsys.readouterr().err == "<3>two\n<3>lines\n<5>well\n"
    monkeypatch.delenv("JOURNAL_STREAM")
    start_log()
    LOG.warning("seen by a person")
    assert capsys.readouterr().err.rstrip().endswith(" WARNING seen by a person")


def test_it_names_no_person_and_no_number_of_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole crowd under many faults: what is personal, and every number in the journal that somebody carries away."""
    monkeypatch.setenv("JOURNAL_STREAM", "8:12345")
    start_log()
    world = run(WONJU, 150, 11, "many").world
    entries = [*world.journal.read()]
    log_entries(tuple(entries))
    log = capsys.readouterr().err
    assert len(log.splitlines()) > 50
    carried = {
        str(value)
        for entry in entries
        for name, value in json.loads(entry.body)["data"].items()
        if name
        in ("session", "issuance", "number", "claim", "charge", "approval_no", "unique_no", "ref", "payout", "about")
        and open_entry(entry.body).type != "KioskStarted"
        and value
    }
    assert len(carried) > 200
    personal = {CARD_HOLDER.name, CARD_HOLDER.resident_number, CARD_HOLDER.document_number, CARD_PIN, CARD_CAN}
    assert sorted(each for each in carried | personal if each in log) == []
    assert re.findall(r"\d{6}-?\d{7}|\d{4}-\d{4}", log) == []
