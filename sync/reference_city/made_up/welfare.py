"""Synthetic welfare: who receives basic livelihood, who is on medical aid, who is registered as disabled."""

from __future__ import annotations

from functools import cache

from sync.reference_city.welfare import Aid, Disability, Livelihood


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
