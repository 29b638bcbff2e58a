"""Where a city's machines stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from config.data_file import Data
from config.hours import Hours


@dataclass(frozen=True)
class Site(Data):
    """One machine's.

    Attributes:
        number: of the machine, as on papers and at the machine itself.
        name: as people call the place.
        confirmed: False where something has still to be checked (확인 필요).
        address: where it is known.
        phone: whom to call about this machine, where that is not the city's.
        at: degrees north and east (WGS 84), by which a plan of the sites has it; None where nobody has looked that up.
        hours: when it can be reached; they cap those of every kind. Without any, day and night.
    """

    number: str
    name: str
    confirmed: bool
    address: str | None = None
    phone: str | None = None
    at: tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]] | None = None
    hours: tuple[Hours, ...] = ()
