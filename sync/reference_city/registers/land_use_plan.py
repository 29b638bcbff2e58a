"""What the synthetic parcels may be used for; those that a map sheet shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from config.catalogue.land_register import LandRegister
from config.catalogue.land_use_plan import Drawing, LandUsePlan
from config.scene import Scene
from sync.city.api import RefusalCode
from sync.reference_city.lots import asked_lot
from sync.reference_city.map_sheets import MapSheet, mountain, plain, town
from sync.reference_city.registers import Asked
from sync.reference_city.registers.forest_register import mountains
from sync.reference_city.registers.land_register import is_closed, parcels

SHOWN_MM = 90
"""Half of what an A4 drawing shows across."""
_LIVESTOCK = "가축사육제한구역(전부제한)<가축분뇨의 관리 및 이용에 관한 법률>"
_SCHOOL = "상대보호구역<교육환경 보호에 관한 법률>"
_PERMIT = "토지거래계약에 관한 허가구역(주거지역 60㎡ 초과)<부동산 거래신고 등에 관한 법률>"


@dataclass(frozen=True)
class Plan:
    """지역·지구등 of a parcel, as `LandUsePlan` has them."""

    sheet: Callable[[], MapSheet]
    planned: tuple[str, ...]
    other: tuple[str, ...] = ()
    decree: tuple[str, ...] = ()


_PLANS = {
    "town 9423-1": Plan(town, ("도시지역", "제2종일반주거지역", "소로2류(폭 8M~10M)(접합)"), (_LIVESTOCK,)),
    "town 9450": Plan(town, ("도시지역", "준주거지역", "소로2류(폭 8M~10M)(접합)"), (_LIVESTOCK, _SCHOOL), (_PERMIT,)),
    "town 9451": Plan(town, ("도시지역", "제2종일반주거지역", "소로2류(폭 8M~10M)(저촉)"), (_LIVESTOCK, _SCHOOL)),
    "town 9452": Plan(
        town, ("도시지역", "자연녹지지역", "어린이공원(저촉)"), (_LIVESTOCK, "공원<도시공원 및 녹지 등에 관한 법률>")
    ),
    "fields 9107": Plan(
        plain, ("농림지역",), ("농업진흥구역<농지법>", "가축사육제한구역(일부제한)<가축분뇨의 관리 및 이용에 관한 법률>")
    ),
    "fields 9108": Plan(plain, ("농림지역",), ("농업진흥구역<농지법>",)),
    "fields 9202": Plan(plain, ("계획관리지역",)),
    "fields 9200-3": Plan(plain, ("계획관리지역",), (), ("토지거래계약에 관한 허가구역<부동산 거래신고 등에 관한 법률>",)),
    "fields 9300": Plan(plain, ("보전관리지역",), ("준보전산지<산지관리법>",)),
    "woods 산 9010-2": Plan(
        mountain, ("농림지역",), ("공익용산지<산지관리법>", "소하천구역(저촉)<소하천정비법>"),
        ("「산림자원의 조성 및 관리에 관한 법률」에 따른 영림계획 인가구역",),
    ),
}  # fmt: skip


def find(asked: Asked) -> LandUsePlan | RefusalCode:
    lot = asked_lot(asked)
    if isinstance(lot, RefusalCode):
        return lot
    parcel: LandRegister | None = parcels(asked.scene).get(lot) or mountains(asked.scene).get(lot)
    if parcel is None:
        return RefusalCode.NO_SUCH_RECORD
    if is_closed(parcel):
        return RefusalCode.CLOSED
    plan = plans(asked.scene).get(parcel.pnu)
    if plan is None:
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
        drawings=(_drawing(plan.sheet(), parcel.lot, scale),) if asked.input["drawing"] == "with" else (),
    )


def _drawing(sheet: MapSheet, lot: str, scale: int) -> Drawing:
    around = sheet.around(lot, SHOWN_MM * scale // 100)
    return Drawing(scale, around.plots, around.zones)


@lru_cache(maxsize=4)
def plans(scene: Scene) -> dict[str, Plan]:
    """By 고유번호."""
    spots = {"town": scene.town, "fields": scene.fields, "woods": scene.woods}
    found = {}
    for parcel in (*parcels(scene).values(), *mountains(scene).values()):
        for name, spot in spots.items():
            plan = _PLANS.get(f"{name} {parcel.lot}")
            if plan and parcel.pnu.startswith(spot.id):
                found[parcel.pnu] = plan
    return found
