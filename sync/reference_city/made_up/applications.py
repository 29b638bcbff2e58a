"""Made-up applications: each at another point between its receipt and its result."""

from __future__ import annotations

from functools import cache

from sync.city.applications import Stage
from sync.reference_city.things import Application, Progress

ACCEPTED, INCOMPLETE, BEGUN, REFUSED, EXTENDED = (
    "20269990001",
    "20269990002",
    "20269990003",
    "20269990004",
    "20269990005",
)


@cache
def applications() -> dict[str, Application]:
    """By number."""
    return {
        ACCEPTED: Application(
            "일반음식점 신고", "481516", "2026-11-09", "위생과", "033-000-0003",
            _steps(("2026-11-04", Stage.RECEIVED), ("2026-11-04", Stage.ASSIGNED), ("2026-11-05", Stage.REVIEWED), ("2026-11-06", Stage.ACCEPTED)),
        ),
        INCOMPLETE: Application(
            "옥외광고물 허가 신청", "234209", "2026-11-27", "건축과", "033-000-0004",
            _steps(("2026-11-09", Stage.RECEIVED), ("2026-11-10", Stage.ASSIGNED), ("2026-11-13", Stage.INCOMPLETE)),
        ),
        BEGUN: Application("자동차 등록 신청", "100000", "2026-12-01", "차량등록사업소", "033-000-0005", _steps(("2026-11-20", Stage.RECEIVED))),
        REFUSED: Application(
            "농지전용 허가 신청", "654321", "2026-11-16", "농정과", "033-000-0006",
            _steps(("2026-10-26", Stage.RECEIVED), ("2026-10-27", Stage.ASSIGNED), ("2026-11-02", Stage.CONSULTED), ("2026-11-13", Stage.REFUSED)),
        ),
        EXTENDED: Application(
            "기초생활보장 지원 신청", "000007", "2026-12-24", "복지정책과", "033-000-0002",
            _steps(("2026-10-30", Stage.RECEIVED), ("2026-10-30", Stage.ASSIGNED), ("2026-11-12", Stage.CONSULTED), ("2026-11-19", Stage.EXTENDED)),
        ),
    }  # fmt: skip


def _steps(*steps: tuple[str, Stage]) -> tuple[Progress, ...]:
    return tuple(Progress(*each) for each in steps)
