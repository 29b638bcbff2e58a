"""What the made-up parcels may be used for; those that a map sheet shows."""

from __future__ import annotations

from functools import lru_cache

from config.scene import Scene
from sync.reference_city.made_up.mountains import mountains
from sync.reference_city.made_up.parcels import parcels
from sync.reference_city.things import Plan

_LIVESTOCK = "가축사육제한구역(전부제한)<가축분뇨의 관리 및 이용에 관한 법률>"
_SCHOOL = "상대보호구역<교육환경 보호에 관한 법률>"
_PERMIT = "토지거래계약에 관한 허가구역(주거지역 60㎡ 초과)<부동산 거래신고 등에 관한 법률>"
_PLANS = {
    "town 9423-1": Plan("town", ("도시지역", "제2종일반주거지역", "소로2류(폭 8M~10M)(접합)"), (_LIVESTOCK,)),
    "town 9450": Plan("town", ("도시지역", "준주거지역", "소로2류(폭 8M~10M)(접합)"), (_LIVESTOCK, _SCHOOL), (_PERMIT,)),
    "town 9451": Plan("town", ("도시지역", "제2종일반주거지역", "소로2류(폭 8M~10M)(저촉)"), (_LIVESTOCK, _SCHOOL)),
    "town 9452": Plan(
        "town", ("도시지역", "자연녹지지역", "어린이공원(저촉)"), (_LIVESTOCK, "공원<도시공원 및 녹지 등에 관한 법률>")
    ),
    "fields 9107": Plan(
        "plain", ("농림지역",), ("농업진흥구역<농지법>", "가축사육제한구역(일부제한)<가축분뇨의 관리 및 이용에 관한 법률>")
    ),
    "fields 9108": Plan("plain", ("농림지역",), ("농업진흥구역<농지법>",)),
    "fields 9202": Plan("plain", ("계획관리지역",)),
    "fields 9200-3": Plan("plain", ("계획관리지역",), (), ("토지거래계약에 관한 허가구역<부동산 거래신고 등에 관한 법률>",)),
    "fields 9300": Plan("plain", ("보전관리지역",), ("준보전산지<산지관리법>",)),
    "woods 산 9010-2": Plan(
        "mountain", ("농림지역",), ("공익용산지<산지관리법>", "소하천구역(저촉)<소하천정비법>"),
        ("「산림자원의 조성 및 관리에 관한 법률」에 따른 영림계획 인가구역",),
    ),
}  # fmt: skip


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
