"""주민등록표 등본: a household as the resident register has it (주민등록법 §29, 시행규칙 별지 제18호 서식).

What the applicant did not choose is "" here, or its entry is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.record import Record, holder_of


@dataclass(frozen=True)
class HouseholdAddress:
    """One address of the household.

    Attributes:
        address: 주소.
        moved_in, changed: 전입일 and 변동일 (the day it was reported), ISO dates.
        reason: 변동 사유 (전입, 전입세대구성 …).
    """

    address: str
    moved_in: str
    changed: str
    reason: str


@dataclass(frozen=True)
class Member:
    """One member of the household.

    Attributes:
        relation: 세대주와의 관계.
        name, name_hanja: 성명 and (한자).
        resident_number: as it is to be printed, hidden digits already masked by the city (``YYMMDD-S******``).
        moved_in, changed: 전입일 and 변동일, ISO dates.
        status: 등록상태 (거주자, 거주불명자, 재외국민 …).
        reason: 변동 사유.
    """

    relation: str
    name: str
    name_hanja: str
    resident_number: str
    moved_in: str
    changed: str
    status: str
    reason: str


@dataclass(frozen=True)
class ResidentRegister(Record):
    """Attributes:
    householder, householder_hanja: 세대주 성명 and (한자).
    formation_reason, formation_date: 세대 구성 사유 and 일자.
    addresses: oldest first; the last one is the present one.
    members: in the order of the register.
    applicant, applicant_number: 신청인, a member; the number is masked.
    purpose: 용도 및 목적.
    department, officer, phone: 발급기관 담당.
    """

    householder: str
    householder_hanja: str
    formation_reason: str
    formation_date: str
    addresses: tuple[HouseholdAddress, ...]
    members: tuple[Member, ...]
    applicant: str
    applicant_number: str
    purpose: str
    department: str
    officer: str
    phone: str

    @property
    def subject(self) -> str:
        return self.applicant

    @property
    def holder(self) -> str:
        return holder_of(self.applicant_number)

    @property
    def decisive(self) -> tuple[tuple[str, str], ...]:
        return (("세대주", self.householder), *(("주소", each.address) for each in self.addresses[-1:]))
