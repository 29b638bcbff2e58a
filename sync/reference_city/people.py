"""People and their cards."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, repr=False)
class Person:
    """A person and their card.

    Attributes:
        card_number: of the card they hold; another card of theirs was replaced.
        card_lost: reported lost, so no card of theirs proves anything.
        restricted: nothing of the resident register is issued at a kiosk (주민등록법 시행규칙 §13의2).
        entitlements: what the registers of welfare and veterans say of them, by the names of the catalogue's exemptions.
        notify: the address of e-mail at which they asked to be told of each paper of theirs; "" where they did not.
    """

    resident_number: str
    card_number: str
    name: str
    hanja: str
    card_lost: bool = False
    restricted: bool = False
    entitlements: tuple[str, ...] = ()
    notify: str = ""

    @property
    def masked(self) -> str:
        return printed(self.resident_number, whole=False)


NOBODY = Person("0000000000000", "WJ0000000", "", "", card_lost=True)
"""Stands where nobody has the number that was asked for: as much is compared as with somebody."""


def printed(resident_number: str, whole: bool) -> str:
    """``YYMMDD-SNNNNNN``, or ``YYMMDD-S******``: the first digit of the back part always stays."""
    front, back = resident_number[:6], resident_number[6:]
    return f"{front}-{back}" if whole else f"{front}-{back[0]}******"
