"""What a printer itself counts of paper and toner, in the ways that makers have."""

from __future__ import annotations

import pytest

from drivers.ipp.amounts import Amounts, amounts
from drivers.ipp.codec import Attribute, AttributeGroup, Group, Tag, attribute


def octets(name: str, *values: str) -> Attribute:
    return attribute(Tag.OCTETS, name, *(each.encode() for each in values))


def said(*attributes: Attribute) -> Amounts:
    return amounts(AttributeGroup(Group.PRINTER, attributes))


TRAY = "type=sheetFeedAutoRemovableTray;mediafeed={};mediaxfeed={};maxcapacity=500;level={};status=0;name=Tray;"
BLACK = "type=toner;class=supplyThatIsConsumed;unit=percent;maxcapacity={};level={};colorantName=black;"


def test_sheets_are_those_of_all_trays_that_hold_a4() -> None:
    trays = (TRAY.format(29_700, 21_000, 120), TRAY.format(21_000, 29_700, 30), TRAY.format(42_000, 29_700, 400))
    assert said(octets("printer-input-tray", *trays)).sheets == 150


@pytest.mark.parametrize("level", ["-1", "-2", "-3", ""])
def test_a_tray_that_only_knows_that_there_is_some_says_no_number(level: str) -> None:
    known, unknown = TRAY.format(29_700, 21_000, 120), TRAY.format(29_700, 21_000, level)
    assert said(octets("printer-input-tray", known, unknown)).sheets is None


@pytest.mark.parametrize(
    ("whole", "level", "percent"), [(100, 42, 42), (3_000, 1_500, 50), (100, -3, None), (0, 5, None)]
)
def test_toner_is_told_in_percent_whatever_its_unit(whole: int, level: int, percent: int | None) -> None:
    assert said(octets("printer-supply", BLACK.format(whole, level))).toner_percent == percent


def test_a_printer_without_these_may_have_markers() -> None:
    kinds = attribute(Tag.KEYWORD, "marker-types", "opc", "toner-cartridge")
    assert said(kinds, attribute(Tag.INTEGER, "marker-levels", 80, 17)).toner_percent == 17
    assert said(kinds, attribute(Tag.INTEGER, "marker-levels", 80, -1)).toner_percent is None


def test_many_say_nothing() -> None:
    assert said() == Amounts(None, None)
