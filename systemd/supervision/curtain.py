#!/usr/bin/python3
"""Hangs one picture over the whole display, says by what name the display is called, and stays until the compositor goes.

The picture is made beforehand, where everything works (`kiosk.ui.curtain`): the one of this machine, or the package's. Shown it
is without a font, a toolkit or a setting, because any of them may be what is broken. So it speaks to the compositor itself, in
the few words of Wayland's protocol that this takes; it asks for no keyboard and no pointer, and nothing that is touched does anything.

This program is no part of any version and needs nothing of one: only Python's own library.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import re
import socket
import struct
import sys
from pathlib import Path

PICTURES = (Path("/var/lib/kiosk/out-of-service.ppm"), Path("/usr/share/kiosk/out-of-service.ppm"))
GROUND = (0xF4, 0xF7, 0xFD)
"""Around the picture, and all there is without one: the screens' own ground, in red, green and blue."""
XRGB = 1
"""wl_shm's format: 32 bits a pixel, blue first in memory."""
LARGEST = 16_384
"""px; no panel is wider or higher."""

Picture = tuple[int, int, bytes]
"""Width, height, and three bytes a pixel."""


def read(path: Path) -> Picture:
    """A PPM file (P6, 255).

    Raises:
        OSError, ValueError: it cannot be read, or is no such picture.
    """
    data = path.read_bytes()
    header = re.match(rb"P6\s+(\d{1,5})\s+(\d{1,5})\s+255\s", data)
    if header:
        width, height, pixels = int(header[1]), int(header[2]), data[header.end() :]
        if 0 < len(pixels) == width * height * 3:
            return width, height, pixels
    raise ValueError(f"{path}: no picture that can be shown")


def choose() -> Picture:
    for path in PICTURES:
        try:
            return read(path)
        except (OSError, ValueError) as error:
            print(f"curtain: {error}", file=sys.stderr, flush=True)
    return 1, 1, bytes(GROUND)


def drawn(picture: Picture, width: int, height: int) -> bytes:
    """The picture in the middle of so many px; what does not fit is cut off evenly."""
    wide, high, pixels = picture
    shown_w, shown_h = min(wide, width), min(high, height)
    left, top = (width - shown_w) // 2, (height - shown_h) // 2
    ground = bytes((*reversed(GROUND), 0xFF))
    rows = [ground * width] * height
    for row in range(shown_h):
        start = ((row + (high - shown_h) // 2) * wide + (wide - shown_w) // 2) * 3
        rgb = pixels[start : start + shown_w * 3]
        line = bytearray(b"\xff" * (shown_w * 4))
        line[0::4], line[1::4], line[2::4] = rgb[2::3], rgb[1::3], rgb[0::3]
        rows[top + row] = ground * left + bytes(line) + ground * (width - left - shown_w)
    return b"".join(rows)


class Display:
    """The compositor at the other end of a socket. An object is a number, a message its object, what it says and the arguments."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._got = b""
        self._last = 1
        """The display itself."""

    def new(self) -> int:
        self._last += 1
        return self._last

    def send(self, target: int, opcode: int, *arguments: int | str, file: int | None = None) -> None:
        body = b"".join(
            _text(each) if isinstance(each, str) else struct.pack("=I", each & 0xFFFFFFFF) for each in arguments
        )
        message = struct.pack("=IHH", target, opcode, 8 + len(body)) + body
        socket.send_fds(self._line, [message], [] if file is None else [file])

    def receive(self) -> tuple[int, int, bytes]:
        """The next event: object, opcode, arguments. Raises `EOFError` or `ConnectionError` when the compositor is gone."""
        while len(self._got) < 8 or len(self._got) < struct.unpack_from("=H", self._got, 6)[0]:
            more = self._line.recv(65_536)
            if not more:
                raise EOFError
            self._got += more
        target, opcode, length = struct.unpack_from("=IHH", self._got)
        body, self._got = self._got[8:length], self._got[length:]
        return target, opcode, body


def _text(text: str) -> bytes:
    raw = text.encode() + b"\0"
    return struct.pack("=I", len(raw)) + raw + b"\0" * (-len(raw) % 4)


def globals_of(display: Display, registry: int) -> dict[str, int]:
    """What the compositor offers: interface to its number there."""
    display.send(1, 1, registry)  # get_registry
    over, found = display.new(), {}
    display.send(1, 0, over)  # sync
    while True:
        target, opcode, body = display.receive()
        if target == registry and opcode == 0:
            number, length = struct.unpack_from("=II", body)
            found[body[8 : 8 + length - 1].decode()] = number
        elif target == over:
            return found
        elif target == 1 and opcode == 0:
            raise ValueError(f"the compositor refuses: {body[12:]!r}")


def hang(display: Display, picture: Picture, name: str) -> None:
    """Never returns. Raises `EOFError` when the compositor is gone."""
    registry = display.new()
    offered = globals_of(display, registry)

    def bind(interface: str) -> int:
        bound = display.new()
        display.send(registry, 0, offered[interface], interface, 1, bound)
        return bound

    compositor, shm, shell = bind("wl_compositor"), bind("wl_shm"), bind("xdg_wm_base")
    surface, window, top = display.new(), display.new(), display.new()
    display.send(compositor, 0, surface)  # create_surface
    display.send(shell, 2, window, surface)  # get_xdg_surface
    display.send(window, 1, top)  # get_toplevel
    display.send(top, 2, "out of service")  # set_title
    display.send(top, 11, 0)  # set_fullscreen
    display.send(surface, 6)  # commit
    size, wanted = (0, 0), (1, 1)  # cage says how large only when something is there to be made larger
    while True:
        target, opcode, body = display.receive()
        if (target, opcode) == (shell, 0):  # ping
            display.send(shell, 3, *struct.unpack_from("=I", body))
        elif (target, opcode) == (top, 0):  # configure: how large
            width, height = struct.unpack_from("=ii", body)
            wanted = (min(width, LARGEST), min(height, LARGEST)) if width > 0 and height > 0 else wanted
        elif (target, opcode) == (window, 0):  # configure: all of it was said
            display.send(window, 4, *struct.unpack_from("=I", body))
            if wanted == size:
                display.send(surface, 6)
                continue
            if size == (0, 0):
                print(name, flush=True)
            size = wanted
            _attach(display, shm, surface, drawn(picture, *size), *size)
        elif (target, opcode) == (1, 0):
            raise ValueError(f"the compositor refuses: {body[12:]!r}")


def _attach(display: Display, shm: int, surface: int, pixels: bytes, width: int, height: int) -> None:
    file = os.memfd_create("curtain")
    os.ftruncate(file, len(pixels))
    with mmap.mmap(file, len(pixels)) as memory:
        memory[:] = pixels
    pool, buffer = display.new(), display.new()
    display.send(shm, 0, pool, len(pixels), file=file)  # create_pool
    os.close(file)
    display.send(pool, 0, buffer, 0, width, height, width * 4, XRGB)  # create_buffer
    display.send(pool, 1)  # destroy; the buffer keeps the memory
    display.send(surface, 1, buffer, 0, 0)  # attach
    display.send(surface, 2, 0, 0, width, height)  # damage
    display.send(surface, 6)  # commit


def main() -> int:
    name = os.environ["WAYLAND_DISPLAY"]
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line, contextlib.suppress(EOFError, ConnectionError):
        line.connect(os.path.join(os.environ["XDG_RUNTIME_DIR"], name))
        hang(Display(line), choose(), name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
