"""Counts by kind, day, means and exemption; void numbers; what nobody took: what the fold says of a journal."""

from __future__ import annotations

from datetime import date

import pytest

from config.ids import ChargeId, DeviceName, DocumentNumber, IssuanceId, SessionId
from config.vocabulary import Ending, JobEnd, VoidReason
from config.won import ZERO, Won
from kiosk.core.documents import DAYS, PAPERS, Documents, Means, Sort
from sync.journal import events as ev
from tests.sizes import size_of

SESSION, ISSUANCE, NUMBER = SessionId("s"), IssuanceId("i"), DocumentNumber("0001-0002-0003-0004")
RESERVED = (
    ev.ReservationIntended(SESSION, ISSUANCE, "land-register"),
    ev.Reserved(SESSION, ISSUANCE, "land-register", NUMBER, 2, Won(500)),
)
PRINTING = ev.PrintIntended(SESSION, ISSUANCE, NUMBER, 2)
EVENING = "2026-11-23T16:30:00.000+00:00"
"""The next day in Korea."""
DAY = date(2026, 11, 24)


def documents(*events: ev.Event, wall: str = EVENING) -> Documents:
    found = Documents()
    for event in events:
        found.apply(event, wall)
    return found


def issued(fee: int = 500) -> ev.Event:
    return ev.DocumentIssued(SESSION, ISSUANCE, NUMBER, 2, Won(fee))


CHARGED = ev.ChargeApproved(SESSION, ChargeId("c"), DeviceName("t"), Won(500), "1", "2", "3", "4", "5", "6", "7")


@pytest.mark.parametrize(
    ("events", "means", "exemption"),
    [
        ((issued(),), Means.CASH, ""),
        ((CHARGED, issued()), Means.CARD, ""),
        ((CHARGED, ev.ChargeCancelled(SESSION, ChargeId("c")), issued()), Means.CASH, ""),
        ((ev.FeeExempted(SESSION, ISSUANCE, "veteran", "register", Won(500)), issued(0)), Means.FREE, "veteran"),
    ],
    ids=["cash", "card", "a card that was given back", "exempt"],
)
def test_a_document_counts_by_the_day_in_korea_its_means_and_its_exemption(
    events: tuple[ev.Event, ...], means: Means, exemption: str
) -> None:
    found = documents(*RESERVED, *events, ev.SessionEnded(SESSION, Ending.ISSUED))
    ((sort, count),) = found.counts.items()
    assert sort == Sort(DAY, "land-register", means, exemption)
    assert (count.documents, count.sheets) == (1, 2)
    assert count.income == (ZERO if means is Means.FREE else Won(500))
    assert found.between(DAY, DAY) == found.counts
    assert not found.between(date(2026, 11, 1), date(2026, 11, 23))


def test_days_of_long_ago_are_forgotten() -> None:
    found = documents(*RESERVED, issued(), wall="2025-01-01T03:00:00.000+00:00")
    for event in (*RESERVED, issued()):
        found.apply(event, "2025-12-01T03:00:00.000+00:00")
    assert len(found.counts) == 2
    for event in (*RESERVED, issued()):
        found.apply(event, "2026-11-23T03:00:00.000+00:00")
    assert {sort.day for sort in found.counts} == {date(2025, 12, 1), date(2026, 11, 23)}
    assert DAYS == 400


def test_a_void_number_says_why_and_what_became_of_its_paper() -> None:
    found = documents(
        *RESERVED, PRINTING, ev.DocumentVoided(SESSION, ISSUANCE, NUMBER, VoidReason.PRINT_FAILED),
        ev.SessionEnded(SESSION, Ending.PRINT_FAILED), ev.PrintJobEnded(SESSION, ISSUANCE, JobEnd.PRINTED),
    )  # fmt: skip
    (void,) = found.voids.values()
    assert (void.number, void.kind, void.reason, void.sheets, void.job) == (
        NUMBER, "land-register", VoidReason.PRINT_FAILED, 2, JobEnd.PRINTED,
    )  # fmt: skip


def test_what_the_city_never_numbered_is_no_void_number() -> None:
    assert not documents(*RESERVED[:1], ev.DocumentVoided(SESSION, ISSUANCE, None, VoidReason.CITY_UNREACHABLE)).voids


def test_a_paper_that_was_left_in_the_outlet_is_named() -> None:
    told = (*RESERVED, PRINTING, issued())
    assert not documents(*told, ev.DocumentTaken(SESSION, ISSUANCE, confirmed=True)).untaken
    (left,) = documents(*told, ev.DocumentTaken(SESSION, ISSUANCE, confirmed=False)).untaken
    assert (left.number, left.kind, left.sheets) == (NUMBER, "land-register", 2)


def test_nothing_grows_with_the_years() -> None:
    found, sizes = Documents(), set[int]()
    for at in range(100, 100 + 2 * PAPERS):
        session, issuance = SessionId(f"s{at}"), IssuanceId(f"i{at}")
        for event in (
            ev.ReservationIntended(session, issuance, "land-register"),
            ev.Reserved(session, issuance, "land-register", NUMBER, 2, Won(500)),
            ev.PrintIntended(session, issuance, NUMBER, 2),  # and nothing tells the end of the job
            ev.DocumentVoided(session, issuance, NUMBER, VoidReason.CANCELLED),
            ev.DocumentTaken(session, issuance, confirmed=False),
            ev.SessionEnded(session, Ending.CANCELLED),
        ):
            found.apply(event, EVENING)
        if at >= 100 + PAPERS:
            sizes.add(size_of(found))
    assert len(found.voids) == len(found.untaken) == PAPERS
    assert len(sizes) == 1
