"""Claims: what the kiosks owe to people, as their journals tell it, and what the city has paid of it.

A kiosk that cannot give money back shows and prints a claim's number, and writes it down (`sync.journal.events.SuspenseOpened`). Who
brings that number is paid once: a settlement's key is the claim. A kiosk takes off what turned out to have been given back
after all (`SuspenseReduced`), also after the city has paid; what was paid too much then shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from config.identity import KioskIdentity
from config.trouble import Trouble
from config.won import ZERO, Won
from sync.journal.events import KioskStarted, SuspenseOpened, SuspenseReduced
from sync.journal.format import open_entry


@dataclass
class Claim:
    """Attributes:
    journal: of the kiosk that opened it; ``kiosk`` is that kiosk as its slip names it.
    opened: when, by the kiosk's clock, ISO 8601 in UTC.
    reason: in kebab-case, as in the journal.
    amount: what is owed, after everything that was taken off.
    paid, settled: what the city paid, and when; ZERO and "" before.
    """

    number: str
    journal: str
    kiosk: KioskIdentity
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


class ClaimRefused(Trouble):
    """It cannot be paid; the message says why."""


def claims(store: ClaimStore) -> list[Claim]:
    """All there ever were, the oldest first."""
    starts: dict[str, dict[int, KioskIdentity]] = {}
    for body in store.entries(b'"KioskStarted"'):
        entry = open_entry(body)
        if isinstance(entry.event, KioskStarted):
            kiosk = KioskIdentity(entry.event.kiosk, entry.event.number, entry.event.site)
            starts.setdefault(entry.journal, {})[entry.segment] = kiosk
    known: dict[tuple[str, str], Claim] = {}
    for body in store.entries(b'"Suspense'):
        entry = open_entry(body)
        match entry.event:
            case SuspenseOpened(claim=number, amount=amount, reason=reason):
                kiosk = _kiosk_at(starts.get(entry.journal, {}), entry.segment) or KioskIdentity(
                    entry.journal, None, None
                )
                known[entry.journal, number] = Claim(number, entry.journal, kiosk, entry.wall, reason, amount)
            case SuspenseReduced(claim=number, amount=amount) if (entry.journal, number) in known:
                known[entry.journal, number].amount -= amount
    for settlement in store.settlements():
        claim = known.get((settlement.journal, settlement.claim))
        if claim:
            claim.paid, claim.settled = settlement.amount, settlement.at
    return sorted(known.values(), key=lambda claim: claim.opened)


def _kiosk_at(starts: Mapping[int, KioskIdentity], segment: int) -> KioskIdentity | None:
    """What the kiosk was called in that run: a machine may move, and its old slips do not.

    A start of version 1 told the id alone; then a later start of the same kiosk tells the rest.
    """
    before = [kiosk for started, kiosk in sorted(starts.items()) if started <= segment]
    if not before or before[-1].number is not None:
        return before[-1] if before else None
    later = (each for started, each in sorted(starts.items()) if started > segment)
    return next((each for each in later if each.id == before[-1].id and each.number is not None), before[-1])


def payable(store: ClaimStore, number: str, machine: str | None) -> Claim:
    """The claim of that number, open.

    Args:
        machine: whose claim, by any of the kiosk's three names; None when one alone has a claim of that number.

    Raises:
        ClaimRefused: there is no such claim, it is paid, or nothing is owed any more.
    """
    of_number = [claim for claim in claims(store) if claim.number == number]
    if not of_number:
        raise ClaimRefused(f"{number}: no kiosk has reported such a claim; its journal may not have arrived yet")
    found = [claim for claim in of_number if machine is None or claim.kiosk.is_called(machine)]
    if not found:
        raise ClaimRefused(f"{number}: reported by {_names(of_number)}, and not by {machine}")
    if len(found) > 1:
        raise ClaimRefused(f"{number}: more than one kiosk has a claim of that number: name one of {_names(found)}")
    (claim,) = found
    if claim.settled:
        raise ClaimRefused(f"{number}: {int(claim.paid)} won were paid on {claim.settled}")
    if not claim.open:
        raise ClaimRefused(f"{number}: nothing is owed any more: the kiosk gave the money back after all")
    return claim


def settle(store: ClaimStore, number: str, machine: str | None, at: str, by: str) -> Claim:
    """Writes down that a claim is paid in full by ``by``; ``machine`` as in `payable`.

    Raises:
        ClaimRefused: as `payable`, or nobody is said to pay.
    """
    if not by.strip():
        raise ClaimRefused(f"{number}: nobody is named who pays it")
    claim = payable(store, number, machine)
    if not store.settle(Settlement(claim.journal, number, claim.amount, at, by)):
        raise ClaimRefused(f"{number}: was paid at this very moment")
    claim.paid, claim.settled = claim.amount, at
    return claim


def _names(found: Iterable[Claim]) -> str:
    """All that a clerk could compare with the slip."""
    return "; ".join(claim.kiosk.whole for claim in found)
