"""On what terms a kiosk takes a request whose source is away: ``left_requests.toml`` in the city's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.data_file import Data, read_toml


@dataclass(frozen=True)
class LeftRequestTerms(Data):
    """Attributes:
    days: for so long it can be collected, from when it was left.
    is_application: it counts as received (접수) from then on, by the city's own rules. Where it does not, the ticket says so.
    confirmed: False where something has still to be checked (확인 필요).
    """

    days: Annotated[int, Field(ge=1, le=30)]
    is_application: bool
    confirmed: bool


def read_left_requests(path: Path) -> LeftRequestTerms | None:
    """None where there is no such file: then nothing is left at this city's kiosks. Raises `DataFileError`."""
    return read_toml(path, LeftRequestTerms) if path.exists() else None
