"""How the keys of a keypad are used on the page that is shown: said with the page, and seen on it, to who uses them.

Nobody who cannot see has read a manual before, so the machine teaches its own keys, a sentence or two where they are needed.

>>> guidance(Screen(Attract())) is None
True
>>> guidance(Screen(Attract(), focus=Tap("start")))
Message(id='keys.start', args={})
"""

from __future__ import annotations

from kiosk.core.focus import is_typed_into
from kiosk.core.matter_view import ChooseMatter, Details, EnterSlip
from kiosk.core.view import (
    Attract,
    ChooseCopies,
    ChooseKind,
    ChooseOptions,
    Collect,
    EnterLot,
    EnterPlate,
    EnterUnit,
    EnterYears,
    Message,
    Notice,
    Review,
    Screen,
    Tap,
)


def guidance(screen: Screen) -> Message | None:
    """None for whoever uses no keys, and where there is nothing to learn."""
    view = screen.view
    if screen.focus is None or screen.focus == Tap("more-time"):
        return None
    match view:
        case Attract():
            return Message("keys.start")
        case ChooseKind() | ChooseMatter():
            return Message("keys.list")
        case ChooseOptions():
            return Message("keys.choices")
        case EnterLot() | EnterPlate() if not is_typed_into(view):
            return Message("keys.names")
        case EnterPlate(letter=True):
            return Message("keys.letters")
        case EnterUnit():
            return Message("keys.unit")
        case EnterSlip():
            return Message("keys.boxes")
        case EnterYears() | ChooseCopies():
            return Message("keys.steps")
        case Review() | Details():
            return Message("keys.confirm")
        case Notice() | Collect():
            return Message("keys.continue")
    return Message("keys.typed") if is_typed_into(view) else None
