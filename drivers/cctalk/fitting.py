"""The ccTalk line of a machine: a coin acceptor, hoppers, perhaps a bill validator."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from config.ids import DeviceName
from config.problems import Flaw
from config.settings import Section, Unique, shaped
from config.won import Won
from drivers.cctalk.bill_emulator import BILLS, BillValidatorEmulator
from drivers.cctalk.bill_validator import BillType, BillValidator
from drivers.cctalk.bus import CcTalkDevice, cctalk_bus
from drivers.cctalk.codec import Checksum
from drivers.cctalk.coin_acceptor import CoinAcceptor, CoinType
from drivers.cctalk.emulator import COINS, CcTalkLine, CoinAcceptorEmulator, HopperEmulator
from drivers.cctalk.emulator import Device as EmulatedCcTalk
from drivers.cctalk.hopper import Hopper
from drivers.device import Bus
from drivers.emulated import Emulated, with_factory_rows
from drivers.fitting import Acceptor, Coin, Dispenser, FittedName, Note, SerialFitting, Start

Address = Annotated[int, Unique(Flaw.ADDRESS_TWICE, "section")]
Position = Annotated[int, Field(ge=1, le=16), Unique(Flaw.POSITION_TWICE, "list")]


class CoinTypeSettings(Section):
    """A coin that is taken. One without a row is not: that is how a denomination is switched off."""

    position: Position
    """In the acceptor's own table."""
    id: Annotated[str, shaped(".{6}", Flaw.COIN_ID_SHAPE)]
    """What it is called there; the acceptor is not used when it says otherwise."""
    won: Coin
    """What it is worth."""


class CoinAcceptorSettings(Section):
    """What takes coins."""

    name: FittedName
    """What it is called."""
    address: Address = Field(ge=2, le=255)
    """On the line, as it is set at the device."""
    checksum: Checksum = Checksum.SUM
    """Of its frames, as it is set at the device."""
    coins: tuple[CoinTypeSettings, ...]
    """Those that it takes."""


class HopperSettings(Section):
    """What pays out one denomination."""

    name: FittedName
    """What it is called."""
    address: Address = Field(ge=3, le=255)
    """On the line, as it is set at the device."""
    checksum: Checksum = Checksum.SUM
    """Of its frames, as it is set at the device."""
    won: Coin
    """What one of its coins is worth."""
    count: int = Field(ge=0, le=1_000_000)
    """How many coins the very first start finds in it; later counts are made by a person at the machine."""


class BillTypeSettings(Section):
    """A note that is taken."""

    position: Position
    """In the validator's own table."""
    id: Annotated[str, shaped("[A-Z]{2}[0-9]{4}.", Flaw.BILL_ID_SHAPE)]
    """What it is called there; the validator is not used when it says otherwise."""
    won: Note
    """What it is worth."""


class BillValidatorSettings(Section):
    """What takes notes on the coin line; a machine has this or an acceptor of its own for notes."""

    name: FittedName
    """What it is called."""
    address: Address = Field(ge=2, le=255)
    """On the line, as it is set at the device."""
    checksum: Checksum
    """Of its frames, as it is set at the device."""
    notes: tuple[BillTypeSettings, ...]
    """Those that it takes."""


class CcTalk(SerialFitting):
    """Coins, hoppers and perhaps notes on one ccTalk line."""

    section: ClassVar[str] = "cctalk"

    acceptor: CoinAcceptorSettings
    """What takes coins."""
    hopper: tuple[HopperSettings, ...] = ()
    """What pays out coins, one each."""
    bill_validator: BillValidatorSettings | None = None
    """What takes notes, where that is on this line."""

    @property
    def devices(self) -> tuple[DeviceName, ...]:
        notes = (self.bill_validator.name,) if self.bill_validator else ()
        return (self.acceptor.name, *(each.name for each in self.hopper), *notes)

    @property
    def acceptors(self) -> tuple[Acceptor, ...]:
        coins = Acceptor(self.acceptor.name, frozenset(Won(each.won) for each in self.acceptor.coins))
        if self.bill_validator is None:
            return (coins,)
        notes = frozenset(Won(each.won) for each in self.bill_validator.notes)
        return (coins, Acceptor(self.bill_validator.name, notes, notes=True))

    @property
    def dispensers(self) -> tuple[Dispenser, ...]:
        return tuple(Dispenser(each.name, Won(each.won), each.count) for each in self.hopper)

    def bus(self, start: Start) -> Bus:
        """Of several that are due the acceptor is asked first, the validator last."""
        coins = {coin.position: CoinType(coin.id, Won(coin.won)) for coin in self.acceptor.coins}
        devices: list[CcTalkDevice] = [
            CoinAcceptor(
                self.acceptor.name, self.acceptor.address, coins, resume=start.booked.get(self.acceptor.name),
                start=start.run, taking=start.took_cash, checksum=self.acceptor.checksum,
            )
        ]  # fmt: skip
        devices += [Hopper(each.name, each.address, checksum=each.checksum) for each in self.hopper]
        if self.bill_validator:
            validator = self.bill_validator
            bills = {note.position: BillType(note.id, Won(note.won)) for note in validator.notes}
            devices.append(
                BillValidator(
                    validator.name, validator.address, bills, start=start.run, resume=start.stacking,
                    booked=start.booked.get(validator.name), checksum=validator.checksum,
                )
            )  # fmt: skip
        return cctalk_bus(devices)

    def emulated(self) -> Emulated:
        """Its adapter repeats what it is sent, as the cheap ones for a one-wire line do."""
        acceptor, validator = self.acceptor, self.bill_validator
        coins = with_factory_rows({each.position: (each.id, each.won) for each in acceptor.coins}, COINS)
        devices: dict[str, EmulatedCcTalk] = {
            acceptor.name: CoinAcceptorEmulator(acceptor.address, 100_001, coins, checksum=acceptor.checksum)
        }
        for each in self.hopper:
            devices[each.name] = HopperEmulator(
                each.address, 200_000 + each.address, each.won, each.count, checksum=each.checksum
            )
        if validator:
            bills = with_factory_rows({each.position: (each.id, each.won) for each in validator.notes}, BILLS)
            devices[validator.name] = BillValidatorEmulator(
                validator.address, 300_001, bills, checksum=validator.checksum
            )
        return Emulated(devices, CcTalkLine(tuple(devices.values()), echo=True))


FITTING = CcTalk
