from __future__ import annotations

from config.catalogue.medical_aid import Beneficiary, MedicalAid

RECORD = MedicalAid(
    name="홍길동", resident_number="801123-9******", address="강원특별자치도 원주시 남원로 9002, 103동 1901호 (단구동, 견본아파트)",
    householder="홍길동", symbol="90018000101",
    members=(
        Beneficiary("본인", "홍길동", "801123-9******", "1종", "2024-03-20"),
        Beneficiary("배우자", "장보기", "820314-0******", "1종", "2024-03-20"),
        Beneficiary("자녀", "견본하늘구름햇살처럼맑고고운이름을가진사람", "990601-9******", "2종", "2024-04-20"),
    ),
    purpose="", department="원주시청 복지정책과", officer="정복지", phone="033-000-0002",
)  # fmt: skip
