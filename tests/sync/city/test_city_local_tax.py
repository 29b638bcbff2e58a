"""Which taxes a certificate names: by year, by item, and none at all."""

from __future__ import annotations

from datetime import date

import pytest

from config.catalogue import Choice, Record
from config.catalogue.local_tax import LocalTax
from sync.city.api import RefusalCode
from sync.reference_city.made_up.people import people
from tests.cities import WONJU
from tests.sync.city.open_registers import answer

pytestmark = pytest.mark.usefixtures("every_register")

HONG, SEONG, OTHER = "8011239000018", "8503120000026", "8910109000059"
ITEMS = next(option for option in WONJU.kinds["local-tax"].options if option.name == "item")


def ask(first: str, last: str, resident: str = HONG, /, **chosen: str) -> Record | RefusalCode:
    """As the city asks: every option of the kind has a value."""
    years = {"from_year": first, "to_year": last}
    return answer("local-tax", years | chosen, people()[resident], date(2026, 7, 23))


def found(first: str, last: str, resident: str = HONG, /, **chosen: str) -> LocalTax:
    record = ask(first, last, resident, **chosen)
    assert isinstance(record, LocalTax)
    return record


def test_from_the_first_year_to_the_last_and_no_further_than_today() -> None:
    record = found("2024", "2026")
    months = [each.month for each in record.assessments]
    assert months == sorted(months)
    assert (months[0], months[-1]) == ("2024.01", "2026.07")
    assert record.period == "2024.01 ~ 2026.07"
    assert {each.month[:4] for each in found("2024", "2024").assessments} == {"2024"}


def test_one_item_or_all() -> None:
    whole = found("2021", "2026")
    assert whole.items == "전체 세목"
    assert {each.item for each in whole.assessments} >= {"취득세", "재산세", "자동차세", "주민세", "지방교육세"}
    one = found("2021", "2026", item="property")
    assert one.items == "재산세"
    assert one.assessments == tuple(each for each in whole.assessments if each.item == "재산세") != ()


@pytest.mark.parametrize("choice", ITEMS.choices)
def test_the_items_of_a_choice_are_those_of_the_assessments(choice: Choice) -> None:
    """A certificate of one item names no other."""
    value, title = choice.value, choice.title["ko"]
    record = found("2021", "2026", item=value)
    assert record.items == title
    assert value == "all" or {each.item for each in record.assessments} <= {title}


def test_who_was_assessed_nothing_is_told_so() -> None:
    assert found("2021", "2026", OTHER).assessments == ()
    assert found("2021", "2026", item="tobacco").assessments == ()
    assert found("2015", "2016").assessments == ()
    assert {each.item for each in found("2021", "2026", SEONG).assessments} == {"자동차세"}


def test_number_and_purpose_as_chosen() -> None:
    assert found("2021", "2026").number == "801123-9******"
    shown = found("2021", "2026", number="shown", purpose="bank")
    assert (shown.number, shown.purpose) == ("801123-9000018", "금융기관 제출용")
    assert shown.holder == HONG[:7]


@pytest.mark.parametrize(
    ("first", "last"),
    [("", ""), ("2024", "2023"), ("2026", "2027"), ("1999", "2020"), ("24", "26"), ("２０２４", "2025")],
)
def test_years_that_cannot_be(first: str, last: str) -> None:
    assert ask(first, last) == RefusalCode.BAD_INPUT
