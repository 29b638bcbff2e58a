"""What the law keeps at a counter: why it is not to be had here, where it is, when somebody is there, and the way."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from config.catalogue import in_language
from config.city import City
from config.counters import Affair, Counter
from config.hours import next_open
from config.identity import KioskIdentity
from kiosk.core.matter_view import Detail, Details
from kiosk.core.step import Flow
from kiosk.core.view import Language, Message
from kiosk.session.desk import Desk
from kiosk.session.issuing import Issuing
from kiosk.session.matters.reading import let_read


def tell_where(desk: Desk, issuing: Issuing, affair: Affair) -> Flow[None]:
    counters = issuing.city.counters.at(str(issuing.kiosk.number))

    def view() -> Details:
        return where(affair, counters, issuing.city.holidays, issuing.wall(), desk.language)

    yield from let_read(desk, view)


def where(
    affair: Affair, counters: tuple[Counter, ...], holidays: Collection[date], now: datetime, language: Language
) -> Details:
    """As a page. ``now``: in Korea."""
    rows = (row for counter in counters for row in _rows(counter, holidays, now.replace(tzinfo=None), language))
    bring = Detail(Message("counter.bring"), in_language(affair.bring, language))
    told = Message("counter.why", {"why": in_language(affair.why, language)})
    return Details(Message("counter.title", {"title": in_language(affair.title, language)}), told, (bring, *rows))


def nearest(city: City, kiosk: KioskIdentity, language: Language) -> tuple[tuple[Message, str], ...]:
    """The counter that this machine tells of first, and the machine, as facts of a notice; none of a city that names no counter."""
    return tuple(
        fact
        for counter in city.counters.at(str(kiosk.number))[:1]
        for fact in (
            (Message("counter.place"), f"{in_language(counter.name, language)} {counter.phone}"),
            (Message("fact.machine"), kiosk.printed),
        )
    )


def _rows(counter: Counter, holidays: Collection[date], now: datetime, language: Language) -> Iterator[Detail]:
    yield Detail(Message("counter.place"), f"{in_language(counter.name, language)} {counter.phone}")
    yield Detail(Message("counter.way"), in_language(counter.way, language))
    span = next_open((counter.hours,), holidays, now)
    if span is None:
        return
    times: dict[str, str | int] = {"opens": f"{span.opens:%H:%M}", "closes": f"{span.closes:%H:%M}"}
    if span.opens <= now:
        yield Detail(Message("counter.hours"), Message("counter.open-now", times))
    else:
        opens = Message("counter.opens", {"date": span.opens.date().isoformat(), **times})
        yield Detail(Message("counter.hours"), opens)
