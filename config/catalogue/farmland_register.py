"""농지대장: one parcel of farmland, whose it is and who farms it (농지법 §49, 시행규칙 별지 제58호 서식)."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.record import Record, holder_of


@dataclass(frozen=True)
class FarmOwner:
    """소유자.

    Attributes:
        birth: 생년월일, ISO date.
        share: 지분, e.g. ``"1/2"``; "" for the whole.
        since, cause: 취득일, ISO date, and 취득 원인.
    """

    name: str
    birth: str
    address: str
    share: str
    since: str
    cause: str


@dataclass(frozen=True)
class FarmUse:
    """이용 현황 from ``since`` on.

    Attributes:
        manner: 자경, 임대, 위탁 or 휴경.
        farmer: 경작자.
        area_m2: as printed.
        crop: 주재배 작물.
    """

    since: str
    manner: str
    farmer: str
    area_m2: str
    crop: str


@dataclass(frozen=True)
class FarmLease:
    """임대차.

    Attributes:
        form: 임대차, 사용대차 or 위탁경영.
        begins, ends: ISO dates.
        rent: 임차료 in words.
    """

    tenant: str
    form: str
    area_m2: str
    begins: str
    ends: str
    rent: str


@dataclass(frozen=True)
class FarmPermit:
    """농지취득자격증명 or 농지전용: what was granted on a day, ISO, for how much of the parcel and for what."""

    date: str
    kind: str
    area_m2: str
    purpose: str


@dataclass(frozen=True)
class FarmBuilding:
    """시설: a greenhouse, a barn, a shed that stands on it since a day, ISO."""

    kind: str
    area_m2: str
    since: str
    remarks: str


@dataclass(frozen=True)
class FarmlandRegister(Record):
    """Attributes:
    applicant, applicant_number: who asks, an owner; the number masked (``YYMMDD-S******``).
    pnu: 고유번호, 19 digits.
    location, lot: 농지 소재지 and 지번.
    category, actual_category: 지목 by the land register (공부) and in fact (실제).
    area_m2, actual_area_m2: likewise, as printed.
    promotion: 농업진흥지역 구분: 진흥구역, 보호구역 or 진흥지역 밖.
    owners, uses, leases, permits, buildings: oldest first.
    """

    applicant: str
    applicant_number: str
    pnu: str
    location: str
    lot: str
    category: str
    actual_category: str
    area_m2: str
    actual_area_m2: str
    promotion: str
    owners: tuple[FarmOwner, ...]
    uses: tuple[FarmUse, ...]
    leases: tuple[FarmLease, ...]
    permits: tuple[FarmPermit, ...]
    buildings: tuple[FarmBuilding, ...]

    @property
    def subject(self) -> str:
        return f"{self.location} {self.lot}"

    @property
    def holder(self) -> str:
        return holder_of(self.applicant_number)

    @property
    def decisive(self) -> tuple[tuple[str, str], ...]:
        return (("지목", self.category), ("면적", self.area_m2), *(("소유자", each.name) for each in self.owners))
