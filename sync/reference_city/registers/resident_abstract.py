"""주민등록: abstracts of the synthetic residents."""

from __future__ import annotations

from functools import cache

from config.catalogue.resident_abstract import AddressEntry, PersonalChange, ResidentAbstract
from sync.api import RefusalCode
from sync.reference_city.lots import PROVINCE
from sync.reference_city.people import people
from sync.reference_city.registers import Asked


def find(asked: Asked) -> ResidentAbstract | RefusalCode:
    assert asked.person
    if asked.person.restricted:
        return RefusalCode.RESTRICTED
    return abstracts().get(asked.person.resident_number, RefusalCode.NO_SUCH_RECORD)


def _abstract(number: str, addresses: tuple[AddressEntry, ...],
              changes: tuple[PersonalChange, ...] = (), service: tuple[str, ...] = ()) -> ResidentAbstract:  # fmt: skip
    person = people()[number]
    return ResidentAbstract(
        person.name,
        person.hanja,
        person.masked,
        changes,
        addresses,
        service,
        "단구동 행정복지센터",
        "정담당",
        "033-000-0000",
    )


def _moves(count: int, householder: str) -> tuple[AddressEntry, ...]:
    """``count`` addresses, the last in Wonju."""
    streets = ("평원로", "원일로", "남원로", "치악로", "북원로", "서원대로", "단구로", "무실로")
    return tuple(
        AddressEntry(
            f"{PROVINCE} {streets[each % len(streets)]} {9_000 + each}, {101 + each}동 {each + 1}01호 (보기동, 견본아파트)",
            f"{1890 + each}-03-{each % 27 + 1:02d}",
            f"{1890 + each}-03-{each % 27 + 2:02d}",
            householder,
            "본인" if each > 2 else "자녀",
            "거주자",
            "전입",
        )
        for each in range(count)
    )


@cache
def abstracts() -> dict[str, ResidentAbstract]:
    """By resident number."""
    return {
        "8011239000018": _abstract(
            "8011239000018",
            _moves(4, "홍판서"),
            (PersonalChange("홍길영", "홍길동", "1898-05-02", "개명"),),
            ("입영일자 1900-01-08 / 전역일자 1902-04-07",),
        ),
        "8503120000026": _abstract("8503120000026", _moves(21, "성참판")),
        "8207049000034": _abstract("8207049000034", _moves(2, "이한림")),
        "7909090000042": _abstract("7909090000042", _moves(1, "심학규")),
        "8910109000059": _abstract("8910109000059", _moves(3, "견본바다")),
    }
