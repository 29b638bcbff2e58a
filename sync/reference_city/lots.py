"""Lots of Wonju, as a request names them."""

from __future__ import annotations

from collections.abc import Mapping

from config.places import Place, places
from sync.city.api import RefusalCode

PROVINCE = "강원특별자치도 원주시"


def place(name: str) -> Place:
    return next(each for each in places() if each.name == name)


def pnu(place: str, mountain: bool, number: int, sub_number: int) -> str:
    """고유번호: 법정동 (10), 1 토지 or 2 산 (1), 본번 (4), 부번 (4)."""
    return f"{place}{2 if mountain else 1}{number:04d}{sub_number:04d}"


def asked_lot(asked: Mapping[str, str]) -> str | RefusalCode:
    """The 고유번호 that a request's input names."""
    numbers = [asked.get(each, "0") for each in ("number", "sub_number")]
    if not all(each.isascii() and each.isdecimal() and len(each) <= 4 for each in numbers):
        return RefusalCode.BAD_INPUT
    if asked.get("place") not in {place.id for place in places()}:
        return RefusalCode.OUTSIDE_AREA
    return pnu(asked["place"], asked.get("mountain") == "1", int(numbers[0]), int(numbers[1]))
