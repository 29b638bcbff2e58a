"""The settings of this kiosk: the frame that every kiosk has, and a section for each fitting that there is a driver for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from pydantic import create_model, model_validator

import drivers
from config.settings import Frame, parse, read
from drivers.device import Bus
from drivers.fitting import Acceptor, Dispenser, Fitting, SerialFitting, Start

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

    @model_validator(mode="after")
    def _takes_notes_once(self) -> Settings:
        notes = [each.device for each in self.acceptors if each.notes]
        if len(notes) > 1:
            raise ValueError(f"{' and '.join(notes)}: a machine has one note acceptor")
        return self


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


def read_settings(path: Path) -> Settings:
    """Reads and checks the file.

    Raises:
        SettingsError: see `config.settings.read`.
    """
    return read(settings_model(), path)


def parse_settings(text: str, folder: Path) -> Settings:
    """Raises `SettingsError`."""
    return parse(settings_model(), text, folder)
