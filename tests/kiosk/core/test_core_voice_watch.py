"""Whether something could be heard is on the board, and each change of it in the journal."""

from __future__ import annotations

import random

from config.dialogue import Failure, FailureReason
from config.vocabulary import State
from drivers.device import VOICE_NAME
from kiosk.core.channels import VoiceWell
from kiosk.core.status import Board
from kiosk.core.step import Answered, Ask, Commit, Step
from kiosk.core.voice_watch import AGAIN_MS, EVERY_MS, VoiceWatch
from kiosk.simulator.sources import SeededSources
from sync.journal import events as ev
from sync.journal.format import Chain, Head


def test_a_voice_that_falls_silent_is_told_once_and_once_when_it_is_back() -> None:
    told: list[ev.Event] = []
    sources = SeededSources(random.Random(1), lambda: 0)
    step = Step({}, Chain("j", "b", Head(), 1), sources, lambda _entry, event: told.append(event))
    watch = VoiceWatch(step, Board(step, (VOICE_NAME,)))
    silent = Failure(FailureReason.GONE, "aplay: No such device")
    now = 0
    for answer in (VoiceWell(), silent, silent, silent, silent, VoiceWell(), VoiceWell()):
        step.begin(now)
        watch.act()
        (ask,) = (effect for effect in step.end(None).effects if isinstance(effect, Ask))
        step.begin(now)
        step.take([Answered(ask.number, answer)])
        assert all(isinstance(effect, Commit) for effect in step.end(None).effects)
        assert watch.due == now + (EVERY_MS if answer is not silent else AGAIN_MS)
        now = watch.due
    states = [(event.state, event.reason) for event in told if isinstance(event, ev.DeviceChanged)]
    assert states == [(State.ONLINE, ""), (State.OFFLINE, "no-sound"), (State.ONLINE, "")]
