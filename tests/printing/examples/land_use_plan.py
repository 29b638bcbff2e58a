from __future__ import annotations

from config.catalogue.land_use_plan import Drawing, LandUsePlan, Plot, Point, Zone


def _box(left: int, bottom: int, right: int, top: int) -> tuple[Point, ...]:
    return Point(left, bottom), Point(right, bottom + 30), Point(right - 20, top + 30), Point(left - 20, top)


RECORD = LandUsePlan(
    pnu="5113010300194230001", location="강원특별자치도 원주시 단구동", lot="9423-1", category="대", area_m2="661",
    price_base="2026-01-01", won_per_m2=469_800,
    planned=("도시지역", "제2종일반주거지역", "소로2류(폭 8M~10M)(접합)"),
    other=("가축사육제한구역(전부제한)<가축분뇨의 관리 및 이용에 관한 법률>", "상대보호구역<교육환경 보호에 관한 법률>"),
    decree=(),
    drawings=(
        Drawing(
            scale=1200,
            plots=(
                Plot("9423", "대", _box(-400, 40, -127, 300)),
                Plot("9423-1", "대", _box(-127, 40, 127, 300)),
                Plot("9423-2", "대", _box(127, 40, 400, 300)),
                Plot("9451", "도", _box(-900, -40, 900, 40)),
                Plot("9450", "공", (Point(-500, -500), Point(300, -500), Point(300, -300), Point(0, -300), Point(0, -60), Point(-500, -60))),
                Plot("9460", "천", _box(940, -40, 980, 600)),
            ),
            zones=(
                Zone("제2종일반주거지역", _box(-900, -40, 900, 600)),
                Zone("어린이공원", (Point(-500, -500), Point(300, -500), Point(300, -300), Point(0, -300), Point(0, -60), Point(-500, -60))),
                Zone("소로2류(폭 8M~10M)", _box(-900, -40, 900, 40)),
            ),
        ),
    ),
)  # fmt: skip
