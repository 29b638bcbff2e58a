"""The ID-003 note acceptor of a machine."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from config.problems import Flaw
from config.settings import Section, Unique
from config.won import Won
from drivers.device import Bus
from drivers.emulated import Emulated, with_factory_rows
from drivers.fitting import Acceptor, Note, OneDevice, Start
from drivers.id003.acceptor import NoteAcceptor, id003_bus
from drivers.id003.emulator import NOTES, NoteAcceptorEmulator


class NoteTypeSettings(Section):
    """A note that is taken. One without a row is not: that is how a denomination is switched off."""

    code: Annotated[int, Field(ge=0x61, le=0x68), Unique(Flaw.CODE_TWICE, "list")]
    """The acceptor's escrow code for it, 61 to 68 hexadecimal."""
    won: Note
    """What it is worth."""


class Id003(OneDevice):
    """A note acceptor with escrow on a port of its own."""

    section: ClassVar[str] = "id003"

    notes: tuple[NoteTypeSettings, ...]
    """Those that it takes."""

    @property
    def acceptors(self) -> tuple[Acceptor, ...]:
        return (Acceptor(self.name, frozenset(Won(each.won) for each in self.notes), notes=True),)

    def bus(self, start: Start) -> Bus:
        notes = {each.code: Won(each.won) for each in self.notes}
        booked = start.booked.get(self.name)
        return id003_bus(NoteAcceptor(self.name, notes, start=start.run, resume=start.stacking, booked=booked))

    def emulated(self) -> Emulated:
        acceptor = NoteAcceptorEmulator(with_factory_rows({each.code: each.won for each in self.notes}, NOTES))
        return Emulated({self.name: acceptor}, acceptor)


FITTING = Id003
