"""수급자, 의료급여 and 장애인 증명서: of oneself by default, and no more of it than was asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sync.city.api import RefusalCode
from sync.reference_city.made_up.people import people
from tests.cities import WONJU
from tests.sync.city.open_registers import answer

pytestmark = pytest.mark.usefixtures("every_register")

HOLDER, DAUGHTER = "8011239000018", "8503120000026"


def ask(kind: str, number: str, **chosen: str) -> Any:
    return answer(kind, chosen, people()[number], date(2026, 3, 2))


@pytest.mark.parametrize(("kind", "entries"), [("basic-livelihood", "recipients"), ("medical-aid", "members")])
def test_oneself_or_the_household(kind: str, entries: str) -> None:
    (only,) = getattr(ask(kind, HOLDER), entries)
    assert (only.relation, only.name, only.resident_number) == ("본인", "홍길동", "801123-9******")
    whole = getattr(ask(kind, HOLDER, scope="household"), entries)
    assert [each.relation for each in whole] == ["본인", "배우자", "모", "자녀", "손"]
    assert all(each.resident_number.endswith("******") for each in whole)


def test_what_is_certified() -> None:
    (only,) = ask("basic-livelihood", HOLDER).recipients
    assert (only.benefits, only.since) == ("생계급여, 의료급여, 주거급여", "2024-03-20")
    record = ask("medical-aid", HOLDER)
    assert (record.symbol, record.members[0].category, record.members[0].since) == ("90018000101", "1종", "2024-03-20")


def test_a_householder_who_is_somebody_else_only_with_the_household() -> None:
    assert "성참판" not in repr(ask("medical-aid", DAUGHTER))
    assert ask("medical-aid", DAUGHTER, scope="household").householder == "성참판"
    assert ask("medical-aid", HOLDER).householder == "홍길동"


def test_the_type_of_disability_only_where_it_is_chosen() -> None:
    hidden, shown = ask("disability", HOLDER), ask("disability", HOLDER, type="yes")
    assert (hidden.main, hidden.secondary, hidden.degree) == ("", "", "장애의 정도가 심하지 않은 장애인")
    assert (shown.main, shown.secondary) == ("지체장애", "청각장애")
    assert ask("disability", "8910109000059").degree == "장애의 정도가 심한 장애인"


@pytest.mark.parametrize("kind", ["basic-livelihood", "medical-aid", "disability", "military-service"])
def test_what_it_is_for(kind: str) -> None:
    assert ask(kind, HOLDER).purpose == ""
    assert ask(kind, HOLDER, purpose="bank").purpose == "금융기관 제출용"


def test_nothing_to_certify() -> None:
    assert ask("basic-livelihood", "9102289000061") == RefusalCode.NO_SUCH_RECORD
    assert ask("medical-aid", "8910109000059") == RefusalCode.NO_SUCH_RECORD
    assert ask("disability", DAUGHTER) == RefusalCode.NO_SUCH_RECORD
    assert ask("disability", "9102289000061") == RefusalCode.CLOSED


@pytest.mark.parametrize(
    "kind", [kind.name for kind in WONJU.kinds.values() if kind.identity == "card" and not kind.inputs]
)
def test_the_holder_of_the_demonstration_card_gets_it(kind: str) -> None:
    record = ask(kind, HOLDER)
    assert (record.holder, record.subject) == (HOLDER[:7], "홍길동")
    assert HOLDER[7:] not in repr(record)
