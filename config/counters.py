"""What the law keeps at a counter, and where the counters are: ``counters.toml`` in the city's folder, for kiosks to send people there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.data_file import Data, Title, read_toml
from config.hours import Hours


@dataclass(frozen=True)
class Affair(Data):
    """Something for a counter alone.

    Attributes:
        why: what the law says of it.
        bring: what has to be brought.
    """

    name: Annotated[str, Field(pattern="^[a-z-]{1,40}$")]
    title: Title
    why: Title
    bring: Title


@dataclass(frozen=True)
class Counter(Data):
    """Attributes:
    way: how one gets there, or its address.
    sites: the machines, by number, that it is told of at; without any, at all of them.
    """

    name: Title
    way: Title
    phone: str
    hours: Annotated[tuple[Hours, ...], Field(min_length=1)]
    sites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counters(Data):
    """All of them do every affair."""

    affair: tuple[Affair, ...] = ()
    counter: tuple[Counter, ...] = ()

    def __post_init__(self) -> None:
        names = [affair.name for affair in self.affair]
        if len(set(names)) < len(names):
            raise ValueError("affair: a name is there twice")
        if self.affair and not any(not counter.sites for counter in self.counter):
            raise ValueError("counter: one without sites is needed, for machines that have none of their own")

    def at(self, number: str) -> tuple[Counter, ...]:
        """Those that the machine of this number tells of, its own first."""
        own = (counter for counter in self.counter if number in counter.sites)
        return (*own, *(counter for counter in self.counter if not counter.sites))


def read_counters(path: Path) -> Counters:
    """None of either where there is no such file. Raises `DataFileError`."""
    return read_toml(path, Counters) if path.exists() else Counters()
