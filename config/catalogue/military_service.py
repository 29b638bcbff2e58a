"""병적증명서: what somebody has served, or why not (병역법, 병무청 민원규정).

What the applicant did not choose is "" here; the dates of service cannot be left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.record import PersonalRecord


@dataclass(frozen=True)
class MilitaryService(PersonalRecord):
    """Attributes:
    resident_number: masked by the city (``YYMMDD-S******``).
    category: 역종.
    branch, service_number, rank, specialty: 군별, 군번, 계급, 병과(주특기).
    enlisted, discharged, discharge: 입영일자, 전역일자, 전역구분(사유); ISO dates.
    duty: 복무분야.
    fitness, disposition, disposed: 신체등급, 처분사유 and 처분일자 of who has not served.
    career: 군경력 및 기타, one line each.
    purpose: 용도.
    validity: 유효기간, in words.
    office, phone: 담당 지방병무청.
    """

    name: str
    resident_number: str
    address: str
    category: str
    branch: str
    service_number: str
    rank: str
    specialty: str
    enlisted: str
    discharged: str
    discharge: str
    duty: str
    fitness: str
    disposition: str
    disposed: str
    career: tuple[str, ...]
    purpose: str
    validity: str
    office: str
    phone: str

    @property
    def decisive(self) -> tuple[tuple[str, str], ...]:
        return (
            ("역종", self.category),
            ("입영일자", self.enlisted),
            ("전역일자", self.discharged),
            ("계급", self.rank),
        )
