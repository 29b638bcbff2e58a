"""Where it all is: Wonju's 법정동 and 리, in which a lot can lie, as data beside this file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Place:
    """A 법정동 or 리.

    Attributes:
        id: ten-digit code, the first part of a parcel's 고유번호.
        name: as on a button; a 리 with its 읍 or 면 before it, since Wonju has two 용암리.
        mountains: whether it has 산 lots.
    """

    id: str
    name: str
    mountains: bool


@cache
def places() -> tuple[Place, ...]:
    """In the order of the list: 동 first, then 읍 and 면 with their 리."""
    text = resources.files("config").joinpath("places.toml").read_text("utf-8")
    return tuple(Place(**each) for each in tomllib.loads(text)["place"])
