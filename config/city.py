"""Everything that another city would have otherwise, as one value.

It is read whole from a folder of data files, checked, and handed in where a machine is composed; no module reads it by
itself. ``config/cities/`` has the cities that are shipped; docs/adding-a-city.md says what is in a folder.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from xml.etree import ElementTree

from pydantic import Field, NaiveDatetime

from config.applications import Applications, read_applications
from config.catalogue import Entry, read_catalogue
from config.counters import Counters, read_counters
from config.data_file import Amount, Data, DataFileError, Title, read_json, read_text, read_toml
from config.holder import HolderRules
from config.hours import Hours
from config.identity import KioskIdentity
from config.kind import MOST_COPIES, Exemption, Fee, Kind
from config.language import LANGUAGES, Language
from config.left_requests import LeftRequestTerms, read_left_requests
from config.places import Place
from config.scene import Office, Scene, Spot
from config.sites import Site
from config.won import Won

SHIPPED = Path(__file__).parent / "cities"


@dataclass(frozen=True)
class CityNotice(Data):
    """What everybody who comes should know, on the first screen from ``since`` until just before ``until``; Korea's time."""

    since: NaiveDatetime
    until: NaiveDatetime
    text: Title


@dataclass(frozen=True)
class Off(Data):
    """Kinds that are not issued for now, ``off.toml``: everywhere, or at the machines of these numbers alone."""

    kinds: Annotated[tuple[str, ...], Field(min_length=1)]
    sites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pictures:
    """Drawings in SVG, as text.

    Attributes:
        emblem, emblem_high: a square; the second light on black, for high contrast.
        attract, attract_wide: on the first screen, 1 by 1 and 5 by 2; seen from below, and cut off above and at the sides.
        ground: at the foot of every other page, 5 by 2 and stretched to its width.
    """

    emblem: str
    emblem_high: str
    attract: str
    attract_wide: str
    ground: str


@dataclass(frozen=True)
class City:
    """A city, whole.

    Attributes:
        id: names it where people do not read.
        name: ``견본시``; ``hall``: where people go, ``시청``. Both in every language of its screens.
        languages: that its screens are offered in; Korean is one of them.
        phone: whom a resident calls about a kiosk.
        texts: language to texts of its own, by message id: they stand in place of the screens' own.
        signer: of the signed 2-D code: ``KR`` and two letters of the city's own.
        issuer: the mayor's title as printed; a kind may have another issuer.
        other_issuers: titles under which the mayor's papers may come as well: of who acts for a mayor, and earlier ones.
        kinds: every kind that the city has terms for, by name, in the order of the catalogue.
        off: what is switched off for now.
        applications: what one can apply for, to be looked up; None where this city's kiosks do not.
        counters: what is done at a counter alone, and where they are.
        left_requests: on what terms a request is taken whose source is away; None where none is.
        claim_alone: how much of what a machine owes one person may pay alone; above that another countersigns. None for any sum.
    holidays: public holidays, and days on which the city's own offices are closed.
        folder: where it was read, for another process to read it too.
        places: in the order in which they are offered: 동 first, then 읍 and 면 with their 리.
        scene: where the reference city's made-up registers play; a city with systems of its own needs none.
    """

    id: str
    name: Title
    hall: Title
    phone: str
    signer: str
    issuer: str
    other_issuers: tuple[str, ...]
    languages: tuple[Language, ...]
    notices: tuple[CityNotice, ...]
    texts: Mapping[Language, Mapping[str, str]]
    pictures: Pictures
    kinds: Mapping[str, Kind]
    holidays: frozenset[date]
    places: tuple[Place, ...]
    sites: tuple[Site, ...]
    scene: Scene | None
    folder: Path
    off: tuple[Off, ...] = ()
    applications: Applications | None = None
    counters: Counters = field(default_factory=Counters)
    left_requests: LeftRequestTerms | None = None
    claim_alone: Won | None = None

    def is_off(self, kind: str, number: str) -> bool:
        """Whether it is switched off for now at the machine of this number."""
        return any(kind in each.kinds and (not each.sites or number in each.sites) for each in self.off)

    def site_of(self, kiosk: KioskIdentity) -> Site | None:
        """Where that machine stands."""
        return next((each for each in self.sites if (each.number, each.name) == (kiosk.number, kiosk.site)), None)

    def issuers(self, kind: Kind) -> tuple[str, ...]:
        """Who may attest it."""
        return (kind.issuer, *(self.other_issuers if kind.issuer == self.issuer else ()))

    @property
    def offered(self) -> dict[str, Kind]:
        """The kinds that are on."""
        return {name: kind for name, kind in self.kinds.items() if kind.offered}


def city_folder(name: str) -> Path:
    """Of a city that is shipped, by its name, or of any by its path, which has a slash. Raises `DataFileError`."""
    return Path(name) if "/" in name else shipped_city(name)


