"""Synthetic military service: what 병적증명서 and 주민등록표 초본 say of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

WAITING = "제1국민역"
"""역종 of who may still have to serve."""


@dataclass(frozen=True, repr=False)
class Service:
    """One person's 병적. ISO dates; "" for what there is not.

    Attributes:
        category: 역종 (예비역, 전시근로역 …).
        branch, number, rank, specialty: 군별, 군번, 계급, 병과(주특기).
        enlisted, discharged, discharge: 입영일자, 전역일자, 전역구분(사유).
        duty: 복무분야.
        fitness, disposition, disposed: 신체등급, 처분사유 and the day of it, of who was examined and has not served.
        career: 군경력 및 기타, one line each.
    """

    category: str
    branch: str = ""
    number: str = ""
    rank: str = ""
    specialty: str = ""
    enlisted: str = ""
    discharged: str = ""
    discharge: str = ""
    duty: str = ""
    fitness: str = ""
    disposition: str = ""
    disposed: str = ""
    career: tuple[str, ...] = ()


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
