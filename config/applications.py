"""What one can apply for at a city, so that a kiosk can say of an application what it is: ``applications.toml`` in the city's folder.

A kind of application is what is done (신고, 허가 신청 …) about a subject (일반음식점), in a field of the city's work. Its name is what
the law calls it, in Korean; field and act are in every language, so that who reads no Korean knows what it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.data_file import Data, DataFileError, Title, read_toml


@dataclass(frozen=True)
class ApplicationKind:
    """Attributes:
    name: ``일반음식점 신고``.
    field, act: what it is about, and what is done.
    office: which of the city's answers for it.
    days: how long it may take (처리기간).
    online: it can be applied for at the city's site.
    """

    name: str
    field: Title
    act: Title
    office: str
    days: int
    online: bool


@dataclass(frozen=True)
class Applications:
    """Attributes:
    number: digits of an application's number (접수번호), in the groups in which it is printed.
    code: digits of the 확인번호, which stands beside the number on the slip that whoever applied was given (접수증).
    kinds: by name.
    confirmed: False where something has still to be checked (확인 필요).
    """

    number: tuple[int, ...]
    code: int
    kinds: Mapping[str, ApplicationKind]
    confirmed: bool


def read_applications(path: Path) -> Applications | None:
    """None where there is no such file: then nobody can look theirs up at this city's kiosks. Raises `DataFileError`."""
    if not path.exists():
        return None
    file = read_toml(path, _File)
    acts = {act.title["ko"]: act for act in file.act}
    kinds: dict[str, ApplicationKind] = {}
    for each in _kinds(path, file, acts):
        if each.name in kinds:
            raise DataFileError(f"{path}: twice: {each.name}")
        kinds[each.name] = each
    return Applications(file.number, file.code, kinds, file.confirmed)


@dataclass(frozen=True)
class _Act(Data):
    title: Title
    days: Annotated[int, Field(ge=1)]


@dataclass(frozen=True)
class _Group(Data):
    """Each of ``subjects`` with each of ``acts``, which are named in Korean; ``online`` are those of them that can be done so."""

    subjects: Annotated[tuple[str, ...], Field(min_length=1)]
    acts: Annotated[tuple[str, ...], Field(min_length=1)]
    online: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Field(Data):
    office: str
    title: Title
    group: Annotated[tuple[_Group, ...], Field(min_length=1)]


@dataclass(frozen=True)
class _File(Data):
    confirmed: bool
    number: Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], Field(min_length=1, max_length=4)]
    code: Annotated[int, Field(ge=4, le=10)]
    act: tuple[_Act, ...]
    field: tuple[_Field, ...]


def _kinds(path: Path, file: _File, acts: Mapping[str, _Act]) -> Iterator[ApplicationKind]:
    for of in file.field:
        for group in of.group:
            strangers = {*group.acts, *group.online} - acts.keys() | set(group.online) - set(group.acts)
            if strangers:
                raise DataFileError(f"{path}: field {of.title['ko']}: no such act: {', '.join(sorted(strangers))}")
            for subject in group.subjects:
                for name in group.acts:
                    act = acts[name]
                    yield ApplicationKind(
                        f"{subject} {name}", of.title, act.title, of.office, act.days, name in group.online
                    )
