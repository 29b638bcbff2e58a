"""Only what is new is told of a device, and one lost reply is no news."""

from __future__ import annotations

import pytest

from config.ids import DeviceName
from drivers.device import NEVER_SEEN, State, Status, StatusChanged
from drivers.watched import MISSES, NO_ANSWER, Watched

ONLINE, JAMMED = Status(State.ONLINE), Status(State.HARDWARE_ERROR, "jammed")


@pytest.fixture
def device() -> Watched:
    watched = Watched(DeviceName("device"))
    watched.tell(ONLINE)
    return watched


def test_a_status_is_told_when_it_is_another_one(device: Watched) -> None:
    assert device.tell(ONLINE) == ()
    assert device.tell(JAMMED) == (StatusChanged(DeviceName("device"), JAMMED),)
    assert device.tell(JAMMED) == ()
    assert device.status == JAMMED


def test_it_is_gone_at_the_third_miss_in_a_row_and_that_is_told_once(device: Watched) -> None:
    assert [device.missed() for _ in range(2 * MISSES)] == [
        (),
        (),
        (StatusChanged(DeviceName("device"), NO_ANSWER),),
        (),
        (),
        (),
    ]


def test_an_answer_between_misses_makes_them_noise(device: Watched) -> None:
    for _ in range(10):
        assert device.missed() == device.missed() == ()
        device.answered()
    assert device.status == ONLINE


def test_of_what_is_gone_nothing_else_is_so_until_it_answers(device: Watched) -> None:
    for _ in range(MISSES):
        device.missed()
    assert device.tell(JAMMED) == ()
    assert device.status == NO_ANSWER
    device.answered()
    assert device.tell(JAMMED) == (StatusChanged(DeviceName("device"), JAMMED),)


def test_that_it_is_gone_can_be_for_another_reason_than_before(device: Watched) -> None:
    reasons = ["timeout", "timeout", "timeout", "unreachable", "unreachable"]
    news = [device.missed(Status(State.OFFLINE, reason)) for reason in reasons]
    assert [event.status.reason for told in news for event in told] == ["timeout", "unreachable"]


def test_nothing_is_known_before_anybody_asked_and_no_patience_is_needed_then() -> None:
    device = Watched(DeviceName("device"))
    assert device.status == NEVER_SEEN
    assert device.missed(patience=1) == (StatusChanged(DeviceName("device"), NO_ANSWER),)