def shipped_city(name: str = "") -> Path:
    """The folder of a city that is shipped; without a name of the only one. Raises `DataFileError`."""
    there = sorted(folder.name for folder in SHIPPED.iterdir() if (folder / "city.toml").exists())
    if not name and len(there) == 1:
        return SHIPPED / there[0]
    if name not in there:
        raise DataFileError(f"{name or 'name a city'}: the cities that are shipped are {', '.join(there)}")
    return SHIPPED / name


def read_city(folder: Path) -> City:
    """Reads and checks the whole folder. Raises `DataFileError`, which names the file and the key."""
    head = read_toml(folder / "city.toml", _Head)
    kinds = _kinds(folder, head.issuer)
    holidays = read_toml(folder / "holidays.toml", _Holidays).holiday
    places = read_toml(folder / "places.toml", _Places).place
    for what in ("id", "name"):
        _once(folder / "places.toml", f"place.{what}", (getattr(place, what) for place in places))
    sites = read_toml(folder / "sites.toml", _Sites).site
    _once(folder / "sites.toml", "site", (f"{site.number} {site.name}" for site in sites))
    scene = _scene(folder / "scene.toml", head, places)
    return City(
        id=head.id, name=head.name, hall=head.hall, phone=head.phone, signer=head.signer, issuer=head.issuer,
        other_issuers=head.other_issuers, claim_alone=head.claim_alone, languages=head.languages, notices=read_toml(folder / "notices.toml", _Notices).notice, texts=_texts(folder / "texts"),
        pictures=_pictures(folder / "pictures"), kinds=kinds, holidays=frozenset(each.date for each in holidays), places=places,
        sites=sites, scene=scene, folder=folder.absolute(), off=_off(folder / "off.toml", kinds, sites),
        applications=read_applications(folder / "applications.toml"), counters=read_counters(folder / "counters.toml"),
        left_requests=read_left_requests(folder / "left_requests.toml"),
    )  # fmt: skip


# --- the files ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Head(Data):
    """``city.toml``."""

    id: Annotated[str, Field(pattern="^[a-z0-9-]{1,30}$")]
    name: Title
    hall: Title
    phone: str
    signer: Annotated[str, Field(pattern="^KR[A-Z0-9]{2}$")]
    issuer: str
    languages: tuple[Language, ...]
    other_issuers: tuple[str, ...] = ()
    claim_alone: Amount | None = None

    def __post_init__(self) -> None:
        if "ko" not in self.languages:
            raise ValueError("languages: Korean is one of them")
        for key, title in (("name", self.name), ("hall", self.hall)):
            missing = [language for language in self.languages if language not in title]
            if missing:
                raise ValueError(f"{key}: missing in {', '.join(missing)}")


@dataclass(frozen=True)
class _Terms(Data):
    """``kinds/KIND.toml``: on what terms the city issues a kind."""

    offered: bool
    area: Literal["city", "nation"]
    confirmed: bool
    fee: Annotated[tuple[Fee, ...], Field(min_length=1)]
    hours: tuple[Hours, ...] = ()
    issuer: str | None = None
    copies: Annotated[int, Field(ge=1, le=MOST_COPIES)] = 1
    holder: HolderRules | None = None


@dataclass(frozen=True)
class _Exempted(Data):
    name: str
    title: Title


@dataclass(frozen=True)
class _Paragraph(Data):
    """One paragraph of the ordinance: whom it exempts, of the fees of which kinds."""

    act: str
    since: date
    proof: str
    kinds: tuple[str, ...]
    exemption: tuple[_Exempted, ...]


@dataclass(frozen=True)
class _Exemptions(Data):
    """``exemptions.toml``."""

    paragraph: tuple[_Paragraph, ...] = ()


@dataclass(frozen=True)
class _Holiday(Data):
    date: date
    name: str


@dataclass(frozen=True)
class _Holidays(Data):
    """``holidays.toml``."""

    holiday: tuple[_Holiday, ...]


@dataclass(frozen=True)
class _Notices(Data):
    """``notices.toml``."""

    notice: tuple[CityNotice, ...] = ()


@dataclass(frozen=True)
class _Offs(Data):
    """``off.toml``."""

    off: tuple[Off, ...] = ()


@dataclass(frozen=True)
class _Sites(Data):
    """``sites.toml``."""

    site: Annotated[tuple[Site, ...], Field(min_length=1)]


@dataclass(frozen=True)
class _Places(Data):
    """``places.toml``."""

    place: Annotated[tuple[Place, ...], Field(min_length=1)]


def _off(path: Path, kinds: Mapping[str, Kind], sites: Sequence[Site]) -> tuple[Off, ...]:
    """There need not be such a file."""
    if not path.exists():
        return ()
    off = read_toml(path, _Offs).off
    for at, each in enumerate(off):
        _known(path, f"off.{at}.kinds", each.kinds, kinds)
        _known(path, f"off.{at}.sites", each.sites, {site.number for site in sites})
    return off


