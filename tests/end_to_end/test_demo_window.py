"""``kiosk demo`` on a desk's display, over X11: it starts, all of the window is on the display, and it ends with its papers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from PIL import Image, ImageGrab

from sync.journal.format import open_entry
from sync.journal.opening import open_for_reading
from tests.patience import PATIENCE_S

WIDTH, HEIGHT = 1920, 1080
MANY = 1_000
"""Colours that an empty window has not."""


@pytest.fixture
def display() -> Iterator[str]:
    """A display as on most desks, with no window manager."""
    reading, writing = os.pipe()
    # Without -noreset it begins anew when its last client goes, and the one that comes meanwhile is turned away.
    command = [
        "Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp", "-noreset",
    ]  # fmt: skip
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
        server.terminate()


def seen(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """Where something is drawn on the empty display."""
    return picture.convert("L").point(lambda light: 255 if light > 8 else 0).getbbox()


def written(folder: Path, type_: str) -> int:
    """How many entries of this type are in the journal."""
    return sum(open_entry(entry.body).type == type_ for entry in open_for_reading(folder / "journal.sqlite").read())


def switched(page: str, name: str) -> None:
    assert requests.post(page + "switch", json={"name": name, "on": True}, timeout=PATIENCE_S).ok


def publish_a_notice(desk: Path) -> None:
    """As the demonstration says that it is done."""
    (desk / "notices" / "notices.toml").write_text(
        'notice = [{ since = 2020-01-01T00:00:00, until = 2099-01-01T00:00:00, text = { ko = "점검", en = "Tests" } }]\n',
        "utf-8",
    )
    for what in (["sign", "--key", "anna.key"], ["publish", "--yes", "--key", "server.key"]):
        *more, key = what
        command = [sys.executable, "-m", "kiosk", "config", more[0], str(desk), *more[1:], str(desk / "keys" / key)]
        subprocess.run(command, check=True, timeout=PATIENCE_S)


def until(so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not so():
        assert time.monotonic() < end
        time.sleep(0.5)


def test_the_whole_window_is_on_the_display(display: str, tmp_path: Path) -> None:
    demo = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "demo", "--out", str(tmp_path)],
        env={**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "BROWSER": "true"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert demo.stdout
    try:
        said: list[str] = []
        while not any("PIN" in line for line in said):
            line = demo.stdout.readline()
            assert line, "".join(said)
            said.append(line)
        picture = ImageGrab.grab(xdisplay=display)
        while picture.getcolors(MANY) is not None:  # until the first screen is drawn
            picture = ImageGrab.grab(xdisplay=display)
        box = seen(picture)
        assert box
        left, top, right, bottom = box
        assert right - left < WIDTH
        assert bottom < HEIGHT - 20  # an edge at the bottom stays free: nothing is cut off there
        assert abs((right - left) / (bottom - top) - 1080 / 1920) < 0.01
        (page,) = (line.split()[1] for line in said if line.startswith("bench: "))
        assert written(tmp_path, "KioskStarted") == 1
        source = next(
            name for name in requests.get(page + "state", timeout=PATIENCE_S).json()["switches"] if "land" in name
        )
        switched(page, source)
        until(lambda: written(tmp_path, "SourceChanged") >= 2)  # the city as a whole answers, and this one does not
        switched(page, "전원 power")
        until(lambda: written(tmp_path, "KioskStarted") == 2)
        assert written(tmp_path, "KioskStopped") == 0
        assert requests.get(page + "state", timeout=PATIENCE_S).json()["switches"]["전원 power"] is False
        publish_a_notice(tmp_path / "desk")
        until(lambda: written(tmp_path, "ConfigurationApplied") == 1)
        until(lambda: written(tmp_path, "KioskStarted") == 3)
    finally:
        demo.send_signal(signal.SIGTERM)
        rest, _ = demo.communicate(timeout=PATIENCE_S)
    assert demo.returncode == 0, rest
    assert any("9423-1" in line for line in said)
    assert (tmp_path / "journal.sqlite").exists()
