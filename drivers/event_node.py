"""What the kernel has for an input device beside its events: to have it alone, and how its switches stand.

A thin shell of `drivers/link.py`: what is sent to such a node asks for its switches, because an event is told once and a kiosk
that starts later has missed it. Any input device answers, one without switches with none; one that was pulled out raises ``OSError``.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from drivers.evdev.codec import EV_SW, REPORT, SW_HEADPHONE_INSERT, InputEvent, encode

_BYTES = 8
"""Of switches, a bit each; the kernel knows fewer."""
_READ, _WRITE, _TYPE = 2 << 30, 1 << 30, ord("E") << 8
EVIOCGRAB = _WRITE | 4 << 16 | _TYPE | 0x90
EVIOCGSW = _READ | _BYTES << 16 | _TYPE | 0x1B
_SWITCHES = (SW_HEADPHONE_INSERT,)


@contextmanager
def opened(path: str) -> Iterator[int]:
    """The node for the kiosk alone: what a resident types, a PIN too, no other program on the computer hears."""
    node = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.ioctl(node, EVIOCGRAB, 1)
        yield node
    finally:
        os.close(node)


def switches(node: int) -> bytes:
    """How they stand now, as a report of events. Raises ``OSError`` where the device is gone."""
    bits = bytearray(_BYTES)
    fcntl.ioctl(node, EVIOCGSW, bits)
    standing = int.from_bytes(bits, "little")
    return b"".join(encode(InputEvent(EV_SW, code, standing >> code & 1)) for code in _SWITCHES) + REPORT
