"""How long the kiosk waits for its printer."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.device import Ms


@dataclass(frozen=True)
class PrintTimes:
    """How long a printer may take, in ms, as the settings have it.

    Attributes:
        start: for the first sheet.
        sheet: for every sheet.
        stuck: beyond that, for a job that waits for a person.
        cancel: for a job to end that is taken back.
    """

    start: Ms
    sheet: Ms
    stuck: Ms
    cancel: Ms

    def of(self, sheets: int) -> Ms:
        """A job of so many sheets, when nothing is in its way."""
        return self.start + self.sheet * sheets
