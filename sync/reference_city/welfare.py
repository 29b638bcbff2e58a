"""Synthetic welfare: who receives basic livelihood, who is on medical aid, who is registered as disabled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


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


@cache
def livelihoods() -> dict[str, Livelihood]:
    """By resident number. Not everybody of a household must be a recipient."""
    whole, schooling = ("생계급여", "의료급여", "주거급여"), ("생계급여", "의료급여", "주거급여", "교육급여")
    return {
        "8011239000018": Livelihood(whole, "2024-03-20"),
        "8203140000104": Livelihood(whole, "2024-03-20"),
        "5805220000111": Livelihood(whole, "2024-04-20"),
        "9906019000128": Livelihood(schooling, "2024-03-20"),
        "9909099000159": Livelihood(whole, "2025-07-20"),
        "8503120000026": Livelihood(("주거급여", "교육급여"), "2025-11-20"),
        "9909099000190": Livelihood(("교육급여",), "2025-11-20"),
        "8910109000059": Livelihood(("주거급여",), "2025-01-20"),
        "8812319000083": Livelihood(("의료급여", "주거급여"), "2022-06-20"),
    }


@cache
def aids() -> dict[str, Aid]:
    """By resident number."""
    return {
        "8011239000018": Aid("1종", "90018000101", "2024-03-20"),
        "8203140000104": Aid("1종", "90018000101", "2024-03-20"),
        "5805220000111": Aid("1종", "90018000101", "2024-04-20"),
        "9906019000128": Aid("2종", "90018000101", "2024-03-20"),
        "9909099000159": Aid("2종", "90018000101", "2025-07-20"),
        "8503120000026": Aid("2종", "90026000101", "2025-11-20"),
    }


@cache
def disabilities() -> dict[str, Disability]:
    """By resident number."""
    return {
        "8011239000018": Disability("지체장애", "청각장애", False, "2015-05-11"),
        "8910109000059": Disability("시각장애", "", True, "2009-12-01"),
        "9102289000061": Disability("뇌병변장애", "", False, "2012-03-05", ended=True),
    }
