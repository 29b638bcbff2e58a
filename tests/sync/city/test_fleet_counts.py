"""What was issued, counted from the journals and reservations of a town."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

from config.ids import ChargeId, DeviceName, DocumentNumber, IssuanceId, KioskId, SessionId
from config.won import Won
from sync.journal.events import ChargeApproved, ChargeCancelled, DocumentIssued
from sync.reference_city.fleet.issued import HEIGHT, WIDTH, Issued, sums
from sync.reference_city.store import SqlStore
from tests.sync.city.conftest import KIOSK, Report, Town

TODAY = date(2031, 3, 15)
"""In Korea, by the town's clock at the beginning."""


TERMINAL = DeviceName("terminal")


def issues(town: Town, report: Report, won: int, charged: bool = False, given_back: bool = False) -> None:
    """In a session of its own; charged to a card, and that perhaps taken back before something else was paid."""
    uuid, session, charge = str(uuid4()), SessionId(str(uuid4())), ChargeId(str(uuid4()))
    number = town.reserve(uuid, replace(town.land(), kiosk=report.kiosk), report.kiosk).number
    if charged:
        report.add(ChargeApproved(session, charge, TERMINAL, Won(won), "1", "1", "20310315030000", "1", "", "", ""))
    if given_back:
        report.add(ChargeCancelled(session, charge))
    report.add(DocumentIssued(session, IssuanceId(uuid), DocumentNumber(number), 1, Won(won)))


def test_documents_are_counted_by_day_kind_and_means_and_by_kiosk(database: str) -> None:
    store = SqlStore(database)
    town, one, two = Town(store), Report(), Report(str(uuid4()), KioskId("another"))
    issues(town, one, 500)
    issues(town, one, 0)
    issues(town, one, 500, charged=True)
    issues(town, one, 500, charged=True, given_back=True)
    issues(town, two, 500)
    town.wait(days=1)
    issues(town, one, 500)
    one.issued(str(uuid4()), "0000-0000-0000-0000")  # which nobody ever reserved
    for each in (one, two):
        town.send(each)
    all_of_them = sorted(store.issued.issued(TODAY, None))
    assert all_of_them == [
        Issued(TODAY, "land-register", "card", 1, Won(500)),
        Issued(TODAY, "land-register", "cash", 3, Won(1_500)),
        Issued(TODAY, "land-register", "free", 1, Won(0)),
        Issued(TODAY + timedelta(days=1), "land-register", "cash", 1, Won(500)),
    ]
    assert sum(each.documents for each in store.issued.issued(TODAY, KIOSK)) == 5
    assert [each.day for each in store.issued.issued(TODAY + timedelta(days=1), None)] == [TODAY + timedelta(days=1)]
    store.close()


def test_the_plot_has_a_column_for_every_day_and_none_is_higher_than_the_page() -> None:
    found = [
        Issued(TODAY, "land-register", "cash", 30, Won(15_000)), Issued(TODAY, "local-tax", "free", 10, Won(0)),
        Issued(TODAY - timedelta(days=6), "local-tax", "card", 20, Won(16_000)), Issued(TODAY - timedelta(days=7), "local-tax", "card", 99, Won(1)),
    ]  # fmt: skip
    summed = sums(found, TODAY, 7)
    assert (summed.all.documents, summed.all.won, summed.most) == (60, Won(31_000), 40)
    assert [(name, each.documents) for name, each in summed.kinds] == [("land-register", 30), ("local-tax", 30)]
    assert [name for name, _ in summed.means] == ["cash", "card", "free"]
    assert [each.sum.documents for each in summed.columns] == [20, 0, 0, 0, 0, 0, 40]
    assert summed.columns[-1].height == HEIGHT
    assert summed.columns[0].height == HEIGHT / 2
    assert all(each.x >= 0 and each.x + each.width <= WIDTH for each in summed.columns)
    assert sums([], TODAY, 31).columns[0].height == 0
