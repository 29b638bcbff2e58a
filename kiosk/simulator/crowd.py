"""Residents of all sorts, drawn by a seed: those who pay exactly, overpay, dither, cancel, walk away, leave their cards, put in rubbish;
and now and then somebody of the staff.
"""

from __future__ import annotations

import random
from typing import Any

from config.city import City
from config.kind import Kind
from config.language import ALWAYS
from config.vocabulary import CloseReason, Matter, Role
from kiosk.demo.resident import LOOKS, Resident
from kiosk.demo.settings import CARD_CAN
from kiosk.demo.wishes import PLATE, SLIP, resident
from kiosk.simulator.staff import LOOKED_AT, TESTS, Inside, Staff

_LEAVES = (
    "ChooseKind", "EnterLot", "EnterPlate", "EnterYears", "EnterUnit", "ChooseOptions", "ChooseCopies", "Review", "Pay", "PresentCard",
    "EnterPin",
)  # fmt: skip
_PURSES: tuple[tuple[int, ...], ...] = (
    (500,), (100, 100, 100, 100, 100), (1_000,), (5_000,), (10_000,), (0, 500), (100, 1_000), (50_000, 1_000),
    (100, 100, 5_000), (500, 500), (), (100,), (0, 0, 100), (10_000, 500),
)  # fmt: skip
_ASKED_FOR = {"land-register": 7, "resident-abstract": 3}
"""How often, where it is not once: the simplest way to paper and money, and the one with a card."""

FOR_CERTIFICATES, GUESSES, SENT_AWAY = 0.95, 0.97, 0.98
"""So many come for a certificate; then those who follow an application, of whom some type a code that is not theirs, and those who want
what is to be had at a counter alone."""
_PARTICULAR = 0.05
"""How often an option is touched at all; every combination is a paper of its own, and laying it out takes real time."""


def draw(city: City, dice: random.Random) -> Resident:
    """The next one in the queue."""
    there = list(city.offered.values())
    kind = dice.choices(there, [_ASKED_FOR.get(each.name, 1) for each in there])[0]
    habit = dice.random()
    card = dice.choices(("", "insert", "tap"), (6, 3, 1))[0]
    typed = _typed(city, dice, kind)
    options = {option.name: dice.choice(option.choices).value for option in kind.options if dice.random() < _PARTICULAR}
    copies = min(dice.choices((1, 2, 3, 5), (6, 2, 1, 1))[0], kind.copies)
    wrong_pins = dice.choices(((), ("000000",), ("000000", "111111")), (8, 2, 1))[0]
    matter = _matter(city, habit)
    slip = (SLIP[0], "000000") if GUESSES <= habit < SENT_AWAY else SLIP
    return resident(
        city,
        kind,
        matter=matter,
        slip=slip,
        **typed,
        options=options,
        copies=copies,
        wrong_pins=wrong_pins,
        plain=slip == SLIP if matter else not typed and not options and len(wrong_pins) < 2,
        can=dice.choice((CARD_CAN, "")),
        forgetful=dice.random() < 0.06,
        leaves_paper=dice.random() < 0.1,
        language=dice.choice([each for each in city.languages if each in ALWAYS]),  # the others differ on paper alone
        purse=dice.choice(_PURSES),
        looks_for_acceptor=dice.choice((LOOKS, 0)),
        payment_card=card,
        hasty=bool(card) and dice.random() < 0.1,
        leaves_at=dice.choice(_LEAVES) if habit < 0.08 else "",
        walks_away_at=dice.choice(_LEAVES) if 0.08 <= habit < 0.16 else "",
        looks_round=dice.random() < 0.3,
    )


def _matter(city: City, habit: float) -> str:
    """What they came for in place of a certificate, "" for one."""
    if habit >= SENT_AWAY and city.counters.affair:
        return city.counters.affair[0].name
    return Matter.APPLICATION.value if habit >= FOR_CERTIFICATES and city.applications else ""


def _typed(city: City, dice: random.Random, kind: Kind) -> dict[str, Any]:
    """Mostly what the registers have, and sometimes what they have not."""
    if "lot" in kind.inputs:
        assert city.scene
        lots: tuple[dict[str, Any], ...] = (
            {},
            {"place": city.scene.fields.id, "mountain": False, "number": "9107", "sub_number": ""},
            {"number": "9423", "sub_number": "7"},
        )
        return dice.choices(lots, (6, 3, 1))[0]
    if "plate" in kind.inputs:
        return {"plate": dice.choice((PLATE, "12가3457"))} if dice.random() < 0.2 else {}
    return {}


def draw_staff(inside: Inside, dice: random.Random) -> Staff:
    """Whoever comes to look after it next, and what for."""
    role = dice.choices((Role.TECHNICIAN, Role.CASHIER, Role.OPERATOR), (4, 3, 1))[0]
    may = {
        Role.OPERATOR: ("supplies", "closing", "look"),
        Role.CASHIER: ("cash", "supplies", "look"),
        Role.TECHNICIAN: ("cash", "cash", "tests", "tests", "supplies", "closing", "look"),
    }[role]
    chosen = list(dict.fromkeys(dice.choices(may, k=2)))
    errands = [dice.choice(LOOKED_AT) if each == "look" else each for each in chosen]
    if "claims" in errands and role is Role.OPERATOR:
        errands.remove("claims")
    if "closing" in errands:
        errands.remove("closing")
        errands = ["closing", "", *errands, "closing"]
    jobs = {
        unit: dice.choice(("count", "count", "fill") if unit in inside.hoppers else ("count",)) for unit in inside.units
    }
    return Staff(
        inside,
        role,
        errands,
        units={unit: job for unit, job in jobs.items() if dice.random() < 0.7},
        tests=dice.sample(TESTS, 3),
        reason=dice.choice(tuple(CloseReason)),
        wrong_pin=dice.random() < 0.1,
        miscounts=dice.random() < 0.2,
        discards=dice.random() < 0.1,
        keeps_coin=dice.random() < 0.3,
        walks_away=dice.random() < 0.1,
    )
