"""The frame of the kiosk's settings: one TOML file, checked whole before anything starts.

Here is what every kiosk has, whatever devices are in it; a device's section belongs to its driver (`drivers.fitting`), and
`kiosk.shell.settings` puts both together to the model that checks a file.

Nothing that decides about trust or money has a default: a missing anchor, port or denomination is an error that names
the setting. Paths are relative to the file's own folder.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, model_validator

from config.address import CityUrl
from config.data_file import read_whole
from config.fonts import FOLDER, HANJA_FOLDER
from config.hours import Hours
from config.ids import StaffNumber
from config.problems import Flaw, Problem, SettingsError, place, problems_of, refused
from config.staff import SHAPE
from config.vocabulary import Role

LEAST_PX = (1280, 1024)
"""Of a panel, the longer side first: the least of the Korean standard for these machines (KS X 9211)."""
LEAST_LYING_MM, LEAST_STANDING_MM = (330, 265), (265, 470)
"""Width and height in which characters of 12 mm leave a line its words: a 17-inch panel of 5:4, a 21.5-inch one of 9:16."""
SQUARE_WITHIN = 0.03
"""By which the pixels of a panel may differ from squares: as well as its frame is measured."""


class Section(BaseModel):
    """A table of the file. A key that is not known is an error: it is a misspelt one."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Unique:
    """Marks a setting whose value none of its kind may have twice.

    Attributes:
        flaw: what is told of the second; settings marked with the same are of one kind.
        within: where it must be alone: the whole file, its section, or the list that it is in.
        alike: two values are one when this is the same of both.
    """

    flaw: Flaw
    within: Literal["file", "section", "list"]
    alike: Callable[[Any], Hashable] = lambda value: value


@dataclass(frozen=True)
class Shape:
    """A text that fits ``pattern``, or that flaw."""

    pattern: str
    flaw: Flaw

    def __call__(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text):
            raise refused(self.flaw, value=text)
        return text


def shaped(pattern: str, flaw: Flaw) -> AfterValidator:
    return AfterValidator(Shape(pattern, flaw))


Text = Annotated[str, Field(min_length=1)]
NAME_SHAPE = shaped("[a-z][a-z0-9-]{0,39}", Flaw.NAME_SHAPE)
Name = Annotated[str, NAME_SHAPE]


LONGEST_PATH, LONGEST_NAME = 4_095, 255
"""Bytes of a path and of one name in it (Linux, ``PATH_MAX`` and ``NAME_MAX``)."""


def nameable(text: str) -> str:
    """A path that the system can be asked for, or that flaw."""
    steps = text.encode(errors="surrogateescape").split(b"/")
    if "\0" in text or sum(map(len, steps)) + len(steps) > LONGEST_PATH or max(map(len, steps)) > LONGEST_NAME:
        raise refused(Flaw.NO_PATH, value=text[:80])
    return text


def _below_folder(path: Path, info: ValidationInfo) -> Path:
    whole = info.context / path if isinstance(info.context, Path) else path
    nameable(str(whole))
    return whole


File = Annotated[Path, AfterValidator(_below_folder)]
"""A path; a relative one becomes one below the settings file's folder, which is the context of the validation."""


def _city_data(data: str, info: ValidationInfo) -> str:
    return str(info.context / data) if "/" in data and isinstance(info.context, Path) else data


CityData = Annotated[str, Field(min_length=1), AfterValidator(_city_data)]
"""A name without a slash, or a folder's path as of a `File`."""


class MachineSettings(Section):
    """Who and where this kiosk is."""

    id: Name
    """Its name at the city, as it was enrolled there."""
    number: Text
    """Its number at the city, on papers, slips and screens, with the site: what a person calls it."""
    site: Text
    """Where it stands: one of the city's sites, under this number."""
    journal: File
    """Where the journal is kept."""
    stick: File = Path("/run/kiosk-stick")
    """Where a technician's USB stick is mounted while it is in: the journal goes there, new settings come from there."""
    fonts: File = FOLDER
    """Where papers and slips have their fonts from."""
    hanja_fonts: File = HANJA_FOLDER
    """Where papers have the font of rare hanja from."""
    refund_within_s: int = Field(ge=0, le=600)
    """After a restart coins go out by themselves only this long after the money last moved; later they are a claim."""


class CitySettings(Section):
    """Which city it is, its server, and whom the kiosk trusts to be it."""

    data: CityData
    """The city's data: the name of one that is shipped, or a folder."""
    url: CityUrl
    """Its address: ``https://HOST[:PORT]``."""
    ca: File
    """The only CA that the city's certificate may come from, in PEM or DER."""
    certificate: File
    """Who this kiosk is, to the city, in PEM."""
    key: File
    """The private key of that certificate, in PEM, without a password."""
    signing_keys: Annotated[tuple[File, ...], Field(min_length=1)]
    """By what the city's signed codes are believed, in PEM or DER: the certificate of the CA of its barcode signers (then the city
    may change its key without a word to the kiosk), or public keys; two of those while the city changes from one to the next."""


