"""Examples of the pages of matters, made as the session makes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from config.catalogue import in_language
from config.city import City
from config.language import Language
from config.seoul import SEOUL
from config.vocabulary import Matter
from kiosk.core.matter_view import ChooseMatter, EnterSlip, MatterItem
from kiosk.core.view import Message, Review, ReviewRow, View
from kiosk.session.matters.application import shown
from kiosk.session.matters.counter import where
from kiosk.session.matters.leaving import shown as left
from printing.ticket import Ticketed
from sync.reference_city.applications import reply
from sync.reference_city.made_up.applications import ACCEPTED, INCOMPLETE, applications


def matter_examples(city: City, language: Language) -> dict[str, View]:
    """By name; none of a city whose kiosks do nothing beside certificates."""
    if city.applications is None:
        return {}
    every = (
        MatterItem(Matter.TICKET.value),
        MatterItem(Matter.APPLICATION.value),
        *(MatterItem(each.name, in_language(each.title, language)) for each in city.counters.affair),
    )
    entry = EnterSlip("application", "2026-9990001", "4815", (11, 6), "code")
    states = {
        name: shown(reply(applications()[number]), city.applications, language)
        for name, number in (("done", ACCEPTED), ("incomplete", INCOMPLETE))
    }
    abstract = in_language(city.kinds["resident-abstract"].title, language)
    ticket = Ticketed(
        "", datetime(2026, 11, 24, 3, 10, tzinfo=SEOUL), abstract, "1234-56789", "904271", date(2026, 12, 1), False
    )
    away = Message("unavailable.look-up")
    affair, at_three = city.counters.affair[0], datetime(2026, 11, 24, 3, 10, tzinfo=SEOUL)
    return {
        "counter": where(affair, city.counters.at("03"), city.holidays, at_three, language),
        "matters": ChooseMatter(every),
        "matters-away": ChooseMatter(
            tuple(replace(each, unavailable=away) if not each.title else each for each in every)
        ),
        "matters-left": ChooseMatter((MatterItem(Matter.LEAVING.value), *every)),
        "review-left": Review(abstract, (ReviewRow(Message("review.paid-later"), ""),), 0, leaves=True),
        "ticket-entry": replace(entry, of="ticket", number="1234-56789", code="9042", digits=(9, 6)),
        "ticket-left": left(ticket, True, city.phone),
        "ticket-write-down": left(ticket, False, city.phone),
        "application-entry": entry,
        "application-unknown": replace(entry, code="", problem=Message("application.unknown")),
        **{f"application-{name}": view for name, view in states.items()},
    }
