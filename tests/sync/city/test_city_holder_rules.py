"""A city's rules for who may have a paper of their own at a kiosk, kept by the city itself."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from uuid import uuid4

from config.holder import HolderRules
from config.ids import KioskId
from sync.city.api import RefusalCode, RefusalReply
from sync.reference_city.alarms import AlarmKind
from sync.reference_city.domain import ReferenceCity
from sync.reference_city.people import Person
from tests.cities import MARKS, WONJU
from tests.sync.city.conftest import KIOSK, Town

HONG, SEONG = ("8011239000018", "WJ0000018"), ("8503120000026", "WJ0000026")
CHILD = ("9912313000000", "WJ0000099")
"""Born on the last day of this century: nobody's number yet."""
OTHER = KioskId("wonju-other")


def ruled(town: Town, rules: HolderRules) -> Town:
    """The town, with these rules for the abstract."""
    kind = replace(WONJU.kinds["resident-abstract"], holder=rules)
    city = replace(WONJU, kinds={**WONJU.kinds, kind.name: kind})
    town.city = ReferenceCity(
        city, town.registers, town.store, lambda: town.time, lambda text: bytes(64), Random(1).randbytes, MARKS
    )
    return town


def asks(town: Town, who: tuple[str, str] = HONG, kiosk: KioskId = KIOSK, uuid: str = "") -> RefusalCode | None:
    """None when it is reserved."""
    answer = town.city.reserve(kiosk, uuid or str(uuid4()), replace(town.abstract(*who), kiosk=kiosk))
    assert isinstance(answer, bytes | RefusalReply)
    return answer.refused if isinstance(answer, RefusalReply) else None


def test_what_no_means_of_a_kiosk_is_enough_for_is_a_counters(town: Town) -> None:
    assert asks(ruled(town, HolderRules(means=()))) is RefusalCode.AT_COUNTER


def test_who_is_too_young_comes_to_a_counter(town: Town) -> None:
    town.registers.enter([(CHILD[0], Person(*CHILD, "홍아이", ""))])
    ruled(town, HolderRules(age=17))
    assert asks(town, CHILD) is RefusalCode.UNDER_AGE
    assert asks(town, (CHILD[0], "WJ0000098")) is RefusalCode.CARD_LOST, (
        "who has not the card learns nothing of its holder"
    )
    assert asks(town) is None


def test_a_person_has_so_many_of_a_kind_in_an_hour_at_all_kiosks_together(town: Town) -> None:
    ruled(town, HolderRules(per_hour=2))
    first = str(uuid4())
    assert asks(town, uuid=first) is None
    assert asks(town, uuid=first) is None, "an answer that was lost, and no second paper"
    assert asks(town, kiosk=OTHER) is None
    assert asks(town, kiosk=OTHER) is asks(town) is RefusalCode.TOO_OFTEN
    assert asks(town, SEONG) is None, "somebody else"
    town.wait(hours=1)
    assert asks(town) is None


def test_that_somebody_has_too_many_is_an_alarm(town: Town) -> None:
    ruled(town, HolderRules(per_hour=1))
    asks(town)
    assert town.alarms() == []
    asks(town)
    assert town.alarms() == [(KIOSK, AlarmKind.TOO_MANY, "resident-abstract of one holder")]
