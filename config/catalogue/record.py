"""What every kind's record can say of itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass


@dataclass(frozen=True)
class Record(ABC):
    """Base of the frozen dataclasses that the city signs and a form prints.

    Fields are text, whole numbers, and tuples of these or of further frozen dataclasses (`config/canonical.py`).
    """

    @property
    @abstractmethod
    def subject(self) -> str:
        """Whom or what the paper is about, as the signed 2-D code names it: a place and lot, a plate, a name."""

    @property
    def decisive(self) -> tuple[tuple[str, str], ...]:
        """What the paper is shown for: the form's word and the value as it is printed, the weightiest first.

        The signed 2-D code names them as far as it has room, for a phone to compare; a value that is "" is not there.
        """
        return ()

    @property
    def holder(self) -> str | None:
        """The first seven digits of the resident number of whom it belongs to; None where anybody may have it.

        A record is released to its holder alone, whatever the city answered (`sync/city/client.py`).
        """
        return None


class PersonalRecord(Record):
    """About one person, for that person: they are its subject and its holder.

    No dataclass of its own: each record says where among its fields these two stand, for that is the order of its
    canonical text (`config/canonical.py`).

    Attributes:
        name: 성명.
        resident_number: 주민등록번호 as it is to be printed, hidden digits already masked by the city (``YYMMDD-S******``).
    """

    name: str
    resident_number: str

    @property
    def subject(self) -> str:
        return self.name

    @property
    def holder(self) -> str:
        return holder_of(self.resident_number)


def holder_of(resident_number: str) -> str:
    """Of a number as printed, masked or whole (``YYMMDD-S******``): its first seven digits."""
    return resident_number.replace("-", "")[:7]
