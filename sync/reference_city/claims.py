"""Claims: what the kiosks owe to people, as their journals tell it, and what the city has paid of it.

A kiosk that cannot give money back shows and prints a claim's number, and writes it down (`sync.journal.events.SuspenseOpened`). Who
brings that number is paid once: a settlement's key is the claim. A kiosk takes off what turned out to have been given back
after all (`SuspenseReduced`), also after the city has paid; what was paid too much then shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from config.won import ZERO, Won
from sync.journal.events import KioskStarted, SuspenseOpened, SuspenseReduced
from sync.journal.format import open_entry


@dataclass
class Claim:
    """Attributes:
    journal: of the kiosk that opened it; ``machine`` is the kiosk's number.
    opened: when, by the kiosk's clock, ISO 8601 in UTC.
    reason: in kebab-case, as in the journal.
    amount: what is owed, after everything that was taken off.
    paid, settled: what the city paid, and when; ZERO and "" before.
    """

    number: str
    journal: str
    machine: str
    opened: str
    reason: str
    amount: Won
    paid: Won = ZERO
    settled: str = ""

    @property
    def open(self) -> bool:
        return not self.settled and self.amount > ZERO


@dataclass(frozen=True)
class Settlement:
    """``by`` names the office or the clerk that paid."""

    journal: str
    claim: str
    amount: Won
    at: str
    by: str


class ClaimStore(Protocol):
    def entries(self, containing: bytes) -> Iterable[bytes]:
        """Bodies of all journals' entries with these bytes in them, each journal in its order."""
        ...

    def settlements(self) -> Iterable[Settlement]: ...

    def settle(self, settlement: Settlement) -> bool:
        """False when that claim is settled already."""
        ...


class ClaimRefused(Exception):
    """It cannot be paid; the message says why."""


def claims(store: ClaimStore) -> list[Claim]:
    """All there ever were, the oldest first."""
    machines: dict[str, str] = {}
    for body in store.entries(b'"KioskStarted"'):
        entry = open_entry(body)
        if isinstance(entry.event, KioskStarted):
            machines[entry.journal] = entry.event.machine
    known: dict[tuple[str, str], Claim] = {}
    for body in store.entries(b'"Suspense'):
        entry = open_entry(body)
        match entry.event:
            case SuspenseOpened(claim=number, amount=amount, reason=reason):
                machine = machines.get(entry.journal, "")
                known[entry.journal, number] = Claim(number, entry.journal, machine, entry.wall, reason, amount)
            case SuspenseReduced(claim=number, amount=amount) if (entry.journal, number) in known:
                known[entry.journal, number].amount -= amount
    for settlement in store.settlements():
        claim = known.get((settlement.journal, settlement.claim))
        if claim:
            claim.paid, claim.settled = settlement.amount, settlement.at
    return sorted(known.values(), key=lambda claim: claim.opened)


def settle(store: ClaimStore, number: str, machine: str, at: str, by: str) -> Claim:
    """Writes down that a claim is paid in full. ``machine``: which kiosk's, "" when one alone has a claim of that number.

    Raises:
        ClaimRefused: there is no such claim, it is paid, or nothing is owed any more.
    """
    found = [claim for claim in claims(store) if claim.number == number and machine in ("", claim.machine)]
    if not found:
        raise ClaimRefused(f"{number}: no kiosk has reported such a claim; its journal may not have arrived yet")
    if len(found) > 1:
        machines = ", ".join(claim.machine for claim in found)
        raise ClaimRefused(f"{number}: more than one kiosk has a claim of that number: name one of {machines}")
    (claim,) = found
    if claim.settled:
        raise ClaimRefused(f"{number}: {int(claim.paid)} won were paid on {claim.settled}")
    if not claim.open:
        raise ClaimRefused(f"{number}: nothing is owed any more: the kiosk gave the money back after all")
    if not store.settle(Settlement(claim.journal, number, claim.amount, at, by)):
        raise ClaimRefused(f"{number}: was paid at this very moment")
    claim.paid, claim.settled = claim.amount, at
    return claim
