"""장애인증명서: a registration as disabled (장애인복지법 시행규칙)."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.record import PersonalRecord


@dataclass(frozen=True)
class Disability(PersonalRecord):
    """Attributes:
    resident_number: masked by the city (``YYMMDD-S******``).
    main, secondary: 주 and 부 장애유형; "" when left out.
    degree: 장애 정도, in words.
    registered: 장애 등록일, an ISO date.
    purpose: 용도; "" when left out.
    department, officer, phone: 발급기관 담당.
    """

    name: str
    resident_number: str
    address: str
    main: str
    secondary: str
    degree: str
    registered: str
    purpose: str
    department: str
    officer: str
    phone: str

    @property
    def decisive(self) -> tuple[tuple[str, str], ...]:
        return (("장애 정도", self.degree), ("주 장애유형", self.main), ("장애 등록일", self.registered))
