"""Papers for a run: the real layout, remembered."""

from __future__ import annotations

from config.catalogue import Record
from kiosk.core.channels import LayOut
from printing.certificate import LaidOut, Unprintable, lay_out


class Layouts:
    """Lays each record out once; the sheets of the same record differ in number and time only.

    Attributes:
        real, remembered: how many documents were laid out, and how many were taken from memory.
    """

    def __init__(self) -> None:
        self.real = self.remembered = 0
        self._known: dict[tuple[str, Record], LaidOut | Unprintable] = {}

    def __call__(self, question: LayOut) -> LaidOut | Unprintable:
        key = (question.kind.name, question.record)
        if key in self._known:
            self.remembered += 1
            return self._known[key]
        self.real += 1
        try:
            self._known[key] = lay_out(question.kind, question.record, question.issue)
        except Unprintable as unprintable:
            self._known[key] = unprintable
        return self._known[key]
