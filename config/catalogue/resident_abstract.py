"""주민등록표 초본: one person's abstract of the resident register (주민등록법 §29, 시행규칙 별지 제19호 서식).

What the applicant did not choose is "" here, or its entry is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.record import PersonalRecord


@dataclass(frozen=True)
class PersonalChange:
    """인적 사항 변경 내용: a change of name or number."""

    before: str
    after: str
    date: str
    reason: str


@dataclass(frozen=True)
class AddressEntry:
    """One address, oldest first.

    Attributes:
        address: 주소.
        moved_in, changed: 전입일 and 변동일 (the day it was reported), ISO dates.
        householder, relation: 세대주 성명 and 세대주와의 관계 at that time.
        status: 등록상태 (거주자, 거주불명자 …).
        reason: 변동 사유 (전입, 세대분리 …).
    """

    address: str
    moved_in: str
    changed: str
    householder: str
    relation: str
    status: str
    reason: str


@dataclass(frozen=True)
class ResidentAbstract(PersonalRecord):
    """Attributes:
    name, name_hanja: 성명 and (한자); ``name_hanja`` is "" when none is registered.
    resident_number: as it is to be printed, hidden digits already masked by the city (``YYMMDD-S******``).
    foreign_number: 국내거소신고번호 or 외국인등록번호, masked likewise.
    changes, addresses: oldest first; the last address is the present one.
    service: 병역 사항, one line each.
    purpose: 용도 및 목적.
    department, officer, phone: 발급기관 담당.
    """

    name: str
    name_hanja: str
    resident_number: str
    foreign_number: str
    changes: tuple[PersonalChange, ...]
    addresses: tuple[AddressEntry, ...]
    service: tuple[str, ...]
    purpose: str
    department: str
    officer: str
    phone: str

    @property
    def decisive(self) -> tuple[tuple[str, str], ...]:
        return (("주민등록번호", self.resident_number[:8]), *(("주소", each.address) for each in self.addresses[-1:]))
