"""Synthetic parcels: lots that do not exist, owned by people who do not exist.

=================  ==================================================================
town 9423-1        a house: three entries of the surface, three of the owner
town 9450          a shop, owned by a company, beside a road (9451) and a park (9452)
town 9460          closed: united with the lot beside it
fields 9107        a rice field; beside it 9108, owned by two
fields 9200-3      홍길동's dry field, divided forty times
fields 9202        once an orchard, now the yard of a warehouse
fields 9300        sold on so often that its whole history makes sixty pages
=================  ==================================================================
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from config.catalogue.land_register import GradeEntry, LandRegister, OwnerEntry, PriceEntry, SurfaceEntry
from config.scene import Scene, Spot
from sync.reference_city.lots import pnu
from sync.reference_city.made_up.people import HONG, home

FIRST_PRICE, LAST_PRICE = 1990, 2026
"""개별공시지가 has been published since 1990."""


_GROWTH = (31, 62, 118, 145, -24, 47)
"""Thousandths a year, over and over."""


def prices(won: int, first: int = FIRST_PRICE, last: int = LAST_PRICE) -> tuple[PriceEntry, ...]:
    """From ``first`` to ``last``, at which it is ``won`` per ㎡."""
    entries = []
    for year in range(last, first - 1, -1):
        entries.append(PriceEntry(f"{year}-01-01", won))
        won = max(100, won * 1000 // (1000 + _GROWTH[year % len(_GROWTH)]) // 100 * 100)
    return tuple(reversed(entries))


GRADES = (
    GradeEntry("1985-07-01", "148"), GradeEntry("1990-01-01", "171"), GradeEntry("1993-01-01", "182"),
    GradeEntry("1995-01-01", "190"),
)  # fmt: skip


def _register(scene: Scene, where: Spot, number: int, sub_number: int, surface: tuple[SurfaceEntry, ...],
              owners: tuple[OwnerEntry, ...], prices: tuple[PriceEntry, ...], remarks: str = "") -> LandRegister:  # fmt: skip
    return LandRegister(
        pnu=pnu(where.id, False, number, sub_number),
        location=f"{scene.address} {where.name}",
        lot=f"{number}-{sub_number}" if sub_number else str(number),
        scale="1:1200",
        map_number="0042",
        sheet_number="1-1",
        remarks=remarks,
        surface=surface,
        owners=owners,
        grades=GRADES,
        prices=prices,
    )


@lru_cache(maxsize=4)
def parcels(scene: Scene) -> dict[str, LandRegister]:
    """By 고유번호."""
    town, fields = scene.town, scene.fields
    hall = f"{scene.address} 시청로 9999"
    hongs_home = home(scene, HONG)
    house = _register(
        scene, town, 9423, 1,
        (
            SurfaceEntry("01", "전", "1,322", "1962-03-17", "02", "신규등록(매립준공)"),
            SurfaceEntry("01", "전", "661", "1978-11-02", "20", "분할되어 본번에 -1을 부함"),
            SurfaceEntry("08", "대", "661", "1986-05-20", "40", "전에서 지목변경"),
        ),
        (
            OwnerEntry("1962-03-17", "(03) 소유권이전", f"{town.before} 9423", "김가상", "180101-9******"),
            OwnerEntry("1986-06-11", "(03) 소유권이전", f"{scene.city} {town.name} 9423-1", "이보기", "181212-0******"),
            OwnerEntry("2019-04-08", "(04) 주소변경", f"{scene.street(5)} 9999, 101동 1203호 ({town.name}, 보기아파트)", "이보기", "181212-0******"),
        ),
        prices(469_800),
    )  # fmt: skip
    shop = _register(
        scene, town, 9450, 0,
        (
            SurfaceEntry("08", "대", "412.7", "1991-08-30", "20", "분할되어 본번에 -1 내지 -4를 부함"),
            SurfaceEntry("08", "대", "389.2", "2008-02-12", "20", "분할되어 본번에 -5를 부함"),
        ),
        (
            OwnerEntry("1991-09-11", "(03) 소유권이전", f"{scene.city} {town.name} 9450", "오견본", "200229-9******"),
            OwnerEntry("2011-01-19", "(03) 소유권이전", f"{scene.street(2)} 9450, 3층 ({town.name})", "주식회사 견본상사", "149911-0******"),
        ),
        tuple(
            replace(price, base_date="2008-07-01") if price.base_date == "2008-01-01" else price
            for price in prices(1_284_000)
        ),
    )  # fmt: skip
    road = _register(
        scene, town, 9451, 0,
        (SurfaceEntry("14", "도로", "1,204", "1991-08-30", "20", "9450번지에서 분할"),),
        (OwnerEntry("1991-10-02", "(03) 소유권이전", hall, scene.city, "4200"),),
        prices(402_000),
    )  # fmt: skip
    park = _register(
        scene, town, 9452, 0,
        (SurfaceEntry("22", "공원", "2,310", "1994-04-15", "40", "전에서 지목변경"),),
        (OwnerEntry("1994-05-20", "(03) 소유권이전", hall, scene.city, "4200"),),
        prices(151_500, 1994),
    )  # fmt: skip
    united = _register(
        scene, town, 9460, 0,
        (
            SurfaceEntry("01", "전", "330", "1971-10-05", "02", "신규등록(매립준공)"),
            SurfaceEntry("01", "전", "0", "1998-03-02", "30", "9461번지에 합병되어 폐쇄"),
        ),
        (OwnerEntry("1971-11-08", "(03) 소유권이전", f"{scene.city} {town.name} 9460", "윤보기", "190303-0******"),),
        prices(88_100, last=1998),
        "1998-03-02 합병으로 폐쇄",
    )  # fmt: skip
    field = _register(
        scene, fields, 9107, 0,
        (SurfaceEntry("02", "답", "2,975", "1971-09-30", "02", "신규등록"),),
        (OwnerEntry("2003-02-19", "(03) 소유권이전", f"{scene.address} {fields.name} 9107", "박예시", "190215-9******"),),
        prices(58_700),
    )  # fmt: skip
    shared = _register(
        scene, fields, 9108, 0,
        (SurfaceEntry("02", "답", "3,043", "1971-09-30", "02", "신규등록"),),
        (
            OwnerEntry("1971-09-30", "(02) 소유권보존", f"{fields.before} 9107", "박예시", "190215-9******"),
            OwnerEntry("2014-12-01", "(03) 소유권이전", hongs_home, "홍길동 외 1인", "801123-9******"),
        ),
        prices(57_900),
    )  # fmt: skip
    yard = _register(
        scene, fields, 9202, 0,
        (
            SurfaceEntry("03", "과수원", "4,675", "1983-04-27", "20", "9201번지에서 분할"),
            SurfaceEntry("13", "창고용지", "4,675", "2020-09-18", "40", "과수원에서 지목변경"),
        ),
        (OwnerEntry("1999-05-11", "(03) 소유권이전", hongs_home, "홍길동", "801123-9******"),),
        prices(142_600),
    )  # fmt: skip
    farm = _register(
        scene, fields, 9200, 3,
        tuple(
            SurfaceEntry("01", "전", f"{9_900 - 110 * each:,}", f"{1950 + each}-06-01", "20", f"분할되어 본번에 -{each + 1}을 부함")
            for each in range(40)
        ),
        (
            *(
                OwnerEntry(f"{1950 + each}-06-15", "(03) 소유권이전", f"{fields.before} 92{each:02d}", "최견본", "170707-9******")
                for each in range(39)
            ),
            OwnerEntry("1996-04-05", "(03) 소유권이전", hongs_home, "홍길동", "801123-9******"),
        ),
        prices(88_700),
        "토지거래허가구역",
    )  # fmt: skip
    return {
        record.pnu: record for record in (house, shop, road, park, united, field, shared, yard, farm, _sold_on(scene))
    }


def _sold_on(scene: Scene) -> LandRegister:
    """Land that is sold on in shares several times a month, and cut up as often."""
    names = ("김견본", "이견본", "박견본", "최견본", "정견본", "강견본", "조견본", "윤견본")
    days = [f"{1966 + each // 9}-{each % 9 + 2:02d}-{each % 27 + 1:02d}" for each in range(OFTEN)]
    return _register(
        scene, scene.fields, 9300, 0,
        tuple(
            SurfaceEntry("05", "임야", f"{99_000 - 150 * each:,}", day, "20", f"분할되어 본번에 -{each + 1}을 부함")
            for each, day in enumerate(days)
        ),
        tuple(
            OwnerEntry(day, "(03) 소유권이전", f"{scene.address} {scene.fields.name} 93{each % 100:02d}", names[each % 8],
                       f"{18 + each % 9}0{each % 9 + 1}{each % 28 + 1:02d}-9******")
            for each, day in enumerate(days)
        ),
        prices(31_200),
    )  # fmt: skip


OFTEN = 529
