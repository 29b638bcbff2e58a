"""What the journal's folds say, as rows: days, exemptions, what is left of a claim, whose count of a supply is believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from config.ids import ClaimNumber, DocumentNumber, SessionId
from config.seoul import SEOUL
from config.vocabulary import ClaimReason, Level, ReceiptResult, ReductionReason
from config.won import ZERO, Won
from kiosk.core.documents import Count, Means, Sort
from kiosk.core.supplies import PAPER, TONER, Filling, Supplies
from kiosk.core.view import Message
from kiosk.money.claim_book import KnownClaim, Paid
from kiosk.session.technician.account_rows import Period, Titles, claim_row, kind_rows, supply_row
from tests.cities import WONJU

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.TODAY, TODAY, TODAY),
        (Period.YESTERDAY, date(2026, 2, 28), date(2026, 2, 28)),
        (Period.WEEK, date(2026, 2, 23), TODAY),
        (Period.MONTH, TODAY, TODAY),
        (Period.LAST_MONTH, date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_a_period_is_these_days(period: Period, first: date, last: date) -> None:
    assert period.days(TODAY) == (first, last)


def test_exemptions_are_counted_by_their_names_beside_what_was_paid() -> None:
    name, exemption = next((kind.name, each) for kind in WONJU.offered.values() for each in kind.exemptions)
    counts = {
        Sort(TODAY, name, Means.CASH, ""): Count(3, 3, Won(1_500)),
        Sort(TODAY, name, Means.FREE, exemption.name): Count(2, 2, ZERO),
    }
    (row,) = kind_rows(counts, Titles(WONJU.offered, "ko"))
    assert row.value == Message("counts.sum", {"documents": 5, "won": 1_500})
    assert Message("counts.exempt", {"title": exemption.title["ko"], "documents": 2}) in row.details
    assert [each.id for each in row.details if isinstance(each, Message)].count("counts.exempt") == 1


CLAIM = KnownClaim(
    ClaimNumber("9114-3449"), datetime(2026, 3, 1, 3, 12, tzinfo=SEOUL), 12, SessionId("s"), Won(500), Won(500),
    ClaimReason.CHANGE_NOT_PAID, None, "", Paid(DocumentNumber("0001-0002-0003-0004"), True), ReceiptResult.PRINTED,
)  # fmt: skip


def test_a_claim_of_which_a_part_was_paid_says_what_it_was() -> None:
    whole = claim_row(CLAIM, {}, None)
    left = claim_row(replace(CLAIM, owed=Won(100), reductions=[next(iter(ReductionReason))]), {}, None)
    assert "claims.was" not in [getattr(each, "id", "") for each in whole.details]
    assert Message("claims.was", {"won": 500}) in left.details
    assert left.value == Message("money.amount", {"amount": 100})


def test_the_printers_own_count_is_believed_of_paper_and_its_percent_of_toner() -> None:
    put_in = Filling(9_000, "2026-02-01T00:00:00+09:00")
    supplies = Supplies({PAPER: put_in, TONER: put_in})
    documents = {
        name: supply_row(supplies, supply, Level.OK, 30, 50).value for name, supply in (("paper", PAPER), ("toner", TONER))
    }  # fmt: skip
    assert documents == {
        "paper": Message("supplies.left", {"documents": 20}),
        "toner": Message("supplies.left", {"documents": 3_000}),
    }
