"""Where a reference city's made-up registers play: what they need to know of the place, so that they could be of it.

People, house numbers above 9000 and everything that is said of them are invented and the same in every city.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.data_file import Data


@dataclass(frozen=True)
class Spot:
    """A place with made-up lots in it.

    Attributes:
        before: what it was called when the oldest entries were made.
    """

    id: str
    name: str
    before: str


@dataclass(frozen=True)
class Office(Data):
    """담당부서, 담당자 and 전화 of who answers for a paper."""

    department: str
    officer: str
    phone: str


@dataclass(frozen=True)
class Scene:
    """Attributes:
    city, mayor: their names as printed.
    address: what an address begins with; before the ISO date ``renamed`` it was ``address_before``.
    town, fields: with houses and shops, and with farmland.
    woods, valley: with 산 lots.
    streets: eight of them.
    cooperative: of the farmers.
    seal: what an issuer's seal says, with ``{issuer}`` in it.
    """

    city: str
    mayor: str
    address: str
    address_before: str
    renamed: str
    town: Spot
    fields: Spot
    woods: Spot
    valley: Spot
    streets: tuple[str, ...]
    cooperative: str
    seal: str
    resident_office: Office
    welfare_office: Office
    tax_office: Office
    military_office: Office

    def street(self, number: int) -> str:
        """With its address; ``number`` from 0 on, over and over."""
        return f"{self.address} {self.streets[number % len(self.streets)]}"
