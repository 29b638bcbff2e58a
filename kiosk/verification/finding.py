"""What can be found out about a paper, and the ways out of finding it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from config.visible_seal import SealFields


class Verdict(IntEnum):
    """The value is the exit status of ``kiosk verify``.

    `GENUINE` says more than `CODE_GENUINE`: all that is seen on the pages was compared with what was signed. `CANNOT_TELL`
    accuses nobody.
    """

    GENUINE = 0
    NOT_GENUINE = 1
    CANNOT_TELL = 2
    CODE_GENUINE = 3


@dataclass(frozen=True)
class Finding:
    """About a paper whose code is genuine.

    Attributes:
        pages: the file's pages that are the paper, compared one by one; empty where only the code was.
        of: number of pages that the file has.
        why: why the text was not compared, "" where it was.
        unsigned: what stands on the paper and could be compared with nothing that was signed, in words.
    """

    fields: SealFields
    pages: range = range(0)
    of: int = 1
    why: str = ""
    unsigned: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return Verdict.GENUINE if self.pages else Verdict.CODE_GENUINE


class NotGenuine(Exception):
    """It is not what the city signed; the message says what is wrong with it, in a sentence."""


class CannotTell(Exception):
    """Nothing can be said of it; the message says why, in a sentence."""


class NotCompared(Exception):
    """Its code is genuine, and its text cannot be compared; the message says why."""
