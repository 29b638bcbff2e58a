"""Who takes what is new: first one machine, then a twentieth of them, then all, as far as those before got well with it.

A roll-out can only make a kiosk wait, and that for what is of all kiosks: law, words and fleet on one course, the software on another.
Notices and switched-off kinds are for today and go to everybody at once; the settings of one machine are of one machine. A kiosk that has
nothing yet takes what there is, but for software: some is there already.

========== ======================================================================
ring       takes what is new
========== ======================================================================
one        the machine that is named
twentieth  and one in twenty, others each time
all        every machine
nobody     no further machine: too many of those before have left it
========== ======================================================================
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from hashlib import sha256

from config.data_file import Data, parse_toml
from config.updates.bundle import unpacked
from config.updates.roles import FLEET, LAW, ROLLOUT, WORDS
from config.updates.versions import name_of

STAGED = (LAW, WORDS, FLEET)
MANY = 20
MOST_LEFT = 10
"""Of a hundred machines that have taken it; when more leave it, it goes no further."""


class Course(StrEnum):
    """What is rolled out by itself; the file in the role's bundle that says how far it has got."""

    CONFIGURATION, SOFTWARE = ROLLOUT.files


class Ring(StrEnum):
    ONE, TWENTIETH, ALL, NOBODY = "one", "twentieth", "all", "nobody"


NEXT = {Ring.ONE: Ring.TWENTIETH, Ring.TWENTIETH: Ring.ALL}


class Outcome(Enum):
    """What became of it at a machine, as that machine says: it has kept it, has left it, or does neither say yet."""

    KEPT, LEFT, OPEN = "kept", "left", "open"


@dataclass(frozen=True)
class Rollout(Data):
    """How far one of the two has got.

    Attributes:
        release: what is rolled out: of a configuration by `release_of`, anything else is for all; of software its version.
        first: the id of the machine that takes it before all others.
    """

    release: str
    ring: Ring
    first: str

    def takes(self, kiosk: str) -> bool:
        match self.ring:
            case Ring.ALL:
                return True
            case Ring.NOBODY:
                return False
            case _:
                lot = int.from_bytes(sha256(f"{self.release} {kiosk}".encode()).digest()[:4], "big")
                return kiosk == self.first or (self.ring is Ring.TWENTIETH and lot % MANY == 0)

    def written(self) -> str:
        return f'release = "{self.release}"\nring = "{self.ring}"\nfirst = "{self.first}"\n'


def release_of(contents: Mapping[str, bytes]) -> str:
    """Names what is of all kiosks; target's path to its bytes."""
    staged = [role.bundle for role in STAGED]
    return name_of({path: data for path, data in contents.items() if path in staged})


def judged(rollout: Rollout, outcomes: Collection[Outcome]) -> Ring:
    """The ring from now on.

    Args:
        outcomes: of the machines that take it. One that is switched off for long holds nobody up, so nine of ten are enough.
    """
    left = sum(each is Outcome.LEFT for each in outcomes)
    if left * 100 > MOST_LEFT * len(outcomes):
        return Ring.NOBODY
    kept = sum(each is Outcome.KEPT for each in outcomes)
    enough = outcomes and kept * 100 >= (100 - MOST_LEFT) * len(outcomes)
    return NEXT.get(rollout.ring, rollout.ring) if enough else rollout.ring


def rollout_in(bundle: bytes | None, course: Course) -> Rollout | None:
    """What the role says of it; None where it says nothing. Raises `Trouble`: it cannot be used."""
    text = unpacked(bundle, ROLLOUT).get(course) if bundle else None
    return parse_toml(text, Rollout, course) if text else None


def as_rolled_out(contents: Mapping[str, bytes], kiosk: str, kept: Mapping[str, bytes]) -> dict[str, bytes]:
    """What a kiosk is to run with of what is published: where it is not its turn yet, what it has of all that is staged.

    Args:
        contents, kept: target's path to its bytes; what is published, and what the kiosk has, nothing where it has nothing yet.

    Raises:
        Trouble: what is signed of the roll-out cannot be used.
    """
    wanted = {path: data for path, data in contents.items() if path != ROLLOUT.bundle}
    rollout = rollout_in(contents.get(ROLLOUT.bundle), Course.CONFIGURATION)
    if not rollout or not kept or rollout.release != release_of(wanted) or rollout.takes(kiosk):
        return wanted
    staged = {role.bundle for role in STAGED}
    held = {path: data for path, data in kept.items() if path in staged}
    return {path: data for path, data in wanted.items() if path not in staged} | held
