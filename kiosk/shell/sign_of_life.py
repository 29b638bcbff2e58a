"""What the kiosk tells its city of itself every minute (`sync/city/heartbeat.py`), put together from its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from config.identity import KioskIdentity
from config.seoul import SEOUL
from drivers.device import Level
from kiosk.core.afar import Afar
from kiosk.core.background import CityWatch, Upload
from kiosk.core.documents import Means
from kiosk.core.following import Following
from kiosk.core.renewal import Renewal
from kiosk.core.standing import Standing
from kiosk.core.status import Board
from kiosk.core.step import Step
from kiosk.core.supplies import PAPER, TONER, Supply
from kiosk.core.upgrading import Upgrading
from kiosk.money.accounts import Accounts
from kiosk.money.books import Ledger
from kiosk.money.devices import CashDevices
from kiosk.money.exchange import places
from kiosk.shell.diagnosis import Diagnosis
from sync.city.heartbeat import Fault, Heartbeat, Stock

PACE_DAYS = 14
"""Two weeks have every day of the week twice."""
MOST_FAULTS, LONGEST = 50, 300


@dataclass
class SignOfLife:
    """Attributes:
    software, started: what runs, since when (ISO 8601).
    roll: the receipt printer's, None where none is fitted.
    unable: why nobody is served, "" where somebody is; ``free``: nobody is at the screen.
    following: None where no signed configuration is followed.
    """

    step: Step
    identity: KioskIdentity
    software: str
    started: str
    board: Board
    standing: Standing
    accounts: Accounts
    ledger: Ledger
    cash: CashDevices
    roll: Supply | None
    watch: CityWatch
    upload: Upload
    renewal: Renewal
    diagnosis: Diagnosis
    unable: Callable[[], str]
    free: Callable[[], bool]
    following: Following | None
    upgrading: Upgrading
    afar: Afar
    screen: Callable[[], str]

    def __call__(self) -> Heartbeat:
        until, today = self.renewal.standing.until, self.step.wall.astimezone(SEOUL).date()
        documents, tested = self.accounts.documents, self.standing.tested
        return Heartbeat(
            number=self.identity.number or "",
            site=self.identity.site or "",
            software=self.software,
            configuration=(self.following and self.following.in_force) or "",
            started=self.started,
            unable=self.unable(),
            occupied=not self.free(),
            faults=list(self._faults())[:MOST_FAULTS],
            stocks=list(self._stocks()),
            cash=sum(self.ledger.units.count(unit, value) * int(value) for unit, value in places(self.cash)),
            queue=self.upload.waiting,
            clock_off_ms=self.watch.clock_off // timedelta(milliseconds=1),
            certificate_until=until.isoformat(timespec="seconds") if until else "",
            tested=tested[1] if tested else "",
            failed=list(tested[0])[:MOST_FAULTS] if tested else [],
            screen=self.screen(),
            wish=self.afar.last,
            versions=self.upgrading.versions(),
            issued=sum(count.documents for count in documents.between(today, today).values()),
        )

    def _faults(self) -> Iterator[Fault]:
        """``issuing`` sums up what the others say."""
        for each in self.diagnosis.findings():
            if each.severity and each.device != "issuing":
                yield Fault(
                    each.device, (each.word or each.state)[:60], each.detail[:LONGEST], each.severity,
                    self.standing.since(each.device),
                )  # fmt: skip

    def _stocks(self) -> Iterator[Stock]:
        issued, in_cash = self._a_day()
        for name, supply in {"paper": PAPER, "toner": TONER, "roll": self.roll}.items():
            if supply:
                status = self.board.status.get(supply[0])
                left = self.accounts.supplies.left(supply, status.level(supply[1]) if status else Level.UNKNOWN)
                if left is not None:
                    yield Stock(name, left, issued)
        coins = {each.device: self.ledger.units.count(each.device, each.coin) for each in self.cash.hoppers}
        payments = self.accounts.change.payments_left(coins) if coins else None
        if payments is not None:
            yield Stock("change", payments, in_cash)

    def _a_day(self) -> tuple[float, float]:
        """Documents of all kinds, and those that were paid in cash, on a day of the last two weeks or of what there was of them."""
        today = self.step.wall.astimezone(SEOUL).date()
        counts = self.accounts.documents.between(today - timedelta(days=PACE_DAYS - 1), today)
        days = 1 + (today - min((sort.day for sort in counts), default=today)).days
        issued = sum(count.documents for count in counts.values())
        in_cash = sum(count.documents for sort, count in counts.items() if sort.means is Means.CASH)
        return round(issued / days, 2), round(in_cash / days, 2)
