"""With each of what it speaks to hanging in turn, the window is drawn and a touch is answered, for as long as it hangs.

No clock is asked: what hangs is let go only after the window has gone on, and the thread that draws is seen never to enter a
room in which it could wait. By how many ms it is held at most is measured, beside a machine on which nothing hangs, by
`tests.benchmarks.held`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ui.window import KioskWindow
from tests.cities import WONJU
from tests.end_to_end.behind_the_window import ANSWERS, BEATS, FRAMES, HANGING, watch

WAITING = ("drivers/", "sync/", "printing/", "kiosk/money/", "kiosk/session/", "config/wire.py", "config/deadline.py")
"""Whoever enters these may wait for a device, the city or the disk, or for the step."""


@pytest.fixture
def window() -> Iterator[KioskWindow]:
    made = KioskWindow(WONJU, motion=False)
    yield made
    made.close()


@pytest.mark.parametrize("what", HANGING)
def test_the_window_goes_on_while_it_hangs(window: KioskWindow, tmp_path: Path, what: str) -> None:
    with HANGING[what](tmp_path) as scene:
        watcher = watch(window, scene)
    assert scene.hang.begun.is_set(), "nothing was made to hang"
    assert watcher.enough(), (
        f"{watcher.beats} of {BEATS} beats, {watcher.frames} of {FRAMES} frames, {watcher.answered} of {ANSWERS} touches"
    )
    assert [file for file in watcher.entered() if file.startswith(WAITING)] == []
    assert "kiosk/ui/window.py" in watcher.entered()
