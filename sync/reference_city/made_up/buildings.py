"""Synthetic buildings.

==================  ==============================================================================================
town 9423-1         an ordinary house: 일반, three owners one after the other
town 9450           a shop on four floors with an illegal one on top: 일반, 위반건축물
town 9460           an ordinary house that was pulled down: closed
town 9500           보기아파트, 집합: 총괄표제부; 표제부 of 101동 and 102동; 전유부 of 호 101 to 1504 in each, so 101동 호 1203
fields 9510         견본시장, 일반: owned in shares by so many, and changed so often, that it takes many pages
==================  ==============================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from config.catalogue.building_register import (
    BuildingChange,
    BuildingEntry,
    BuildingFigures,
    BuildingOwner,
    BuildingRegister,
    FloorEntry,
    HousePrice,
    Parking,
    Party,
)
from config.scene import Scene, Spot
from sync.reference_city.lots import pnu
from sync.reference_city.things import Building, BuildingKey

RC = "철근콘크리트구조"


@lru_cache(maxsize=4)
def buildings(scene: Scene) -> dict[BuildingKey, Building]:
    all_ = (_house(scene), _shop(scene), _pulled_down(scene), _flats(scene), _market(scene))
    return {building.key: building for each in all_ for building in each}


def _lot(where: Spot, number: int, sub_number: int = 0) -> str:
    return pnu(where.id, False, number, sub_number)


def _address(scene: Scene) -> str:
    return f"{scene.street(5)} 9999"


def _register(scene: Scene, lot: str, **facts: object) -> BuildingRegister:
    """Whatever is not said is not there."""
    where = scene.town if lot.startswith(scene.town.id) else scene.fields
    number, sub_number = int(lot[11:15]), int(lot[15:])
    nothing: dict[str, object] = {
        "heading": "일반건축물대장", "part": "갑", "illegal": "", "unique": f"{lot[:10]}-{lot[10]}-{lot[11:]}",
        "location": f"{scene.address} {where.name}", "lot": f"{number}-{sub_number}" if sub_number else str(number), "road_address": _address(scene),
        "name": "", "unit": "", "households": "", "remarks": "", "figures": BuildingFigures(), "floors": (), "shared": (),
        "buildings": (), "owners": (), "prices": (), "parties": (), "parking": (), "changes": (), "notes": (),
    }  # fmt: skip
    return BuildingRegister(**{**nothing, **facts})  # type: ignore[arg-type]


def _house(scene: Scene) -> Iterator[Building]:
    lot = _lot(scene.town, 9423, 1)
    record = _register(
        scene, lot, road_address=f"{scene.street(5)} 9423-1 ({scene.town.name})", households="0호/1가구/0세대",
        figures=BuildingFigures(
            site_area="661 ㎡", total_area="187.44 ㎡", building_area="121.32 ㎡", ratio_area="166.2 ㎡", coverage="18.35 %",
            ratio="25.14 %", zone="제1종일반주거지역", structure="연와조", use="단독주택", roof="슬래브", height="7.2 m",
            floors="지하 1층 / 지상 2층", annexes="1동 21.24 ㎡", permitted="1986-02-11", begun="1986-03-20", approved="1986-05-12",
            sewage="정화조 10인용", earthquake="해당 없음",
        ),
        floors=(
            FloorEntry("주1", "지1층", "연와조", "대피소", "21.24"),
            FloorEntry("주1", "1층", "연와조", "단독주택", "100.08"),
            FloorEntry("주1", "2층", "연와조", "단독주택", "66.12"),
            FloorEntry("부1", "1층", "블록조", "창고", "21.24"),
        ),
        owners=(
            BuildingOwner("김가상", "180101-9******", f"{scene.city} {scene.town.name} 9423", "1/1", "1986-05-12", "소유권보존"),
            BuildingOwner("이보기", "181212-0******", f"{scene.city} {scene.town.name} 9423-1", "1/1", "1986-06-11", "소유권이전"),
            BuildingOwner("이보기", "181212-0******", f"{_address(scene)}, 101동 1203호 ({scene.town.name}, 보기아파트)", "1/1", "2019-04-08", "주소변경"),
        ),
        parties=(
            Party("건축주", "김가상", ""), Party("설계자", "견본건축사사무소", "견본-9001"), Party("공사감리자", "견본건축사사무소", "견본-9001"),
            Party("공사시공자", "김가상 (직영)", ""),
        ),
        parking=(Parking("옥외", "1대 11.5 ㎡", ""),),
        changes=(
            BuildingChange("1986-05-12", "신축 (사용승인)"),
            BuildingChange("2011-10-04", "도로명주소 부여에 따른 직권변경"),
        ),
    )  # fmt: skip
    yield Building(BuildingKey(lot, "general"), record, former=2)


def _shop(scene: Scene) -> Iterator[Building]:
    lot = _lot(scene.town, 9450)
    record = _register(
        scene, lot, illegal="위반건축물", name="견본상사", road_address=f"{scene.street(2)} 9450 ({scene.town.name})", households="6호/0가구/0세대",
        figures=BuildingFigures(
            site_area="389.2 ㎡", total_area="1,142.6 ㎡", building_area="228.52 ㎡", ratio_area="914.08 ㎡", coverage="58.72 %",
            ratio="234.86 %", zone="일반상업지역", district="방화지구", structure=RC, use="제2종근린생활시설", roof="(철근)콘크리트",
            height="17.4 m", floors="지하 1층 / 지상 4층", permitted="2008-02-20", begun="2008-03-31", approved="2008-11-28",
            lifts="1대", emergency_lifts="0대", sewage="공공하수처리시설", earthquake="적용",
        ),
        floors=tuple(FloorEntry("주1", floor, RC, use, "228.52") for floor, use in (
            ("지1층", "제2종근린생활시설 (노래연습장)"), ("1층", "제1종근린생활시설 (소매점)"), ("2층", "제2종근린생활시설 (일반음식점)"),
            ("3층", "제2종근린생활시설 (학원)"), ("4층", "제2종근린생활시설 (사무소)"),
        )),
        owners=(
            BuildingOwner("오견본", "200229-9******", f"{scene.city} {scene.town.name} 9450", "1/1", "2008-12-05", "소유권보존"),
            BuildingOwner("주식회사 견본상사", "149911-0******", f"{scene.street(2)} 9450, 3층 ({scene.town.name})", "1/1", "2011-01-19", "소유권이전"),
        ),
        parties=(Party("건축주", "오견본", ""), Party("설계자", "보기건축사사무소", "견본-9002"), Party("공사시공자", "견본종합건설 주식회사", "토건-9003")),
        parking=(Parking("옥내", "4대 46 ㎡", ""), Parking("옥외", "2대 23 ㎡", "4대 60 ㎡")),
        changes=(
            BuildingChange("2008-11-28", "신축 (사용승인)"),
            BuildingChange("2016-08-09", "용도변경: 3층 제2종근린생활시설 (사무소 → 학원)"),
            BuildingChange("2023-05-30", "위반건축물 표시: 옥상 무단증축 (샌드위치패널, 일반음식점, 62 ㎡), 건축과-9450 (2023. 5. 26.)호"),
        ),
        notes=("도로점용허가: 건설과-9451 (2008. 3. 3.)호",),
    )  # fmt: skip
    yield Building(BuildingKey(lot, "general"), record, former=1)


def _pulled_down(scene: Scene) -> Iterator[Building]:
    lot = _lot(scene.town, 9460)
    yield Building(BuildingKey(lot, "general"), _register(scene, lot, remarks="1998-02-16 철거로 말소"), closed=True)


def _flats(scene: Scene) -> Iterator[Building]:
    lot = _lot(scene.town, 9500)
    road = f"{_address(scene)} ({scene.town.name})"
    built = (
        Party("건축주", "보기주택 주식회사", ""), Party("설계자", "견본종합건축사사무소", "견본-9011"),
        Party("공사감리자", "보기감리단", "견본-9012"), Party("공사시공자", "견본종합건설 주식회사", "토건-9003"),
    )  # fmt: skip
    dates = BuildingFigures(
        permitted="2002-06-28", begun="2002-08-05", approved="2004-12-17", lifts="2대", emergency_lifts="1대", sewage="공공하수처리시설",
        earthquake="적용 (내진능력 Ⅶ)",
    )  # fmt: skip
    new = BuildingChange("2004-12-17", "신축 (사용승인)")
    site = _register(
        scene, lot, heading="집합건축물대장", part="총괄표제부, 갑", name="보기아파트", road_address=road, households="0호/0가구/120세대",
        figures=replace(
            dates, site_area="8,412.7 ㎡", total_area="15,908.36 ㎡", building_area="1,204.5 ㎡", ratio_area="12,744.9 ㎡", coverage="14.32 %",
            ratio="151.49 %", zone="제2종일반주거지역", use="공동주택 (아파트)", buildings="3동", cars="148대", landscaping="2,524 ㎡",
            annexes="1동 84.2 ㎡", lifts="4대", emergency_lifts="2대",
        ),
        buildings=(
            BuildingEntry("주1 제101동", RC, "(철근)콘크리트", "1 / 15", "공동주택 (아파트)", "7,912.08", "2004-12-17 신축"),
            BuildingEntry("주2 제102동", RC, "(철근)콘크리트", "1 / 15", "공동주택 (아파트)", "7,912.08", "2004-12-17 신축"),
            BuildingEntry("부1 관리동", RC, "(철근)콘크리트", "0 / 1", "관리사무소, 경로당", "84.2", "2004-12-17 신축"),
        ),
        parties=built, parking=(Parking("옥내", "96대 2,880 ㎡", ""), Parking("옥외", "52대 598 ㎡", "")),
        changes=(new, BuildingChange("2011-10-04", "도로명주소 부여에 따른 직권변경")),
        notes=("사업계획승인: 주택과-9021 (2002. 6. 28.)호",),
    )  # fmt: skip
    yield Building(BuildingKey(lot, "site"), site)
    for block in ("101", "102"):
        title = _register(
            scene, lot, heading="집합건축물대장", part="표제부, 갑", name=f"보기아파트 제{block}동", road_address=road, households="0호/0가구/60세대",
            figures=replace(
                dates, total_area="7,912.08 ㎡", building_area="560.15 ㎡", ratio_area="6,330.3 ㎡", structure=RC, use="공동주택 (아파트)",
                roof="(철근)콘크리트", height="42.6 m", floors="지하 1층 / 지상 15층", zone="제2종일반주거지역",
            ),
            floors=(
                FloorEntry("주1", "지1층", RC, "지하주차장, 기계실", "1,581.78"), FloorEntry("주1", "1층", RC, "공동주택 (아파트) 4세대", "421.02"),
                *(FloorEntry("주1", f"{floor}층", RC, "공동주택 (아파트) 4세대", "422.09") for floor in range(2, 16)),
            ),
            parties=built, changes=(new,),
        )  # fmt: skip
        yield Building(BuildingKey(lot, "title", block), title)
        for room in (f"{floor}{number:02d}" for floor in range(1, 16) for number in range(1, 5)):
            yield _flat(scene, lot, road, block, room)


_FAMILIES = ("김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신", "권")
_MONTHS = ("1887-11", "1889-02", "1891-07", "1894-04", "1896-10")


def _someone(number: int) -> tuple[str, str]:
    """A name and a masked number."""
    month = _MONTHS[number % len(_MONTHS)]
    sex = 9 if number % 2 else 0
    return f"{_FAMILIES[number % len(_FAMILIES)]}보기", f"{month[2:4]}{month[5:]}{number % 28 + 1:02d}-{sex}******"


def _flat(scene: Scene, lot: str, road: str, block: str, room: str) -> Building:
    seed = int(block) * 1_600 + int(room)
    owners = [
        BuildingOwner(
            "보기주택 주식회사",
            "149921-0******",
            f"{scene.city} {scene.streets[5]} 9800",
            "1/1",
            "2004-12-24",
            "소유권보존",
        )
    ]
    for sale in range(1 + seed % 3):
        name, number = _someone(seed + sale)
        day = f"{2005 + sale * 7 + seed % 6}-{seed % 12 + 1:02d}-{seed % 28 + 1:02d}"
        owners.append(
            BuildingOwner(
                name,
                number,
                f"{_address(scene)}, {block}동 {room}호 ({scene.town.name}, 보기아파트)",
                "1/1",
                day,
                "소유권이전",
            )
        )
    if seed % 4 == 3:
        owners[-1] = replace(owners[-1], share="1/2")
        name, number = _someone(seed + 7)
        owners.append(replace(owners[-1], name=name, number=number))
    present = sum(each.share == "1/2" for each in owners) or 1
    worth = 214_000_000 + 1_000_000 * (int(room) // 100)
    record = _register(
        scene, lot, heading="집합건축물대장", part="전유부, 갑", name=f"보기아파트 제{block}동", unit=f"{room}호", road_address=f"{road} {block}동 {room}호",
        floors=(FloorEntry("주", f"{int(room) // 100}층", RC, "아파트", "84.96"),),
        shared=(
            FloorEntry("주", "각층", RC, "계단실, 승강기홀, 벽체", "22.41"), FloorEntry("주", "지1층", RC, "지하주차장", "31.02"),
            FloorEntry("부", "1층", RC, "관리사무소, 경로당", "0.7"),
        ),
        owners=tuple(owners),
        prices=tuple(HousePrice(f"{year}-01-01", worth + (year - 2022) * 3_000_000) for year in range(2026, 2021, -1)),
        changes=(BuildingChange("2004-12-17", "신축 (사용승인)"),),
    )  # fmt: skip
    return Building(BuildingKey(lot, "unit", block, room), record, former=len(owners) - present)


def _market(scene: Scene) -> Iterator[Building]:
    lot = _lot(scene.fields, 9510)
    owners = [
        BuildingOwner(
            *_someone(each),
            f"{scene.address} {scene.fields.name} 9510, {each + 1}호",
            "1/120",
            f"1979-{each % 12 + 1:02d}-11",
            "소유권보존",
        )
        for each in range(120)
    ]
    record = _register(
        scene, lot, name="견본시장", road_address=f"{scene.street(4)} 9510", households="120호/0가구/0세대",
        figures=BuildingFigures(
            site_area="2,410 ㎡", total_area="3,216 ㎡", building_area="1,608 ㎡", ratio_area="3,216 ㎡", coverage="66.72 %", ratio="133.44 %",
            zone="근린상업지역", structure="철골조", use="판매시설 (시장)", roof="강판", height="9.6 m", floors="지하 0층 / 지상 2층",
            approved="1979-09-28",
        ),
        floors=tuple(FloorEntry("주1", f"{floor}층", "철골조", "판매시설 (시장)", "1,608") for floor in (1, 2)),
        owners=tuple(owners),
        changes=tuple(
            BuildingChange(f"{1980 + each}-07-{each % 28 + 1:02d}", f"용도변경: {each + 1}호 판매시설 (시장) → 제1종근린생활시설 (소매점) 13.4 ㎡")
            for each in range(46)
        ),
    )  # fmt: skip
    yield Building(BuildingKey(lot, "general"), record)
