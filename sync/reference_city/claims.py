"""Claims: what the kiosks owe to people, as their journals tell it, and what the city has paid of it.

A kiosk that cannot give money back shows and prints a claim's number, and writes it down (`sync.journal.events.SuspenseOpened`). Who
brings that number is paid once: a settlement's key is the claim. A kiosk takes off what turned out to have been given back
after all (`SuspenseReduced`), also after the city has paid; what was paid too much then shows.

A journal is written by a machine in the street, and whoever carries that off can write what they like in it. So a claim is held against
what this kiosk reserved here and says it took (`Doubt`), and against what a kiosk can come to in a day. What does not fit is an
alarm, and is paid only after somebody has looked.

Above the sum that a city lets one person pay alone (`config.city.City.claim_alone`), another person countersigns first, having seen the evidence.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from config.identity import KioskIdentity
from config.ids import KioskId
from config.trouble import Trouble
from config.won import ZERO, Won, total
from sync.journal.events import KioskStarted, SuspenseOpened, SuspenseReduced
from sync.journal.format import open_entry
from sync.reference_city.alarms import AlarmKind, AlarmStore
from sync.reference_city.deeds import Deed, filed, owed
from sync.reference_city.limits import Limits


class Doubt(StrEnum):
    """Why a claim is not paid before somebody has looked."""

    NO_SESSION = "it belongs to no resident's session"
    NOT_RESERVED = "in that session nothing was reserved here by this kiosk"
    RESERVED_ELSEWHERE = "what was reserved for that session is named by another session, too"
    MORE_THAN_TAKEN = "it is more than that session can have taken and not given back"
    NO_AMOUNT = "an amount that is none"
    TWICE = "the journal opens it more than once"
    LARGE = "it is more than one claim comes to"
    MANY = "with it the kiosk has more claims in a day than one comes to"
    NAMED_OTHERWISE = "the journal names another kiosk than its certificate"


@dataclass
class Claim:
    """Attributes:
    journal: of the kiosk that opened it; ``kiosk`` is that kiosk as its slip names it.
    opened: when, by the kiosk's clock, ISO 8601 in UTC.
    reason: in kebab-case, as in the journal.
    amount: what is owed, after everything that was taken off.
    paid, settled, paid_by: what the city paid, when, and who; ZERO and "" before.
    countersigned: who agreed that it be paid, and up to which sum; None before.
    doubts: why somebody must look first.
    """

    number: str
    journal: str
    kiosk: KioskIdentity
    opened: str
    reason: str
    amount: Won
    paid: Won = ZERO
    settled: str = ""
    paid_by: str = ""
    countersigned: Countersignature | None = None
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def about(self) -> str:
        return about_claim(self.journal, self.number)

    @property
    def open(self) -> bool:
        return not self.settled and self.amount > ZERO


def about_claim(journal: str, number: str) -> str:
    """Names a claim in its alarm."""
    return f"claim {filed(number)} of journal {journal}"


@dataclass(frozen=True)
class Settlement:
    """``by`` names the office or the clerk that paid."""

    journal: str
    claim: str
    amount: Won
    at: str
    by: str


@dataclass(frozen=True)
class Countersignature:
    """That ``by`` has seen what speaks for a claim and agrees that another person pays up to ``amount``. ``note``: what they saw."""

    journal: str
    claim: str
    amount: Won
    at: str
    by: str
    note: str


class ClaimStore(AlarmStore, Protocol):
    def kiosk_of(self, journal: str) -> KioskId:
        """Whose journal it is."""
        ...

    def reserved_by(self, issuance: str) -> KioskId | None: ...

    def deeds(self, journal: str, session: str) -> list[Deed]:
        """Of one session, in their order."""
        ...

    def session_of_claim(self, journal: str, claim: str) -> str | None:
        """Of the claim of that number, as both are filed; None where the journal opens none."""
        ...

    def named_by(self, issuance: str) -> int:
        """In how many sessions, of all journals, this reservation was to be made."""
        ...

    def claimed(self, kiosk: KioskId, since: str, until: str) -> list[Won]:
        """What its journals opened claims of, of what arrived after ``since`` and not after ``until``, ISO 8601 in UTC."""
        ...

    def entries(self, containing: bytes) -> Iterable[bytes]:
        """Bodies of all journals' entries with these bytes in them, each journal in its order."""
        ...

    def settlements(self) -> Iterable[Settlement]: ...

    def settle(self, settlement: Settlement) -> bool:
        """False when that claim is settled already."""
        ...

    def countersignatures(self) -> Iterable[Countersignature]: ...

    def countersign(self, signed: Countersignature) -> bool:
        """False when that claim is countersigned already."""
        ...


