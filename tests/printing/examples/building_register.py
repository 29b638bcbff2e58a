from __future__ import annotations

from config.catalogue.building_register import (
    BuildingChange,
    BuildingFigures,
    BuildingOwner,
    BuildingRegister,
    FloorEntry,
    Parking,
    Party,
)

RECORD = BuildingRegister(
    heading="일반건축물대장", part="갑", illegal="위반건축물", unique="5113010300-1-94500000", location="강원특별자치도 원주시 단구동",
    lot="9450", road_address="강원특별자치도 원주시 남원로 9450 (단구동)", name="견본상사", unit="", households="6호/0가구/0세대", remarks="",
    figures=BuildingFigures(
        site_area="389.2 ㎡", total_area="1,142.6 ㎡", building_area="228.52 ㎡", ratio_area="914.08 ㎡", coverage="58.72 %",
        ratio="234.86 %", zone="일반상업지역", district="방화지구", structure="철근콘크리트구조", use="제2종근린생활시설",
        roof="(철근)콘크리트", height="17.4 m", floors="지하 1층 / 지상 4층", permitted="2008-02-20", begun="2008-03-31",
        approved="2008-11-28", lifts="1대", emergency_lifts="0대",
    ),
    floors=tuple(
        FloorEntry("주1", floor, "철근콘크리트구조", use, "228.52")
        for floor, use in (("지1층", "제2종근린생활시설 (노래연습장)"), ("1층", "제1종근린생활시설 (소매점)"), ("2층", "사무소"))
    ),
    shared=(), buildings=(),
    owners=(
        BuildingOwner("오견본", "200229-9******", "원주시 단구동 9450", "1/1", "2008-12-05", "소유권보존"),
        BuildingOwner("주식회사 견본상사", "149911-0******", "강원특별자치도 원주시 남원로 9450, 3층 (단구동)", "1/1", "2011-01-19", "소유권이전"),
    ),
    prices=(),
    parties=(Party("건축주", "오견본", ""), Party("설계자", "보기건축사사무소", "견본-9002")),
    parking=(Parking("옥내", "4대 46 ㎡", ""), Parking("옥외", "2대 23 ㎡", "4대 60 ㎡")),
    changes=(
        BuildingChange("2008-11-28", "신축 (사용승인)"),
        BuildingChange("2023-05-30", "위반건축물 표시: 옥상 무단증축 (샌드위치패널, 일반음식점, 62 ㎡)"),
    ),
    notes=("도로점용허가: 건설과-9451 (2008. 3. 3.)호",),
)  # fmt: skip
