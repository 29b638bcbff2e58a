"""Sends the city what whoever helps from afar has asked for: how the machine stands, its journal and log of the last days, and no person."""

from __future__ import annotations

from config.dialogue import Dialogue, Failure
from drivers.device import Ms
from kiosk.core.afar import Afar
from kiosk.core.background import Task
from kiosk.core.channels import SUPPORT, SendSupport, SupportWithCity
from kiosk.core.step import Step
from sync.journal import events as ev

LOOK_MS: Ms = 1_000
AGAIN_MS: Ms = 300_000
"""It takes half a minute of the processor, which a city that is away does not get for nothing again and again."""


class Helping(Task[SendSupport, SupportWithCity, SupportWithCity | Failure]):
    """Over restarts too: what was asked for and is not with the city is in the journal."""

    channel = SUPPORT

    def __init__(self, step: Step, afar: Afar) -> None:
        super().__init__(step)
        self._afar = afar
        self._due: Ms = 0
        self._asked = ""

    @property
    def due(self) -> Ms:
        return self._due

    def act(self) -> Ms | None:
        if not self._afar.support and not self._busy and self._due <= self._step.now:
            self._due = self._step.now + LOOK_MS
        return super().act()

    def dialogue(self) -> Dialogue[SendSupport, SupportWithCity, SupportWithCity | Failure]:
        self._asked = self._afar.support
        return (yield SendSupport(self._asked))

    def done(self, now: Ms, result: SupportWithCity | Failure) -> None:
        if isinstance(result, Failure):
            self._due = now + AGAIN_MS
        else:
            self._due = now + LOOK_MS
            self._step.record(ev.SupportSent(self._asked, result.size))
