"""Keeps the voice's state on the board: whether something could be heard is asked again and again, and written down when it changes.

A kiosk without a voice goes on in silence: whoever sees is served, and staff are told that others are not.
"""

from __future__ import annotations

from config.dialogue import Dialogue, Failure
from drivers.device import VOICE_NAME, Ms, State, Status
from drivers.watched import Watched
from kiosk.core.background import Task
from kiosk.core.channels import VOICE, ListenToVoice, VoiceWell
from kiosk.core.status import Board
from kiosk.core.step import Step

EVERY_MS: Ms = 60_000
AGAIN_MS: Ms = 5_000
SILENT = Status(State.OFFLINE, "no-sound")


class VoiceWatch(Task[ListenToVoice, VoiceWell, bool]):
    channel = VOICE

    def __init__(self, step: Step, board: Board) -> None:
        super().__init__(step)
        self._board = board
        self._due: Ms = 0
        self._watched = Watched(VOICE_NAME)

    @property
    def due(self) -> Ms:
        return self._due

    def dialogue(self) -> Dialogue[ListenToVoice, VoiceWell, bool]:
        return not isinstance((yield ListenToVoice()), Failure)

    def done(self, now: Ms, result: bool) -> None:
        self._due = now + (EVERY_MS if result else AGAIN_MS)
        if result:
            self._watched.answered()
        for event in self._watched.tell(Status(State.ONLINE)) if result else self._watched.missed(SILENT):
            self._board.handle(event)
