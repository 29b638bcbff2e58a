"""Lots, as a request names them."""

from __future__ import annotations

from sync.city.api import RefusalCode
from sync.reference_city.registers import Asked


def pnu(place: str, mountain: bool, number: int, sub_number: int) -> str:
    """고유번호: 법정동 (10), 1 토지 or 2 산 (1), 본번 (4), 부번 (4)."""
    return f"{place}{2 if mountain else 1}{number:04d}{sub_number:04d}"


def asked_lot(asked: Asked) -> str | RefusalCode:
    """The 고유번호 that a request's input names."""
    numbers = [asked.input.get(each, "0") for each in ("number", "sub_number")]
    if not all(each.isascii() and each.isdecimal() and len(each) <= 4 for each in numbers):
        return RefusalCode.BAD_INPUT
    place = asked.input.get("place")
    if place is None or place not in {each.id for each in asked.city.places}:
        return RefusalCode.OUTSIDE_AREA
    return pnu(place, asked.input.get("mountain") == "1", int(numbers[0]), int(numbers[1]))
