"""Residents of all sorts, drawn by a seed: those who pay exactly, overpay, dither, cancel, walk away, put in rubbish."""

from __future__ import annotations

import random

from config.places import places
from kiosk.demo_settings import CARD_PIN
from kiosk.resident import Resident

_LEAVES = ("ChooseKind", "EnterLot", "Review", "Pay", "PresentCard", "EnterPin")
_PURSES: tuple[tuple[int, ...], ...] = (
    (500,), (100, 100, 100, 100, 100), (1_000,), (5_000,), (10_000,), (0, 500), (100, 1_000), (50_000, 1_000),
    (100, 100, 5_000), (500, 500), (), (100,), (0, 0, 100), (10_000, 500),
)  # fmt: skip


def draw(dice: random.Random) -> Resident:
    """The next one in the queue."""
    place = {each.name: each.id for each in places()}
    lots = (("단구동", "9423", "1"), ("문막읍 문막리", "9107", ""), ("단구동", "9423", "7"))
    name, number, sub_number = dice.choices(lots, (6, 3, 1))[0]
    wrong = dice.choices(((), ("000000",), ("000000", "111111")), (8, 2, 1))[0]
    habit = dice.random()
    return Resident(
        kind=dice.choices(("land-register", "resident-abstract"), (7, 3))[0],
        place=place[name],
        number=number,
        sub_number=sub_number,
        pin=CARD_PIN,
        wrong_pins=wrong,
        language=dice.choice(("ko", "en")),
        purse=dice.choice(_PURSES),
        leaves_at=dice.choice(_LEAVES) if habit < 0.08 else "",
        walks_away_at=dice.choice(_LEAVES) if 0.08 <= habit < 0.16 else "",
    )
