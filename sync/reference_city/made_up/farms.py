"""Synthetic farmland, each parcel as 토지대장 has it; released to its owners alone.

=================  =========================================================================
fields 9200-3      홍길동's: dry field by the land register, in fact partly a rice field that is let
fields 9108        홍길동's and 성춘향's, half each
fields 9107        somebody's who has no card
fields 9202        홍길동's, closed when an orchard became the yard of a warehouse
=================  =========================================================================
"""

from __future__ import annotations

from functools import lru_cache

from config.catalogue.farmland_register import FarmBuilding, FarmlandRegister, FarmLease, FarmOwner, FarmPermit, FarmUse
from config.scene import Scene
from sync.reference_city.lots import pnu
from sync.reference_city.made_up.parcels import parcels
from sync.reference_city.made_up.people import HONG, SEONG, home, people
from sync.reference_city.things import Farm


def _owner(scene: Scene, number: str, since: str, cause: str, share: str = "") -> FarmOwner:
    """Of people born in the 1800s."""
    return FarmOwner(
        people()[number].name, f"18{number[:2]}-{number[2:4]}-{number[4:6]}", home(scene, number), share, since, cause
    )


def _register(scene: Scene, number: int, sub_number: int, owners: tuple[FarmOwner, ...], uses: tuple[FarmUse, ...],
              leases: tuple[FarmLease, ...] = (), permits: tuple[FarmPermit, ...] = (), buildings: tuple[FarmBuilding, ...] = (),
              actual: tuple[str, str] | None = None, promotion: str = "진흥지역 밖") -> FarmlandRegister:  # fmt: skip
    """``actual``: 지목 and area in fact, where they are not those of the land register."""
    parcel = parcels(scene)[pnu(scene.fields.id, False, number, sub_number)]
    present = parcel.surface[-1]
    category, area = actual or (present.category, present.area_m2)
    return FarmlandRegister(
        "", "", parcel.pnu, parcel.location, parcel.lot, present.category, category, present.area_m2, area, promotion,
        owners, uses, leases, permits, buildings,
    )  # fmt: skip


@lru_cache(maxsize=4)
def farms(scene: Scene) -> dict[str, Farm]:
    """By 고유번호."""
    before = FarmOwner("최견본", "1817-07-07", f"{scene.fields.before} 9238", "", "1958-06-15", "매매")
    hongs = _register(
        scene, 9200, 3,
        (before, _owner(scene, HONG, "1996-04-05", "매매")),
        (
            FarmUse("1996-04-05", "자경", "홍길동", "5,540", "옥수수"),
            FarmUse("2016-03-01", "휴경", "홍길동", "5,540", ""),
            FarmUse("2019-03-01", "자경", "홍길동", "2,440", "감자"),
            FarmUse("2019-03-01", "임대", "남보기", "3,100", "벼"),
            FarmUse("2024-03-01", "자경", "홍길동", "2,440", "고구마"),
            FarmUse("2024-03-01", "임대", "조견본", "3,100", "벼"),
        ),
        (
            FarmLease("남보기", "사용대차", "3,100", "2019-03-01", "2024-02-29", "없음"),
            FarmLease("조견본", "임대차", "3,100", "2024-03-01", "2034-02-28", "연 620,000원 (매년 12월)"),
        ),
        (
            FarmPermit("1996-03-22", "농지취득자격증명", "5,610", "농업경영"),
            FarmPermit("2011-11-30", "농지의 타용도 일시사용허가", "120", "마을 진입로 공사용 자재 적치"),
        ),
        (
            FarmBuilding("고정식 온실", "660", "2012-05-10", "비닐, 2동"),
            FarmBuilding("농막", "18", "2015-08-21", ""),
        ),
        actual=("답", "5,540"),
    )  # fmt: skip
    shared = _register(
        scene, 9108, 0,
        (
            FarmOwner("박예시", "1819-02-15", f"{scene.fields.before} 9107", "", "1971-09-30", "매매"),
            _owner(scene, HONG, "2014-12-01", "매매", "1/2"), _owner(scene, SEONG, "2014-12-01", "매매", "1/2"),
        ),
        (FarmUse("2014-12-01", "위탁", scene.cooperative, "3,043", "벼"),),
        permits=(FarmPermit("2014-11-19", "농지취득자격증명", "3,043", "농업경영"),),
        promotion="진흥구역",
    )  # fmt: skip
    foreign = _register(
        scene, 9107, 0,
        (FarmOwner("박예시", "1819-02-15", f"{scene.address} {scene.fields.name} 9107", "", "2003-02-19", "상속"),),
        (FarmUse("2003-02-19", "자경", "박예시", "2,975", "벼"),),
        promotion="진흥구역",
    )  # fmt: skip
    yard = _register(
        scene, 9202, 0,
        (_owner(scene, HONG, "1999-05-11", "매매"),),
        (FarmUse("1999-05-11", "자경", "홍길동", "4,675", "복숭아"),),
        permits=(FarmPermit("2020-02-14", "농지전용허가", "4,675", "창고 부지"),),
    )  # fmt: skip
    found = (Farm(hongs, (HONG,)), Farm(shared, (HONG, SEONG)), Farm(foreign, ()), Farm(yard, (HONG,), closed=True))
    return {farm.register.pnu: farm for farm in found}
