"""``make screens``: draws every case, holds it against the rules, and lays each language's side by side.

``python -m kiosk.demo.screens OUT [--panel PANEL] [--pairwise]``. What was looked at stands in ``OUT/seen.txt``, a line a case with
what is wrong with it; a run that was stopped goes on after it. Contact sheets are ``OUT/sheet-LANGUAGE-PANEL.jpg``. Exit status 1
when anything is wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from config.city import City, read_city, shipped_city
from kiosk.demo.gallery import PANELS, examples
from kiosk.demo.screens.product import Case, Checker, everything, pairwise
from kiosk.demo.screens.sheet import sheet

EVERY_S = 10.0
"""So often it says how far it is."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m kiosk.demo.screens", description="Draws and checks every screen.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--panel", choices=PANELS, help="that one alone")
    parser.add_argument("--pairwise", action="store_true", help="as few as hold every two settings together")
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    city = read_city(shipped_city())
    names = list(examples(city))
    cases = (pairwise if arguments.pairwise else everything)(names, city.languages)
    cases = [case for case in cases if arguments.panel in (None, case.panel)]
    arguments.out.mkdir(parents=True, exist_ok=True)
    wrong = look(city, cases, arguments.out)
    if not arguments.pairwise:
        for panel in PANELS if arguments.panel is None else (arguments.panel,):
            sheets(city, panel, arguments.out)
    print(f"{len(cases)} screens, {wrong} of them with something wrong: {arguments.out / 'seen.txt'}")
    return 1 if wrong else 0


def look(city: City, cases: list[Case], out: Path) -> int:
    """How many have something wrong with them that is not known, in all runs so far."""
    seen = out / "seen.txt"
    before = seen.read_text().splitlines() if seen.exists() else []
    done = {line.partition(": ")[0] for line in before}
    views = {language: examples(city, language) for language in city.languages}
    checker: Checker | None = None
    said_at = time.monotonic()
    with seen.open("a") as lines:
        for number, case in enumerate(cases):
            if str(case) in done:
                continue
            if checker is None or checker.panel != case.panel:
                if checker:
                    checker.close()
                checker = Checker(city, case.panel)
            faults = checker.check(views[case.language][case.name], case)
            print(f"{case}: {'; '.join(map(str, faults))}".replace("\n", " "), file=lines, flush=True)
            if time.monotonic() > said_at + EVERY_S:
                said_at = time.monotonic()
                print(f"{number + 1} of {len(cases)}: {case}", flush=True)
    if checker:
        checker.close()
    found = dict(line.partition(": ")[::2] for line in seen.read_text().splitlines())
    return sum(bool(found.get(str(case))) for case in cases)


def sheets(city: City, panel: str, out: Path) -> None:
    """Every example, as it is at first, a sheet a language."""
    checker = Checker(city, panel)
    for language in city.languages:
        sheet(checker, examples(city, language), language).save(out / f"sheet-{language}-{panel}.jpg", quality=85)
    checker.close()


if __name__ == "__main__":
    sys.exit(main())
