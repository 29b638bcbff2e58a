"""농지대장, released to the owners of the lot alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from config.catalogue.farmland_register import FarmlandRegister
from sync.city.api import RefusalCode
from sync.reference_city.lots import asked_lot
from sync.reference_city.registers import Asked


def find(asked: Asked) -> FarmlandRegister | RefusalCode:
    lot, person = asked_lot(asked), asked.person
    assert person
    if isinstance(lot, RefusalCode):
        return lot
    farm = asked.registers.farm(lot)
    if farm is None:
        return RefusalCode.NO_SUCH_RECORD
    if person.resident_number not in farm.owners:
        return RefusalCode.NOT_HOLDER
    if farm.closed:
        return RefusalCode.CLOSED
    register = replace(farm.register, applicant=person.name, applicant_number=person.masked)
    return _shown(register, len(farm.owners), asked.input, asked.today.isoformat())


def _shown(register: FarmlandRegister, owners: int, chosen: Mapping[str, str], today: str) -> FarmlandRegister:
    if chosen["history"] == "current":
        last = max((use.since for use in register.uses), default="")
        register = replace(
            register,
            owners=register.owners[-owners:],
            uses=tuple(use for use in register.uses if use.since == last),
            leases=tuple(lease for lease in register.leases if lease.begins <= today <= lease.ends),
        )
    if chosen["tenants"] == "masked":
        tenants = {lease.tenant for lease in register.leases} | {
            use.farmer for use in register.uses if use.manner == "임대"
        }
        register = replace(
            register,
            uses=tuple(replace(use, farmer=_masked(use.farmer, tenants)) for use in register.uses),
            leases=tuple(replace(lease, tenant=_masked(lease.tenant, tenants)) for lease in register.leases),
        )
    return register


def _masked(name: str, tenants: set[str]) -> str:
    return name[:1] + "○" * (len(name) - 1) if name in tenants else name
