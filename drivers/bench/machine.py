"""The emulated machine: every device, and one account of where all money and paper is.

The same object stands behind the bench's ports and page, and in the simulator in virtual time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from drivers.cctalk.bill_emulator import BillValidatorEmulator
from drivers.cctalk.codec import Checksum
from drivers.cctalk.emulator import CcTalkLine, CoinAcceptorEmulator, Device, HopperEmulator
from drivers.device import Emulator
from drivers.escpos.emulator import ReceiptPrinterEmulator
from drivers.id003.emulator import NoteAcceptorEmulator
from drivers.ipp.emulator import PrinterEmulator
from drivers.smartcard.emulator import Card
from drivers.smartro.emulator import CardTerminalEmulator

TERMINAL_ID = "0000000000"


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


class CardSlot(Protocol):
    """Where a card can be: in vpcd's reader, or in `DirectSlot`."""

    @property
    def occupied(self) -> bool: ...

    def insert(self, card: Card) -> None: ...

    def remove(self) -> None: ...


class DirectSlot:
    """A slot without a reader: whoever has it hands questions on to the card.

    Attributes:
        card: None when the slot is empty.
    """

    def __init__(self) -> None:
        self.card: Card | None = None

    @property
    def occupied(self) -> bool:
        return self.card is not None

    def insert(self, card: Card) -> None:
        card.reset()
        self.card = card

    def remove(self) -> None:
        self.card = None


class EmulatedMachine:
    """Attributes:
    card, slot: the resident's card, and where it goes.
    coins, hoppers, notes, receipts, printer, terminal: the devices.
    lines: port name to what is at its other end.
    """

    def __init__(
        self, coins: Mapping[int, tuple[str, int]], hoppers: Mapping[int, tuple[str, int, int]], notes: Mapping[int, int],
        coin_port: str, note_port: str, receipt_port: str, terminal_port: str, card: Card, slot: CardSlot,
        bills: Mapping[int, tuple[str, int]] | None = None,
    ) -> None:  # fmt: skip
        """``bills``: position to id and won, of a bill validator on the coin line in place of the note acceptor."""
        self.card, self.slot = card, slot
        self.coins = CoinAcceptorEmulator(2, 100_001, coins)
        self.hoppers = {
            name: HopperEmulator(address, 200_000 + address, won, count)
            for address, (name, won, count) in hoppers.items()
        }
        self.notes: NoteAcceptorEmulator | BillValidatorEmulator
        if bills:
            self.notes = BillValidatorEmulator(40, 300_001, bills, checksum=Checksum.CRC)
        else:
            self.notes = NoteAcceptorEmulator(notes)
        self.receipts = ReceiptPrinterEmulator()
        self.printer = PrinterEmulator("A4")
        self.terminal = CardTerminalEmulator(TERMINAL_ID)
        self.lines: dict[str, Emulator] = {
            receipt_port: self.receipts,
            terminal_port: self.terminal,
        }
        on_coin_line: list[Device] = [self.coins, *self.hoppers.values()]
        if isinstance(self.notes, BillValidatorEmulator):
            on_coin_line.append(self.notes)
        else:
            self.lines[note_port] = self.notes
        self.lines[coin_port] = CcTalkLine(on_coin_line, echo=True)

    def truth(self) -> MachineTruth:
        coins = sum(won * count for won, count in self.coins.cashbox.items())
        notes = sum(won * count for won, count in self.notes.box.items())
        return MachineTruth(
            taken=coins + notes,
            thrown=sum(hopper.won * hopper.thrown for hopper in self.hoppers.values()),
            in_path=self.notes.in_path(),
        )
