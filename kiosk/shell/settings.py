"""The settings of this kiosk: the frame that every kiosk has, and a section for each fitting that there is a driver for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError, create_model

import drivers
from config.problems import Flaw, Problem, SettingsError, place
from config.settings import Frame, Section, check, marked, read, section_in, toml
from drivers.device import SCREEN_NAME, VOICE_NAME, Bus
from drivers.fitting import Acceptor, ChargesCards, Dispenser, Fitting, PrintsReceipts, SerialFitting, Start

F = TypeVar("F", bound=Fitting)


class Settings(Frame):
    """What a file says. The sections of the fittings are fields of `settings_model`; here they are asked for by what they are."""

    @property
    def fitted(self) -> tuple[Fitting, ...]:
        """What is in this machine, by the name of its section."""
        sections = (getattr(self, fitting.section) for fitting in fittings())
        return tuple(section for section in sections if section is not None)

    def of(self, what: type[F]) -> F | None:
        """The fitting of this type or role; None where the machine has none."""
        return next((each for each in self.fitted if isinstance(each, what)), None)

    def the(self, what: type[F]) -> F:
        """The fitting of this type, which every machine has."""
        return next(each for each in self.fitted if isinstance(each, what))

    @property
    def on_ports(self) -> tuple[SerialFitting, ...]:
        return tuple(each for each in self.fitted if isinstance(each, SerialFitting))

    def buses(self, start: Start) -> dict[str, Bus]:
        """Section to bus; a port is called by its section, too."""
        return {each.section: each.bus(start) for each in self.on_ports}

    @property
    def acceptors(self) -> tuple[Acceptor, ...]:
        return tuple(acceptor for each in self.fitted for acceptor in each.acceptors)

    @property
    def dispensers(self) -> tuple[Dispenser, ...]:
        return tuple(dispenser for each in self.fitted for dispenser in each.dispensers)


@cache
def fittings() -> tuple[type[Fitting], ...]:
    """Of every driver's folder that has one, by the name of the section."""
    names = sorted({path.parent.name for folder in drivers.__path__ for path in Path(folder).glob("*/fitting.py")})
    found: list[type[Fitting]] = [import_module(f"drivers.{name}.fitting").FITTING for name in names]
    return tuple(sorted(found, key=lambda fitting: fitting.section))


@cache
def settings_model() -> type[Settings]:
    """Checks a whole file: that of a kiosk, a demonstration's, one that is pushed to it."""
    sections: dict[str, Any] = {
        each.section: (each, ...) if each.required else (each | None, None) for each in fittings()
    }
    return create_model("Settings", __base__=Settings, **sections)


OWN_NAMES = ("kiosk", "city", "journal", SCREEN_NAME, VOICE_NAME)
"""What is told of in one breath with devices (diagnosis, journal) and is none of those in the settings."""


def check_settings(data: Mapping[str, Any], folder: Path) -> tuple[Settings | None, tuple[Problem, ...]]:
    """The settings, and all that can be said to be wrong with them without opening a file; None where they are none.

    Relative paths become ones below ``folder``.
    """
    settings, problems = check(settings_model(), data, folder)
    return settings, (*problems, *_names_taken(data), *_roles_twice(sound_sections(data, folder)))


def _names_taken(data: Mapping[str, Any]) -> Iterator[Problem]:
    taken = {*OWN_NAMES, *(name for each in fittings() for name in each.builtin)}
    for each in marked(settings_model(), data):
        if each.mark.flaw is Flaw.NAME_TWICE and each.value in taken:
            yield Problem(place(each.at), Flaw.NAME_TAKEN, {"value": each.value})


def sound_sections(data: Mapping[str, Any], folder: Path) -> Iterator[Section]:
    """The sections that are whole, whatever the others are."""
    for name, field in settings_model().model_fields.items():
        section = section_in(field.annotation)
        if section and isinstance(data.get(name), Mapping):
            with suppress(ValidationError):
                yield section.model_validate(data[name], context=folder)


def _roles_twice(sections: Iterable[Section]) -> Iterator[Problem]:
    """A machine has one device that takes notes, one that prints receipts, one that charges cards: books, slips and
    sessions know one. Those that take or pay coins may be many.
    """
    first: dict[Flaw, Fitting] = {}
    for each in sections:
        if not isinstance(each, Fitting):
            continue
        roles = [Flaw.NOTES_TWICE for acceptor in each.acceptors if acceptor.notes]
        roles += [Flaw.RECEIPTS_TWICE] if isinstance(each, PrintsReceipts) else []
        roles += [Flaw.CARDS_TWICE] if isinstance(each, ChargesCards) else []
        for role in roles:
            other = first.setdefault(role, each)
            if other is not each:
                yield Problem(each.section, role, {"other": other.section})


def settings_of(data: Mapping[str, Any], folder: Path = Path()) -> Settings:
    """Raises `SettingsError`."""
    settings, problems = check_settings(data, folder)
    if settings is None or problems:
        raise SettingsError(problems)
    return settings


def parse_settings(text: str, folder: Path) -> Settings:
    """Raises `SettingsError`."""
    return settings_of(toml(text), folder)


def read_settings(path: Path) -> Settings:
    """Reads and checks the file.

    Raises:
        SettingsError: it is missing, not TOML, or a setting is missing, unknown or out of range; it names the file.
    """
    try:
        return parse_settings(read(path), path.parent)
    except SettingsError as error:
        raise SettingsError(error.problems, path) from None
