"""Synthetic 산 lots; asked for without 산 there is none of them.

===============  =========================================================
woods 산 9010-2   woodland with a grave on it, twice divided; shared by two
valley 산 9044    woodland of the city
valley 산 9045    closed: entered in 토지대장 when it was built on
===============  =========================================================
"""

from __future__ import annotations

from functools import lru_cache

from config.catalogue.forest_register import ForestRegister
from config.catalogue.land_register import OwnerEntry, PriceEntry, SurfaceEntry
from config.scene import Scene, Spot
from sync.reference_city.lots import pnu
from sync.reference_city.made_up.parcels import GRADES, prices


def _register(scene: Scene, where: Spot, number: int, sub_number: int, surface: tuple[SurfaceEntry, ...],
              owners: tuple[OwnerEntry, ...], prices: tuple[PriceEntry, ...], remarks: str = "") -> ForestRegister:  # fmt: skip
    return ForestRegister(
        pnu=pnu(where.id, True, number, sub_number),
        location=f"{scene.address} {where.name}",
        lot=f"산 {number}-{sub_number}" if sub_number else f"산 {number}",
        scale="1:6000",
        map_number="0007",
        sheet_number="1-1",
        remarks=remarks,
        surface=surface,
        owners=owners,
        grades=GRADES[:2],
        prices=prices,
    )


@lru_cache(maxsize=4)
def mountains(scene: Scene) -> dict[str, ForestRegister]:
    """By 고유번호."""
    woods, valley = scene.woods, scene.valley
    wood = _register(
        scene, woods, 9010, 2,
        (
            SurfaceEntry("05", "임야", "29,752", "1918-05-20", "01", "신규등록(사정)"),
            SurfaceEntry("05", "임야", "14,876", "1969-10-04", "20", "분할되어 본번에 -1, -2를 부함"),
            SurfaceEntry("05", "임야", "14,216", "2004-06-28", "20", "분할되어 본번에 -3을 부함"),
        ),
        (
            OwnerEntry("1918-05-20", "(01) 사정", woods.before, "한보기", "140508-9******"),
            OwnerEntry("1969-11-12", "(03) 소유권이전", f"{woods.before} 9008", "한견본", "171117-9******"),
            OwnerEntry("2004-07-09", "(03) 소유권이전", f"{scene.address} {woods.name} 9008", "한예시 외 1인", "190623-0******"),
        ),
        prices(3_120),
    )  # fmt: skip
    citys = _register(
        scene, valley, 9044, 0,
        (SurfaceEntry("05", "임야", "198,347", "1918-05-20", "01", "신규등록(사정)"),),
        (OwnerEntry("1995-03-01", "(03) 소유권이전", f"{scene.address} 시청로 9999", scene.city, "4200"),),
        prices(1_480),
    )  # fmt: skip
    built_on = _register(
        scene, valley, 9045, 0,
        (
            SurfaceEntry("05", "임야", "992", "1918-05-20", "01", "신규등록(사정)"),
            SurfaceEntry("05", "임야", "0", "2011-09-05", "10", f"{valley.name.split()[-1]} 9445번지로 등록전환되어 폐쇄"),
        ),
        (OwnerEntry("1988-02-23", "(03) 소유권이전", f"{valley.before} 9440", "신보기", "180930-9******"),),
        prices(21_300, last=2011),
        "2011-09-05 등록전환으로 폐쇄",
    )  # fmt: skip
    return {record.pnu: record for record in (wood, citys, built_on)}
