"""Since when everything stands as it does."""

from __future__ import annotations

from config.ids import DeviceName
from config.vocabulary import Level, SourceTrouble, State
from kiosk.core.standing import Standing
from sync.journal import events as ev

PRINTER = DeviceName("printer")


def changed(state: State, reason: str = "", **supplies: Level) -> ev.DeviceChanged:
    return ev.DeviceChanged(PRINTER, state, reason, tuple(supplies.items()))


def test_a_restart_changes_nothing_and_a_fault_does() -> None:
    standing = Standing()
    standing.apply(changed(State.ONLINE), "1")
    standing.apply(changed(State.UNKNOWN), "2")
    standing.apply(changed(State.ONLINE), "3")
    assert standing.since(PRINTER) == "1"
    standing.apply(changed(State.HARDWARE_ERROR, "jam"), "4")
    standing.apply(changed(State.HARDWARE_ERROR, "jam", paper=Level.LOW), "5")
    assert (standing.since(PRINTER), standing.since(PRINTER, "paper")) == ("4", "5")


def test_a_supply_stands_by_itself() -> None:
    standing = Standing()
    standing.apply(changed(State.ONLINE, paper=Level.OK, toner=Level.OK), "1")
    standing.apply(changed(State.ONLINE, paper=Level.LOW, toner=Level.OK), "2")
    assert (standing.since(PRINTER), standing.since(PRINTER, "paper"), standing.since(PRINTER, "toner")) == (
        "1",
        "2",
        "1",
    )


def test_what_nothing_was_ever_written_of_stands_since_nobody_knows_when() -> None:
    standing = Standing()
    assert standing.since("city") == ""
    standing.apply(ev.SourceChanged("city", False, SourceTrouble.TIMEOUT), "1")
    assert standing.since("city") == "1"
