"""What the pages of the machine's own are made of: a list that is turned, a question, something that is typed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from kiosk.core.view import Message, ServiceEntry, ServiceList, ServiceRow, Tap, Tone, View

ROWS = 6
"""Of a list at a time: what a portrait panel shows without anything being moved."""

LETTERS = (tuple("ABCDEFGHI"), tuple("JKLMNOPQR"), (*"STUVWXYZ", "-"))
"""The pad's other faces, for a number that has letters."""


Y = TypeVar("Y")
S = TypeVar("S")
Y_co = TypeVar("Y_co", covariant=True)
S_contra = TypeVar("S_contra", contravariant=True)


class Attended(Protocol[Y_co, S_contra]):
    """Somebody is at the screen: a `Visit` of staff's, or who sets up a machine that has no journal yet."""

    def answer(self, view: Callable[[], View]) -> Generator[Y_co, S_contra, Tap | None]:
        """Shows it; what was touched, None where something else has changed."""


def show_list(at: Attended[Y, S], view: Callable[[], ServiceList]) -> Generator[Y, S, Tap]:
    """Shows a list, a part of it at a time; returns what was touched, never the turning. What changes meanwhile is shown."""
    turned = 0

    def part() -> ServiceList:
        whole = view()
        first = min(turned, max(0, len(whole.rows) - 1) // ROWS * ROWS)
        more = first + ROWS < len(whole.rows)
        turning = (*(("next",) if more else ()), *(("previous",) if first else ()))
        return replace(whole, rows=whole.rows[first : first + ROWS], actions=(*whole.actions, *turning))

    while True:
        tap = yield from at.answer(part)
        if tap and tap.control == "next":
            turned += ROWS
        elif tap and tap.control == "previous":
            turned = max(0, turned - ROWS)
        elif tap:
            return tap


def agree(
    at: Attended[Y, S], title: str, rows: Sequence[ServiceRow], action: str, first: Message | None = None, tone: Tone = "plain"
) -> Generator[Y, S, bool]:  # fmt: skip
    """What will be done, and a yes to it; False to go back."""
    page = ServiceList(title, tuple(rows), first, tone, (action,), inner=True)
    while True:
        tap = yield from show_list(at, lambda: page)
        if tap.control in (action, "back"):
            return tap.control == action


def enter(
    at: Attended[Y, S], title: Message, subtitle: Message, length: int, problem: Message | None = None,
    faces: tuple[tuple[str, ...], ...] = (), missing: Message | None = None,
) -> Generator[Y, S, str | None]:  # fmt: skip
    """Something short; None to go back.

    Args:
        missing: what is said where nothing was typed; None where nothing is an answer, too.
    """
    typed = ""
    keys = {*"0123456789", *(key for face in faces for key in face)}

    def view() -> View:
        return ServiceEntry(title, subtitle, typed, length, problem, faces)

    while True:
        tap = yield from at.answer(view)
        if not tap:
            continue
        if tap.control == "back":
            return None
        if tap.control == "confirm" and (typed or not missing):
            return typed
        if tap.control == "confirm":
            problem = missing
        if tap.control == "key" and tap.value == "erase":
            typed = typed[:-1]
        elif tap.control == "key" and tap.value in keys and len(typed) < length:
            typed += tap.value
