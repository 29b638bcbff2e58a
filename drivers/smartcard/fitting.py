"""The reader for chip cards of a machine, over PC/SC."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from config.settings import File
from drivers.emulated import Emulated
from drivers.fitting import Fitting

READER = "card-reader"


class ChipCard(Fitting):
    """``reader`` is the start of the reader's PC/SC name; ``csca`` are the trusted signing CAs (DER or PEM)."""

    section: ClassVar[str] = "card"

    reader: str
    csca: Annotated[tuple[File, ...], Field(min_length=1)]

    @property
    def devices(self) -> tuple[str, ...]:
        return (READER,)

    def emulated(self) -> Emulated:
        """Nothing: a card, and who signed it, come before the settings that trust them."""
        return Emulated({})


FITTING = ChipCard
