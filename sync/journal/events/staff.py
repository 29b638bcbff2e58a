"""What the journal can say of those who look after the machine: who was let in, and whose the machine was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.ids import StaffNumber, VisitId
from config.vocabulary import Role, StaffRefusal, VendorMode, VisitEnd


@dataclass(frozen=True)
class StaffRefused:
    """Somebody typed a number and a PIN and was not let in. Three in a row lock the pages, each further one for twice as long.

    Attributes:
        number: whose PIN it was not. None where the settings know no such number: a resident may have typed anything.
    """

    VERSION: ClassVar[int] = 1
    number: StaffNumber | None
    reason: StaffRefusal


@dataclass(frozen=True)
class StaffEntered:
    """A member of staff was let in."""

    VERSION: ClassVar[int] = 1
    visit: VisitId
    by: StaffNumber
    role: Role


@dataclass(frozen=True)
class VendorModeChanged:
    """Whose the machine is now."""

    VERSION: ClassVar[int] = 1
    visit: VisitId
    by: StaffNumber
    mode: VendorMode


@dataclass(frozen=True)
class StaffLeft:
    """Their time at the machine's own pages is over."""

    VERSION: ClassVar[int] = 1
    visit: VisitId
    by: StaffNumber
    how: VisitEnd


StaffEvent = StaffRefused | StaffEntered | VendorModeChanged | StaffLeft
