"""The emulated machine is what the settings say is fitted, and every device in it can be asked and handled alike."""

from __future__ import annotations

import json

import pytest

from drivers.bench.machine import DirectSlot, EmulatedMachine
from drivers.smartcard.emulator import Card
from kiosk.demo.settings import example_machine
from kiosk.shell.settings import Settings
from kiosk.simulator.world import demo_machine_settings
from tests.cities import WONJU


def machine(settings: Settings) -> EmulatedMachine:
    return EmulatedMachine(settings.fitted, Card({}, "1", "2", bytes), DirectSlot())


@pytest.mark.parametrize("settings", [example_machine(), demo_machine_settings(WONJU, bill_validator=True)])
def test_everything_that_is_fitted_is_there_under_its_name(settings: Settings) -> None:
    there = machine(settings)
    assert set(there.devices) == {name for each in settings.fitted for name in each.devices}
    assert set(there.lines) == {each.section for each in settings.on_ports}


@pytest.mark.parametrize("settings", [example_machine(), demo_machine_settings(WONJU, bill_validator=True)])
def test_each_device_stands_every_action_and_tells_its_state_as_json(settings: Settings) -> None:
    there = machine(settings)
    for name, device in there.devices.items():
        assert device.heading
        for action, each in device.actions().items():
            for value in each.values:
                there.do(1_000, name, action, value)
                assert json.loads(json.dumps(device.truth()))


def test_a_hand_on_the_settings_shows_in_the_device() -> None:
    there = machine(example_machine())
    there.do(0, "hopper-500", "fill", 50)
    assert there.devices["hopper-500"].truth()["tube"] == 60 + 50
    there.do(0, "note-acceptor", "open")
    assert there.devices["note-acceptor"].truth()["trouble"] == "stacker-open"
    there.do(0, "coin-acceptor", "unplug")
    assert there.devices["coin-acceptor"].truth()["plugged"] is False


@pytest.mark.parametrize(("device", "action"), [("hopper-50", "fill"), ("hopper-500", "insert")])
def test_what_is_not_there_is_named(device: str, action: str) -> None:
    with pytest.raises(KeyError):
        machine(example_machine()).do(0, device, action)
