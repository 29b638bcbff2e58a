"""Welfare: who receives basic livelihood, who is on medical aid, who is registered as disabled."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, repr=False)
class Livelihood:
    """Basic livelihood of one person: 급여 종류 (생계, 의료, 주거, 교육) and 책정일, an ISO date."""

    benefits: tuple[str, ...]
    since: str


@dataclass(frozen=True, repr=False)
class Aid:
    """Medical aid of one person: 종별 (1종, 2종), 의료급여기호 of the household, 자격취득일."""

    category: str
    symbol: str
    since: str


@dataclass(frozen=True, repr=False)
class Disability:
    """Attributes:
    main, secondary: 주 and 부 장애유형.
    severe: 장애의 정도가 심한 장애인; there are only two degrees since 2019.
    registered: ISO date.
    ended: the registration was cancelled (재판정 등).
    """

    main: str
    secondary: str
    severe: bool
    registered: str
    ended: bool = False
