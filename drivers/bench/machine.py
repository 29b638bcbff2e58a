"""The emulated machine: what is fitted, and one account of where all money and paper is.

The same object stands behind the bench's ports and page, and in the simulator in virtual time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

from drivers.device import Emulator, Ms
from drivers.emulated import Action, CoinTaker, CoinThrower, EmulatedDevice, NoteTaker, Value
from drivers.escpos.emulator import ReceiptPrinterEmulator
from drivers.fitting import Fitting
from drivers.ipp.emulator import PrinterEmulator
from drivers.smartcard.emulator import Card
from drivers.smartcard.fitting import READER
from drivers.smartro.emulator import CardTerminalEmulator


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


class EmulatedReader(EmulatedDevice):
    """The resident's card, and the slot that it goes into. No fitting makes it: the settings trust who signed the card."""

    heading = "카드 card"
    front = ("present", "pull")

    def __init__(self, card: Card, slot: CardSlot) -> None:
        self.plugged = True
        self.card, self.slot = card, slot

    def truth(self) -> dict[str, object]:
        return {"present": self.slot.occupied, "tries_left": self.card.tries_left}

    def actions(self) -> dict[str, Action]:
        return {
            "present": Action("넣기 present", lambda now, _: self.slot.insert(self.card)),
            "pull": Action("빼기 pull", lambda now, _: self.slot.remove()),
        }


D = TypeVar("D", bound=EmulatedDevice)


class EmulatedMachine:
    """Everything that is fitted, emulated.

    Attributes:
        devices: by the names of the settings.
        lines: section of the settings to what is at the other end of its port.
        card, slot: the resident's card, and where it goes.
    """

    def __init__(self, fitted: Iterable[Fitting], card: Card, slot: CardSlot) -> None:
        self.card, self.slot = card, slot
        self.devices: dict[str, EmulatedDevice] = {READER: EmulatedReader(card, slot)}
        self.lines: dict[str, Emulator] = {}
        for each in fitted:
            emulated = each.emulated()
            self.devices.update(emulated.devices)
            if emulated.line:
                self.lines[each.section] = emulated.line

    def all(self, what: type[D]) -> dict[str, D]:
        """The devices of this type, by name."""
        return {name: device for name, device in self.devices.items() if isinstance(device, what)}

    def the(self, what: type[D]) -> D:
        """The first device of this type; `StopIteration` when none is fitted."""
        return next(each for each in self.devices.values() if isinstance(each, what))

    @cached_property
    def coins(self) -> CoinTaker:
        return self.the(CoinTaker)

    @cached_property
    def notes(self) -> NoteTaker:
        return self.the(NoteTaker)

    @property
    def hoppers(self) -> dict[str, CoinThrower]:
        return self.all(CoinThrower)

    @cached_property
    def receipts(self) -> ReceiptPrinterEmulator:
        return self.the(ReceiptPrinterEmulator)

    @cached_property
    def printer(self) -> PrinterEmulator:
        return self.the(PrinterEmulator)

    @cached_property
    def terminal(self) -> CardTerminalEmulator:
        return self.the(CardTerminalEmulator)

    def do(self, now: Ms, device: str, action: str, value: Value = "") -> object:
        """Raises `KeyError` for a device or action that does not exist, `ValueError` for a value that does not fit."""
        return self.devices[device].actions()[action].do(now, value)

    def truth(self) -> MachineTruth:
        devices = self.devices.values()
        return MachineTruth(
            taken=sum(each.taken() for each in devices),
            thrown=sum(each.paid_out() for each in devices),
            in_path=sum(each.in_path() for each in devices),
        )
