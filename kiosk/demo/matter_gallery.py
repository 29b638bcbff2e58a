"""Examples of the pages of matters, made as the session makes them."""

from __future__ import annotations

from dataclasses import replace

from config.city import City
from config.language import Language
from config.vocabulary import Matter
from kiosk.core.matter_view import ChooseMatter, EnterApplication, MatterItem
from kiosk.core.view import Message, View
from kiosk.session.matters.application import shown
from sync.reference_city.applications import reply
from sync.reference_city.made_up.applications import ACCEPTED, EXTENDED, INCOMPLETE, applications


def matter_examples(city: City, language: Language) -> dict[str, View]:
    """By name; none of a city whose kiosks do nothing beside certificates."""
    if city.applications is None:
        return {}
    every = tuple(MatterItem(matter.value) for matter in Matter)
    entry = EnterApplication("2026-9990001", "4815", (11, 6), "code")
    states = {
        name: shown(reply(applications()[number]), city.applications, language)
        for name, number in (("done", ACCEPTED), ("incomplete", INCOMPLETE), ("extended", EXTENDED))
    }
    return {
        "matters": ChooseMatter(every),
        "matters-away": ChooseMatter(
            tuple(replace(each, unavailable=Message("unavailable.look-up")) for each in every)
        ),
        "application-entry": entry,
        "application-unknown": replace(entry, code="", problem=Message("application.unknown")),
        **{f"application-{name}": view for name, view in states.items()},
    }
