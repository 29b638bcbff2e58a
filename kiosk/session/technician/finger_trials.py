"""A test of what fingers find: every key of the keypad is pressed, an earphone is put in and taken out."""

from __future__ import annotations

from collections.abc import Mapping

from config.ids import DeviceName
from config.vocabulary import TestResult
from drivers.keys import Key
from kiosk.core.step import Flow
from kiosk.core.view import Message, ServiceList, ServiceRow, View
from kiosk.session.technician.machine import Visit
from kiosk.session.technician.trying import IDLE_MS, NOT_DONE, PASSED, Tried, asked

SIGNS: Mapping[Key, str] = {
    **{key: key.value for key in Key if key.value.isdecimal()},
    Key.CANCEL: "✕", Key.CLEAR: "◁", Key.ENTER: "○", Key.UP: "▲", Key.DOWN: "▼", Key.LEFT: "◀", Key.RIGHT: "▶", Key.HELP: "?",
    Key.LOUDER: "+", Key.QUIETER: "–",
}  # fmt: skip
"""What stands on a key, as accessible keypads have it."""


def press_keys(visit: Visit, keypad: DeviceName) -> Flow[Tried]:
    """Until every key was pressed, or none for a while."""
    desk, wanted = visit.machine.desk, visit.machine.fingers.keypads[keypad]
    with visit.machine.fingers.trying(keypad) as seen:
        pressed, since = 0, desk.step.now

        def left() -> list[Key]:
            return [key for key in Key if key in wanted - seen.keys]

        def ends() -> int:
            nonlocal pressed, since
            if len(seen.keys) != pressed:
                pressed, since = len(seen.keys), desk.step.now
            return since + IDLE_MS

        def view() -> View:
            row = ServiceRow(Message("service.keys-left"), "  ".join(SIGNS[key] for key in left()))
            return ServiceList("service.tests", (row,), Message("service.try.keys"))

        while left() and desk.step.now < ends():
            tap = yield from visit.answer(view, lambda: not left() or desk.step.now >= ends(), ends)
            if tap and tap.control == "back":
                break
        if not left():
            return PASSED
        if not seen.keys:
            return NOT_DONE
        said = Message("tried.keys-left", {"left": len(left()), "keys": len(wanted)})
        return Tried(TestResult.FAILED, f"{len(left())} of {len(wanted)} keys", said)


def plug(visit: Visit, socket: DeviceName) -> Flow[Tried]:
    """In, and out again; one that was in already comes out first."""
    with visit.machine.fingers.trying(socket) as seen:
        for what, done in (("in", lambda: True in seen.moves), ("out", lambda: not seen.moves[-1])):
            if not (yield from asked(visit, Message(f"service.try.earphone-{what}"), done)):
                return NOT_DONE
    return PASSED