class HoursSettings(Section):
    """The hours of the site, a cap on those of the certificates. Without any the machine is open day and night."""

    kinds: tuple[str, ...] = ()
    """The certificates that they cap; all of them where none is named."""
    days: Annotated[
        tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"], ...], Field(min_length=1)
    ]
    """``mon`` to ``sun``, and ``holiday``, which is no weekday."""
    opens: time
    """From when on."""
    closes: time
    """Until when; 00:00 is the end of the day."""


class StaffSettings(Section):
    """Somebody who may open the machine's own pages at its screen (`docs/technician.md`); `kiosk config staff` makes such a table.
    Without any those pages stay shut.
    """

    number: Annotated[StaffNumber, shaped("[0-9]{1,8}", Flaw.STAFF_NUMBER_SHAPE), Unique(Flaw.STAFF_TWICE, "list")]
    """What they type first. It stands in the journal with whatever they do, so it names no person but in the staff's own list."""
    role: Role
    """What they may do."""
    pin: Annotated[str, shaped(SHAPE, Flaw.STAFF_PIN_SHAPE)]
    """The salted hash of their PIN of six digits."""


class ConfigurationSettings(Section):
    """What is signed at the city's desk for its kiosks, and followed from ``city.url`` (`docs/configuration.md`). Without, the kiosk
    does what this file says, and what was shipped with it."""

    root: File
    """The root of trust as the desk first published it; it comes by hand, and never over the network."""
    folder: File
    """Where what was fetched is kept, and the versions that are in force or tried."""
    look_s: int = Field(60, ge=1, le=3_600)
    """How often it is looked for: a request of some hundred bytes."""


class PowerSettings(Section):
    """The UPS that feeds the machine, as Network UPS Tools have it. Without, nobody is asked about the mains."""

    ups: Name
    """What upsd calls it: ``kiosk`` of ``kiosk@localhost``."""
    host: Text = "127.0.0.1"
    """Where upsd runs."""
    port: int = Field(3493, ge=1, le=65_535)
    """Where it listens."""


class MetricsSettings(Section):
    """For the monitoring of the kiosk's own computer. Without, nothing is written."""

    textfile: File
    """What the kiosk tells its city every minute, in Prometheus' text format: a file in the folder that node_exporter's textfile
    collector reads."""


class PatienceSettings(Section):
    """How long a screen waits for an answer. Whoever needs it has twice as long, or four times, by a touch."""

    answer_s: Annotated[int, Field(ge=40, le=600)] = 60
    """For an answer: from the last touch to the end of the session."""
    payment_s: Annotated[int, Field(ge=40, le=300)] = 120
    """For a payment; every coin starts it anew."""
    collect_s: Annotated[int, Field(ge=40, le=600)] = 60
    """For paper, change and cards to be taken."""
    warn_s: Annotated[int, Field(ge=20, le=30)] = 20
    """How long before the end it is said, by sight and sound; any key or touch begins the time anew (at least 20 s: WCAG 2.2.1)."""


class VoiceSettings(Section):
    """What is heard: every screen says itself. Without this section the machine is silent."""

    on: bool = True
    """Whether it speaks."""
    output: Literal["alsa", "pulse"] = "alsa"
    """What the sound goes through: ALSA (Debian: alsa-utils), or a PulseAudio that runs for the kiosk's user (pulseaudio-utils)."""
    device: Text = "default"
    """Its name for the loudspeaker: of ``aplay -L``, or of ``pactl list short sinks``."""
    earphone: Text | None = None
    """Its name for the earphone, where that is another one."""
    volume: int = Field(4, ge=1, le=7)
    """How loud it is for everybody at first, in steps of 3 dB; 7 is the loudest, and each resident's own touch changes it."""
    clips: File | None = None
    """A folder of recorded sentences, which are taken before the synthesiser's (`kiosk/shell/voice.py:Clips`)."""


class PanelSettings(Section):
    """The panel that residents touch: its pixels and its size, by which every size on the screens is right in mm."""

    width: int = 1080
    """How many px it has across, as the display server has it."""
    height: int = 1920
    """And from top to bottom."""
    width_mm: Annotated[int, Field(ge=1)] = 274
    """How wide its picture is, in mm, as that side is measured that has ``width`` px."""
    height_mm: Annotated[int, Field(ge=1)] = 487
    """And how high."""
    turns: Annotated[int, Field(ge=0, le=3)] = 0
    """How often the picture is turned by a quarter, clockwise, so that it stands upright: 1 or 3 for a landscape panel that is
    mounted upright. 0 where the display server turns it itself."""

    @property
    def seen_mm(self) -> tuple[int, int]:
        """Width and height in mm, as who stands before it sees it."""
        return (self.height_mm, self.width_mm) if self.turns % 2 else (self.width_mm, self.height_mm)

    @model_validator(mode="after")
    def _is_large_enough(self) -> Self:
        if min(self.width, self.height) < LEAST_PX[1] or max(self.width, self.height) < LEAST_PX[0]:
            raise refused(Flaw.PANEL_TOO_FEW, width=self.width, height=self.height)
        width, height = self.seen_mm
        least = LEAST_LYING_MM if width > height else LEAST_STANDING_MM
        if width < least[0] or height < least[1]:
            raise refused(Flaw.PANEL_TOO_NARROW, width=width, height=height)
        across, down = self.width / self.width_mm, self.height / self.height_mm
        if abs(across / down - 1) > SQUARE_WITHIN:
            raise refused(Flaw.PANEL_NOT_SQUARE, across=f"{across:.2f}", down=f"{down:.2f}")
        return self


