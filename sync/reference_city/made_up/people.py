"""Synthetic residents: century digits 9 and 0, so nobody living can have these numbers."""

from __future__ import annotations

from functools import cache

from config.scene import Scene
from sync.reference_city.people import Person

HONG, SEONG = "8011239000018", "8503120000026"


def home(scene: Scene, resident_number: str) -> str:
    """As the registers of things and of taxes have it."""
    homes = {
        HONG: f"{scene.street(3)} 9003, 104동 401호 (보기동, 견본아파트)",
        SEONG: f"{scene.street(6)} 9020, 121동 2101호 (보기동, 견본아파트)",
    }
    return homes.get(resident_number, f"{scene.street(0)} 9000 (보기동)")


@cache
def people() -> dict[str, Person]:
    """By resident number."""
    everybody = (
        Person(HONG, "WJ0000018", "홍길동", "洪吉童"),
        Person(SEONG, "WJ0000026", "성춘향", "成春香", entitlements=("basic-livelihood", "single-parent")),
        Person("8207049000034", "WJ0000034", "이몽룡", "李夢龍", restricted=True),
        Person("7909090000042", "WJ0000042", "심청", "沈淸", card_lost=True),
        Person("8910109000059", "WJ0000059", "견본하늘구름햇살처럼맑고고운이름을가진사람", ""),
        Person("9102289000061", "WJ0000061", "남궁쌍희", "南宮囍喆"),
        Person("9005050000077", "WJ0000077", "최드문", "崔堃㐂"),  # hanja that the third font alone has
        Person("8812319000083", "WJ0000083", "박\u1112\u119e\u11ab별", ""),  # 아래아, of before 1933
    )
    return {person.resident_number: person for person in everybody}
