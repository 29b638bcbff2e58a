"""A name that no font has is told before anybody pays; a rare one that a font has is printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from config.kind import Fee
from config.won import Won
from kiosk.core.view import Notice
from kiosk.demo.settings import CARD_HOLDER
from sync.reference_city.made_up.people import people
from tests.cities import WONJU, with_kinds
from tests.kiosk.session.visit import Visit, abstract, paying


def visit_of(name: str, hanja: str) -> Visit:
    """To a paper with a fee, by somebody of that name."""
    fees = (Fee(date(2003, 2, 7), Won(500), confirmed=True),)
    kind = replace(WONJU.kinds["resident-abstract"], fees=fees)
    visit = Visit(abstract(purse=(500,)), city=with_kinds(WONJU, kind))
    number = CARD_HOLDER.resident_number
    visit.world.registers.enter([(number, replace(people()[number], name=name, hanja=hanja))])
    return visit.happens()


@pytest.mark.parametrize(
    ("name", "hanja", "characters"),
    [
        ("최드문", "崔\U00020b9f妍\U000201a4", "\U00020b9f\U000201a4"),
        ("박\u1112\u119e\u11ab별", "", "\u1112\u119e\u11ab"),
        ("성", "\U00020b9f", "\U00020b9f"),
    ],
    ids=["two hanja among others", "old hangul", "hanja beyond the basic plane"],
)
def test_a_name_that_no_font_has(name: str, hanja: str, characters: str) -> None:
    visit = visit_of(name, hanja)
    (notice,) = [view for view in visit.views if isinstance(view, Notice)]
    assert notice.title.id == "unprintable.title"
    assert characters in str(notice)
    assert not any(map(paying, visit.views))
    assert not visit.journal("CoinCredited")


@pytest.mark.parametrize(
    ("name", "hanja"),
    [("남궁쌍희", "南宮囍喆"), ("성연", "成妍"), ("\u1109\u1165\u11bc\u110e\u116e\u11ab\u1112\u1163\u11bc", "")],
    ids=["rare", "in the third font alone", "decomposed hangul"],
)
def test_a_rare_name_that_a_font_has(name: str, hanja: str) -> None:
    visit = visit_of(name, hanja)
    assert not visit.notices()
    assert visit.journal("DocumentIssued")
