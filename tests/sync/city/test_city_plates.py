"""Vehicles and construction machines: to their owner alone, and what each option does."""

from __future__ import annotations

import re
from datetime import date

import pytest

from config.catalogue import Record
from config.catalogue.machinery_register import MachineryRegister
from config.catalogue.vehicle_register import VehicleRegister
from sync.city.api import RefusalCode
from sync.reference_city.made_up.machinery import machines
from sync.reference_city.made_up.people import people
from sync.reference_city.made_up.vehicles import vehicles
from sync.reference_city.plates import holds
from tests.cities import SCENE
from tests.sync.city.open_registers import answer

pytestmark = pytest.mark.usefixtures("every_register")

HONG, SEONG = "8011239000018", "8503120000026"
BOTH = [("vehicle-register", "12가3456"), ("machinery-register", "강원01가1234")]


def ask(kind: str, plate: str, resident: str = HONG, /, **chosen: str) -> Record | RefusalCode:
    """As the city asks: every option of the kind has a value."""
    return answer(kind, {"plate": plate} | chosen, people()[resident], date(2026, 11, 23))


def found(kind: str, plate: str, /, **chosen: str) -> VehicleRegister | MachineryRegister:
    record = ask(kind, plate, **chosen)
    assert isinstance(record, VehicleRegister | MachineryRegister)
    return record


@pytest.mark.parametrize(("kind", "plate"), BOTH)
def test_each_part_by_itself(kind: str, plate: str) -> None:
    a, b, both = (found(kind, plate, part=part) for part in ("a", "b", "both"))
    assert (a.part, b.part, both.part) == ("갑", "을", "갑·을")
    assert a.entries == both.entries != ()
    assert b.mortgages == both.mortgages != ()
    assert not a.mortgages
    assert not b.entries


@pytest.mark.parametrize(("kind", "plate"), BOTH)
def test_what_no_longer_holds_is_in_the_whole_history_alone(kind: str, plate: str) -> None:
    valid, whole = (found(kind, plate, part="both", history=history) for history in ("valid", "all"))
    assert valid.entries == tuple(filter(holds, whole.entries)) != whole.entries
    assert valid.mortgages == tuple(each for each in whole.mortgages if not each.cancelled) != whole.mortgages


@pytest.mark.parametrize(("kind", "plate"), BOTH)
def test_only_the_holders_own_number_is_ever_whole(kind: str, plate: str) -> None:
    masked, shown = (found(kind, plate, part="both", history="all", number=number) for number in ("masked", "shown"))
    assert masked.owner_number == "801123-9******"
    assert shown.owner_number == "801123-9000018"
    assert masked.holder == shown.holder == HONG[:7]
    assert {each.number for each in shown.entries} == {"", "190405-9******", "801123-9000018"}
    assert not any("000018" in each.number for each in masked.entries)


@pytest.mark.parametrize(
    ("kind", "plate", "number", "code"),
    [
        ("vehicle-register", "12가3456", SEONG, "not-holder"),
        ("machinery-register", "강원01가1234", SEONG, "not-holder"),
        ("vehicle-register", "123나9004", HONG, "not-holder"),
        ("vehicle-register", "34다9002", HONG, "closed"),
        ("vehicle-register", "34다9002", SEONG, "not-holder"),
        ("machinery-register", "강원02나9003", HONG, "closed"),
        ("vehicle-register", "99허9999", HONG, "no-such-record"),
        ("vehicle-register", "강원01가1234", HONG, "no-such-record"),
        ("machinery-register", "12가3456", HONG, "no-such-record"),
        ("vehicle-register", "", HONG, "bad-input"),
        ("vehicle-register", "12가345", HONG, "bad-input"),
        ("vehicle-register", "１２가3456", HONG, "bad-input"),
        ("vehicle-register", "평양12가3456", HONG, "bad-input"),
    ],
)
def test_a_plate_that_gets_nothing(kind: str, plate: str, number: str, code: str) -> None:
    assert ask(kind, plate, number) == RefusalCode(code)


def test_plates_of_every_age() -> None:
    assert isinstance(ask("machinery-register", "012가4568", SEONG), MachineryRegister)
    assert isinstance(ask("vehicle-register", "123나9004", SEONG), VehicleRegister)
    taxi = found("vehicle-register", "강원33바9001", part="both", history="all")
    assert len(taxi.entries) + len(taxi.mortgages) > 80


def test_the_city_keeps_nobodys_number_whole_here() -> None:
    everything: list[VehicleRegister | MachineryRegister] = [*vehicles(SCENE).values(), *machines(SCENE).values()]
    for record in everything:
        for number in (record.owner_number, *(each.number for each in record.entries)):
            assert re.fullmatch(r"([0-9]{6}-[90][*]{6})?", number)
