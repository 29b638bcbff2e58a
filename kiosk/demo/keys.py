"""Which key of a keypad leads a step nearer to a touch: for a scripted resident who never touches the screen.

They know what anybody hears who uses the keys: what has the focus, what stands in the list that is shown and in which order.
"""

from __future__ import annotations

from collections.abc import Sequence

from config.language import LANGUAGES
from drivers.keys import Key
from kiosk.core.focus import Control, controls, is_typed_into
from kiosk.core.view import Attract, Screen, Tap


def key_towards(tap: Tap, screen: Screen) -> Key:
    """The next key; on what `Tap` stands for it is enter.

    Raises:
        LookupError: there is no such control on this screen.
    """
    if tap.control == "cancel":
        return Key.CANCEL
    if tap == Tap("key", "erase"):
        return Key.CLEAR
    if tap.control == "key" and tap.value.isdecimal() and is_typed_into(screen.view):
        return Key(tap.value)
    if tap == Tap("back") and not is_typed_into(screen.view):
        return Key.CLEAR
    if tap == Tap("start") and isinstance(screen.view, Attract):
        return Key.FIVE
    here = controls(screen, LANGUAGES)
    wanted = next((at for at, each in enumerate(here) if each.tap == tap), None)
    if wanted is None:
        raise LookupError(f"no control {tap} on this screen")
    at = next((at for at, each in enumerate(here) if each.tap == screen.focus), None)
    if at == wanted or (
        at is not None and here[at].tap.control == "field" and tap.control in ("field", "confirm") and wanted > at
    ):
        return Key.ENTER  # from a box it leads to the next one, and from the last to the way on
    if here[wanted].listed:
        return _number(here, at, wanted)
    if at is not None and here[wanted].row and here[at].row != here[wanted].row:
        return Key.RIGHT if wanted > at else Key.LEFT
    return Key.UP if at is not None and wanted < at else Key.DOWN


def _number(here: Sequence[Control], at: int | None, wanted: int) -> Key:
    """Of the list's numbers the first digit, or the second where the first has been heard. Whether that was by its number or by an arrow
    they do not remember, and behind an arrow a 0 is no number: to the tenth they go by arrows."""
    listed = [number for number, each in enumerate(here) if each.listed]
    tens, ones = divmod(listed.index(wanted) + 1, 10)
    if tens and not ones:
        return Key.DOWN
    return Key(str(ones if not tens or at == listed[tens - 1] else tens))
