"""병적증명서: the dates of service always, everything else as chosen; and whom a kiosk does not serve."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from config.catalogue.military_service import MilitaryService
from sync.city.api import RefusalCode
from sync.reference_city.conscripts import WAITING, Service
from sync.reference_city.entries import HeldRegisters
from sync.reference_city.made_up.people import people
from sync.reference_city.registers import Asked
from sync.reference_city.registers.military_service import find
from tests.cities import WONJU
from tests.sync.city.open_registers import answer

pytestmark = pytest.mark.usefixtures("every_register")

SERVED, WAITS, EXEMPT = "8011239000018", "8910109000059", "9102289000061"
KIND = WONJU.kinds["military-service"]
OPTIONS = {option.name: option.default for option in KIND.options}


def ask(number: str, today: date = date(2026, 3, 2), chosen: str = "") -> MilitaryService:
    """With that option, and none other, at "yes"."""
    record = answer("military-service", {chosen: "yes"} if chosen else {}, people()[number], today)
    assert isinstance(record, MilitaryService)
    return record


def test_the_dates_cannot_be_left_out() -> None:
    record = ask(SERVED)
    assert (record.enlisted, record.discharged, record.validity) == ("2001-01-08", "2003-03-07", "기한 없음")
    shown = {field.name for field in fields(record) if getattr(record, field.name)}
    assert shown == {"name", "resident_number", "address", "enlisted", "discharged", "validity", "office", "phone"}


@pytest.mark.parametrize("option", sorted(OPTIONS.keys() - {"purpose"}))
def test_each_item_is_shown_when_it_is_chosen(option: str) -> None:
    number = EXEMPT if option in ("fitness", "disposition") else SERVED
    before, after = ask(number), ask(number, chosen=option)
    changed = {field.name for field in fields(after) if getattr(before, field.name) != getattr(after, field.name)}
    assert changed == {option.replace("-", "_")} | ({"disposed"} if option == "disposition" else set())


def test_who_has_not_served() -> None:
    record = ask(EXEMPT)
    assert (record.category, record.enlisted, record.disposition, record.fitness) == ("전시근로역", "", "", "")
    assert record.validity == "기한 없음"


@pytest.mark.parametrize(
    ("today", "until"),
    [("2026-03-02", "2026-09-02"), ("2026-08-31", "2027-02-28"), ("2026-06-15", "2026-12-15"), ("2026-07-01", "2027-01-01")],
)  # fmt: skip
def test_who_waits_gets_six_months(today: str, until: str) -> None:
    record = ask(WAITS, date.fromisoformat(today))
    assert record.category == WAITING
    assert record.validity == f"{until}까지 (6개월)"


@pytest.mark.parametrize(
    ("service", "served"),
    [
        (Service("예비역", enlisted="1965-01-01", discharged="1968-01-01"), True),
        (Service("예비역", enlisted="1965-01-01", discharged="1967-12-31"), False),
        (Service("예비역", enlisted="2024-01-01", discharged="2026-01-31"), True),
        (Service("예비역", enlisted="2024-01-01", discharged="2026-02-01"), False),
        (Service("현역", enlisted="2025-01-01"), False),
        (Service("전시근로역", disposed="1989-01-01"), True),
        (Service("전시근로역", disposed="1988-12-31"), False),
        (Service(WAITING, disposed="1988-12-31"), True),
    ],
)
def test_whom_a_kiosk_serves(service: Service, served: bool) -> None:
    registers = HeldRegisters([(SERVED, service)])
    record = find(Asked(WONJU, KIND, OPTIONS, people()[SERVED], date(2026, 3, 2), registers))
    assert (record != RefusalCode.NO_SUCH_RECORD) == served


def test_who_never_was_examined() -> None:
    assert answer("military-service", {}, people()["8503120000026"], date(2026, 3, 2)) == RefusalCode.NO_SUCH_RECORD
