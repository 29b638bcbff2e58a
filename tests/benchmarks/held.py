"""``python -m tests.benchmarks.held``: how long the window's thread is held at most while each thing outside hangs.

The longest time between two beats of a timer of 5 ms, the best of three runs, beside the same window over a machine whose
ports are silent, city and printer refuse: there nothing can be waited for. `tests.end_to_end.test_never_held` shows that it
goes on for as long as something hangs; this is by how much a touch could be late.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from kiosk.ui.window import KioskWindow
from tests.cities import WONJU
from tests.end_to_end import behind_the_window as hanging
from tests.end_to_end.behind_the_window import Scene, watch

ROUNDS = 3


@contextmanager
def nothing(folder: Path) -> Iterator[Scene]:
    with hanging.ports(folder, "silent") as scene:
        refused = re.sub(r"(https|ipp)://127\.0\.0\.1:\d+", r"\1://127.0.0.1:9", scene.settings.read_text("utf-8"))
        scene.settings.write_text(refused, "utf-8")
        yield scene


def longest(hangs: Callable[[Path], AbstractContextManager[Scene]]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        window = KioskWindow(WONJU, motion=False)
        with TemporaryDirectory() as folder, hangs(Path(folder)) as scene:
            best = min(best, watch(window, scene).longest)
        window.close()
    return best


def main() -> None:
    quiet = longest(nothing)
    print(f"window held     {quiet:5.0f} ms at most, nothing hangs")
    for what, hangs in hanging.HANGING.items():
        held = longest(hangs)
        print(f"window held     {held / quiet:5.1f} x of that   ({held:.0f} ms, {what})")


if __name__ == "__main__":
    main()
