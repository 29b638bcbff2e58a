"""An input device behind a real link: a FIFO carries its events, and the kernel's own answers are put in its place."""

from __future__ import annotations

import errno
import fcntl
import os
import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.clock import monotonic_ms
from config.ids import DeviceName
from drivers.device import Event, LineSettings, StatusChanged
from drivers.evdev.bus import ONLINE, EvdevBus
from drivers.evdev.codec import DOWN, EV_KEY, REPORT, SW_HEADPHONE_INSERT, USUAL, InputEvent, encode
from drivers.event_node import EVIOCGRAB, EVIOCGSW
from drivers.keys import JackMoved, Key, KeyPressed
from drivers.link import Link
from drivers.usb import locate
from drivers.watched import NO_ANSWER
from tests.patience import PATIENCE_S

NAME = DeviceName("keypad")


class Kernel:
    """Attributes:
    grabbed: whether the node was taken for one program alone.
    switches: a bit each.
    gone: the device was pulled out.
    """

    def __init__(self) -> None:
        self.grabbed = False
        self.switches = 0
        self.gone = False

    def ioctl(self, node: int, request: int, value: Any) -> int:
        if self.gone:
            raise OSError(errno.ENODEV, "no such device")
        if request == EVIOCGRAB:
            self.grabbed = bool(value)
        elif request == EVIOCGSW:
            value[:] = self.switches.to_bytes(len(value), "little")
        else:
            raise OSError(errno.ENOTTY, "no such request")
        return 0


class Fitted:
    """A node at its path, with a bus and its link."""

    def __init__(self, folder: Path, kernel: Kernel) -> None:
        (folder / "input").mkdir()
        self.path = folder / "input" / "event3"
        os.mkfifo(self.path)
        self.kernel = kernel
        self._arrived: queue.Queue[bytes] = queue.Queue()
        self._bus = EvdevBus(NAME, USUAL)
        self.link = Link(
            str(self.path), LineSettings(), self._arrived.put, self._crashed, lambda port: locate(port, dev=folder)
        )
        self._back = b""

    def _crashed(self, error: BaseException) -> None:
        raise AssertionError(error)

    def until(self, wanted: Event) -> None:
        """Until the bus reports it."""
        give_up_at = monotonic_ms() + PATIENCE_S * 1_000
        while monotonic_ms() < give_up_at:
            now = monotonic_ms()
            step = self._bus.step(now, self._back, ())
            self.link.send(step.to_send)
            self._back = b""
            if wanted in step.events:
                return
            wake_at = step.wake_at or now
            try:
                self._back = self._arrived.get(timeout=max(1, wake_at - monotonic_ms()) / 1_000)
            except queue.Empty:
                continue
        raise AssertionError(f"never reported: {wanted}")

    def says(self, event: InputEvent) -> None:
        node = os.open(self.path, os.O_WRONLY)
        os.write(node, encode(event) + REPORT)
        os.close(node)


@pytest.fixture
def fitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fitted]:
    kernel = Kernel()
    monkeypatch.setattr(fcntl, "ioctl", kernel.ioctl)
    made = Fitted(tmp_path, kernel)
    made.link.start()
    yield made
    made.link.stop()


def test_a_keypad_is_taken_for_the_kiosk_alone_asked_and_heard(fitted: Fitted) -> None:
    fitted.until(StatusChanged(NAME, ONLINE))
    assert fitted.kernel.grabbed
    fitted.says(InputEvent(EV_KEY, 6, DOWN))
    fitted.until(KeyPressed(NAME, Key.FIVE))


def test_how_a_switch_stands_is_asked_because_its_moving_may_have_been_missed(fitted: Fitted) -> None:
    fitted.until(StatusChanged(NAME, ONLINE))
    fitted.kernel.switches = 1 << SW_HEADPHONE_INSERT
    fitted.until(JackMoved(NAME, True))


def test_a_device_that_was_pulled_out_is_missed_and_found_again(fitted: Fitted) -> None:
    fitted.until(StatusChanged(NAME, ONLINE))
    fitted.kernel.gone = True
    fitted.until(StatusChanged(NAME, NO_ANSWER))
    fitted.kernel.gone = False
    fitted.until(StatusChanged(NAME, ONLINE))
