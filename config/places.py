"""Where a lot can lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from config.data_file import Data


@dataclass(frozen=True)
class Place(Data):
    """A 법정동 or 리.

    Attributes:
        id: ten-digit code, the first part of a parcel's 고유번호.
        name: as on a button; a 리 with its 읍 or 면 before it, since a city may have two of one name.
        mountains: whether it has 산 lots.
    """

    id: Annotated[str, Field(pattern="^[0-9]{10}$")]
    name: str
    mountains: bool
