"""What stands in for a kiosk whose journal cannot be opened: it says so, lives, and ends when the journal can be."""

from __future__ import annotations

from dataclasses import replace

from config.dialogue import Failure, FailureReason
from config.vocabulary import StopReason
from kiosk.core.channels import Drawn
from kiosk.core.findings import Finding
from kiosk.core.stand_in import StandIn, TryAgain
from kiosk.core.step import Answered, Ask, End, Enquired, Notify, Outbox, Show, Told, Touched
from kiosk.core.view import Message, OutOfService, Screen, Tap, Theme
from kiosk.session.technician.setting_aside import SettingAside

OUT = OutOfService(Message("out.no-journal"))
SCREEN = Screen(OUT)
FINDINGS = (Finding("journal", "hardware-error", "cannot be read", 2),)
FRAME_MS, TRY_MS = 2_000, 120_000


def stand_in() -> tuple[StandIn, Outbox]:
    """And what its first step does."""
    made = StandIn(SettingAside(OUT, {}), ("ko", "en"), FINDINGS, FRAME_MS, TRY_MS)
    return made, made.step(1_000, [])


def asked(out: Outbox) -> list[object]:
    return [each.question for each in out.effects if isinstance(each, Ask)]


def test_it_shows_that_it_is_out_of_service_once_and_asks_for_a_frame() -> None:
    made, first = stand_in()
    assert first.effects[0] == Show(SCREEN)
    assert len(asked(first)) == 1
    assert made.step(1_500, [Touched(Tap("service"))]).effects == []


def test_it_can_be_read_in_another_language_and_large() -> None:
    made, _ = stand_in()
    assert made.step(1_500, [Touched(Tap("language", "en")), Touched(Tap("zoom"))]).effects == [
        Show(replace(SCREEN, language="en", theme=Theme(2)))
    ]


def test_the_supervisor_hears_that_it_lives_with_every_frame_and_not_without_one() -> None:
    made, _ = stand_in()
    out = made.step(1_100, [Answered(1, Drawn())])
    assert out.effects == [Notify(("READY=1", "STATUS=journal hardware-error (cannot be read)", "WATCHDOG=1"))]
    assert out.wake_at == 1_100 + FRAME_MS
    assert len(asked(made.step(1_100 + FRAME_MS, []))) == 1
    out = made.step(9_000, [Answered(1, Failure(FailureReason.TIMEOUT))])
    assert out.effects == []
    assert len(asked(made.step(10_000, []))) == 1


def test_whoever_asks_is_told_what_is_wrong() -> None:
    made, _ = stand_in()
    assert made.step(1_100, [Enquired(7)]).effects == [Told(7, FINDINGS)]


def test_the_journal_is_tried_again_and_again_and_it_ends_when_it_can_be_opened() -> None:
    made, first = stand_in()
    assert TryAgain() not in asked(first)
    for round_ in (1, 2):
        now = 1_000 + round_ * TRY_MS
        assert TryAgain() in asked(made.step(now, []))
        assert TryAgain() not in asked(made.step(now + TRY_MS, [])), "its answer is awaited"
        assert made.step(now, [Answered(2, False)]).effects == []
    assert made.step(now + 1, [Answered(2, True)]).effects == [End(StopReason.RESTART)]
