"""The frame of the kiosk's settings: one TOML file, checked whole before anything starts.

Here is what every kiosk has, whatever devices are in it; a device's section belongs to its driver (`drivers.fitting`), and
`kiosk.shell.settings` puts both together to the model that checks a file.

Nothing that decides about trust or money has a default: a missing anchor, port or denomination is an error that names
the setting. Paths are relative to the file's own folder.
"""

from __future__ import annotations

import tomllib
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from config.catalogue import kinds
from config.hours import Hours


class SettingsError(Exception):
    """The settings cannot be used; the message names each setting and says what is wrong with it."""


class Section(BaseModel):
    """A table of the file. A key that is not known is an error: it is a misspelt one."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def _below_folder(path: Path, info: ValidationInfo) -> Path:
    return info.context / path if isinstance(info.context, Path) else path


File = Annotated[Path, AfterValidator(_below_folder)]
"""A path; a relative one becomes one below the settings file's folder, which is the context of the validation."""


class MachineSettings(Section):
    """``id`` is the kiosk's name at the city, ``number`` and ``place`` are printed on papers, ``phone`` is on screens."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    number: str
    place: str
    phone: str
    journal: File
    refund_within_s: int = Field(ge=0, le=600)


class CitySettings(Section):
    """``signing_keys`` are PEM files of the city's public seal keys."""

    url: str = Field(pattern=r"^https://")
    ca: File
    certificate: File
    key: File
    signing_keys: Annotated[tuple[File, ...], Field(min_length=1)]


class HoursSettings(Section):
    """The machine's own hours, a cap on those of the kinds: of ``kinds``, or of all where none is named.

    ``days`` are ``mon`` to ``sun`` and ``holiday``; ``closes`` at 00:00 is the end of the day.
    """

    kinds: tuple[str, ...] = ()
    days: Annotated[
        tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"], ...], Field(min_length=1)
    ]
    opens: time
    closes: time

    @field_validator("kinds")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        strangers = set(names) - kinds().keys()
        if strangers:
            raise ValueError(f"no such kind: {', '.join(sorted(strangers))}")
        return names


class Frame(Section):
    """Without hours the machine is open day and night."""

    machine: MachineSettings
    city: CitySettings
    hours: tuple[HoursSettings, ...] = ()

    def caps(self, kind: str) -> tuple[tuple[Hours, ...], ...]:
        """The machine's caps on this kind, as `config.hours.next_open` takes them."""
        of_all = [each for each in self.hours if not each.kinds]
        of_kind = [each for each in self.hours if kind in each.kinds]
        return tuple(
            tuple(Hours(each.days, each.opens, each.closes, True) for each in cap) for cap in (of_all, of_kind) if cap
        )


F = TypeVar("F", bound=Frame)


def read(model: type[F], path: Path) -> F:
    """Reads and checks the file.

    Raises:
        SettingsError: it is missing, not TOML, or a setting is missing, unknown or out of range.
    """
    try:
        return parse(model, path.read_text("utf-8"), path.parent)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
    except (SettingsError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from None


def parse(model: type[F], text: str, folder: Path) -> F:
    try:
        return model.model_validate(tomllib.loads(text), context=folder)
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise SettingsError("; ".join(problems)) from None