def _texts(folder: Path) -> dict[Language, dict[str, str]]:
    files = {path.stem: path for path in sorted(folder.glob("*.json"))}
    strangers = sorted(files.keys() - set(LANGUAGES))
    if strangers:
        raise DataFileError(f"{files[strangers[0]]}: there are texts in {', '.join(LANGUAGES)} alone")
    return {language: read_json(files[language], dict[str, str]) for language in LANGUAGES if language in files}


def _pictures(folder: Path) -> Pictures:
    return Pictures(
        **{field.name: _picture(folder / f"{field.name.replace('_', '-')}.svg") for field in fields(Pictures)}
    )


def _picture(path: Path) -> str:
    text = read_text(path)
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise DataFileError(f"{path}: not SVG: {error}") from None
    if root.tag.rpartition("}")[2] != "svg":
        raise DataFileError(f"{path}: not SVG: it begins with <{root.tag}>")
    return text


@dataclass(frozen=True)
class _Spot(Data):
    place: str
    before: str


@dataclass(frozen=True)
class _Scene(Data):
    """``scene.toml``; there need not be one."""

    address: str
    address_before: str
    renamed: date
    streets: Annotated[tuple[str, ...], Field(min_length=8, max_length=8)]
    cooperative: str
    seal: Annotated[str, Field(pattern=r"^[^{}]*\{issuer\}[^{}]*$")]
    town: _Spot
    fields: _Spot
    woods: _Spot
    valley: _Spot
    resident_office: Office
    welfare_office: Office
    tax_office: Office
    military_office: Office


def _scene(path: Path, head: _Head, places: Sequence[Place]) -> Scene | None:
    if not path.exists():
        return None
    file = read_toml(path, _Scene)
    ids = {place.name: place.id for place in places}

    def spot(key: str, said: _Spot) -> Spot:
        if said.place not in ids:
            raise DataFileError(f"{path}: {key}.place: not in places.toml: {said.place}")
        return Spot(ids[said.place], said.place, said.before)

    spots = {key: spot(key, getattr(file, key)) for key in ("town", "fields", "woods", "valley")}
    said = vars(file) | spots | {"renamed": file.renamed.isoformat()}
    return Scene(city=head.name["ko"], mayor=head.issuer, **said)


def _kinds(folder: Path, mayor: str) -> dict[str, Kind]:
    catalogue = read_catalogue()
    terms = {path.stem: read_toml(path, _Terms) for path in sorted((folder / "kinds").glob("*.toml"))}
    _known(folder / "kinds", "a kind", terms, catalogue)
    if not any(each.offered for each in terms.values()):
        raise DataFileError(f"{folder / 'kinds'}: no kind is offered: a kiosk that has nothing to do is switched off")
    exemptions = read_toml(folder / "exemptions.toml", _Exemptions)
    for at, paragraph in enumerate(exemptions.paragraph):
        _known(folder / "exemptions.toml", f"paragraph.{at}.kinds", paragraph.kinds, catalogue)
    for name, each in terms.items():
        if each.holder and catalogue[name].identity == "none":
            raise DataFileError(f"{folder / 'kinds' / name}.toml: holder: anybody may have this kind: it has no holder")
    return {
        name: _kind(entry, terms[name], mayor, tuple(_exemptions(name, exemptions)))
        for name, entry in catalogue.items()
        if name in terms
    }


def _kind(entry: Entry, terms: _Terms, mayor: str, exemptions: tuple[Exemption, ...]) -> Kind:
    said = vars(entry) | {"confirmed": entry.confirmed and terms.confirmed}
    fees = tuple(sorted(terms.fee, key=lambda fee: fee.since))
    return Kind(**said, offered=terms.offered, issuer=terms.issuer or mayor, area=terms.area, fees=fees,
                exemptions=exemptions, hours=terms.hours, copies=terms.copies, holder=terms.holder or HolderRules())  # fmt: skip


def _exemptions(kind: str, file: _Exemptions) -> Iterator[Exemption]:
    for paragraph in file.paragraph:
        if kind in paragraph.kinds:
            for each in paragraph.exemption:
                yield Exemption(each.name, each.title, paragraph.proof, paragraph.since)


# --- checks ------------------------------------------------------------------------------------------------------

T = TypeVar("T")


def _known(path: Path, key: str, names: Iterable[str], there: Collection[str]) -> None:
    strangers = sorted(set(names) - set(there))
    if strangers:
        raise DataFileError(f"{path}: {key}: not known here: {', '.join(strangers)}")


def _once(path: Path, key: str, values: Iterable[T]) -> None:
    seen: set[T] = set()
    for value in values:
        if value in seen:
            raise DataFileError(f"{path}: {key}: twice: {value}")
        seen.add(value)
