"""병적증명서: whom a kiosk serves, and with what of it."""

from __future__ import annotations

from datetime import date, timedelta

from config.catalogue.military_service import MilitaryService
from sync.city.api import RefusalCode
from sync.reference_city.conscripts import WAITING, Service
from sync.reference_city.households import address_of
from sync.reference_city.purpose import purpose
from sync.reference_city.registers import Asked

FIRST_DISCHARGE = "1968-01-01"
FIRST_EXEMPTION = "1989-01-01"
UNTIL_REGISTERED = timedelta(days=30)
"""A discharge is on the register about a month later."""
VALID_MONTHS = 6


def find(asked: Asked) -> MilitaryService | RefusalCode:
    assert asked.person
    number = asked.person.resident_number
    service = asked.registers.service(number)
    if service is None or not _eligible(service, asked.today):
        return RefusalCode.NO_SUCH_RECORD

    def shown(option: str, value: str) -> str:
        return value if asked.input[option] == "yes" else ""

    served = bool(service.discharged)
    return MilitaryService(
        name=asked.person.name,
        resident_number=asked.person.masked,
        address=address_of(asked.registers, number),
        # Of who has not served it is all there is to certify.
        category=shown("category", service.category) if served else service.category,
        branch=shown("branch", service.branch),
        service_number=shown("service-number", service.number),
        rank=shown("rank", service.rank),
        specialty=shown("specialty", service.specialty),
        enlisted=service.enlisted,
        discharged=service.discharged,
        discharge=shown("discharge", service.discharge),
        duty=shown("duty", service.duty),
        fitness=shown("fitness", service.fitness),
        disposition=shown("disposition", service.disposition),
        disposed=shown("disposition", service.disposed),
        career=service.career if asked.input["career"] == "yes" else (),
        purpose=purpose(asked),
        validity=_until(asked.today) if service.category == WAITING else "기한 없음",
        office=asked.scene.military_office.department,
        phone=asked.scene.military_office.phone,
    )


def _eligible(service: Service, today: date) -> bool:
    if service.discharged:
        return FIRST_DISCHARGE <= service.discharged <= (today - UNTIL_REGISTERED).isoformat()
    if service.enlisted:
        return False
    return service.category == WAITING or service.disposed >= FIRST_EXEMPTION


def _until(today: date) -> str:
    """The day so many months later; the last of the month where that month is too short."""
    years, month = divmod(today.month - 1 + VALID_MONTHS, 12)
    first_of_next = date(today.year + years + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    day = min(today.day, (first_of_next - timedelta(days=1)).day)
    return f"{date(today.year + years, month + 1, day)}까지 (6개월)"
