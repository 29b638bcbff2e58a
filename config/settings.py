"""The kiosk's settings: one TOML file, checked whole before anything starts.

Nothing that decides about trust or money has a default: a missing anchor, port or denomination is an error that names
the setting. Paths are relative to the file's own folder.
"""

from __future__ import annotations

import tomllib
from datetime import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from config.hours import Hours

Port = str
"""Path of a serial device; a stable one (``/dev/kiosk/coin``) made by a udev rule, never ``ttyUSB0``."""


class SettingsError(Exception):
    """The settings cannot be used; the message names each setting and says what is wrong with it."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MachineSettings(_Section):
    """``id`` is the kiosk's name at the city; ``number`` and ``site``, one of the city's sites, are on papers and screens."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    number: str
    site: str
    journal: Path
    refund_within_s: int = Field(ge=0, le=600)


class CitySettings(_Section):
    """``data`` is a city that is shipped, or a folder (`config.city`); ``signing_keys`` are PEM files of its public keys."""

    data: str
    url: str = Field(pattern=r"^https://")
    ca: Path
    certificate: Path
    key: Path
    signing_keys: Annotated[tuple[Path, ...], Field(min_length=1)]


class PrinterSettings(_Section):
    uri: str = Field(pattern=r"^ipps?://")


Coin = Literal[10, 50, 100, 500]
Note = Literal[1_000, 5_000, 10_000, 50_000]
"""Won. Each coin divides the next: change is planned on that."""


class CoinTypeSettings(_Section):
    """One row of the acceptor's table: the coin in this ``position``, under this id, is worth ``won``.

    A coin without a row is not taken: that is how a denomination is switched off.
    """

    position: int = Field(ge=1, le=16)
    id: str = Field(pattern=r"^.{6}$")
    won: Coin


Checksum = Literal["8-bit", "crc-16"]
"""Of a ccTalk device's frames, as it is set at the device."""


class CoinAcceptorSettings(_Section):
    name: str
    address: int = Field(ge=2, le=255)
    checksum: Checksum = "8-bit"
    coins: tuple[CoinTypeSettings, ...]


class HopperSettings(_Section):
    """``count`` is how many coins the first start finds in it; later counts are made by a person at the machine."""

    name: str
    address: int = Field(ge=3, le=255)
    checksum: Checksum = "8-bit"
    won: Coin
    count: int = Field(ge=0)


class BillTypeSettings(_Section):
    """One row of the validator's table: the note in this ``position``, under this id, is worth ``won``."""

    position: int = Field(ge=1, le=16)
    id: str = Field(pattern=r"^[A-Z]{2}[0-9]{4}.$")
    won: Note


class BillValidatorSettings(_Section):
    """Notes on the coin line; a machine has this or ``id003``."""

    name: str
    address: int = Field(ge=2, le=255)
    checksum: Checksum
    notes: tuple[BillTypeSettings, ...]


class CcTalkSettings(_Section):
    port: Port
    acceptor: CoinAcceptorSettings
    hopper: tuple[HopperSettings, ...] = ()
    bill_validator: BillValidatorSettings | None = None


class NoteTypeSettings(_Section):
    """The acceptor's escrow code (61 to 68 hexadecimal, given as a number) and what the note is worth.

    A note without a row is not taken: that is how a denomination is switched off.
    """

    code: int = Field(ge=0x61, le=0x68)
    won: Note


class Id003Settings(_Section):
    port: Port
    name: str
    notes: tuple[NoteTypeSettings, ...]


class ReceiptSettings(_Section):
    """``columns`` of font A: 48 on 80 mm paper, 32 on 58 mm.

    ``text``: ``code-page`` for a printer with Korean of its own (KS X 1001), ``raster`` sends the text in dots.
    """

    port: Port
    name: str
    columns: int = Field(ge=24, le=64)
    text: Literal["code-page", "raster"] = "code-page"


class TerminalSettings(_Section):
    """The terminal for payments by card (SMARTRO TL3500/TL3600); ``id`` is the one that its operator gave it."""

    port: Port
    name: str
    id: str = Field(pattern=r"^[!-~]{1,16}$")


class CardSettings(_Section):
    """``reader`` is the start of the reader's PC/SC name; ``csca`` are the trusted signing CAs (DER or PEM)."""

    reader: str
    csca: Annotated[tuple[Path, ...], Field(min_length=1)]


class HoursSettings(_Section):
    """The machine's own hours, a cap on those of the kinds: of ``kinds``, or of all where none is named.

    ``days`` are ``mon`` to ``sun`` and ``holiday``; ``closes`` at 00:00 is the end of the day.
    """

    kinds: tuple[str, ...] = ()
    days: Annotated[
        tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"], ...], Field(min_length=1)
    ]
    opens: time
    closes: time


class Settings(_Section):
    """A device's section may be left out where it is not fitted; without hours the machine is open day and night."""

    machine: MachineSettings
    city: CitySettings
    printer: PrinterSettings
    cctalk: CcTalkSettings | None = None
    id003: Id003Settings | None = None
    receipt: ReceiptSettings | None = None
    terminal: TerminalSettings | None = None
    card: CardSettings | None = None
    hours: tuple[HoursSettings, ...] = ()

    def caps(self, kind: str) -> tuple[tuple[Hours, ...], ...]:
        """The machine's caps on this kind, as `config.hours.next_open` takes them."""
        of_all = [each for each in self.hours if not each.kinds]
        of_kind = [each for each in self.hours if kind in each.kinds]
        return tuple(
            tuple(Hours(each.days, each.opens, each.closes, True) for each in cap) for cap in (of_all, of_kind) if cap
        )

    @property
    def notes(self) -> Id003Settings | BillValidatorSettings | None:
        """Whatever takes notes."""
        return self.id003 or (self.cctalk.bill_validator if self.cctalk else None)

    @model_validator(mode="after")
    def _takes_notes_once(self) -> Settings:
        if self.id003 and self.cctalk and self.cctalk.bill_validator:
            raise ValueError("id003 and cctalk.bill_validator: a machine has one note acceptor")
        return self


def read_settings(path: Path) -> Settings:
    """Reads and checks the file.

    Raises:
        SettingsError: it is missing, not TOML, or a setting is missing, unknown or out of range.
    """
    try:
        return parse_settings(path.read_text("utf-8"), path.parent)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
    except (SettingsError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from None


def parse_settings(text: str, folder: Path) -> Settings:
    try:
        settings = Settings.model_validate(tomllib.loads(text))
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise SettingsError("; ".join(problems)) from None
    return _anchored(settings, folder)


def _anchored(settings: Settings, folder: Path) -> Settings:
    """Every relative path becomes one below ``folder``."""
    machine = settings.machine.model_copy(update={"journal": folder / settings.machine.journal})
    city = settings.city
    paths = {name: folder / getattr(city, name) for name in ("ca", "certificate", "key")}
    keys = tuple(folder / key for key in city.signing_keys)
    card = settings.card
    if card:
        card = card.model_copy(update={"csca": tuple(folder / each for each in card.csca)})
    data = str(folder / city.data) if "/" in city.data else city.data
    city = city.model_copy(update={**paths, "signing_keys": keys, "data": data})
    return settings.model_copy(update={"machine": machine, "city": city, "card": card})
