"""The catalogue: every kind of certificate the kiosk can issue, as data beside this file.

A kind is a TOML entry (``land-register.toml``), a typed record (``land_register.py``) that the city signs and the form
prints, and a layout in ``printing/forms/``. Names are those of the command line: ``land-register``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

from config.catalogue.land_register import LandRegister
from config.catalogue.resident_abstract import ResidentAbstract
from config.won import Won

Record = LandRegister | ResidentAbstract

_RECORDS: dict[str, type[Record]] = {"land-register": LandRegister, "resident-abstract": ResidentAbstract}


@dataclass(frozen=True)
class Fee:
    """The fee in force from ``since`` on, until the next entry.

    Attributes:
        per_copy: for one copy of up to ``sheets_included`` sheets (0 = any number).
        per_extra_sheet: for every sheet beyond.
        confirmed: False where the city's own fee table has still to be read (확인 필요).
    """

    since: date
    per_copy: Won
    sheets_included: int
    per_extra_sheet: Won
    confirmed: bool

    def of(self, sheets: int) -> Won:
        extra = max(0, sheets - self.sheets_included) if self.sheets_included else 0
        return self.per_copy + self.per_extra_sheet * extra


@dataclass(frozen=True)
class Kind:
    """One kind of certificate.

    Attributes:
        title: language code to name; ``ko`` and ``en`` are always there.
        identity: what the resident must prove: nothing, or who they are by chip card and PIN.
        input: what is asked on the screen: nothing, or a lot number.
        source: the city's source system; kinds of one source fail together.
    """

    name: str
    title: dict[str, str]
    act: str
    form: str
    identity: Literal["none", "card"]
    input: Literal["none", "lot"]
    source: str
    order: int
    fees: tuple[Fee, ...]
    record: type[Record]

    def fee(self, on: date) -> Fee:
        """The fee in force on that day."""
        return [fee for fee in self.fees if fee.since <= on][-1]


def _read(name: str) -> Kind:
    entry = tomllib.loads(resources.files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))
    fees = tuple(
        Fee(
            since=fee["from"],
            per_copy=Won(fee["per_copy"]),
            sheets_included=fee["sheets_included"],
            per_extra_sheet=Won(fee["per_extra_sheet"]),
            confirmed=fee["confirmed"],
        )
        for fee in sorted(entry["fee"], key=lambda fee: fee["from"])
    )
    return Kind(name=name, title=entry["title"], **entry["law"], **entry["issue"], fees=fees, record=_RECORDS[name])


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by name, in the order of the catalogue."""
    return {kind.name: kind for kind in sorted(map(_read, _RECORDS), key=lambda kind: kind.order)}