class ClaimRefused(Trouble):
    """It cannot be paid; the message says why."""


def claims(store: ClaimStore, limits: Limits | None = None) -> list[Claim]:
    """All there ever were, the oldest first."""
    limits = limits or Limits()
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
            case SuspenseOpened(claim=number) if (entry.journal, number) in known:
                known[entry.journal, number].doubts.append(Doubt.TWICE)
            case SuspenseOpened(claim=number, amount=amount, reason=reason, session=session):
                called = _kiosk_at(starts.get(entry.journal, {}), entry.segment)
                owner = store.kiosk_of(entry.journal)
                kiosk = KioskIdentity(
                    owner or (called.id if called else entry.journal),
                    *((called.number, called.site) if called else (None, None)),
                )
                claim = Claim(number, entry.journal, kiosk, entry.wall, reason, amount)
                claim.doubts += doubts(store, limits, entry.journal, number, session or "")
                if called and owner and called.id != owner:
                    claim.doubts.append(Doubt.NAMED_OTHERWISE)
                known[entry.journal, number] = claim
            case SuspenseReduced(claim=number, amount=amount) if (entry.journal, number) in known:
                claim = known[entry.journal, number]
                claim.amount -= max(amount, ZERO)
    for settlement in store.settlements():
        paid = known.get((settlement.journal, settlement.claim))
        if paid:
            paid.paid, paid.settled, paid.paid_by = settlement.amount, settlement.at, settlement.by
    for signed in store.countersignatures():
        if of := known.get((signed.journal, signed.claim)):
            of.countersigned = signed
    return sorted(known.values(), key=lambda claim: claim.opened)


def evidence(store: ClaimStore, claim: Claim) -> list[Deed]:
    """All that the kiosk's journal says of the money of that session, in its order; nothing where it was opened outside of all."""
    session = store.session_of_claim(claim.journal, filed(claim.number))
    return store.deeds(claim.journal, session) if session else []


def doubts(store: ClaimStore, limits: Limits, journal: str, number: str, session: str) -> list[Doubt]:
    """What speaks against a claim, of all that the city knows of this kiosk now."""
    if not session:
        return [Doubt.NO_SESSION]
    kiosk = store.kiosk_of(journal)
    deeds = store.deeds(journal, filed(session))
    found = set()
    reserved = {each.about for each in deeds if each.type == "ReservationIntended"}
    own = {each for each in reserved if store.reserved_by(each) == kiosk}
    if not own:
        found.add(Doubt.NOT_RESERVED)
    if any(store.named_by(each) > 1 for each in own):
        found.add(Doubt.RESERVED_ELSEWHERE)
    opened = {each.about: each for each in reversed(deeds) if each.type == "SuspenseOpened"}
    left = {about: each.won for about, each in opened.items()}
    for each in deeds:
        if each.type == "SuspenseReduced" and each.about in left:
            left[each.about] = max(left[each.about] - each.won, ZERO)
    if total(left.values()) > owed(deeds):
        found.add(Doubt.MORE_THAN_TAKEN)
    if any(each.won < ZERO for each in deeds):
        found.add(Doubt.NO_AMOUNT)
    if sum((each.type, each.about) == ("SuspenseOpened", filed(number)) for each in deeds) > 1:
        found.add(Doubt.TWICE)
    this = opened.get(filed(number))
    if this and this.won > limits.claim:
        found.add(Doubt.LARGE)
    if this and this.at:
        until = datetime.fromisoformat(this.at)
        of_a_day = store.claimed(kiosk, (until - timedelta(days=1)).isoformat(timespec="seconds"), this.at)
        if len(of_a_day) > limits.claims or total(of_a_day) > limits.claimed:
            found.add(Doubt.MANY)
    return [each for each in Doubt if each in found]


