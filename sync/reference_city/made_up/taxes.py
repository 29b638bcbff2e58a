"""Synthetic local taxes.

홍길동 (801123-9) has a house, a field, a car, a taxi and an excavator: from 2021 to 2026 every kind of person's tax is
there. 성춘향 has a car alone. Everybody else was assessed nothing, and is told so by a certificate of 과세사실 없음.
"""

from __future__ import annotations

from functools import lru_cache

from config.catalogue.local_tax import Assessment
from config.scene import Scene
from sync.reference_city.made_up.people import HONG, SEONG


@lru_cache(maxsize=4)
def assessments(scene: Scene) -> dict[str, tuple[Assessment, ...]]:
    """By resident number, oldest first."""
    house, field = f"{scene.town.name} 9423-2 주택", f"{scene.fields.name} 9200-3 (전)"
    hongs: list[Assessment] = [
        Assessment("취득세", "2022.06", "신고분", "102206-0031", "12가3456 승용", 17_500_000, 1_225_000),
        Assessment("지방교육세", "2022.06", "신고분", "102206-0032", "12가3456 승용", 1_225_000, 70_000),
        Assessment("등록면허세", "2022.06", "신고분", "202206-0115", "12가3456 저당권설정", 12_000_000, 24_000),
        Assessment("등록면허세", "2025.06", "신고분", "202506-0098", "12가3456 저당권설정", 8_500_000, 17_000),
    ]
    seongs: list[Assessment] = []
    for year in range(2021, 2027):
        value = 181_000_000 + 4_200_000 * (year - 2021)
        hongs += [
            Assessment(
                "등록면허세", f"{year}.01", "정기분", f"20{year % 100}01-0907", "개인택시운송사업 면허", 0, 18_000
            ),
            Assessment("지방소득세", f"{year}.05", "신고분", f"30{year % 100}05-0412", "종합소득", 21_400_000, 192_600),
            Assessment("자동차세", f"{year}.06", "1기분", f"40{year % 100}06-1203", "강원33바9001 승용", 0, 18_990),
            Assessment("재산세", f"{year}.07", "1기분", f"50{year % 100}07-0661", house, value, 92_300),
            Assessment("지역자원시설세", f"{year}.07", "정기분", f"60{year % 100}07-0661", house, value // 2, 31_050),
            Assessment("지방교육세", f"{year}.07", "1기분", f"50{year % 100}07-0662", house, 92_300, 18_460),
            Assessment("주민세", f"{year}.08", "개인분", f"70{year % 100}08-0018", "세대주", 0, 11_000),
            Assessment("재산세", f"{year}.09", "2기분", f"50{year % 100}09-0661", house, value, 92_300),
            Assessment("재산세", f"{year}.09", "정기분", f"50{year % 100}09-0702", field, 88_700_000, 62_090),
            Assessment("자동차세", f"{year}.12", "2기분", f"40{year % 100}12-1203", "강원33바9001 승용", 0, 18_990),
        ]
        if year > 2022:
            hongs += [
                Assessment(
                    "자동차세",
                    f"{year}.{month}",
                    f"{term}기분",
                    f"40{year % 100}{month}-1204",
                    "12가3456 승용",
                    0,
                    259_740,
                )
                for term, month in ((1, "06"), (2, "12"))
            ]
        seongs += [
            Assessment(
                "자동차세", f"{year}.{month}", f"{term}기분", f"40{year % 100}{month}-2204", "123나9004 승합", 0, 32_500
            )
            for term, month in ((1, "06"), (2, "12"))
        ]
    return {
        number: tuple(sorted(each, key=lambda each: (each.month, each.number)))
        for number, each in ((HONG, hongs), (SEONG, seongs))
    }
