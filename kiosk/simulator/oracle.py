"""Compares three accounts that must agree: the mechanics' truth, the kiosk's journal, the city's ledger."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from config.won import ZERO, total
from kiosk.simulator.card_oracle import lost_on_cards
from kiosk.simulator.order_oracle import Order
from kiosk.simulator.unit_oracle import miscounted
from kiosk.simulator.world import World
from sync.city.api import DocumentState
from sync.journal import events as ev
from sync.journal.format import Opened, open_entry


@dataclass(frozen=True)
class Findings:
    """Every figure is a count of something lost; all zero is the only good answer.

    Attributes:
        unaccounted_won: money that mechanics or card company took or gave and the journal does not know, or the reverse.
        duplicate_documents: numbers of which more sheets came out than one document has, or one that came out for the next person.
        unreported_outcomes: reservations whose outcome at the city is not the journal's.
        stuck_sessions: sessions that never ended.
        strangers_served: what a session did with a card that another person had left, or that was gone.
        broken_rules: entries without what has to come before them; people who were not told what they are owed; and, where nothing
            went wrong, people who did not get what they came for.
    """

    unaccounted_won: int = 0
    duplicate_documents: int = 0
    unreported_outcomes: int = 0
    stuck_sessions: int = 0
    strangers_served: int = 0
    broken_rules: int = 0
    story: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        return not any(
            (
                self.unaccounted_won,
                self.duplicate_documents,
                self.unreported_outcomes,
                self.stuck_sessions,
                self.strangers_served,
                self.broken_rules,
            )
        )


def judge(world: World) -> Findings:
    """Called when the world is at rest and the journal is uploaded."""
    story: list[str] = []
    entries = [open_entry(entry.body) for entry in world.journal.read()]
    events = [entry.event for entry in entries]
    won = _money(world, events, story) + _written_down(events, story)
    story += [f"the kiosk ended by itself: {why}" for why in world.crashes]
    won += lost_on_cards(world.charges, events, world.ledger, story)
    outcomes, sheets = _outcomes(events)
    came_out = Counter(sheet.job_name for sheet in world.machine.printer.mechanism.came_out)
    duplicates = [name for name, count in came_out.items() if count > sheets.get(name, 0)]
    whose = _whose(entries)
    strays = _strays(world, entries, whose)
    unreported = []
    for uuid in world.store.issuances:
        known, told = world.outcome(uuid), outcomes.get(uuid)
        if known is None or known != told:
            unreported.append(f"outcome of {uuid}: at the city {known}, in the journal {told}")
    missing = [
        name for name, state in outcomes.items() if state == DocumentState.ISSUED and came_out[name] != sheets[name]
    ]
    stuck = [session for session, book in world.ledger.open.items() if session and not book.ended]
    story += [f"more sheets than the document has: {name}" for name in duplicates]
    story += [f"came out when somebody else stood there: {name}" for name in strays]
    story += unreported + [f"issued, but not all sheets came out: {name}" for name in missing]
    story += [f"session never ended: {session}" for session in stuck]
    strangers = [*world.holders.strangers, *_offered_to_others(world, entries, whose)]
    order = Order(world.of, world.told_claims).read(events)
    broken = [*order.story, *miscounted(world, events), *_not_in_the_bin(world, events)]
    story += [*strangers, *broken]
    wrong_papers, wrong_outcomes = len(duplicates) + len(strays), len(unreported) + len(missing)
    return Findings(won, wrong_papers, wrong_outcomes, len(stuck), len(strangers), len(broken), tuple(story))


def _whose(entries: Iterable[Opened]) -> dict[str, str]:
    """By issuance: the session that printed it."""
    intended = (entry.event for entry in entries if isinstance(entry.event, ev.PrintIntended))
    return {event.issuance: event.session for event in intended}


class _There:
    """Which session was the last to begin at a time."""

    def __init__(self, entries: Iterable[Opened]) -> None:
        self._begun = [
            (each.mono_ms, each.event.session) for each in entries if isinstance(each.event, ev.SessionStarted)
        ]

    def at(self, when: int) -> str:
        return self._begun[bisect_right(self._begun, when, key=lambda each: each[0]) - 1][1] if self._begun else ""


def _strays(world: World, entries: Iterable[Opened], whose: Mapping[str, str]) -> list[str]:
    """Documents of which a sheet came out after the next session had begun."""
    there, mechanism = _There(entries), world.machine.printer.mechanism
    came_out = zip(mechanism.came_out, mechanism.came_out_at, strict=False)
    return sorted({sheet.job_name for sheet, at in came_out if whose.get(sheet.job_name, there.at(at)) != there.at(at)})


def _offered_to_others(world: World, entries: Iterable[Opened], whose: Mapping[str, str]) -> list[str]:
    """Papers that somebody was asked to take who had not printed them."""
    there = _There(entries)
    return [
        f"{name} was offered to session {there.at(at)}"
        for at, names in world.offered
        for name in sorted(names)
        if whose.get(name) != there.at(at)
    ]


def _not_in_the_bin(world: World, events: Iterable[ev.Event | None]) -> list[str]:
    """Sessions whose documents are on the books as drawn back, of which none was; and what is in the bin without anybody having said
    so before.
    """
    booked: dict[str, set[str]] = {}
    left = set()
    for event in events:
        if isinstance(event, ev.DocumentRetracted):
            booked.setdefault(event.session, set()).add(event.issuance)
        elif isinstance(event, ev.DocumentLeft):
            left.add(event.issuance)
    mechanism = world.machine.printer.mechanism
    inside = {sheet.job_name for sheet in mechanism.retracted}
    return [
        *(f"booked as drawn back, and not in the bin: {session}" for session, of in booked.items() if not of & inside),
        *(f"in the bin, and nobody had left it: {each}" for each in sorted(inside - left)),
    ]


def _tried(events: Iterable[ev.Event | None]) -> tuple[int, int]:
    """Won that staff had thrown, and what of trials that no hopper has settled may have fallen as well."""
    open_: dict[str, int] = {}
    tried = 0
    for event in events:
        match event:
            case ev.TrialIntended():
                open_[event.payout] = int(event.coin)
            case ev.TrialSettled():
                open_.pop(event.payout, None)
                tried += int(event.coin) * event.paid
    return tried, sum(open_.values())


def _money(world: World, events: Sequence[ev.Event | None], story: list[str]) -> int:
    truth, ledger = world.machine.truth(), world.ledger
    doubtful = total(won for book in ledger.open.values() for won in book.doubtful.values())
    inserted = int(ledger.inserted)
    # A coin acceptor that lost power forgot its last coins. Nobody can book them; that some may be lost must be written.
    wiped = sum(won for won, losses_before in world.wiped_coins if world.booked.coin_losses > losses_before)
    taken = truth.taken + world.inside.taken_out
    taken_off = max(0, inserted - taken, taken - inserted - int(doubtful) - wiped)
    in_doubt = sum(int(p.coin) * p.coins for book in ledger.open.values() for p in book.payouts.values())
    # A doubt excuses a note nobody could ask about; an acceptor that was told "recorded" will never speak of it again.
    forgotten = max(0, world.machine.notes.acknowledged - world.booked.notes)
    tried, may_have_fallen = _tried(events)
    thrown = int(ledger.paid_out) + tried
    thrown_off = max(0, thrown - truth.thrown, truth.thrown - thrown - in_doubt - may_have_fallen)
    held = {s: book.held for s, book in ledger.open.items() if book.held != ZERO and not book.payouts}
    claims = int(total(ledger.claims.values()))
    balance = inserted + int(doubtful) - int(ledger.paid_out) - int(ledger.earned) - claims - int(total(held.values()))
    if in_doubt:
        balance = 0
    if taken_off:
        story.append(f"taken were {taken} won, the journal says {inserted}")
    if forgotten:
        story.append(f"notes of {forgotten} won were acknowledged and are not on the books")
    if thrown_off:
        story.append(f"thrown were {truth.thrown} won, the journal says {thrown}")
    if balance:
        story.append(f"the books do not balance by {balance} won")
    story += [f"session {session} still holds {won} won" for session, won in held.items()]
    return taken_off + forgotten + thrown_off + abs(balance) + sum(abs(int(won)) for won in held.values())


def _written_down(events: Iterable[ev.Event | None], story: list[str]) -> int:
    """What the kiosk itself found not to balance; it is lost, whatever became of it later."""
    found = [event for event in events if isinstance(event, ev.BooksUnbalanced)]
    story += [f"the kiosk wrote down: {event}" for event in found]
    return sum(abs(int(won)) for each in found for won in (each.cash, each.cards, each.held, each.charged))


def _outcomes(events: Iterable[ev.Event | None]) -> tuple[dict[str, DocumentState], dict[str, int]]:
    """By issuance: what the journal says became of it, and how many sheets it has."""
    outcomes: dict[str, DocumentState] = {}
    sheets: dict[str, int] = {}
    for event in events:
        match event:
            case ev.DocumentIssued(issuance=issuance):
                outcomes[issuance] = DocumentState.ISSUED
            case ev.DocumentVoided(issuance=issuance):
                outcomes[issuance] = DocumentState.VOID
            case ev.Reserved(issuance=issuance, sheets=count):
                sheets[issuance] = count
            case ev.TrialPrintIntended(page=page, sheets=count):
                sheets[page] = count
    return outcomes, sheets
