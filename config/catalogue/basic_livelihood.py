"""국민기초생활수급자 증명서: who receives which benefits (국민기초생활 보장법 시행규칙)."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.record import PersonalRecord


@dataclass(frozen=True)
class Recipient:
    """One person on it.

    Attributes:
        relation: 세대주와의 관계.
        resident_number: masked by the city (``YYMMDD-S******``).
        benefits: 급여 종류, in words.
        since: 책정일, an ISO date.
    """

    relation: str
    name: str
    resident_number: str
    benefits: str
    since: str


@dataclass(frozen=True)
class BasicLivelihood(PersonalRecord):
    """Attributes:
    name, resident_number, address: of the applicant; the number is masked.
    recipients: the applicant alone, or all recipients of the household.
    purpose: 용도; "" when left out.
    department, officer, phone: 발급기관 담당.
    """

    name: str
    resident_number: str
    address: str
    recipients: tuple[Recipient, ...]
    purpose: str
    department: str
    officer: str
    phone: str

    @property
    def decisive(self) -> tuple[tuple[str, str], ...]:
        return tuple((each.name, each.benefits) for each in self.recipients)
