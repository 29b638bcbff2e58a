"""토지대장: the record of one parcel (공간정보관리법 §71, 시행규칙 별지 제63호 서식)."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.record import Record


@dataclass(frozen=True)
class SurfaceEntry:
    """토지표시: what the parcel was from ``date`` on.

    Attributes:
        category_code: 지목 code, two digits (08 = 대).
        category: 지목 in words.
        area_m2: 면적 in ㎡ as printed, e.g. ``"1,234.5"``.
        date: ISO date of the change.
        reason_code: 이동사유 code, two digits (20 = 분할).
        reason: 이동사유 in words.
    """

    category_code: str
    category: str
    area_m2: str
    date: str
    reason_code: str
    reason: str


@dataclass(frozen=True)
class OwnerEntry:
    """소유자: who owned it from ``date`` on. ``registration_number`` comes masked from the city."""

    date: str
    cause: str
    address: str
    name: str
    registration_number: str


@dataclass(frozen=True)
class GradeEntry:
    """토지등급: the grade in force from ``date`` on."""

    date: str
    grade: str


@dataclass(frozen=True)
class PriceEntry:
    """개별공시지가: won per ㎡ on the base date."""

    base_date: str
    won_per_m2: int


@dataclass(frozen=True)
class LandRegister(Record):
    """Attributes:
    pnu: 고유번호, 19 digits (법정동 10, 대장구분 1, 본번 4, 부번 4).
    location: 토지소재, from the province down to 동 or 리.
    lot: 지번, e.g. ``"423-1"``.
    scale: 축척, e.g. ``"1:1200"``.
    map_number: 도면번호.
    sheet_number: 장번호, e.g. ``"1-1"``.
    remarks: 비고.
    surface, owners: oldest first; at least one each.
    grades, prices: oldest first.
    """

    pnu: str
    location: str
    lot: str
    scale: str
    map_number: str
    sheet_number: str
    remarks: str
    surface: tuple[SurfaceEntry, ...]
    owners: tuple[OwnerEntry, ...]
    grades: tuple[GradeEntry, ...]
    prices: tuple[PriceEntry, ...]

    @property
    def subject(self) -> str:
        return f"{self.location} {self.lot}"

    @property
    def decisive(self) -> tuple[tuple[str, str], ...]:
        return (
            *(("지목", each.category) for each in self.surface[-1:]),
            *(("면적", each.area_m2) for each in self.surface[-1:]),
            *(("소유자", each.name) for each in self.owners[-1:]),
        )
