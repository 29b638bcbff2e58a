"""Whoever uses the keypad: where their focus is, and what the next key comes to on what is shown.

Arrows move the focus, enter uses what has it, cancel leaves, clear (정정) takes the last digit back or goes one step back. Digits are
typed where digits are asked for, whatever has the focus. On a list of names they find the next name that begins like this, by the
letters that telephones have on their keys: in Korea 4 is ㄱㅋ, 5 ㄴㄹ, 6 ㄷㅌ, 7 ㅂㅍ, 8 ㅅㅎ, 9 ㅈㅊ, 0 ㅇㅁ (천지인), elsewhere
2 is ABC and so on (E.161). On any other list they are the number of a line: 1 and 5 the fifteenth, where there are so many. Left and
right go from row to row: to the letters of a plate with the next vowel, to the villages of the next town, to the next question.

Nothing has the focus until the first key is pressed; who touches the screen never sees one. A key is judged by the page that is
shown when its turn comes, one after the other: a digit that is typed behind an enter belongs to the next page.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from config.hangul import initial, latin
from config.language import LOCALES, Language
from drivers.device import Ms
from drivers.keys import Key
from kiosk.core.focus import MORE_TIME, Control, controls, first_focus, is_typed_into, page_of
from kiosk.core.matter_view import EnterSlip
from kiosk.core.view import Attract, EnterLot, EnterUnit, Screen, Tap

DOUBLE_STRIKE_MS: Ms = 500
"""A hand that trembles strikes twice (EN 301 549, 5.8). Of the keys that lead on or away a second stroke within this is none."""
SAY_AGAIN = Tap("repeat")

_HANGUL = {"ㄱ": "4", "ㅋ": "4", "ㄴ": "5", "ㄹ": "5", "ㄷ": "6", "ㅌ": "6", "ㅂ": "7", "ㅍ": "7", "ㅅ": "8", "ㅎ": "8", "ㅈ": "9", "ㅊ": "9",
           "ㅇ": "0", "ㅁ": "0", "ㄲ": "4", "ㄸ": "6", "ㅃ": "7", "ㅆ": "8", "ㅉ": "9"}  # fmt: skip
_LATIN = {
    letter: str(2 + at)
    for at, letters in enumerate(("ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"))
    for letter in letters
}
_VOLUME = {Key.LOUDER: Tap("volume", "+1"), Key.QUIETER: Tap("volume", "-1")}
_LEADING = (Key.ENTER, Key.CANCEL)
_ARROWS = {Key.UP: -1, Key.LEFT: -1, Key.DOWN: 1, Key.RIGHT: 1}


class Keying:
    """Attributes:
    used: somebody uses the keys.
    """

    def __init__(self, languages: Sequence[Language]) -> None:
        self._languages = tuple(languages)
        self._waiting: deque[Key] = deque()
        self._last: tuple[Key, Ms] | None = None
        self.forget()

    def forget(self) -> None:
        """The next resident may use the screen."""
        self.used = False
        self._focus: Tap | None = None
        self._page: tuple[object, ...] = ()
        self._number = ""

    def plugged_in(self) -> None:
        """Somebody has put in an earphone: they use the keys, and hear everything from the top."""
        self._waiting.append(Key.HELP)

    def pressed(self, key: Key, now: Ms) -> None:
        last, self._last = self._last, (key, now)
        if key in _LEADING and last and last[0] is key and now - last[1] < DOUBLE_STRIKE_MS:
            return
        self._waiting.append(key)

    def focus(self, screen: Screen) -> Tap | None:
        """What has the focus on this screen, which is the next to be shown."""
        if not self.used:
            return None
        if screen.seconds_left is not None:
            return MORE_TIME
        view, here = screen.view, self._here(screen)
        if isinstance(view, EnterLot | EnterUnit | EnterSlip) and self._focus and self._focus.control == "field":
            self._focus = Tap("field", view.focus)  # somebody may have touched the other one
        if self._page != page_of(view) or self._focus not in {each.tap for each in here}:
            self._focus = first_focus(view, here)
            self._number = ""
        self._page = page_of(view)
        return self._focus

    def next(self, screen: Screen) -> Tap | None:
        """What the key whose turn it is comes to, on the screen that is shown; None where none waits. One that only moves the focus
        has touched the screen all the same: somebody is there.
        """
        if not self._waiting:
            return None
        key, first = self._waiting.popleft(), not self.used
        self.used = True
        self.focus(screen)
        if key in _VOLUME:
            return _VOLUME[key]
        here = self._here(screen)
        if key is Key.CANCEL:
            return _among(here, Tap("cancel"))
        if key is Key.HELP:
            return SAY_AGAIN
        if screen.seconds_left is not None:
            return MORE_TIME
        number, self._number = self._number, ""
        match key:
            case Key.CLEAR:
                return Tap("key", "erase") if is_typed_into(screen.view) else _among(here, Tap("back"))
            case Key.ENTER:
                return self._enter(here)
            case Key.UP | Key.DOWN:
                return MORE_TIME if first else self._go(_step(here, self._at(here), _ARROWS[key]))
            case Key.LEFT | Key.RIGHT:
                return MORE_TIME if first else self._go(_row(here, self._at(here), _ARROWS[key]))
            case _:
                return self._digit(screen, here, key.value, number)

    def _here(self, screen: Screen) -> tuple[Control, ...]:
        return controls(screen, self._languages)

    def _at(self, here: Sequence[Control]) -> int | None:
        return next((at for at, each in enumerate(here) if each.tap == self._focus), None)

    def _go(self, control: Control | None) -> Tap:
        """A box that the focus comes to is the one that is typed into."""
        if control is None:
            return MORE_TIME
        self._focus = control.tap
        return control.tap if control.tap.control == "field" else MORE_TIME

    def _enter(self, here: Sequence[Control]) -> Tap:
        at = self._at(here)
        if at is None or not here[at].usable:
            return SAY_AGAIN
        if here[at].tap.control != "field":
            return here[at].tap
        after = (each for each in here[at + 1 :] if each.tap.control in ("field", "confirm"))
        return self._go(next(after, None))

    def _digit(self, screen: Screen, here: Sequence[Control], digit: str, number: str) -> Tap:
        if is_typed_into(screen.view):
            return Tap("key", digit)
        if isinstance(screen.view, Attract) and digit == Key.FIVE:
            return _among(here, Tap("start"))
        named = [at for at, each in enumerate(here) if digit in self._keys_of(each.found_by, screen.language)]
        if named:
            now = self._at(here)
            return self._go(here[next((at for at in named if now is None or at > now), named[0])])
        listed = [each for each in here if each.listed]
        for wanted in (number + digit, digit):
            if 0 < int(wanted) <= len(listed):
                self._number = wanted
                return self._go(listed[int(wanted) - 1])
        return MORE_TIME

    def _keys_of(self, name: str, language: Language) -> set[str]:
        """The digits under which its words are found; a town's village goes by either."""
        if LOCALES[language].hangul:
            return {_HANGUL[letter] for word in name.split() if (letter := initial(word)) in _HANGUL}
        return {_LATIN[word[0].upper()] for word in latin(name).split() if word[0].upper() in _LATIN}


def _among(here: Sequence[Control], tap: Tap) -> Tap:
    return tap if any(each.tap == tap for each in here) else MORE_TIME


def _step(here: Sequence[Control], at: int | None, by: int) -> Control | None:
    """The next or the one before; behind the last is the first."""
    if not here:
        return None
    return here[(at + by) % len(here)] if at is not None else here[0 if by > 0 else -1]


def _row(here: Sequence[Control], at: int | None, by: int) -> Control | None:
    """The first of the next row, or of the one before; where nothing stands in rows the next control."""
    begins = [
        each for each in range(len(here)) if each == 0 or not here[each].row or here[each].row != here[each - 1].row
    ]
    if at is None:
        return _step(here, at, by)
    own = max(each for each in begins if each <= at)
    return here[begins[(begins.index(own) + by) % len(begins)]]