USUAL_PANEL = PanelSettings()
"""22 inches, upright."""


class Frame(Section):
    """Without hours the machine is open day and night."""

    machine: MachineSettings
    city: CitySettings
    hours: tuple[HoursSettings, ...] = ()
    staff: tuple[StaffSettings, ...] = ()
    configuration: ConfigurationSettings | None = None
    power: PowerSettings | None = None
    patience: PatienceSettings = PatienceSettings()
    voice: VoiceSettings | None = None
    panel: PanelSettings = USUAL_PANEL
    metrics: MetricsSettings | None = None

    def caps(self, kind: str) -> tuple[tuple[Hours, ...], ...]:
        """The machine's caps on this kind, as `config.hours.next_open` takes them."""
        of_all = [each for each in self.hours if not each.kinds]
        of_kind = [each for each in self.hours if kind in each.kinds]
        return tuple(
            tuple(Hours(each.days, each.opens, each.closes, True) for each in cap) for cap in (of_all, of_kind) if cap
        )


F = TypeVar("F", bound=Frame)


def toml(text: str) -> dict[str, Any]:
    """Raises `SettingsError`."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError([Problem("", Flaw.NOT_TOML, {"why": error})]) from None
    except RecursionError:
        raise SettingsError([Problem("", Flaw.NOT_TOML, {"why": "nested too deeply"})]) from None


def read(path: Path) -> str:
    """Raises `SettingsError`."""
    try:
        return read_whole(path).decode()
    except OSError as error:
        raise SettingsError([Problem("", Flaw.UNREADABLE, {"why": error.strerror})]) from None
    except UnicodeDecodeError as error:
        raise SettingsError([Problem("", Flaw.UNREADABLE, {"why": error})]) from None


def toml_in(path: Path) -> dict[str, Any]:
    """What stands in the file. Raises `SettingsError`, which names it."""
    try:
        return toml(read(path))
    except SettingsError as error:
        raise SettingsError(error.problems, path) from None


def check(model: type[F], data: Mapping[str, Any], folder: Path) -> tuple[F | None, list[Problem]]:
    """The settings, and all that is wrong with them; None where they are none. Relative paths become ones below ``folder``."""
    repeated = list(_repeated(model, data))
    try:
        return model.model_validate(data, context=folder), repeated
    except ValidationError as error:
        return None, problems_of(error) + repeated


Step = int | str


def marked(model: type[Section], data: Mapping[str, Any], at: tuple[Step, ...] = ()) -> Iterator[Marked]:
    """Every value that is marked unique, whatever is wrong beside it."""
    for name, field in model.model_fields.items():
        value, here = data.get(name), (*at, name)
        if isinstance(value, (int, str)):
            yield from (Marked(mark, here, value) for mark in field.metadata if isinstance(mark, Unique))
        inner = section_in(field.annotation)
        if inner and isinstance(value, Mapping):
            yield from marked(inner, value, here)
        elif inner and isinstance(value, (list, tuple)):
            for number, item in enumerate(value):
                if isinstance(item, Mapping):
                    yield from marked(inner, item, (*here, number))


@dataclass(frozen=True)
class Marked:
    """A value that is marked unique, and where it stands."""

    mark: Unique
    at: tuple[Step, ...]
    value: int | str

    @property
    def scope(self) -> tuple[Step, ...]:
        """Where it must be alone."""
        if self.mark.within == "file":
            return ()
        return self.at[:1] if self.mark.within == "section" else self.at[:-2]


def section_in(annotation: object) -> type[Section] | None:
    """The section that a setting is, or is a list of."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next((found for each in get_args(annotation) if (found := section_in(each))), None)


def _repeated(model: type[Section], data: Mapping[str, Any]) -> Iterator[Problem]:
    first: dict[Hashable, Marked] = {}
    for each in marked(model, data):
        other = first.setdefault((each.mark.flaw, each.scope, each.mark.alike(each.value)), each)
        if other is not each:
            yield Problem(place(each.at), each.mark.flaw, {"value": each.value, "other": place(other.at)})
