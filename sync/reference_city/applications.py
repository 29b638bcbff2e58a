"""What somebody applied for, as the city's register has it, and who may hear of it: whoever has the slip."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from hmac import compare_digest

from config.ids import KioskId
from sync.city.api import RefusalCode, RefusalReply
from sync.city.applications import SOURCE, ApplicationQuestion, ApplicationReply, ApplicationStep, Stage
from sync.reference_city.counting import Busy, Counting
from sync.reference_city.readings import ANSWERED, Marks, Reading, utc
from sync.reference_city.registered import Registers
from sync.reference_city.things import Application

_log = logging.getLogger(__name__)
_NOTHING = Application("", "0" * 10, "", "", "", ())
"""Stands where nobody has the number: as much is compared as with somebody's."""


@dataclass(frozen=True)
class ApplicationStates:
    """Attributes:
    note: writes down who read what.
    down: sources that are switched off.
    """

    registers: Registers
    counting: Counting
    marks: Marks
    note: Callable[[Reading], None]
    now: Callable[[], datetime]
    down: Callable[[], set[str]]

    def look_up(self, kiosk: KioskId, asked: ApplicationQuestion) -> ApplicationReply | RefusalReply | Busy:
        """A try counts before anything is looked up, whether there is such a number or not."""
        application = self.marks.application(asked.number)
        busy = self.counting.tries_an_application(kiosk, application)
        if busy:
            return busy
        found = self._found(asked)
        if found != RefusalCode.NO_SUCH_RECORD:
            self.counting.application_fits(kiosk, application)
        if found != RefusalCode.SOURCE_DOWN:  # otherwise nothing was read
            result = found.value if isinstance(found, RefusalCode) else ANSWERED
            self.note(Reading(utc(self.now()), kiosk, application, SOURCE, "", result))
        return RefusalReply(found) if isinstance(found, RefusalCode) else reply(found)

    def _found(self, asked: ApplicationQuestion) -> Application | RefusalCode:
        if SOURCE in self.down():
            return RefusalCode.SOURCE_DOWN
        try:
            found = self.registers.application(asked.number) or _NOTHING
        except OSError as error:
            _log.warning("the register of applications cannot answer: %s", type(error).__name__)
            return RefusalCode.SOURCE_DOWN
        fits = compare_digest(found.code.encode(), asked.code.encode())
        return found if fits and found is not _NOTHING else RefusalCode.NO_SUCH_RECORD


def reply(found: Application) -> ApplicationReply:
    """As whoever has the slip hears of it."""
    steps = tuple(ApplicationStep(date.fromisoformat(each.on), Stage(each.stage)) for each in found.steps)
    return ApplicationReply(found.kind, date.fromisoformat(found.due), found.office, found.phone, steps)
