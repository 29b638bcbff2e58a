"""How many documents paper, toner and receipt roll are still good for: a fold over the journal's events.

A percentage tells nobody whether the paper lasts until Monday. What was put in is known because whoever put it in says so, what
is used since then because every sheet and slip is in the journal, and how many sheets a document has because they were
counted. Where the printer itself counts, its word counts for more (`kiosk.session.technician.supplies`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from config.ids import DeviceName, IssuanceId
from config.vocabulary import Level, ReceiptResult
from drivers.device import PRINTER_NAME
from sync.journal import events as ev

Supply = tuple[DeviceName, str]
"""A device and what it calls its supply: the printer's ``paper`` and ``toner``, the receipt printer's ``paper``."""
PAPER: Supply = (PRINTER_NAME, "paper")
TONER: Supply = (PRINTER_NAME, "toner")

_MEASURED = 200
"""Documents of which the sheets are averaged: some days, so that a season of long registers is noticed."""
TONER_MEASURED_PERCENT = 5
"""Of toner must be gone before its use says anything: printers tell it in steps."""


@dataclass
class Filling:
    """Attributes:
    amount: put in: sheets of paper, pages of toner, slips of a roll.
    wall: when, the journal's wall time.
    used: since then.
    ran_out: the device has said so since.
    """

    amount: int
    wall: str
    used: int = 0
    ran_out: bool = False


@dataclass
class Supplies:
    """Attributes:
    fillings: by supply, the last one.
    lasted: by supply, what the last filling came to that ran out before the next.
    """

    fillings: dict[Supply, Filling] = field(default_factory=dict)
    lasted: dict[Supply, int] = field(default_factory=dict)
    _sheets: deque[int] = field(default_factory=lambda: deque(maxlen=_MEASURED))
    _printing: dict[IssuanceId, int] = field(default_factory=dict)

    def apply(self, event: ev.Event, wall: str) -> None:
        match event:
            case ev.SupplyReplaced():
                self.fillings[event.device, event.supply] = Filling(event.amount, wall)
            case ev.PrintIntended():
                self._printing[event.issuance] = event.sheets
            case ev.DocumentIssued():
                self._printing.pop(event.issuance, None)
                self._sheets.append(event.sheets)
                self._use(event.sheets)
            case ev.DocumentVoided() if event.issuance in self._printing:
                self._use(
                    self._printing.pop(event.issuance)
                )  # as if all had been printed: less is left then, never more
            case ev.ReceiptEnded(result=ReceiptResult.PRINTED) | ev.RefundSlipEnded(result=ReceiptResult.PRINTED):
                for (device, _), filling in self.fillings.items():
                    if device != PRINTER_NAME:
                        filling.used += 1
            case ev.DeviceChanged():
                for supply, level in event.supplies:
                    if level is Level.OUT:
                        self._ran_out((event.device, supply))

    def _use(self, sheets: int) -> None:
        for supply in (PAPER, TONER):
            if supply in self.fillings:
                self.fillings[supply].used += sheets

    def _ran_out(self, supply: Supply) -> None:
        filling = self.fillings.get(supply)
        if filling and filling.used and not filling.ran_out:
            filling.ran_out = True
            self.lasted[supply] = filling.used

    def left(self, supply: Supply, level: Level = Level.UNKNOWN, said: int | None = None) -> int | None:
        """Documents that it is good for, None where nobody can tell.

        Args:
            level: what the device says of it.
            said: what the device itself counts: sheets of paper, or percent of toner.
        """
        if level is Level.OUT:
            return 0
        units = self._units(supply, said)
        if units is None:
            return None
        return units if supply[0] != PRINTER_NAME else int(units / self.sheets_of_document)

    def _units(self, supply: Supply, said: int | None) -> int | None:
        filling = self.fillings.get(supply)
        if supply == PAPER and said is not None:
            return said
        if filling is None:
            return None
        if supply == TONER and said is not None:
            if said <= 100 - TONER_MEASURED_PERCENT and filling.used:
                return filling.used * said // (100 - said)
            return filling.amount * said // 100
        amount = filling.amount if supply == PAPER else self.lasted.get(supply, filling.amount)
        return max(0, amount - filling.used)

    @property
    def sheets_of_document(self) -> float:
        """As measured; one and a half as long as nothing was: most kinds have one sheet, registers have two."""
        return sum(self._sheets) / len(self._sheets) if self._sheets else 1.5
