"""What was issued, what is void, what was left lying, what is owed: pages to read, from the journal's own folds."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.core.step import Flow
from kiosk.core.view import Message, ServiceList, ServiceRow
from kiosk.session.technician.account_rows import (
    Period,
    Titles,
    claim_row,
    kind_rows,
    period_rows,
    untaken_row,
    void_row,
)
from kiosk.session.technician.machine import Visit
from kiosk.session.technician.pages import show_list


def titles(visit: Visit) -> Titles:
    """In the language that the screen has now."""
    return Titles(visit.machine.issuing.city.offered, visit.machine.desk.language)


def show_counts(visit: Visit) -> Flow[None]:
    """By day; a period opens to kinds, means and exemptions."""
    while True:
        tap = yield from show_list(visit, lambda: counts_page(visit))
        if tap.control == "back":
            return
        if tap.control == "open" and tap.value in set(Period):
            yield from _show_period(visit, Period(tap.value))


def counts_page(visit: Visit) -> ServiceList:
    today = visit.machine.issuing.wall().date()
    return ServiceList("service.counts", tuple(period_rows(visit.machine.accounts.documents, today)))


def _show_period(visit: Visit, period: Period) -> Flow[None]:
    def view() -> ServiceList:
        first, last = period.days(visit.machine.issuing.wall().date())
        counts = visit.machine.accounts.documents.between(first, last)
        rows = tuple(kind_rows(counts, titles(visit)))
        days = Message("counts.days", {"first": f"{first}", "last": f"{last}"})
        return ServiceList("service.counts", rows, days if rows else Message("counts.none"), inner=True)

    yield from read(visit, view)


def show_voids(visit: Visit) -> Flow[None]:
    """The newest first."""
    voids = visit.machine.accounts.documents.voids.values()
    yield from _read_rows(visit, "voids", lambda: tuple(void_row(each, titles(visit)) for each in reversed(voids)))


def show_untaken(visit: Visit) -> Flow[None]:
    """The newest first."""
    papers = visit.machine.accounts.documents.untaken
    yield from _read_rows(
        visit, "untaken", lambda: tuple(untaken_row(each, titles(visit)) for each in reversed(papers))
    )


def show_claims(visit: Visit) -> Flow[None]:
    """Those that are open, the newest first, then what was settled."""
    machine = visit.machine

    def rows() -> tuple[ServiceRow, ...]:
        claims = sorted(machine.accounts.claims.claims.values(), key=lambda each: (not each.owed, -each.seq))
        return tuple(claim_row(each, machine.names, machine.acknowledged()) for each in claims)

    yield from _read_rows(visit, "claims", rows)


def _read_rows(visit: Visit, name: str, rows: Callable[[], tuple[ServiceRow, ...]]) -> Flow[None]:
    def view() -> ServiceList:
        found = rows()
        return ServiceList(f"service.{name}", found, Message(f"{name}.about" if found else f"{name}.none"))

    yield from read(visit, view)


def read(visit: Visit, view: Callable[[], ServiceList]) -> Flow[None]:
    """Until they go back."""
    while True:
        tap = yield from show_list(visit, view)
        if tap.control == "back":
            return
