"""What every screen of input has in common: it is filled in, checked, shown for review, and told to the city."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import ClassVar

from config.catalogue import in_language
from config.kind import Kind
from kiosk.core.step import Flow
from kiosk.core.view import Language, Message, ReviewRow, Tap, View
from kiosk.session.desk import Desk


class Form(ABC):
    """One screen of input.

    Attributes:
        name: what the review's edit button calls it, and the first part of its messages.
        asked: it comes by itself; one that is not is reached from the review, which says how it is filled in.
        problem: why the last try was not accepted.
    """

    name: ClassVar[str]
    asked: bool = True
    problem: Message | None = None

    def fill(self, desk: Desk, kind: Kind) -> Flow[bool]:
        """True when the form is complete, False to go back; raises `Left` when the resident leaves."""
        while True:
            tap = yield from desk.answer(lambda: self.view(in_language(kind.title, desk.language), desk.language))
            if tap is None:
                continue
            if tap.control == "back":
                if not self.close_list():
                    return False
            elif tap.control == "confirm":
                self.problem = self.check()
                if self.problem is None:
                    return True
            else:
                self.problem = None
                self.edit(tap)

    @abstractmethod
    def view(self, title: str, language: Language) -> View: ...

    @abstractmethod
    def edit(self, tap: Tap) -> None:
        """A tap that means nothing here changes nothing."""

    def close_list(self) -> bool:
        """Back first closes a list that is open; False where none is."""
        return False

    def check(self) -> Message | None:
        """What is missing or cannot be, or None."""
        return None

    @abstractmethod
    def rows(self, language: Language) -> tuple[ReviewRow, ...]: ...

    @abstractmethod
    def value(self) -> dict[str, str]:
        """As the city wants it: the keys of `config.catalogue.Input`."""

    def refused(self, unknown: bool) -> None:
        """The city has no such record; not ``unknown``: it wants more, or something else."""
        self.problem = Message(f"{self.name}.unknown" if unknown else f"{self.name}.incomplete")


class Boxes:
    """Short texts typed into boxes side by side, one of which has the focus. Erasing takes a whole key back, as ``지하``.

    Attributes:
        focus: what the pad types into.
    """

    def __init__(self, *boxes: str, most: int, keys: Collection[str] = ()) -> None:
        """``most``: characters of a box. ``keys``: what can be typed besides digits."""
        self.focus = boxes[0]
        self._keys: dict[str, tuple[str, ...]] = dict.fromkeys(boxes, ())
        self._most = most
        self._known = keys

    @property
    def typed(self) -> dict[str, str]:
        """By the boxes' names."""
        return {box: "".join(keys) for box, keys in self._keys.items()}

    def edit(self, tap: Tap) -> None:
        keys = self._keys[self.focus]
        match tap.control, tap.value:
            case "field", box if box in self._keys:
                self.focus = box
            case "key", "erase":
                self._keys[self.focus] = keys[:-1]
            case "key", key if is_digit(key) or key in self._known:
                # No number in an address, and no name of a 동 or 호, starts with 0, so a leading 0 is a slip of the finger.
                if (keys or key != "0") and len("".join(keys) + key) <= self._most:
                    self._keys[self.focus] = (*keys, key)


def is_digit(key: str) -> bool:
    return len(key) == 1 and key in "0123456789"
