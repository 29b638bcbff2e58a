from __future__ import annotations

from config.catalogue.land_register import GradeEntry, LandRegister, OwnerEntry, PriceEntry, SurfaceEntry

RECORD = LandRegister(
    pnu="5113010300194230001", location="강원특별자치도 원주시 단구동", lot="9423-1", scale="1:1200", map_number="0042",
    sheet_number="1-1", remarks="",
    surface=(
        SurfaceEntry("01", "전", "1,322", "1962-03-17", "02", "신규등록(매립준공)"),
        SurfaceEntry("08", "대", "661", "1986-05-20", "40", "전에서 지목변경"),
    ),
    owners=(
        OwnerEntry("1962-03-17", "(03) 소유권이전", "원성군 원주읍 단구리 9423", "김가상", "180101-9******"),
        OwnerEntry("1986-06-11", "(03) 소유권이전", "원주시 단구동 9423-1", "이보기", "181212-0******"),
        OwnerEntry("2019-04-08", "(04) 주소변경", "강원특별자치도 원주시 서원대로 9999, 101동 1203호 (단구동, 보기아파트)",
                   "이보기", "181212-0******"),
    ),
    grades=(GradeEntry("1985-07-01", "148"), GradeEntry("1995-01-01", "190")),
    prices=tuple(PriceEntry(f"{2021 + year}-01-01", 412_300 + 11_500 * year) for year in range(6)),
)  # fmt: skip
