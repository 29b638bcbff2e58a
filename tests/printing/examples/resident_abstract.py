from __future__ import annotations

from config.catalogue.resident_abstract import AddressEntry, PersonalChange, ResidentAbstract

RECORD = ResidentAbstract(
    name="성춘향", name_hanja="成春香", resident_number="850312-0******", foreign_number="850312-9******",
    changes=(PersonalChange("성춘홍 (成春紅)", "성춘향 (成春香)", "1899-05-01", "개명"),),
    addresses=tuple(
        AddressEntry(f"강원특별자치도 원주시 평원로 {9_000 + each}, {101 + each}동 {each + 1}01호 (보기동, 견본아파트)",
                     f"{1890 + each}-03-01", f"{1890 + each}-03-02", "성참판", "자녀" if each < 3 else "본인", "거주자", "전입")
        for each in range(24)
    ),
    service=("육군 병장 만기전역 (1910-01-02 입영, 1912-03-04 전역)",),
    purpose="금융기관 제출용", department="단구동 행정복지센터", officer="정담당", phone="033-000-0000",
)  # fmt: skip
