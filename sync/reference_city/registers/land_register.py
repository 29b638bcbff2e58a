"""Synthetic parcels: lots that do not exist, owned by people who do not exist."""

from __future__ import annotations

from functools import cache

from config.catalogue.land_register import GradeEntry, LandRegister, OwnerEntry, PriceEntry, SurfaceEntry
from config.places import Place
from sync.api import RefusalCode
from sync.reference_city.lots import PROVINCE, asked_lot, place, pnu
from sync.reference_city.registers import Asked


def find(asked: Asked) -> LandRegister | RefusalCode:
    lot = asked_lot(asked.input)
    return lot if isinstance(lot, RefusalCode) else parcels().get(lot, RefusalCode.NO_SUCH_RECORD)


def _prices(first: int, won: int) -> tuple[PriceEntry, ...]:
    return tuple(PriceEntry(f"{first + year}-01-01", won + 11_500 * year) for year in range(6))


def _register(where: Place, number: int, sub_number: int, surface: tuple[SurfaceEntry, ...],
              owners: tuple[OwnerEntry, ...], prices: tuple[PriceEntry, ...], remarks: str = "") -> LandRegister:  # fmt: skip
    return LandRegister(
        pnu=pnu(where.id, False, number, sub_number),
        location=f"{PROVINCE} {where.name}",
        lot=f"{number}-{sub_number}" if sub_number else str(number),
        scale="1:1200",
        map_number="0042",
        sheet_number="1-1",
        remarks=remarks,
        surface=surface,
        owners=owners,
        grades=(
            GradeEntry("1985-07-01", "148"), GradeEntry("1990-01-01", "171"), GradeEntry("1993-01-01", "182"),
            GradeEntry("1995-01-01", "190"),
        ),
        prices=prices,
    )  # fmt: skip


@cache
def parcels() -> dict[str, LandRegister]:
    """By 고유번호."""
    dangu = place("단구동")
    munmak = place("문막읍 문막리")
    house = _register(
        dangu, 9423, 1,
        (
            SurfaceEntry("01", "전", "1,322", "1962-03-17", "02", "신규등록(매립준공)"),
            SurfaceEntry("01", "전", "661", "1978-11-02", "20", "분할되어 본번에 -1을 부함"),
            SurfaceEntry("08", "대", "661", "1986-05-20", "40", "전에서 지목변경"),
        ),
        (
            OwnerEntry("1962-03-17", "(03) 소유권이전", "원성군 원주읍 단구리 9423", "김가상", "180101-9******"),
            OwnerEntry("1986-06-11", "(03) 소유권이전", "원주시 단구동 9423-1", "이보기", "181212-0******"),
            OwnerEntry("2019-04-08", "(04) 주소변경", "강원특별자치도 원주시 서원대로 9999, 101동 1203호 (단구동, 보기아파트)", "이보기", "181212-0******"),
        ),
        _prices(2021, 412_300),
    )  # fmt: skip
    field = _register(
        munmak, 9107, 0,
        (SurfaceEntry("02", "답", "2,975", "1971-09-30", "02", "신규등록"),),
        (OwnerEntry("2003-02-19", "(03) 소유권이전", "강원특별자치도 원주시 문막읍 문막리 9107", "박예시", "190215-9******"),),
        _prices(2021, 58_700),
    )  # fmt: skip
    farm = _register(
        munmak, 9200, 3,
        tuple(
            SurfaceEntry("01", "전", f"{9_900 - 110 * each:,}", f"{1950 + each}-06-01", "20", f"분할되어 본번에 -{each + 1}을 부함")
            for each in range(40)
        ),
        tuple(
            OwnerEntry(f"{1950 + each}-06-15", "(03) 소유권이전", f"강원도 원성군 문막면 문막리 92{each:02d}", "최견본", "170707-9******")
            for each in range(40)
        ),
        _prices(2021, 31_200),
        "토지거래허가구역",
    )  # fmt: skip
    return {record.pnu: record for record in (house, field, farm)}
