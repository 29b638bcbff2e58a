"""Makes docs/faults.md from the words that devices and screens have: ``python -m kiosk.ui.faults_page > docs/faults.md``."""

from __future__ import annotations

import sys

from kiosk.ui.faults import SCREENS, SECTIONS, Fault
from kiosk.ui.words import catalogue

HEAD = """# Finding a fault

Look at what the machine shows. On the first screen stands what residents read; on its own pages ([technician](technician.md)) and
from `kiosk diagnose` comes the device's own word. Each has one thing to do first. What you mend shows at once, without a restart.

This page is made from the code: `python -m kiosk.ui.faults_page > docs/faults.md`.
"""


def page() -> str:
    lines = [HEAD, "## What stands on the first screen\n", "| 화면 | screen | first |", "|--|--|--|"]
    ko, en = catalogue("ko"), catalogue("en")
    lines += [f"| {ko[id_]} | {en[id_]} | {do} |" for id_, do in SCREENS.items()]
    for title, faults in SECTIONS.items():
        lines += [f"\n## {title}\n", "| word | means | first |", "|--|--|--|", *map(_row, faults)]
    return "\n".join(lines) + "\n"


def _row(fault: Fault) -> str:
    return f"| {', '.join(f'`{word}`' for word in fault.words)} | {fault.means} | {fault.do} |"


if __name__ == "__main__":
    sys.stdout.write(page())
