"""Makes the pictures of docs/fleet.md anew, of made-up kiosks: ``python -m tests.sync.city.fleet_pictures docs/pictures``."""

from __future__ import annotations

import random
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.ids import KioskId
from sync.city.heartbeat import Fault, Stock
from sync.reference_city.fleet.beats import Beat
from sync.reference_city.keys import make_demo_keys
from tests.cities import WONJU
from tests.sync.city.browser import chromium
from tests.sync.city.conftest import Report, Town
from tests.sync.city.fleet_page import Fleet, let_in, running
from tests.sync.city.test_city_heartbeats import ILL, WELL
from tests.sync.city.test_fleet_browser import PATIENCE_MS, signs_in
from tests.sync.city.test_fleet_counts import issues

STOCKS = [Stock("paper", 412, 38.5), Stock("toner", 2_210, 38.5), Stock("roll", 640, 38.5), Stock("change", 95, 11.2)]
FULL = replace(WELL, software="7.8.9", stocks=STOCKS)
SHORT = [Stock("paper", 41, 38.5), *STOCKS[1:3], Stock("change", 0, 11.2)]
KIOSKS = {
    "wonju-01": (replace(FULL, number="01", site="문막읍"), 0),
    "wonju-02": (replace(ILL, software="7.8.9", number="02", site="신림면", stocks=STOCKS), 0),
    "wonju-03": (
        replace(FULL, stocks=SHORT, faults=[Fault("hopper-100", "throws-no-coin", "throws-no-coin", 2)]),
        0,
    ),
    "wonju-04": (replace(FULL, number="04", site="단계동"), 47),
    "wonju-05": (replace(FULL, number="05", site="태장2동", clock_off_ms=-420_000), 0),
}
"""Id to what it says, and how many minutes ago."""


def main() -> None:
    into = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as scratch:
        keys = make_demo_keys(Path(scratch, "keys"), signer=WONJU.signer)
        with running(keys, Path(scratch)) as fleet:
            _fill(fleet)
            _issue(fleet)
            _draw(fleet, into)


def _fill(fleet: Fleet) -> None:
    for kiosk in KIOSKS:
        let_in(fleet.store, kiosk)
    now = datetime.now(UTC)
    for earlier in (34, 0):  # so that it is known since when each stands so
        fleet.store.beats.write(
            [
                Beat.of(kiosk, (now - timedelta(minutes=ago + earlier)).isoformat(timespec="seconds"), told)
                for kiosk, (told, ago) in KIOSKS.items()
            ]
        )  # fmt: skip


def _issue(fleet: Fleet) -> None:
    """A month of one kiosk, with quieter weekends."""
    town, report, dice = Town(fleet.store), Report(kiosk=KioskId("wonju-02")), random.Random(2)
    now = datetime.now(UTC)
    for ago in range(30, -1, -1):
        town.time = now - timedelta(days=ago)
        for _ in range(dice.randint(1, 4) if town.time.weekday() > 4 else dice.randint(6, 14)):
            issues(town, report, dice.choice((0, 500, 500, 500)), charged=dice.random() < 0.4)
        town.send(report)


def _draw(fleet: Fleet, into: Path) -> None:
    with chromium() as browser:
        page = browser.new_context(ignore_https_errors=True, viewport={"width": 1440, "height": 860}).new_page()
        page.set_default_timeout(PATIENCE_MS)
        signs_in(page, fleet)
        for place, name in (
            ("/?q=wonju-0", "list"),
            ("/kiosks/wonju-02", "kiosk"),
            ("/notices", "notices"),
            ("/counts?days=31", "counts"),
            ("/sites", "sites"),
        ):
            page.goto(fleet.url + place)
            page.screenshot(path=into / f"fleet-{name}.png", full_page=name in ("list", "kiosk", "counts", "sites"))


if __name__ == "__main__":
    main()
