"""What a journal says of money, session by session, so that a claim can be held against it without reading five years of entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from config.vocabulary import ChargeFailure
from config.won import ZERO, Won, total
from sync.journal import events as ev

MAX_KEY = 100
MOST = Won(10**12)


@dataclass(frozen=True)
class Deed:
    """One entry of the journal that moves money, promises to, or ties it to a reservation.

    Attributes:
        session: "" outside of all.
        type: of the event.
        about: the coin, note, payout, charge, claim or issuance.
        at: when the city took the entry, ISO 8601 in UTC. The kiosk's clock is the kiosk's.
    """

    journal: str
    seq: int
    session: str
    type: str
    about: str
    won: Won
    at: str


def deed_of(event: ev.Event | None) -> tuple[str, str, Won] | None:
    """Session, what it is about, and how much; None for an event that has nothing to do with a claim."""
    match event:
        case ev.ReservationIntended(session=session, issuance=about):
            return session, about, ZERO
        case (
            ev.CoinCredited(session=session_, ref=about, value=won)
            | ev.NoteCredited(session=session_, ref=about, value=won)
        ):
            return session_ or "", about, won
        case ev.StackIntended(session=session, ref=about, value=won):
            return session, about, won
        case ev.NoteReturned(session=session_, ref=about):
            return session_ or "", about, ZERO
        case (
            ev.ChargeIntended(session=session, charge=about, amount=won)
            | ev.ChargeApproved(session=session, charge=about, amount=won)
        ):
            return session, about, won
        case ev.ChargeFailed(reason=ChargeFailure.NO_ANSWER):
            return None  # the terminal may show later that the card was charged after all
        case ev.ChargeFailed(session=session, charge=about) | ev.ChargeCancelled(session=session, charge=about):
            return session, about, ZERO
        case ev.PayoutSettled(session=session_, payout=about, coin=coin, paid=paid):
            return session_ or "", about, coin * paid
        case ev.DocumentIssued(session=session, issuance=about, fee=won):
            return session, about, won
        case (
            ev.SuspenseOpened(session=session_, claim=about, amount=won)
            | ev.SuspenseReduced(session=session_, claim=about, amount=won)
        ):
            return session_ or "", about, won
        case _:
            return None


def owed(deeds: Iterable[Deed]) -> Won:
    """The most that a session can still owe, by its own deeds: what it took or may have taken, less fees and what it gave back.

    One coin or note is one, however often it is told of. A note that was to be stacked and a card that was to be charged count as taken until the journal says that they were not.
    """
    coins: dict[str, Won] = {}
    notes: dict[str, Won] = {}
    charges: dict[str, Won] = {}
    sums: dict[str, Won] = defaultdict(lambda: ZERO)
    for deed in deeds:
        match deed.type:
            case "CoinCredited":
                coins[deed.about] = deed.won
            case "StackIntended" | "NoteCredited":
                notes[deed.about] = deed.won
            case "NoteReturned":
                notes.pop(deed.about, None)
            case "ChargeIntended" | "ChargeApproved":
                charges[deed.about] = deed.won
            case "ChargeFailed" | "ChargeCancelled":
                charges.pop(deed.about, None)
            case type_:
                sums[type_] += deed.won
    taken = total((*coins.values(), *notes.values(), *charges.values()))
    return taken - sums["PayoutSettled"] - sums["DocumentIssued"]


def filed(text: str) -> str:
    """A text of a journal as a key: what no kiosk of ours writes (over long, a zero byte) is kept as its hash, which fits everywhere."""
    plain = len(text) <= MAX_KEY and text.isprintable() and text.isascii()
    return text if plain else f"sha256 {sha256(text.encode(errors='surrogatepass')).hexdigest()}"


def bounded(won: Won) -> Won:
    """As a database holds it; nothing near these bounds is money of a kiosk."""
    return max(min(won, MOST), ZERO - MOST)
