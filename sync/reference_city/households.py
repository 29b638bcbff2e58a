"""Synthetic households: who lives where, since when, and where they lived before.

Both 주민등록표 등본 and 초본 are taken from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from config.scene import Scene
from sync.reference_city.people import people

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


def household_of(scene: Scene, resident_number: str) -> Household | None:
    return next((each for each in households(scene) if each.member(resident_number)), None)


def address_of(scene: Scene, resident_number: str) -> str:
    """The present one; "" of who lives nowhere here."""
    household = household_of(scene, resident_number)
    return household.moves[-1].address if household else ""


def in_scope(scene: Scene, resident_number: str, scope: str) -> tuple[Resident, ...]:
    """The person alone (``self``), or the ``household``: all but those who only live under the same roof."""
    household = household_of(scene, resident_number)
    members = household.members if household else ()
    return tuple(
        each
        for each in members
        if each.resident_number == resident_number or (scope == "household" and each.relation != COHABITANT)
    )


def _moves(scene: Scene, count: int, name: str, father: str = "") -> tuple[Move, ...]:
    """One a year, the last in this city: with the ``father``, if there is one, for the first five years and at last again."""
    moves = []
    for each in range(count):
        moved_in = f"{2025 - count + each}-03-{each % 27 + 1:02d}"
        at_home = father and (each < 5 or each == count - 1)
        moves.append(
            Move(
                f"{_street(scene, each, moved_in)} {9_000 + each}, {101 + each}동 {each + 1}01호 (보기동, 견본아파트)",
                moved_in,
                f"{2025 - count + each}-03-{each % 27 + 2:02d}",
                "세대분리" if father and each == 5 else "세대합가" if father and each == count - 1 else "전입",
                father if at_home else name,
                "자녀" if at_home else "본인",
            )
        )
    return tuple(moves)


def _street(scene: Scene, number: int, day: str) -> str:
    """As an address of that day begins."""
    street = scene.street(number)
    return street if day >= scene.renamed else street.replace(scene.address, scene.address_before, 1)


def _alone(scene: Scene, number: str, count: int) -> Household:
    """A household of one, formed with the last move."""
    person, moves = people()[number], _moves(scene, count, people()[number].name)
    moves = (*moves[:-1], replace(moves[-1], reason="전입세대구성"))
    last = moves[-1]
    me = Resident(number, person.name, person.hanja, "본인", last.moved_in, last.reported, last.reason)
    return Household(last.reason, last.moved_in, moves, (me,))


def _large(scene: Scene) -> Household:
    """Nine members: four generations, a foreigner, one who lives abroad, and a cohabitant."""
    father = "홍판서"
    moves = (
        Move(f"{scene.fields.before} 9107", "1981-02-03", "1981-02-10", "출생등록", father, "자녀"),
        Move(f"{_street(scene, 0, '1999-11-20')} 9000, 3층 (보기동)", "1999-11-20", "1999-11-22", "전입", father, "자녀"),
        Move(f"{_street(scene, 1, '2008-05-01')} 9001, 102동 201호 (보기동, 견본아파트)", "2008-05-01", "2008-05-06", "세대분리", "홍길동", "본인"),
        Move(f"{scene.street(2)} 9002, 103동 1901호 ({scene.town.name}, 견본아파트)", "2023-08-11", "2023-08-14", "전입", "홍길동", "본인"),
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


def _fathers(scene: Scene) -> Household:
    """With the daughter, who came back, and her child."""
    back = _daughters(scene)[-1]
    home = replace(
        back, moved_in="1989-10-09", reported="1989-10-11", reason="전입세대구성", householder="성참판", relation="본인"
    )
    return Household(home.reason, home.moved_in, (home,), (
        Resident("5501019000180", "성참판", "成參判", "본인", home.moved_in, home.reported, home.reason),
        Resident("8503120000026", "성춘향", "成春香", "자녀", back.moved_in, back.reported, back.reason),
        Resident("9909099000190", "성새봄", "", "손", back.moved_in, back.reported, back.reason),
    ))  # fmt: skip


def _daughters(scene: Scene) -> tuple[Move, ...]:
    return _moves(scene, 21, "성춘향", "성참판")


@lru_cache(maxsize=4)
def households(scene: Scene) -> tuple[Household, ...]:
    single = (("8207049000034", 2), ("7909090000042", 1), ("8910109000059", 3), ("9102289000061", 2), ("9005050000077", 1),
              ("8812319000083", 1))  # fmt: skip
    return (_large(scene), _fathers(scene), *(_alone(scene, number, count) for number, count in single))


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


def history_of(scene: Scene, resident_number: str) -> History | None:
    """Of a member of a household; who is in no list has moved with the household."""
    household = household_of(scene, resident_number)
    return _histories(scene).get(resident_number, History(household.moves)) if household else None


@lru_cache(maxsize=4)
def _histories(scene: Scene) -> dict[str, History]:
    """Who has a history of their own."""
    return {
        "8011239000018": History(_large(scene).moves, (
            Change("홍길영 (洪吉永)", "홍길동 (洪吉東)", "1998-05-02", "개명"),
            Change("홍길동 (洪吉東)", "홍길동 (洪吉童)", "1998-06-01", "한자 정정"),
        )),
        "8503120000026": History(_daughters(scene)),
        "9102289000061": History(_alone(scene, "9102289000061", 2).moves, foreign_number="9102289900061"),
    }  # fmt: skip
