"""Keypads and the earphone's socket: what is pressed and put in is told once, and whether they are there at all."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from config.ids import DeviceName
from drivers.device import Bus, Event, State, StatusChanged
from drivers.evdev.bus import POLL_MS, EvdevBus
from drivers.evdev.codec import DOWN, EV_KEY, HELD, KEY_SETUP, REPORT, SIZE, UP, USUAL, InputEvent, Parser, encode
from drivers.evdev.emulator import HidKeypadEmulator, JackEmulator, KeySwitchEmulator
from drivers.keys import JackMoved, Key, KeyPressed, ServiceSwitched
from drivers.serial_keypad.emulator import SerialKeypadEmulator
from drivers.serial_keypad.keypad import USUAL as SERIAL
from drivers.serial_keypad.keypad import SerialKeypadBus

NAME = DeviceName("keypad")
SWITCH = DeviceName("key-switch")
KEYPADS: dict[str, Callable[[], tuple[Bus, HidKeypadEmulator | SerialKeypadEmulator]]] = {
    "hid": lambda: (EvdevBus(NAME, USUAL), HidKeypadEmulator()),
    "serial": lambda: (SerialKeypadBus(NAME, SERIAL), SerialKeypadEmulator()),
}
"""Name of the protocol to its bus and the other end of its wire."""


class Wire:
    """A bus and an emulator, in virtual time, for as long as a test says."""

    def __init__(self, bus: Bus, device: HidKeypadEmulator | SerialKeypadEmulator | JackEmulator | KeySwitchEmulator):
        self.bus, self.device = bus, device
        self.now = 0
        self.events: list[Event] = []

    def run(self, ms: int) -> list[Event]:
        """What was reported in that time."""
        before = len(self.events)
        until, back = self.now + ms, b""
        while self.now < until:
            step = self.bus.step(self.now, back, ())
            self.events += step.events
            back, _ = self.device.step(self.now, step.to_send)
            self.now += 10
        self.events += self.bus.step(self.now, back, ()).events
        return self.events[before:]

    @property
    def states(self) -> list[State]:
        return [event.status.state for event in self.events if isinstance(event, StatusChanged)]


@pytest.mark.parametrize("protocol", KEYPADS)
def test_every_key_is_told_once_in_the_order_of_the_fingers(protocol: str) -> None:
    wire = Wire(*KEYPADS[protocol]())
    wire.run(100)
    for key in Key:
        wire.device.press(wire.now, key)  # type: ignore[union-attr]  # a keypad
    pressed = [event.key for event in wire.run(100) if isinstance(event, KeyPressed)]
    assert pressed == list(Key)


@pytest.mark.parametrize("protocol", KEYPADS)
def test_a_keypad_that_nobody_touches_is_there_until_it_is_pulled_out(protocol: str) -> None:
    wire = Wire(*KEYPADS[protocol]())
    wire.run(60 * POLL_MS)
    assert wire.states == [State.ONLINE]
    wire.device.plugged = False
    wire.device.press(wire.now, Key.FIVE)  # type: ignore[union-attr]  # a keypad
    wire.run(5 * POLL_MS)
    assert wire.states == [State.ONLINE, State.OFFLINE]
    wire.device.plugged = True
    wire.run(2 * POLL_MS)
    assert wire.states == [State.ONLINE, State.OFFLINE, State.ONLINE]
    assert not [event for event in wire.events if isinstance(event, KeyPressed)]  # nobody is typed for afterwards


def test_a_serial_keypad_that_cannot_answer_is_known_by_its_first_key() -> None:
    wire = Wire(SerialKeypadBus(NAME, SERIAL, answers=False), SerialKeypadEmulator(answers=False))
    wire.run(10 * POLL_MS)
    assert wire.events == []
    wire.device.press(wire.now, Key.FIVE)  # type: ignore[union-attr]  # a keypad
    wire.run(10 * POLL_MS)
    assert wire.states == [State.ONLINE]


def test_a_hand_that_rests_on_a_key_has_pressed_it_once() -> None:
    bus = EvdevBus(NAME, USUAL)
    five = next(code for code, key in USUAL.items() if key is Key.FIVE)
    told = [*(InputEvent(EV_KEY, five, value) for value in (DOWN, HELD, HELD, UP)), InputEvent(EV_KEY, 0x2FF, DOWN)]
    events = bus.step(0, b"".join(map(encode, told)) + REPORT, ()).events
    assert [event for event in events if isinstance(event, KeyPressed)] == [KeyPressed(NAME, Key.FIVE)]


def test_an_event_is_what_the_kernel_has_on_a_machine_of_64_bits() -> None:
    assert struct.calcsize("@llHHi") == SIZE == 24
    assert Parser().feed(0, struct.pack("@llHHi", 1_795_000_000, 999_999, 1, 6, 1)) == [InputEvent(1, 6, 1)]


def test_half_an_event_waits_for_its_other_half_and_no_longer() -> None:
    parser, five = Parser(), encode(InputEvent(EV_KEY, 6, DOWN))
    assert parser.feed(0, five[:10]) == []
    assert parser.feed(5, five[10:]) == [InputEvent(EV_KEY, 6, DOWN)]
    assert parser.feed(10, five[:10]) == []
    assert parser.feed(5_000, five) == [InputEvent(EV_KEY, 6, DOWN)]


def jack() -> Wire:
    return Wire(EvdevBus(NAME, {}), JackEmulator())


def moves(events: list[Event]) -> list[bool]:
    return [event.plugged for event in events if isinstance(event, JackMoved)]


def test_an_earphone_is_told_at_once_when_it_goes_in_and_when_it_comes_out() -> None:
    wire = jack()
    assert moves(wire.run(3 * POLL_MS)) == []
    assert isinstance(wire.device, JackEmulator)
    wire.device.put(wire.now, True)
    assert moves(wire.run(100)) == [True]
    assert moves(wire.run(10 * POLL_MS)) == []
    wire.device.put(wire.now, False)
    assert moves(wire.run(100)) == [False]


def test_an_earphone_that_was_in_before_the_kiosk_started_is_known() -> None:
    wire = jack()
    assert isinstance(wire.device, JackEmulator)
    wire.device.put(0, True)
    wire.device.step(0, b"")  # nobody listened
    assert moves(wire.run(100)) == [True]


def test_nothing_is_said_to_an_earphone_in_a_socket_that_is_gone() -> None:
    wire = jack()
    assert isinstance(wire.device, JackEmulator)
    wire.device.put(0, True)
    wire.run(100)
    wire.device.plugged = False
    assert moves(wire.run(5 * POLL_MS)) == [False]
    wire.device.plugged = True
    assert moves(wire.run(2 * POLL_MS)) == [True]


def test_a_keypad_with_a_socket_of_its_own_tells_by_keys_what_is_in_it() -> None:
    bus = EvdevBus(NAME, USUAL, plug=(185, 186))
    events: list[Event] = []
    for code in (185, 185, 186):
        events += bus.step(0, encode(InputEvent(EV_KEY, code, DOWN)), ()).events
    assert moves(events) == [True, False]


def test_a_key_switch_that_is_turned_is_told_once_and_not_what_was_turned_while_it_was_away() -> None:
    switch = KeySwitchEmulator()
    wire = Wire(EvdevBus(SWITCH, {}, service=KEY_SETUP), switch)
    wire.run(2 * POLL_MS)
    assert wire.states == [State.ONLINE]
    switch.turn(wire.now)
    assert [each for each in wire.run(200) if not isinstance(each, StatusChanged)] == [ServiceSwitched(SWITCH)]
    switch.plugged = False
    switch.turn(wire.now)
    wire.run(5 * POLL_MS)
    switch.plugged = True
    assert ServiceSwitched(SWITCH) not in wire.run(3 * POLL_MS)
    assert wire.states == [State.ONLINE, State.OFFLINE, State.ONLINE]
