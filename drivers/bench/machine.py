"""The emulated machine: every device, and one account of where all money and paper is.

The same object stands behind the bench's ports and page, and in the simulator in virtual time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.cctalk.emulator import CcTalkLine, CoinAcceptorEmulator, HopperEmulator
from drivers.device import Emulator
from drivers.escpos.emulator import ReceiptPrinterEmulator
from drivers.id003.emulator import NoteAcceptorEmulator
from drivers.ipp.emulator import PrinterEmulator


@dataclass(frozen=True)
class MachineTruth:
    """Where the money is, by the mechanics alone. Won.

    Attributes:
        taken: coins and notes inside that a person put in.
        thrown: coins thrown out of the hoppers, ever.
        in_path: of a note between the person and the box.
    """

    taken: int
    thrown: int
    in_path: int


class EmulatedMachine:
    """Attributes:
    coins, hoppers, notes, receipts, printer: the devices.
    lines: port name to what is at its other end.
    """

    def __init__(
        self, coins: Mapping[int, tuple[str, int]], hoppers: Mapping[int, tuple[str, int, int]], notes: Mapping[int, int],
        coin_port: str, note_port: str, receipt_port: str,
    ) -> None:  # fmt: skip
        self.coins = CoinAcceptorEmulator(2, 100_001, coins)
        self.hoppers = {
            name: HopperEmulator(address, 200_000 + address, won, count) for address, (name, won, count) in hoppers.items()
        }
        self.notes = NoteAcceptorEmulator(notes)
        self.receipts = ReceiptPrinterEmulator()
        self.printer = PrinterEmulator("A4")
        self.lines: dict[str, Emulator] = {
            coin_port: CcTalkLine([self.coins, *self.hoppers.values()], echo=True),
            note_port: self.notes,
            receipt_port: self.receipts,
        }

    def truth(self) -> MachineTruth:
        coins = sum(won * count for won, count in self.coins.cashbox.items())
        notes = sum(won * count for won, count in self.notes.box.items())
        return MachineTruth(
            taken=coins + notes,
            thrown=sum(hopper.won * hopper.thrown for hopper in self.hoppers.values()),
            in_path=self.notes.in_path(),
        )
