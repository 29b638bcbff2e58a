"""What is in doubt, what is refused, and who will not leave: each ends with an entry and with a word to the resident."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from drivers.ipp.fitting import Ipp
from kiosk.core.view import Notice, Pay, Screen, Tap
from kiosk.demo.resident import Action, Resident
from kiosk.demo.settings import example_machine
from kiosk.simulator.oracle import judge
from kiosk.simulator.world import World
from sync.journal.format import Entry, open_entry
from sync.reference_city.domain import RESERVED_FOR
from sync.reference_city.made_up.people import people
from tests.kiosk.session.visit import Visit, abstract, land, printing


def after(world: World, type_: str, act: Callable[[World], object]) -> None:
    """Does something to the world as soon as the first entry of that type is durable."""
    commit = world.journal.commit
    done: list[str] = []

    def commit_and_act(entries: tuple[Entry, ...]) -> None:
        commit(entries)
        if not done and any(open_entry(entry.body).type == type_ for entry in entries):
            done.append(type_)
            act(world)

    world.journal.commit = commit_and_act  # type: ignore[method-assign]


def unplug_notes(world: World) -> None:
    world.machine.notes.plugged = False


# --- a note in doubt ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delay_ms", "inside", "type_"), [(0, 0, "NoteReturned"), (300, 1_000, "NoteCredited")], ids=["returned", "inside"]
)
def test_a_note_in_doubt_is_claimed_and_certain_later(delay_ms: int, inside: int, type_: str) -> None:
    """The acceptor is gone before or after it heard to stack; when it is back, the claim stands or is struck off."""
    visit = Visit(land(1_000))
    world = visit.world
    after(world, "StackIntended", lambda _: world.at(world.now + delay_ms, lambda: unplug_notes(world)))
    visit.happens()
    (claim,) = visit.journal("SuspenseOpened")
    assert (claim["amount"], claim["reason"]) == (1_000, "note-in-doubt")
    assert "note-doubt" in visit.notices()

    world.machine.notes.plugged = True
    world.run(lambda: bool(visit.journal(type_)), 120_000)
    (certain,) = visit.journal(type_)
    assert certain["session"] == claim["session"]
    assert world.machine.truth().taken == inside
    assert [each["amount"] for each in visit.journal("SuspenseReduced")] == ([] if inside else [1_000])
    findings = judge(world)
    assert findings.clean, findings.story


def test_a_note_in_doubt_does_not_stop_the_next_resident() -> None:
    visit = Visit(land(1_000))
    after(visit.world, "StackIntended", unplug_notes)
    visit.happens()
    visit.resident = land(500)
    assert visit.happens().ended == "issued"


@pytest.mark.parametrize("delay_ms", [0, 400], ids=["before-it-heard", "while-coins-fall"])
def test_a_payout_in_doubt_is_claimed_and_settled_when_the_hopper_is_back(delay_ms: int) -> None:
    visit = Visit(land(1_000, 1_000))
    world = visit.world
    hopper = next(each for each in world.machine.hoppers.values() if each.won == 500)
    after(world, "PayoutIntended", lambda _: world.at(world.now + delay_ms, lambda: setattr(hopper, "plugged", False)))
    visit.happens()
    assert [claim["amount"] for claim in visit.journal("SuspenseOpened")] == [500]
    assert "change-doubt" in visit.notices()

    hopper.plugged = True
    world.run(lambda: bool(visit.journal("PayoutSettled")), 120_000)
    (settled,) = visit.journal("PayoutSettled")
    assert 500 * settled["paid"] == world.machine.truth().thrown
    assert [each["amount"] for each in visit.journal("SuspenseReduced")] == [500] * settled["paid"]
    findings = judge(world)
    assert findings.clean, findings.story


def test_a_restart_tells_of_a_note_in_doubt() -> None:
    """Killed while the acceptor, already gone, held the note: whoever stands there gets a number to note down."""
    visit = Visit(land(1_000))
    world = visit.world

    def dies(_: World) -> None:
        world.machine.notes.plugged = False
        world.at(world.now + 500, lambda: world.lose_power())

    world.faults.power_returns_after = lambda: 5_000  # type: ignore[method-assign]
    after(world, "StackIntended", dies)
    visit.happens()
    (claim,) = visit.journal("SuspenseOpened")
    assert (claim["amount"], claim["reason"]) == (1_000, "note-in-doubt")
    shown = [fact for view in visit.views if isinstance(view, Notice) for _, fact in view.facts]
    assert claim["claim"] in shown


def test_a_second_note_while_one_is_on_its_way_is_not_drawn_in() -> None:
    visit = Visit(land(1_000))
    drawn_in: list[bool] = []
    visit.when(
        lambda view: isinstance(view, Pay) and view.busy,
        lambda world: drawn_in.append(world.machine.notes.insert_note(world.now, 5_000)),
    ).happens()
    assert drawn_in == [False]
    assert visit.ended == "issued"
    assert visit.world.machine.truth().taken == 1_000


# --- the city says no --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("flag", "notice"), [("card_lost", "refused.card-lost"), ("restricted", "refused.restricted")])
def test_a_person_who_may_not_be_served_here(flag: str, notice: str) -> None:
    visit = Visit(abstract())
    for number, person in people().items():
        visit.world.registers.enter([(number, replace(person, **{flag: True}))])  # type: ignore[arg-type]
    visit.happens()
    assert notice in visit.notices()
    assert visit.journal("Reserved") == []
    assert [data["reason"] for data in visit.journal("DocumentVoided")] == [notice.removeprefix("refused.")]


# --- endings -----------------------------------------------------------------------------------------------------


def test_a_free_certificate_that_could_not_be_printed_is_said() -> None:
    visit = Visit(abstract())
    visit.when(printing, lambda world: world.machine.printer.mechanism.jam()).happens()
    assert visit.ended == "print-failed"
    assert visit.notices() == ["print-failed"]


class Ditherer(Resident):
    """Puts in what they have and asks for more time, for ever."""

    def next(self, screen: Screen) -> Action | None:
        if isinstance(screen.view, Pay) and screen.view.inserted == sum(self.purse):
            return Tap("more-time") if screen.seconds_left else None
        return super().next(screen)


@pytest.mark.parametrize(("purse", "notice"), [((100,), "payment-expired-refunded"), ((), "payment-expired")])
def test_more_time_ends_when_the_reservation_does(purse: tuple[int, ...], notice: str) -> None:
    model = land()
    dithers = Ditherer(model.kind, place=model.place, number="9423", sub_number="1", purse=purse)
    visit = Visit(dithers).happens()
    assert visit.ended == "expired"
    assert [data["reason"] for data in visit.journal("DocumentVoided")] == ["expired"]
    assert visit.world.machine.truth().thrown == sum(purse)
    assert visit.notices() == [notice]
    opened = [open_entry(entry.body) for entry in visit.world.journal.read()]
    asked, ended = (
        next(entry.mono_ms for entry in opened if entry.type == type_)
        for type_ in ("ReservationIntended", "DocumentVoided")
    )
    # To the moment, also when nothing else happens then: one sheet must still come out before the number expires.
    assert ended - asked == RESERVED_FOR // timedelta(milliseconds=1) - example_machine().the(Ipp).times.of(1)
