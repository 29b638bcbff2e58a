"""What the reference city answers to everybody with a card fits on paper, with everything and with nothing chosen."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from config.certificate import Issue
from config.kind import Kind
from config.seoul import SEOUL
from printing.certificate import Unprintable, lay_out
from sync.city.api import RefusalCode
from sync.reference_city.made_up.households import households
from sync.reference_city.made_up.people import people
from sync.reference_city.people import printed
from sync.reference_city.registers import Asked, register
from tests.cities import REGISTERS, SCENE, SEAL, WONJU

PERSONAL = [kind for kind in WONJU.kinds.values() if kind.identity == "card" and not kind.inputs]
UNPRINTABLE = {"8812319000083"}


def least(kind: Kind) -> dict[str, str]:
    return {option.name: option.default for option in kind.options}


def most(kind: Kind) -> dict[str, str]:
    return {option.name: option.choices[-1].value for option in kind.options}


@pytest.mark.parametrize("number", people())
@pytest.mark.parametrize("kind", PERSONAL, ids=lambda kind: kind.name)
def test_everybody_gets_paper_or_a_reason(kind: Kind, number: str) -> None:
    issue = Issue("1732-4096-5500-0817", datetime(2026, 3, 2, tzinfo=SEOUL), kind.issuer, bytes(200), SEAL, "03")
    for chosen in (least(kind), most(kind)):
        record = register(kind.name)(Asked(WONJU, kind, chosen, people()[number], date(2026, 3, 2), REGISTERS))
        if isinstance(record, RefusalCode):
            continue
        assert record.holder == number[:7]
        try:
            laid_out = lay_out(kind, record, issue)
        except Unprintable:
            assert number in UNPRINTABLE
        else:
            assert number not in UNPRINTABLE
            assert laid_out.sheets <= 3
            assert len(laid_out.pdf) < 120_000 * laid_out.sheets


@pytest.mark.parametrize("kind", PERSONAL, ids=lambda kind: kind.name)
def test_no_whole_number_unless_it_is_asked_for(kind: Kind) -> None:
    whole = [printed(each.resident_number, whole=True) for household in households(SCENE) for each in household.members]
    for person in people().values():
        record = repr(register(kind.name)(Asked(WONJU, kind, least(kind), person, date(2026, 3, 2), REGISTERS)))
        assert not [number for number in whole if number in record or number.replace("-", "") in record]
