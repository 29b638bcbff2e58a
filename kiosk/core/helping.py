"""Sends the city what whoever helps from afar has asked for: how the machine stands, its journal and log of the last days, and no person."""

from __future__ import annotations

from config.dialogue import Dialogue, Failure
from drivers.device import Ms
from kiosk.core.afar import Afar
from kiosk.core.background import LONGEST_MS, Task
from kiosk.core.channels import SUPPORT, SendSupport, SupportWithCity
from kiosk.core.step import Step
from sync.journal import events as ev

AGAIN_MS: Ms = 300_000
"""After the first that failed, and twice as long after each further one, to an hour: it takes half a minute of the processor, which a city that
is away, or that wants it no more, does not get for nothing again and again."""


class Helping(Task[SendSupport, SupportWithCity, SupportWithCity | Failure]):
    """Over restarts too: what was asked for and is not with the city is in the journal."""

    channel = SUPPORT

    def __init__(self, step: Step, afar: Afar) -> None:
        super().__init__(step)
        self._afar = afar
        self._not_before: Ms = 0
        self._asked = ""
        self._failures = 0

    @property
    def due(self) -> Ms | None:
        if not self._afar.support:
            return None
        return self._not_before if self._afar.support == self._asked else 0

    def dialogue(self) -> Dialogue[SendSupport, SupportWithCity, SupportWithCity | Failure]:
        if self._asked != self._afar.support:
            self._asked, self._failures = self._afar.support, 0
        return (yield SendSupport(self._asked))

    def done(self, now: Ms, result: SupportWithCity | Failure) -> None:
        if isinstance(result, Failure):
            self._not_before = now + min(AGAIN_MS << min(self._failures, 16), LONGEST_MS)
            self._failures += 1
        else:
            self._step.record(ev.SupportSent(self._asked, result.size))
