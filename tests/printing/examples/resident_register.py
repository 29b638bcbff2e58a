from __future__ import annotations

from config.catalogue.resident_register import HouseholdAddress, Member, ResidentRegister

RECORD = ResidentRegister(
    householder="성참판", householder_hanja="成參判", formation_reason="전입세대구성", formation_date="1999-10-09",
    addresses=(
        HouseholdAddress("강원도 원주시 평원로 9000, 3층 (보기동)", "1999-10-09", "1999-10-11", "전입세대구성"),
        HouseholdAddress("강원특별자치도 원주시 서원대로 9999, 101동 1203호 (단구동, 보기아파트)", "2019-04-08", "2019-04-10", "전입"),
    ),
    members=(
        Member("본인", "성참판", "成參判", "550101-9******", "1999-10-09", "1999-10-11", "거주자", "전입세대구성"),
        Member("배우자", "응우옌 티 견본 (NGUYEN THI GYEONBON)", "", "700203-0******", "2024-09-02", "2024-09-02", "외국인", "외국인등록"),
        Member("자녀", "성춘향", "成春香", "850312-0000026", "2019-04-08", "2019-04-10", "거주자", "전입"),
        Member("동거인", "견본하늘구름햇살처럼맑고고운이름을가진사람", "", "891010-9******", "2025-02-28", "2025-03-04", "거주불명자",
               "거주불명등록"),
    ),
    applicant="성춘향", applicant_number="850312-0******", purpose="관공서 제출용",
    department="단구동 행정복지센터", officer="정담당", phone="033-000-0000",
)  # fmt: skip
