"""Made-up households."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from config.scene import Scene
from sync.reference_city.households import COHABITANT, Change, History, Household, Move, Resident
from sync.reference_city.made_up.people import people


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


@lru_cache(maxsize=4)
def histories(scene: Scene) -> dict[str, History]:
    """Who has a history of their own."""
    return {
        "8011239000018": History(_large(scene).moves, (
            Change("홍길영 (洪吉永)", "홍길동 (洪吉東)", "1998-05-02", "개명"),
            Change("홍길동 (洪吉東)", "홍길동 (洪吉童)", "1998-06-01", "한자 정정"),
        )),
        "8503120000026": History(_daughters(scene)),
        "9102289000061": History(_alone(scene, "9102289000061", 2).moves, foreign_number="9102289900061"),
    }  # fmt: skip
