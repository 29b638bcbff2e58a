"""The display of the lobby: Qt's own is smaller than any page was drawn for."""

from __future__ import annotations

import json
from pathlib import Path


def lobby_display(folder: Path) -> str:
    """``QT_QPA_PLATFORM`` with an upright display, described in a file in ``folder``."""
    screen = {
        "name": "lobby", "x": 0, "y": 0, "width": 1080, "height": 1920, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1,
    }  # fmt: skip
    path = folder / "screen.json"
    path.write_text(
        json.dumps({"synchronousWindowSystemEvents": False, "windowFrameMargins": False, "screens": [screen]})
    )
    return f"offscreen:configfile={path}"
