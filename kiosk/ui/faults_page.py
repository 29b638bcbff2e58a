"""Makes docs/faults.md from the words that devices and screens have: ``python -m kiosk.ui.faults_page > docs/faults.md``."""

from __future__ import annotations

import sys

from kiosk.core.faults import PATTERNS, SECTIONS
from kiosk.ui.faults import SCREENS
from kiosk.ui.words import catalogue

HEAD = """# Finding a fault

Look at what the machine shows. On the first screen stands what residents read; its own pages ([technician](technician.md)) say what is
the matter and what to do first, as below; `kiosk diagnose` and the journal have the device's own word for it. What you mend shows at once,
without a restart. Where you need somebody's help from afar, `kiosk support --out FILE.zip` makes one file for them: states, settings, the journal and the
log of the last days, with no person, key or PIN in it.

This page is made from the code: `python -m kiosk.ui.faults_page > docs/faults.md`.
"""


def page() -> str:
    lines = [HEAD, "## What stands on the first screen\n", "| 화면 | screen | first |", "|--|--|--|"]
    ko, en = catalogue("ko"), catalogue("en")
    lines += [f"| {ko[id_]} | {en[id_]} | {do} |" for id_, do in SCREENS.items()]
    for title, faults in SECTIONS.items():
        lines += [f"\n## {title}\n", "| word | 뜻 | means | first |", "|--|--|--|--|"]
        lines += [_row(words[0], ", ".join(f"`{word}`" for word in words)) for words in faults]
    lines += [_row(name, f"`{pattern.pattern}`") for name, pattern in PATTERNS.items()]
    return "\n".join(lines) + "\n"


def _row(name: str, words: str) -> str:
    ko, en = catalogue("ko"), catalogue("en")
    return f"| {words} | {ko[f'fault.{name}']}. {ko[f'fault.{name}.do']} | {en[f'fault.{name}']} | {en[f'fault.{name}.do']} |"


if __name__ == "__main__":
    sys.stdout.write(page())
