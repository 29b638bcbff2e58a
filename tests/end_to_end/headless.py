"""The real station without a window.

``python -m tests.end_to_end.headless CONFIG PAGE [kill=EVENT] [serve=0|until-gone] [pay=insert|tap] [books=broken]``

The scripted resident looks at what would be shown. ``kill=EVENT`` sends this process SIGKILL as soon as an entry of that type is
durable: done here, where the machine is composed, by wrapping the store. Ends when the resident was served and the
city has the journal, with ``serve=0`` when recovery is over and the city has it, with ``serve=until-gone`` when the
resident has left, whatever the city has. ``books=broken``: the ledger forgets in its sum what was paid out.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from unittest.mock import patch

import requests

from config.vocabulary import StopReason
from drivers.bench.direct_reader import DirectReader
from drivers.device import Ms
from kiosk.core.step import Touched
from kiosk.core.view import Attract, Notice, OutOfService, Screen, Tap
from kiosk.demo import wishes as demo_wishes
from kiosk.demo.hands import Hands
from kiosk.demo.resident import Resident
from kiosk.money.books import Ledger
from kiosk.shell.settings import read_settings
from kiosk.shell.station import Station
from sync.journal.events import PayoutSettled
from tests.cities import WONJU
from tests.end_to_end.commits import kill_after
from tests.end_to_end.screenless import Screenless
from tests.patience import PATIENCE_S

LOOK_S = 0.1


def main(config: str, page: str, *options: str) -> int:
    wishes = dict(option.split("=", 1) for option in options)
    reader = DirectReader(page) if wishes.get("card") == "direct" else None
    settings = read_settings(Path(config))
    hands = Hands(settings)
    if "kill" in wishes:
        kill_after(wishes["kill"])
    if "books" in wishes:
        patch("kiosk.money.books.Ledger._settle", forgets_payouts).start()
    station = Station(settings, WONJU, reader)
    resident = None
    if wishes.get("serve") != "0":
        resident = demo_wishes.resident(
            WONJU,
            WONJU.kinds[wishes.get("kind", "land-register")],
            purse=(1_000, 1_000),  # No person is this fast: the first may come back.
            payment_card=wishes.get("pay", ""),
            **demo_wishes.PATIENT,
        )
    screenless = Screenless(station)
    station.runner.start()
    shown: list[Screen] = []
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        shown = screenless.look(LOOK_S)
        if shown:
            if done(station, resident, shown[-1], wishes.get("serve") != "until-gone"):
                station.close(StopReason.STOPPED)
                return 0
            act(station, resident, shown[-1], page, hands)
    print(f"not done in time; the screen shows {shown[-1:]}", file=sys.stderr)
    return 1


SETTLE = Ledger._settle


def forgets_payouts(self: Ledger, event: PayoutSettled, mono_ms: Ms, boot: str) -> None:
    SETTLE(self, event, mono_ms, boot)
    self.paid_out -= event.coin * event.paid


def done(station: Station, resident: Resident | None, screen: Screen, upload: bool) -> bool:
    closed = isinstance(screen.view, OutOfService) and screen.view.reason.id == "out.books"
    gone = resident.gone if resident else isinstance(screen.view, Attract) or closed
    return gone and isinstance(screen.view, Attract | OutOfService) and (station.uploaded or not upload)


def act(station: Station, resident: Resident | None, screen: Screen, page: str, hands: Hands) -> None:
    if isinstance(screen.view, Notice):
        print(f"notice: {screen.view.title.id} {screen.view.facts}", flush=True)
    action = resident.next(screen) if resident else Tap("continue") if isinstance(screen.view, Notice) else None
    if isinstance(action, Tap):
        station.runner.post(Touched(action))
    elif action is not None:
        deed = hands.deed(action)
        requests.post(f"{page}do", json=deed._asdict(), timeout=PATIENCE_S).raise_for_status()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
