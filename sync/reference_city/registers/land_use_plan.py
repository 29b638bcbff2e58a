"""토지이용계획확인서: what a lot may be used for; of those that a map sheet shows."""

from __future__ import annotations

from config.catalogue.land_register import LandRegister
from config.catalogue.land_use_plan import Drawing, LandUsePlan
from sync.city.api import RefusalCode
from sync.reference_city.lots import asked_lot
from sync.reference_city.map_sheets import MapSheet
from sync.reference_city.registers import Asked
from sync.reference_city.registers.land_register import is_closed

SHOWN_MM = 90
"""Half of what an A4 drawing shows across."""


def find(asked: Asked) -> LandUsePlan | RefusalCode:
    lot = asked_lot(asked)
    if isinstance(lot, RefusalCode):
        return lot
    parcel: LandRegister | None = asked.registers.land(lot) or asked.registers.forest(lot)
    if parcel is None:
        return RefusalCode.NO_SUCH_RECORD
    if is_closed(parcel):
        return RefusalCode.CLOSED
    plan = asked.registers.plan(lot)
    sheet = asked.registers.map_sheet(plan.sheet) if plan else None
    if plan is None or sheet is None:
        return RefusalCode.NO_SUCH_RECORD
    scale = int(asked.input["scale"])
    present, price = parcel.surface[-1], parcel.prices[-1]
    return LandUsePlan(
        pnu=parcel.pnu,
        location=parcel.location,
        lot=parcel.lot,
        category=present.category,
        area_m2=present.area_m2,
        price_base=price.base_date,
        won_per_m2=price.won_per_m2,
        planned=plan.planned,
        other=plan.other,
        decree=plan.decree,
        drawings=(_drawing(sheet, parcel.lot, scale),) if asked.input["drawing"] == "with" else (),
    )


def _drawing(sheet: MapSheet, lot: str, scale: int) -> Drawing:
    around = sheet.around(lot, SHOWN_MM * scale // 100)
    return Drawing(scale, around.plots, around.zones)
