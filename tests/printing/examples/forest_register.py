from __future__ import annotations

from config.catalogue.forest_register import ForestRegister
from config.catalogue.land_register import GradeEntry, OwnerEntry, PriceEntry, SurfaceEntry

RECORD = ForestRegister(
    pnu="5113037022290100002", location="강원특별자치도 원주시 판부면 금대리", lot="산 9010-2", scale="1:6000", map_number="0007",
    sheet_number="1-1", remarks="보전산지",
    surface=(
        SurfaceEntry("05", "임야", "29,752", "1918-05-20", "01", "신규등록(사정)"),
        SurfaceEntry("05", "임야", "14,876", "1969-10-04", "20", "분할되어 본번에 -1, -2를 부함"),
        SurfaceEntry("05", "임야", "14,216", "2004-06-28", "20", "분할되어 본번에 -3을 부함"),
    ),
    owners=(
        OwnerEntry("1918-05-20", "(01) 사정", "원주군 판부면 금대리", "한보기", "140508-9******"),
        OwnerEntry("2004-07-09", "(03) 소유권이전", "강원특별자치도 원주시 판부면 금대리 9008", "한예시 외 1인", "190623-0******"),
    ),
    grades=(GradeEntry("1985-07-01", "31"),),
    prices=(PriceEntry("2025-01-01", 2_980), PriceEntry("2026-01-01", 3_120)),
)  # fmt: skip
