"""The A4 printer of a machine, over IPP."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from drivers.fitting import Fitting


class Ipp(Fitting):
    """The printer of the certificates, on the network."""

    section: ClassVar[str] = "printer"
    required: ClassVar[bool] = True

    uri: str = Field(pattern=r"^ipps?://")

    @property
    def devices(self) -> tuple[str, ...]:
        return ("printer",)


FITTING = Ipp
