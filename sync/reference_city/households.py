"""Synthetic households: who lives where, since when, and where they lived before.

Both 주민등록표 등본 and 초본 are taken from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from sync.reference_city.lots import PROVINCE
from sync.reference_city.people import people

DESK = ("단구동 행정복지센터", "정담당", "033-000-0000")
"""담당부서, 담당자 and 전화 of who keeps the register."""

COHABITANT = "동거인"


@dataclass(frozen=True, repr=False)
class Move:
    """One address, from ``moved_in`` on; ``reported`` is the day it was told to the office. ISO dates."""

    address: str
    moved_in: str
    reported: str
    reason: str
    householder: str
    relation: str
    status: str = "거주자"


@dataclass(frozen=True, repr=False)
class Resident:
    """A member of a household, who need not have a card: children, foreigners, cohabitants."""

    resident_number: str
    name: str
    hanja: str
    relation: str
    moved_in: str
    reported: str
    reason: str
    status: str = "거주자"


@dataclass(frozen=True, repr=False)
class Household:
    """``members``: the householder first. ``moves``: of the householder, oldest first."""

    formation_reason: str
    formation_date: str
    moves: tuple[Move, ...]
    members: tuple[Resident, ...]

    def member(self, resident_number: str) -> Resident | None:
        return next((each for each in self.members if each.resident_number == resident_number), None)


def chosen_moves(moves: Sequence[Move], choice: str, today: date) -> tuple[Move, ...]:
    """The present address, and of those before ``none``, ``all``, or those lived at in the last so many years."""
    if choice == "all":
        return tuple(moves)
    past = len(moves) - 1
    if choice != "none":
        since = f"{today.year - int(choice)}-{today:%m-%d}"
        past = sum(later.moved_in < since for later in moves[1:])
    return tuple(moves[past:])


def household_of(resident_number: str) -> Household | None:
    return next((each for each in households() if each.member(resident_number)), None)


def address_of(resident_number: str) -> str:
    """The present one; "" of who lives nowhere here."""
    household = household_of(resident_number)
    return household.moves[-1].address if household else ""


def in_scope(resident_number: str, scope: str) -> tuple[Resident, ...]:
    """The person alone (``self``), or the ``household``: all but those who only live under the same roof."""
    household = household_of(resident_number)
    members = household.members if household else ()
    return tuple(
        each
        for each in members
        if each.resident_number == resident_number or (scope == "household" and each.relation != COHABITANT)
    )


NEW_PROVINCE = "2023-06-11"
"""Since that day 강원도 is 강원특별자치도."""

_STREETS = ("평원로", "원일로", "남원로", "치악로", "북원로", "서원대로", "단구로", "무실로")


def _moves(count: int, name: str, father: str = "") -> tuple[Move, ...]:
    """One a year, the last in Wonju: with the ``father``, if there is one, for the first five years and at last again."""
    moves = []
    for each in range(count):
        moved_in = f"{2025 - count + each}-03-{each % 27 + 1:02d}"
        at_home = father and (each < 5 or each == count - 1)
        moves.append(
            Move(
                f"{PROVINCE if moved_in >= NEW_PROVINCE else '강원도 원주시'} {_STREETS[each % len(_STREETS)]} {9_000 + each}, "
                f"{101 + each}동 {each + 1}01호 (보기동, 견본아파트)",
                moved_in,
                f"{2025 - count + each}-03-{each % 27 + 2:02d}",
                "세대분리" if father and each == 5 else "세대합가" if father and each == count - 1 else "전입",
                father if at_home else name,
                "자녀" if at_home else "본인",
            )
        )
    return tuple(moves)


def _alone(number: str, count: int) -> Household:
    """A household of one, formed with the last move."""
    person, moves = people()[number], _moves(count, people()[number].name)
    moves = (*moves[:-1], replace(moves[-1], reason="전입세대구성"))
    last = moves[-1]
    me = Resident(number, person.name, person.hanja, "본인", last.moved_in, last.reported, last.reason)
    return Household(last.reason, last.moved_in, moves, (me,))


def _large() -> Household:
    """Nine members: four generations, a foreigner, one who lives abroad, and a cohabitant."""
    father = "홍판서"
    moves = (
        Move("강원도 원성군 문막면 문막리 9107", "1981-02-03", "1981-02-10", "출생등록", father, "자녀"),
        Move("강원도 원주시 평원로 9000, 3층 (보기동)", "1999-11-20", "1999-11-22", "전입", father, "자녀"),
        Move("강원도 원주시 원일로 9001, 102동 201호 (보기동, 견본아파트)", "2008-05-01", "2008-05-06", "세대분리", "홍길동", "본인"),
        Move(f"{PROVINCE} 남원로 9002, 103동 1901호 (단구동, 견본아파트)", "2023-08-11", "2023-08-14", "전입", "홍길동", "본인"),
    )  # fmt: skip
    together, reported = moves[-1].moved_in, moves[-1].reported
    return Household("세대분리", "2008-05-01", moves, (
        Resident("8011239000018", "홍길동", "洪吉童", "본인", together, reported, "전입"),
        Resident("8203140000104", "장보기", "張寶起", "배우자", together, reported, "전입"),
        Resident("5805220000111", "춘섬", "春蟾", "모", "2024-01-15", "2024-01-18", "세대합가"),
        Resident("9906019000128", "홍예일", "洪例日", "자녀", together, reported, "전입"),
        Resident("9712310000135", "응우옌 티 견본 (NGUYEN THI GYEONBON)", "", "며느리", "2024-09-02", "2024-09-02", "외국인등록", "외국인"),
        Resident("9804050000142", "홍예이", "洪例二", "자녀", together, reported, "전입", "재외국민"),
        Resident("9909099000159", "홍아기", "洪兒起", "손", "2025-06-30", "2025-07-04", "출생등록"),
        Resident("7710109000166", "홍인형", "洪仁亨", "형제", "2010-04-01", "2019-12-31", "거주불명등록", "거주불명자"),
        Resident("9003039000173", "김동거", "", COHABITANT, "2025-02-28", "2025-03-04", "전입"),
    ))  # fmt: skip


def _fathers() -> Household:
    """With the daughter, who came back, and her child."""
    back = _daughters()[-1]
    home = replace(
        back, moved_in="1989-10-09", reported="1989-10-11", reason="전입세대구성", householder="성참판", relation="본인"
    )
    return Household(home.reason, home.moved_in, (home,), (
        Resident("5501019000180", "성참판", "成參判", "본인", home.moved_in, home.reported, home.reason),
        Resident("8503120000026", "성춘향", "成春香", "자녀", back.moved_in, back.reported, back.reason),
        Resident("9909099000190", "성새봄", "", "손", back.moved_in, back.reported, back.reason),
    ))  # fmt: skip


def _daughters() -> tuple[Move, ...]:
    return _moves(21, "성춘향", "성참판")


@cache
def households() -> tuple[Household, ...]:
    single = (("8207049000034", 2), ("7909090000042", 1), ("8910109000059", 3), ("9102289000061", 2), ("9005050000077", 1),
              ("8812319000083", 1))  # fmt: skip
    return (_large(), _fathers(), *(_alone(number, count) for number, count in single))


@dataclass(frozen=True, repr=False)
class Change:
    """인적 사항 변경."""

    before: str
    after: str
    date: str
    reason: str


@dataclass(frozen=True, repr=False)
class History:
    """One person's own register.

    Attributes:
        changes, moves: oldest first.
        foreign_number: 국내거소신고번호 or 외국인등록번호, 13 digits; "" without one.
    """

    moves: tuple[Move, ...]
    changes: tuple[Change, ...] = ()
    foreign_number: str = ""


def history_of(resident_number: str) -> History | None:
    """Of a member of a household; who is in no list has moved with the household."""
    household = household_of(resident_number)
    return _histories().get(resident_number, History(household.moves)) if household else None


@cache
def _histories() -> dict[str, History]:
    """Who has a history of their own."""
    return {
        "8011239000018": History(_large().moves, (
            Change("홍길영 (洪吉永)", "홍길동 (洪吉東)", "1998-05-02", "개명"),
            Change("홍길동 (洪吉東)", "홍길동 (洪吉童)", "1998-06-01", "한자 정정"),
        )),
        "8503120000026": History(_daughters()),
        "9102289000061": History(_alone("9102289000061", 2).moves, foreign_number="9102289900061"),
    }  # fmt: skip