def _kiosk_at(starts: Mapping[int, KioskIdentity], segment: int) -> KioskIdentity | None:
    """What the kiosk was called in that run: a machine may move, and its old slips do not.

    A start of version 1 told the id alone; then a later start of the same kiosk tells the rest.
    """
    before = [kiosk for started, kiosk in sorted(starts.items()) if started <= segment]
    if not before or before[-1].number is not None:
        return before[-1] if before else None
    later = (each for started, each in sorted(starts.items()) if started > segment)
    return next((each for each in later if each.id == before[-1].id and each.number is not None), before[-1])


def payable(store: ClaimStore, number: str, machine: str | None, at: str, limits: Limits | None = None) -> Claim:
    """The claim of that number, open, and attended to by somebody if it is in doubt. Raises the alarm where there is none yet.

    Args:
        machine: whose claim, by any of the kiosk's three names; None when one alone has a claim of that number.

    Raises:
        ClaimRefused: there is no such claim, it is paid, nothing is owed any more, or nobody has looked at what does not fit.
    """
    of_number = [claim for claim in claims(store, limits) if claim.number == number]
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
    if claim.doubts:
        _must_be_attended(store, claim, at)
    return claim


def countersign(store: ClaimStore, number: str, machine: str | None, at: str, by: str, note: str) -> Claim:
    """Writes down that ``by`` agrees that the claim be paid; ``machine`` as in `payable`.

    Raises:
        ClaimRefused: as `payable`, or somebody has countersigned it already.
    """
    claim = payable(store, number, machine, at)
    signed = Countersignature(claim.journal, number, claim.amount, at, by, note)
    if not store.countersign(signed):
        raise ClaimRefused(f"{number}: it is countersigned already")
    claim.countersigned = signed
    return claim


def settle(
    store: ClaimStore, number: str, machine: str | None, at: str, by: str, alone: Won | None = None, limits: Limits | None = None,
) -> Claim:  # fmt: skip
    """Writes down that a claim is paid in full by ``by``; ``machine`` as in `payable`.

    Args:
        alone: up to which sum one person may pay; None for any.

    Raises:
        ClaimRefused: as `payable`, or nobody is said to pay, or nobody else has countersigned what is more than ``alone``.
    """
    if not by.strip():
        raise ClaimRefused(f"{number}: nobody is named who pays it")
    claim = payable(store, number, machine, at, limits)
    if alone is not None and claim.amount > alone:
        _must_be_countersigned(claim, by, alone)
    if not store.settle(Settlement(claim.journal, number, claim.amount, at, by)):
        raise ClaimRefused(f"{number}: was paid at this very moment")
    claim.paid, claim.settled, claim.paid_by = claim.amount, at, by
    return claim


def _must_be_countersigned(claim: Claim, by: str, alone: Won) -> None:
    """Raises `ClaimRefused`. One name is one person, however it is written."""
    signed = claim.countersigned
    if signed is None or signed.amount < claim.amount:
        raise ClaimRefused(
            f"{claim.number}: {int(claim.amount)} won are more than the {int(alone)} that one person pays alone: another countersigns it first"
        )
    if _folded(signed.by) == _folded(by):
        raise ClaimRefused(f"{claim.number}: {signed.by} has countersigned it: another person pays it")


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _must_be_attended(store: ClaimStore, claim: Claim, at: str) -> None:
    """Raises `ClaimRefused` where nobody has looked at the claim's alarm, and the alarm if there is none."""
    kiosk = store.kiosk_of(claim.journal)
    of_it = [
        each for each in store.alarms() if (each.kind, each.kiosk, each.about) == (AlarmKind.CLAIM, kiosk, claim.about)
    ]
    if any(not each.open for each in of_it):
        return
    alarm = of_it[-1] if of_it else store.raise_alarm(kiosk, AlarmKind.CLAIM, claim.about, at)
    raise ClaimRefused(
        f"{claim.number}: it is not paid before somebody has looked at alarm {alarm.number}, "
        f"as {'; '.join(dict.fromkeys(claim.doubts))}"
    )


def _names(found: Iterable[Claim]) -> str:
    """All that a clerk could compare with the slip."""
    return "; ".join(claim.kiosk.whole for claim in found)
