"""Military service: what 병적증명서 and 주민등록표 초본 say of it."""

from __future__ import annotations

from dataclasses import dataclass

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
