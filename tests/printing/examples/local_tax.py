from __future__ import annotations

from config.catalogue.local_tax import Assessment, LocalTax

RECORD = LocalTax(
    name="홍길동", number="801123-9******", address="강원특별자치도 원주시 치악로 9003, 104동 401호 (보기동, 견본아파트)",
    period="2021.01 ~ 2026.03", items="전체 세목", purpose="관공서 제출용",
    assessments=tuple(
        entry
        for year in range(2021, 2026)
        for entry in (
            Assessment("자동차세", f"{year}.06", "1기분", f"40{year % 100}06-1203", "12가3456 승용", 0, 259_740),
            Assessment("재산세", f"{year}.07", "1기분", f"50{year % 100}07-0661", "단구동 9423-2 주택", 181_000_000, 92_300),
            Assessment("지역자원시설세", f"{year}.07", "정기분", f"60{year % 100}07-0661", "단구동 9423-2 주택", 90_500_000, 31_050),
            Assessment("주민세", f"{year}.08", "개인분", f"70{year % 100}08-0018", "세대주", 0, 11_000),
            Assessment("자동차세", f"{year}.12", "2기분", f"40{year % 100}12-1203", "12가3456 승용", 0, 259_740),
        )
    ),
    department="세무과", officer="정담당", phone="033-000-0000",
)  # fmt: skip
