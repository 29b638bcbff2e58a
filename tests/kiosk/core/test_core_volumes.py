"""A volume ends in its time, when nobody is there; the closed ones are looked at once, and what is found is an entry."""

from __future__ import annotations

import random

from config.dialogue import Failure, FailureReason
from config.ids import SessionId
from drivers.device import Ms
from kiosk.core.channels import LookBack, LookedBack
from kiosk.core.step import Answered, Ask, CloseVolume, Outbox, Step
from kiosk.core.volumes import FIRST_LOOK_MS, LooksBack, Volumes
from kiosk.simulator.sources import SeededSources
from sync.journal import events as ev
from sync.journal.format import Chain, Head, open_entry


def a_step() -> Step:
    chain = Chain("0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90", "boot", Head(), 1)
    return Step({}, chain, SeededSources(random.Random(1), lambda: 0), lambda entry, event: None)


def closings(out: Outbox) -> list[CloseVolume]:
    return [each for each in out.effects if isinstance(each, CloseVolume)]


def after_entries(step: Step, volumes: Volumes, count: int) -> list[CloseVolume]:
    step.begin(0)
    for _ in range(count):
        step.record(ev.SessionStarted(SessionId("a")))
    volumes.act()
    return closings(step.end(None))


def test_a_volume_ends_after_so_many_entries_and_behind_what_was_recorded() -> None:
    step = a_step()
    volumes = Volumes(step, 0, 10, lambda: b"%d" % step.recorded, lambda: True)
    assert [len(after_entries(step, volumes, count)) for count in (9, 1, 9, 2)] == [0, 1, 0, 1]


def test_it_waits_until_nobody_is_there() -> None:
    step, quiet = a_step(), False
    volumes = Volumes(step, 0, 10, lambda: b"%d" % step.recorded, lambda: quiet)
    assert after_entries(step, volumes, 25) == []
    quiet = True
    assert after_entries(step, volumes, 1) == [CloseVolume(b"26")]


def test_a_long_journal_that_was_folded_anew_ends_a_volume_at_once() -> None:
    step = a_step()
    after_entries(step, Volumes(step, 0, 100, bytes, lambda: True), 50)
    assert after_entries(step, Volumes(step, 0, 10, bytes, lambda: True), 0) == [CloseVolume(b"")]
    assert after_entries(step, Volumes(step, 45, 10, bytes, lambda: True), 0) == []


def looked_back(answer: object) -> tuple[LooksBack, list[str]]:
    """The part, and the types of what was written down."""
    step = a_step()
    part = LooksBack(step)
    first: Ms = 5_000
    step.begin(first)
    assert part.act() == first + FIRST_LOOK_MS
    step.begin(first + FIRST_LOOK_MS)
    part.act()
    (ask,) = step.end(None).effects
    assert isinstance(ask, Ask)
    assert ask.question == LookBack()
    step.begin(first + FIRST_LOOK_MS)
    step.take([Answered(ask.number, answer)])
    out = step.end(None)
    assert part.act() is None, "once in a run"
    return part, [open_entry(entry.body).type for each in out.effects for entry in each.entries]  # type: ignore[union-attr]


def test_what_is_found_in_closed_volumes_is_an_entry_and_told_from_then_on() -> None:
    part, recorded = looked_back(LookedBack(3))
    assert (part.problems, recorded) == (3, ["ClosedVolumesFaulty"])


def test_nothing_is_written_of_whole_ones_and_of_a_look_that_the_end_cut_short() -> None:
    for answer in (LookedBack(0), Failure(FailureReason.TIMEOUT, "the kiosk ends")):
        part, recorded = looked_back(answer)
        assert (part.problems, recorded) == (0, [])
