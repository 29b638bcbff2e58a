"""The curtain shows a picture made beforehand, and needs nothing else; each display gets it whole or evenly cut."""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path

import pytest

from config.identity import KioskIdentity
from kiosk.core.view import Message
from kiosk.ui import curtain as made
from systemd.supervision import curtain
from tests.cities import GYEONBON, WONJU

RED, BLUE = b"\xff\x00\x00", b"\x00\x00\xff"


def ppm(folder: Path, width: int, height: int, pixels: bytes) -> Path:
    path = folder / "picture.ppm"
    path.write_bytes(b"P6\n%d %d\n255\n" % (width, height) + pixels)
    return path


def test_a_picture_is_read_as_it_was_written(tmp_path: Path) -> None:
    pixels = b"\n\t " + RED  # the first pixel looks like the white space before it
    assert curtain.read(ppm(tmp_path, 2, 1, pixels)) == (2, 1, pixels)


@pytest.mark.parametrize("damage", [b"", b"P6\n2 1\n255\n\x00", b"P5\n1 1\n255\n\x00", b"P6\n99999999 1\n255\n"])
def test_a_damaged_picture_is_none(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "damaged"
    path.write_bytes(damage)
    with pytest.raises(ValueError):  # noqa: PT011 - whichever it is, the next picture is taken
        curtain.read(path)


def test_without_any_picture_the_screen_is_not_black(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(curtain, "PICTURES", (tmp_path / "none",))
    assert curtain.drawn(curtain.choose(), 2, 1) == bytes((0xFD, 0xF7, 0xF4, 0xFF)) * 2


def test_it_hangs_in_the_middle_and_what_does_not_fit_is_cut_evenly() -> None:
    ground, red, blue = bytes((0xFD, 0xF7, 0xF4, 0xFF)), b"\x00\x00\xff\xff", b"\xff\x00\x00\xff"
    assert curtain.drawn((2, 1, RED + BLUE), 4, 3) == ground * 5 + red + blue + ground * 5
    assert curtain.drawn((4, 1, RED + BLUE + RED + BLUE), 2, 1) == blue + red


def test_it_says_the_displays_name_once_it_hangs_and_ends_with_the_compositor(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Against a compositor that gives a size twice, as cage does: none at first, the panel's when something is there."""
    ours, theirs = socket.socketpair()
    display = curtain.Display(ours)
    names = b"".join(
        struct.pack("=IHH", 2, 0, 16 + len(text)) + struct.pack("=I", number) + text + struct.pack("=I", 1)
        for number, interface in enumerate((b"wl_compositor\0\0\0", b"wl_shm\0\0", b"xdg_wm_base\0"), 1)
        for text in [struct.pack("=I", len(interface.rstrip(b"\0")) + 1) + interface]
    )
    done = struct.pack("=IHHI", 3, 0, 12, 0)
    configure = [
        struct.pack("=IHHiiI", 9, 0, 20, width, height, 0) + struct.pack("=IHHI", 8, 0, 12, serial)
        for serial, (width, height) in enumerate(((0, 0), (2, 1)), 1)
    ]
    theirs.sendall(names + done + b"".join(configure) + struct.pack("=IHHI", 6, 0, 12, 77))
    theirs.shutdown(socket.SHUT_WR)
    with pytest.raises(EOFError):
        curtain.hang(display, (1, 1, RED), "wayland-7")
    assert capsys.readouterr().out == "wayland-7\n"
    theirs.setblocking(False)
    said, buffers = b"", 0
    while True:
        try:
            more, files, _, _ = socket.recv_fds(theirs, 65_536, 4)
        except BlockingIOError:
            break
        said, buffers = said + more, buffers + len(files)
        for each in files:
            os.close(each)
    assert buffers == 2
    assert struct.pack("=IHHI", 6, 3, 12, 77) in said, "a compositor that asks and is not answered takes it for hanging"
    theirs.close()
    ours.close()


def test_the_picture_names_the_machine_and_whom_to_call_and_fits_every_panel(qapp: object, tmp_path: Path) -> None:
    long = KioskIdentity("gyeonbon-1", "03", "견본시 상하수도사업소 별관")
    for city in (WONJU, GYEONBON):
        contact = Message("out.contact", {"phone": city.phone, "machine": long.printed})
        texts = [line.text for name in ("ko", "en") for line in made.lines(city, contact, name)]
        assert sum(city.phone in text and "03" in text for text in texts) == 2
        made.keep(made.picture(city, contact), tmp_path)
        width, height, pixels = curtain.read(tmp_path / made.NAME)
        assert width <= 720
        assert height <= 1_024
        ground = bytes(curtain.GROUND)
        edge = width * 3 * (made.EDGE // 2)
        assert pixels[:edge] == pixels[-edge:] == ground * (edge // 3), "the text does not fit"
        assert pixels.count(bytes.fromhex(made.DEEP[1:])) > 1_000
