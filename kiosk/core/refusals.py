"""Which devices refuse what they are told, again and again, though they say that they are well: a fold over the journal's events.

A printer that leaves two prints in a row unproven, a hopper that throws not one coin of two payouts in a row, a terminal at
which the cards of three sessions in a row are refused. Whoever came next would pay for it, too. So such a device is out of
order until somebody has looked, which shows in what the journal has: it was switched off or opened, its coins were
counted, the kiosk was stopped by hand, or there was an exchange. A success ends it as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from config.ids import ChargeId, DeviceName, PayoutId, SessionId
from config.vocabulary import ChargeFailure, State
from drivers.device import PRINTER_NAME
from sync.journal import events as ev

IN_A_ROW = 2
"""Prints or payouts."""
REFUSED_SESSIONS = 3
"""One person may try the same bad card as often as they like."""
_NO_REFUSALS = (ChargeFailure.WITHDRAWN, ChargeFailure.NO_CARD, ChargeFailure.NO_ANSWER)
"""What says nothing of the terminal: a person who changed their mind, and an answer that was lost."""


@dataclass
class Refusals:
    """Attributes:
    changes: how often anything here has changed.
    """

    changes: int = 0
    _habits: dict[DeviceName, list[str]] = field(default_factory=dict)
    _payouts: set[PayoutId] = field(default_factory=set)
    _charges: dict[ChargeId, DeviceName] = field(default_factory=dict)
    _refused: dict[DeviceName, set[SessionId]] = field(default_factory=dict)

    def reason(self, device: DeviceName) -> str:
        """What it makes a habit of, "" as long as it does not."""
        if len(self._refused.get(device, ())) >= REFUSED_SESSIONS:
            return "refuses-all-cards"
        habits = self._habits.get(device, [])
        return habits[-1] if len(habits) >= IN_A_ROW else ""

    def apply(self, event: ev.Event) -> None:
        match event:
            case ev.PrintUnproven():
                self._refuses(PRINTER_NAME, event.habit)
            case ev.DocumentIssued():
                self._is_well(PRINTER_NAME)
            case ev.KioskStarted():
                self._payouts.clear()  # one that an earlier run intended may never have reached the hopper
            case ev.PayoutIntended():
                self._payouts.add(event.payout)
            case ev.PayoutSettled(paid=0):
                if event.payout in self._payouts:
                    self._refuses(event.unit, "throws-no-coin")
                self._payouts.discard(event.payout)
            case ev.PayoutSettled():
                self._payouts.discard(event.payout)
                self._is_well(event.unit)
            case ev.TrialSettled(paid=1):
                self._is_well(event.unit)
            case ev.UnitCounted():
                self._is_well(event.unit)
            case ev.ChargeIntended():
                self._charges[event.charge] = event.device
            case ev.ChargeApproved():
                self._charges.pop(event.charge, None)
                self._is_well(event.device)
            case ev.ChargeFailed():
                device = self._charges.pop(event.charge, None)
                if device and event.reason not in _NO_REFUSALS:
                    self._refused.setdefault(device, set()).add(event.session)
                    self.changes += 1
            case ev.ChargeInDoubt():
                self._charges.pop(event.charge, None)
            case ev.DeviceChanged(state=State.OFFLINE | State.USER_ERROR):
                self._is_well(event.device)
            case ev.KioskStopped() | ev.ExchangeEnded():
                self._habits.clear()
                self._refused.clear()
                self.changes += 1

    def _refuses(self, device: DeviceName, habit: str) -> None:
        self._habits[device] = [*self._habits.get(device, []), habit][-IN_A_ROW:]
        self.changes += 1

    def _is_well(self, device: DeviceName) -> None:
        """As far as is known: it did what it was told, or somebody has looked at it."""
        if device in self._habits or device in self._refused:
            self._habits.pop(device, None)
            self._refused.pop(device, None)
            self.changes += 1
