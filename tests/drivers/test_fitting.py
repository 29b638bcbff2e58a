"""What a driver can be told is a setting, and the setting reaches the driver."""

from __future__ import annotations

from typing import Any

import pytest

from drivers.device import LineSettings
from drivers.escpos.fitting import EscPos
from drivers.escpos.printer import EscPosBus
from drivers.fitting import Start
from drivers.ipp.fitting import Ipp
from drivers.ipp.times import PrintTimes
from drivers.smartcard.dialogue import CardProfile
from drivers.smartcard.fitting import ChipCard
from drivers.smartro.fitting import Smartro
from drivers.smartro.terminal import SmartroBus
from kiosk.demo.settings import example
from kiosk.simulator.sources import START
from tests.cities import WONJU

BEGIN = Start(wall=lambda: START)


def section(name: str, **changes: Any) -> dict[str, Any]:
    """The example's, with these changes."""
    data: dict[str, Any] = example(WONJU)[name]
    return data | changes


def test_of_the_receipt_printer() -> None:
    told = EscPos.model_validate(section("receipt", confirms=False, baud=9_600)).bus(BEGIN)
    plain = EscPos.model_validate(section("receipt")).bus(BEGIN)
    assert isinstance(told, EscPosBus)
    assert isinstance(plain, EscPosBus)
    assert (told.confirms, told.line) == (False, LineSettings(9_600))
    assert (plain.confirms, plain.line) == (True, LineSettings(38_400))


def test_of_the_card_terminal() -> None:
    changes = {"answer_ms": 115_000, "card_ms": 20_000, "length_field": True, "baud": 57_600}
    told = Smartro.model_validate(section("terminal", **changes)).bus(BEGIN)
    plain = Smartro.model_validate(section("terminal")).bus(BEGIN)
    assert isinstance(told, SmartroBus)
    assert isinstance(plain, SmartroBus)
    assert (told.answer_ms, told.card_ms, told.length_field, told.line.baud) == (115_000, 20_000, True, 57_600)
    assert (plain.answer_ms, plain.card_ms, plain.length_field, plain.line.baud) == (100_000, 60_000, False, 115_200)


def test_of_the_document_printer() -> None:
    told = Ipp.model_validate(section("printer", start_ms=9_000, sheet_ms=2_000, stuck_ms=0, cancel_ms=4_000))
    assert told.times == PrintTimes(9_000, 2_000, 0, 4_000)
    assert told.times.of(3) == 15_000
    assert Ipp.model_validate(section("printer")).times == PrintTimes(30_000, 6_000, 45_000, 15_000)


def test_of_the_chip_card() -> None:
    assert ChipCard.model_validate(section("card", personal_number=0x5F11)).personal_number == 0x5F11
    assert ChipCard.model_validate(section("card")).personal_number == CardProfile(()).personal_number


@pytest.mark.parametrize("confirms", [True, False])
def test_the_emulator_is_of_the_kind_that_the_settings_name(confirms: bool) -> None:
    emulated = EscPos.model_validate(section("receipt", confirms=confirms)).emulated()
    (printer,) = emulated.devices.values()
    assert getattr(printer, "confirms", None) is confirms
