from __future__ import annotations

from config.catalogue.farmland_register import FarmBuilding, FarmlandRegister, FarmLease, FarmOwner, FarmPermit, FarmUse

RECORD = FarmlandRegister(
    applicant="홍길동", applicant_number="801123-9******", pnu="5113025021192000003",
    location="강원특별자치도 원주시 문막읍 문막리", lot="9200-3", category="전", actual_category="답",
    area_m2="5,610", actual_area_m2="5,540", promotion="진흥지역 밖",
    owners=(
        FarmOwner("최견본", "1817-07-07", "강원도 원성군 문막면 문막리 9238", "", "1958-06-15", "매매"),
        FarmOwner("홍길동", "1880-11-23", "강원특별자치도 원주시 치악로 9003, 104동 401호 (보기동, 견본아파트)", "1/2", "1996-04-05", "매매"),
        FarmOwner("성춘향", "1885-03-12", "강원특별자치도 원주시 단구로 9020, 121동 2101호 (보기동, 견본아파트)", "1/2", "1996-04-05", "매매"),
    ),
    uses=(
        FarmUse("1996-04-05", "자경", "홍길동", "5,540", "옥수수"),
        FarmUse("2024-03-01", "임대", "조○○", "3,100", "벼"),
    ),
    leases=(FarmLease("조○○", "임대차", "3,100", "2024-03-01", "2029-02-28", "연 620,000원 (매년 12월)"),),
    permits=(FarmPermit("1996-03-22", "농지취득자격증명", "5,610", "농업경영"),),
    buildings=(
        FarmBuilding("고정식 온실", "660", "2012-05-10", "비닐, 2동"),
        FarmBuilding("농막", "18", "2015-08-21", ""),
    ),
)  # fmt: skip
