"""The catalogue: every kind of certificate that a kiosk can issue, as the law has it; the same in all of Korea.

A kind is a TOML entry (``land-register.toml``), a typed record of the same name (``LandRegister`` in
``land_register.py``) that the city signs and the form prints, and a layout (``printing/forms/land_register.py``). They
find each other by the name, which is that of the command line: nothing else lists the kinds. On what terms a city
issues them is the city's (`config.city`).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal

from config.catalogue.record import Record
from config.data_file import Data, DataFileError, Title, read_toml

__all__ = ["Choice", "Entry", "Option", "Record", "in_language", "module_name", "read_catalogue"]

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
class Choice(Data):
    """``value`` is what the city gets."""

    value: str
    title: Title


@dataclass(frozen=True)
class Option(Data):
    """Something the resident may choose about the content; the city gets it under ``name``.

    Attributes:
        default: the value of a choice; the least that the law asks for.
        asked: the default is only a guess, so everybody is asked; otherwise the review says it, and who wants another goes there from it.
    """

    name: str
    title: Title
    choices: tuple[Choice, ...]
    default: str
    asked: bool = False

    def __post_init__(self) -> None:
        if self.default not in {choice.value for choice in self.choices}:
            raise ValueError(f"{self.name}: no choice is the default")


@dataclass(frozen=True)
class Entry:
    """What the catalogue says of a kind.

    Attributes:
        title: language code to name; ``ko`` and ``en`` are always there.
        act, form: the law and the regulation's form number.
        identity: what the resident must prove: nothing, or who they are by chip card and PIN.
        inputs: what is asked on screens of their own, in this order.
        options: what may be chosen about the content, on one screen.
        source: the source system; kinds of one source fail together.
        order: of the catalogue.
        confirmed: False where the entry says something that has still to be checked (확인 필요).
        words: the form's word for each field of the record, by its path (``owners.name``); "" for what is no text to
            be read, such as a drawing's coordinates.
    """

    name: str
    title: Title
    act: str
    form: str
    identity: Literal["none", "card"]
    inputs: tuple[Input, ...]
    options: tuple[Option, ...]
    source: str
    order: int
    confirmed: bool
    words: dict[str, str]
    record: type[Record]


def in_language(title: Title, language: str) -> str:
    """A name in that language, in English where it has none."""
    return title.get(language, title["en"])


def module_name(kind: str) -> str:
    return kind.replace("-", "_")


def read_catalogue() -> dict[str, Entry]:
    """Every kind by name, in the order of the catalogue. Raises `DataFileError`."""
    entries = [_entry(path) for folder in __path__ for path in Path(folder).glob("*.toml")]
    return {entry.name: entry for entry in sorted(entries, key=lambda entry: entry.order)}


@dataclass(frozen=True)
class _Law(Data):
    act: str
    form: str


@dataclass(frozen=True)
class _Issue(Data):
    identity: Literal["none", "card"]
    inputs: tuple[Input, ...]
    source: str
    order: int
    confirmed: bool


@dataclass(frozen=True)
class _File(Data):
    """An entry's file."""

    title: Title
    law: _Law
    issue: _Issue
    words: dict[str, str]
    option: tuple[Option, ...] = ()


def _entry(path: Path) -> Entry:
    file = read_toml(path, _File)
    class_name = "".join(word.capitalize() for word in path.stem.split("-"))
    try:
        record: type[Record] = getattr(import_module(f"{__name__}.{module_name(path.stem)}"), class_name)
    except (ImportError, AttributeError) as error:
        raise DataFileError(f"{path}: the kind has no record: {error}") from None
    return Entry(
        path.stem, file.title, file.law.act, file.law.form, file.issue.identity, file.issue.inputs, file.option,
        file.issue.source, file.issue.order, file.issue.confirmed, file.words, record,
    )  # fmt: skip
