"""Synthetic residents: century digits 9 and 0, so nobody living can have these numbers."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.resident_abstract import AddressEntry, PersonalChange, ResidentAbstract

_CITY = "강원특별자치도 원주시"


@dataclass(frozen=True, repr=False)
class Resident:
    """A person and what the register says of them.

    Attributes:
        card_number: of the card they hold; another card of theirs was replaced.
        card_lost: reported lost, so no card of theirs proves anything.
        restricted: nothing is issued at a kiosk (시행규칙 §13의2).
    """

    resident_number: str
    card_number: str
    abstract: ResidentAbstract
    card_lost: bool = False
    restricted: bool = False


def mask(resident_number: str) -> str:
    """``YYMMDD-S******``: the first digit of the back part stays."""
    return f"{resident_number[:6]}-{resident_number[6]}******"


def _abstract(number: str, name: str, hanja: str, addresses: tuple[AddressEntry, ...],
              changes: tuple[PersonalChange, ...] = (), service: tuple[str, ...] = ()) -> ResidentAbstract:  # fmt: skip
    return ResidentAbstract(
        name, hanja, mask(number), changes, addresses, service, "단구동 행정복지센터", "정담당", "033-000-0000"
    )


def _moves(count: int, householder: str) -> tuple[AddressEntry, ...]:
    """``count`` addresses, the last in Wonju."""
    streets = ("평원로", "원일로", "남원로", "치악로", "북원로", "서원대로", "단구로", "무실로")
    return tuple(
        AddressEntry(
            f"{_CITY} {streets[each % len(streets)]} {9_000 + each}, {101 + each}동 {each + 1}01호 (보기동, 견본아파트)",
            f"{1890 + each}-03-{each % 27 + 1:02d}",
            f"{1890 + each}-03-{each % 27 + 2:02d}",
            householder,
            "본인" if each > 2 else "자녀",
            "거주자",
            "전입",
        )
        for each in range(count)
    )


def residents() -> dict[str, Resident]:
    """By resident number."""
    people = (
        Resident(
            "8011239000018", "WJ0000018",
            _abstract(
                "8011239000018", "홍길동", "洪吉童", _moves(4, "홍판서"),
                (PersonalChange("홍길영", "홍길동", "1898-05-02", "개명"),),
                ("입영일자 1900-01-08 / 전역일자 1902-04-07",),
            ),
        ),
        Resident("8503120000026", "WJ0000026", _abstract("8503120000026", "성춘향", "成春香", _moves(21, "성참판"))),
        Resident("8207049000034", "WJ0000034", _abstract("8207049000034", "이몽룡", "李夢龍", _moves(2, "이한림")), restricted=True),
        Resident("7909090000042", "WJ0000042", _abstract("7909090000042", "심청", "沈淸", _moves(1, "심학규")), card_lost=True),
        Resident("8910109000059", "WJ0000059", _abstract("8910109000059", "견본하늘구름햇살처럼맑고고운이름을가진사람", "", _moves(3, "견본바다"))),
    )  # fmt: skip
    return {person.resident_number: person for person in people}
