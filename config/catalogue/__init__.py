"""The catalogue: every kind of certificate the kiosk can issue, as data beside this file.

A kind is a TOML entry (``land-register.toml``), a typed record of the same name (``LandRegister`` in
``land_register.py``) that the city signs and the form prints, and a layout (``printing/forms/land_register.py``). They
find each other by the name, which is that of the command line: nothing else lists the kinds.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from config.catalogue.record import Record
from config.hours import Hours
from config.won import Won

__all__ = ["Choice", "Exemption", "Fee", "Hours", "Kind", "Option", "Record", "in_language", "kinds"]

Input = Literal["lot", "plate", "years", "unit"]
"""What a screen asks for, and the keys that the city gets:

=========  ================================================================================================
``lot``    ``place`` (ten-digit code), ``mountain`` (0 or 1), ``number``, ``sub_number``
``plate``  ``plate``: ``12가3456``
``years``  ``from_year``, ``to_year``: four digits each, the first not after the last
``unit``   ``building`` and ``room``: 동 and 호 as typed, "" where there is none
=========  ================================================================================================
"""


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
class Exemption:
    """Who pays nothing from ``since`` on. ``proof`` is how the city knows: by its own registers, never by a claim."""

    name: str
    title: dict[str, str]
    proof: str
    since: date


@dataclass(frozen=True)
class Choice:
    """``value`` is what the city gets."""

    value: str
    title: dict[str, str]


@dataclass(frozen=True)
class Option:
    """Something the resident may choose about the content; the city gets it under ``name``.

    Attributes:
        default: the value of a choice; the least that the law asks for.
    """

    name: str
    title: dict[str, str]
    choices: tuple[Choice, ...]
    default: str


@dataclass(frozen=True)
class Kind:
    """One kind of certificate.

    Attributes:
        title: language code to name; ``ko`` and ``en`` are always there.
        act, form: the law and the regulation's form number.
        identity: what the resident must prove: nothing, or who they are by chip card and PIN.
        inputs: what is asked on screens of their own, in this order.
        options: what may be chosen about the content, on one screen.
        source: the city's source system; kinds of one source fail together.
        issuer: who attests it.
        area: ``nation`` when any citizen's record can be had, ``city`` (관내) when only this city's.
        hours: when it can be had; without any, day and night.
        confirmed: False where the entry says something that has still to be checked (확인 필요).
        words: the form's word for each field of the record, by its path (``owners.name``); "" for what is no text to
            be read, such as a drawing's coordinates.
    """

    name: str
    title: dict[str, str]
    act: str
    form: str
    identity: Literal["none", "card"]
    inputs: tuple[Input, ...]
    options: tuple[Option, ...]
    source: str
    issuer: str
    area: Literal["city", "nation"]
    order: int
    fees: tuple[Fee, ...]
    exemptions: tuple[Exemption, ...]
    hours: tuple[Hours, ...]
    confirmed: bool
    words: dict[str, str]
    record: type[Record]

    def fee(self, on: date) -> Fee:
        """The fee in force on that day."""
        return [fee for fee in self.fees if fee.since <= on][-1]

    def exemption(self, name: str, on: date) -> Exemption | None:
        """The exemption of that name, where it is in force on that day."""
        return next((each for each in self.exemptions if each.name == name and each.since <= on), None)


def in_language(title: dict[str, str], language: str) -> str:
    """A name in that language, in English where it has none."""
    return title.get(language, title["en"])


def module_name(kind: str) -> str:
    return kind.replace("-", "_")


def _read(path: Path) -> Kind:
    entry: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    module = import_module(f"{__name__}.{module_name(path.stem)}")
    issue = entry["issue"]
    return Kind(
        name=path.stem,
        title=entry["title"],
        act=entry["law"]["act"],
        form=entry["law"]["form"],
        identity=issue["identity"],
        inputs=tuple(issue["inputs"]),
        options=tuple(_option(each) for each in entry.get("option", ())),
        source=issue["source"],
        issuer=issue["issuer"],
        area=issue["area"],
        order=issue["order"],
        fees=tuple(sorted((_fee(each) for each in entry["fee"]), key=lambda fee: fee.since)),
        exemptions=tuple(
            Exemption(each["name"], each["title"], each["proof"], each["from"]) for each in entry.get("exemption", ())
        ),
        hours=tuple(
            Hours(tuple(each["days"]), each["opens"], each["closes"], each["confirmed"])
            for each in entry.get("hours", ())
        ),
        confirmed=issue["confirmed"],
        words=entry["words"],
        record=getattr(module, "".join(word.capitalize() for word in path.stem.split("-"))),
    )


def _fee(entry: dict[str, Any]) -> Fee:
    return Fee(
        since=entry["from"],
        per_copy=Won(entry["per_copy"]),
        sheets_included=entry["sheets_included"],
        per_extra_sheet=Won(entry["per_extra_sheet"]),
        confirmed=entry["confirmed"],
    )


def _option(entry: dict[str, Any]) -> Option:
    choices = tuple(Choice(each["value"], each["title"]) for each in entry["choices"])
    assert entry["default"] in {choice.value for choice in choices}, f"{entry['name']}: no choice is the default"
    return Option(entry["name"], entry["title"], choices, entry["default"])


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by name, in the order of the catalogue."""
    entries = [_read(path) for folder in __path__ for path in Path(folder).glob("*.toml")]
    return {kind.name: kind for kind in sorted(entries, key=lambda kind: kind.order)}
