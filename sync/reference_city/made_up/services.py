"""Made-up military service."""

from __future__ import annotations

from functools import cache

from sync.reference_city.conscripts import WAITING, Service


@cache
def services() -> dict[str, Service]:
    """By resident number."""
    return {
        "8011239000018": Service(
            "예비역", "육군", "01-99000018", "병장", "보병 (111.101 소총수)", "2001-01-08", "2003-03-07", "만기전역", "현역병",
            career=("제1보기사단 견본연대 복무 (2001-02-20 ~ 2003-03-07)", "사단장 표창 (2002-10-01)"),
        ),
        # Examined and waiting.
        "8910109000059": Service(WAITING, fitness="2급", disposition="현역병입영 대상", disposed="2024-05-20"),
        # Exempted after an examination.
        "9102289000061": Service("전시근로역", fitness="5급", disposition="질병으로 인한 병역처분변경", disposed="2012-07-03"),
        # Exempted before the registers that a kiosk can ask begin (1989).
        "9005050000077": Service("전시근로역", fitness="5급", disposition="질병", disposed="1988-12-31"),
        # Discharged before they begin (1968).
        "8812319000083": Service(
            "퇴역", "해군", "9000083", "하사", "갑판", "1964-05-01", "1967-12-31", "만기전역", "현역부사관"
        ),
    }  # fmt: skip
