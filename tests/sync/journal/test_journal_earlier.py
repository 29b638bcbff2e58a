"""What earlier programs wrote is read as today's events."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from config.ids import ChargeId, DeviceName, DocumentNumber, ExchangeId, IssuanceId, SessionId
from config.vocabulary import ConfigurationTrouble, Ending, SourceTrouble, VoidReason
from config.won import Won
from sync.journal.events import (
    ChargeIntended,
    ConfigurationLeft,
    DocumentVoided,
    Event,
    ExchangeEnded,
    ExchangeStarted,
    KioskStarted,
    ReservationFailed,
    SessionEnded,
    SourceChanged,
)
from sync.journal.events.earlier import EARLIER
from sync.journal.format import Chain, Head, open_entry

WALL = datetime(2026, 3, 2, 3, 4, 5, tzinfo=UTC)


def written(type_: str, version: int, data: dict[str, Any]) -> Event | None:
    raw = json.loads(Chain("j", "b", Head(), 1).entry(SessionEnded(SessionId("s"), Ending.ISSUED), 1, WALL).body)
    return open_entry(json.dumps({**raw, "type": type_, "v": version, "data": data}).encode()).event


@pytest.mark.parametrize(
    ("stored", "reason"),
    [
        ("refused.card-lost", VoidReason.CARD_LOST),
        ("refused.no-such-record", VoidReason.NO_SUCH_RECORD),
        ("refused.something-newer", VoidReason.REFUSED_UNKNOWN),
        ("unmade", VoidReason.NOT_LAID_OUT),
        ("city-unreachable", VoidReason.CITY_UNREACHABLE),
        ("timed-out", VoidReason.TIMED_OUT),
        ("restart", VoidReason.RESTART),
        ("nobody ever wrote this", VoidReason.UNKNOWN),
    ],
)
def test_the_reasons_of_version_1_were_ids_of_screens(stored: str, reason: VoidReason) -> None:
    void = {"session": "s", "issuance": "i", "number": "n", "reason": stored}
    assert written("DocumentVoided", 1, void) == DocumentVoided(
        SessionId("s"), IssuanceId("i"), DocumentNumber("n"), reason
    )
    failed = {"session": "s", "issuance": "i", "reason": stored}
    assert written("ReservationFailed", 1, failed) == ReservationFailed(SessionId("s"), IssuanceId("i"), reason)


def test_a_source_of_version_1_was_down_for_one_of_todays_reasons() -> None:
    stored = {"source": "city", "up": False, "reason": "refused"}
    assert written("SourceChanged", 1, stored) == SourceChanged("city", False, SourceTrouble.REFUSED)


@pytest.mark.parametrize(
    "stored", ["issued", "cancelled", "timed-out", "refused", "recovered", "expired", "printer-out"]
)
def test_the_endings_of_version_1_were_todays_words(stored: str) -> None:
    assert written("SessionEnded", 1, {"session": "s", "how": stored}) == SessionEnded(SessionId("s"), Ending(stored))


def test_a_configuration_that_was_left_in_version_1_said_not_what_was_wrong_with_it() -> None:
    stored = {"version": "a", "reason": "not-valid"}
    assert written("ConfigurationLeft", 1, stored) == ConfigurationLeft("a", ConfigurationTrouble.NOT_VALID, "")


def test_an_exchange_of_version_1_named_nobody() -> None:
    assert written("ExchangeStarted", 1, {"exchange": "x"}) == ExchangeStarted(ExchangeId("x"), None)
    assert written("ExchangeStarted", 2, {"exchange": "x", "by": "2"}) == ExchangeStarted(ExchangeId("x"), "2", None)


def test_a_statement_of_version_1_knew_of_no_bag_and_explained_nothing() -> None:
    unit = {"unit": "hopper-100", "value": 100, "expected": 47, "accuracy": "accurate", "counted": None, "left": 47}
    sums = dict.fromkeys(
        ("change", "returned", "income", "by_card", "suspense_opened", "suspense_settled", "carried", "owed"), 0
    )
    statement = {"batch": 1, "deposited": [], "paid_out": [], **sums, "units": [unit]}
    read = written("ExchangeEnded", 1, {"exchange": "x", "statement": statement})
    assert isinstance(read, ExchangeEnded)
    (line,) = read.statement.units
    assert (line.unit, line.expected, line.before, line.unseen) == ("hopper-100", 47, 0, ())
    assert read.statement.bag is None


def test_an_ending_that_only_stood_on_the_page() -> None:
    assert written("SessionEnded", 1, {"session": "s", "how": "failed"}) == SessionEnded(
        SessionId("s"), Ending.PRINT_FAILED
    )


def test_a_charge_of_version_1() -> None:
    data = {"session": "s", "charge": "c", "device": "d", "amount": 500, "before": "t:1"}
    assert written("ChargeIntended", 1, data) == ChargeIntended(
        SessionId("s"), ChargeId("c"), DeviceName("d"), Won(500), "t:1"
    )


def test_a_start_of_version_1_knew_the_kiosks_id_alone() -> None:
    data = {"machine": "wonju-dangu-a", "software": "0.1.0", "journal_problems": 0}
    assert written("KioskStarted", 1, data) == KioskStarted("wonju-dangu-a", None, None, "0.1.0", 0)


@pytest.mark.parametrize(("type_", "version"), EARLIER)
def test_a_word_that_is_none_is_an_entry_that_is_not_understood(type_: str, version: int) -> None:
    """And never an exception: the chain is still checked, and an auditor still sees the bytes."""
    assert written(type_, version, {"how": 1, "reason": 1}) is None
    assert written(type_, version + 9, {}) is None
