"""의료급여 증명서: who is on medical aid, and of which category (의료급여법 시행규칙)."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.record import PersonalRecord


@dataclass(frozen=True)
class Beneficiary:
    """One person on it.

    Attributes:
        relation: 세대주와의 관계.
        resident_number: masked by the city (``YYMMDD-S******``).
        category: 종별 (1종, 2종).
        since: 자격취득일, an ISO date.
    """

    relation: str
    name: str
    resident_number: str
    category: str
    since: str


@dataclass(frozen=True)
class MedicalAid(PersonalRecord):
    """Attributes:
    name, resident_number, address: of the applicant; the number is masked.
    householder: 세대주; "" where it is somebody who is not to be on the paper.
    symbol: 의료급여기호.
    members: the applicant alone, or all of the household who are on medical aid.
    purpose: 용도; "" when left out.
    department, officer, phone: 발급기관 담당.
    """

    name: str
    resident_number: str
    address: str
    householder: str
    symbol: str
    members: tuple[Beneficiary, ...]
    purpose: str
    department: str
    officer: str
    phone: str

    @property
    def decisive(self) -> tuple[tuple[str, str], ...]:
        return tuple((each.name, each.category) for each in self.members)
