"""How much is in each cash unit, and what came and went since the last exchange: a fold over the journal's events.

A unit is named by its device: a hopper is one, a coin acceptor's box and a note acceptor's stacker are. A count is worth
what is known of it (XFS4IoT's accuracy): ``unknown`` until a person has counted, ``inaccurate`` after something that may
have moved pieces unseen (a jam, a payout that stopped short, credits lost, a payout whose result is not known yet),
otherwise ``accurate``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from config.cash_statement import CashStatement, Pieces, Suspicion, UnitLine
from config.ids import DeviceName, PayoutId, Ref
from config.vocabulary import Accuracy, Purpose, State, Unseen
from config.won import ZERO, Won
from sync.journal import events as ev

Place = tuple[DeviceName, Won]
"""A unit and a denomination in it."""


@dataclass
class Batch:
    """All cash since the last exchange; see `config.cash_statement.CashStatement`. Income and claims are booked by the ledger."""

    number: int = 1
    carried: Won = ZERO
    deposited: Counter[Won] = field(default_factory=Counter)
    paid_out: Counter[Won] = field(default_factory=Counter)
    tried: Counter[Won] = field(default_factory=Counter)
    change: Won = ZERO
    returned: Won = ZERO
    income: Won = ZERO
    by_card: Won = ZERO
    suspense_opened: Won = ZERO
    suspense_settled: Won = ZERO


@dataclass
class Since:
    """What happened at a place since a person counted it.

    Attributes:
        before: pieces that they left.
        came, went: pieces since.
        times, pieces: of what may have moved some unseen.
    """

    before: int = 0
    came: int = 0
    went: int = 0
    times: Counter[Unseen] = field(default_factory=Counter)
    pieces: Counter[Unseen] = field(default_factory=Counter)

    def suspect(self, cause: Unseen, pieces: int = 0) -> None:
        self.times[cause] += 1
        self.pieces[cause] += pieces


@dataclass
class CashUnits:
    """Attributes:
    batch: the one that is open.
    """

    batch: Batch = field(default_factory=Batch)
    _counts: dict[Place, int] = field(default_factory=dict)
    _accuracy: dict[Place, Accuracy] = field(default_factory=dict)
    _since: dict[Place, Since] = field(default_factory=dict)
    _notes: dict[Ref, ev.StackIntended] = field(default_factory=dict)  # told to stack, and neither inside nor back yet
    _payouts: dict[PayoutId, ev.PayoutIntended] = field(default_factory=dict)
    _trials: dict[PayoutId, ev.TrialIntended] = field(default_factory=dict)
    _counted_since: set[PayoutId] = field(default_factory=set)  # payouts under way when a person counted their hopper
    _counted_notes: set[Ref] = field(default_factory=set)  # the same of notes and their stacker

    def count(self, unit: DeviceName, value: Won) -> int:
        """Pieces by the journal's count; 0 for a unit that was never heard of."""
        return self._counts.get((unit, value), 0)

    def accuracy(self, unit: DeviceName, value: Won) -> Accuracy:
        if any(each.unit == unit and id_ not in self._counted_since for id_, each in self._payouts.items()):
            return Accuracy.INACCURATE
        if any(each.unit == unit for each in self._trials.values()):
            return Accuracy.INACCURATE
        return self._accuracy.get((unit, value), Accuracy.UNKNOWN)

    def since(self, unit: DeviceName, value: Won) -> Since:
        """What happened to it since it was counted, with what is not certain yet."""
        known = self._since.get((unit, value), Since())
        now = Since(known.before, known.came, known.went, Counter(known.times), Counter(known.pieces))
        for id_, payout in self._payouts.items():
            if (payout.unit, payout.coin) == (unit, value) and id_ not in self._counted_since:
                now.suspect(Unseen.PAYOUT_OPEN, payout.coins)
        for trial in self._trials.values():
            if (trial.unit, trial.coin) == (unit, value):
                now.suspect(Unseen.PAYOUT_OPEN, 1)
        for note in self._notes.values():
            if _place(note) == (unit, value):
                now.suspect(Unseen.NOTE_OPEN, 1)
        return now

    @property
    def places(self) -> frozenset[Place]:
        """Everything that was ever counted or moved."""
        return frozenset(self._counts)

    def apply(self, event: ev.Event) -> None:
        batch = self.batch
        match event:
            case ev.UnitCounted():
                self._counts[event.unit, event.coin] = event.count
                self._accuracy[event.unit, event.coin] = Accuracy.ACCURATE
                self._since[event.unit, event.coin] = Since(event.count)
                self._end_trials(event.unit)
                for ref in [ref for ref, note in self._notes.items() if _place(note) == (event.unit, event.coin)]:
                    del self._notes[ref]  # wherever it was, a person has looked
                    self._counted_notes.add(ref)
                self._counted_since.update(id_ for id_, each in self._payouts.items() if each.unit == event.unit)
            case ev.UnitFilled():
                self._move(event.unit, event.coin, event.pieces)
            case ev.NoteCredited() if event.ref in self._counted_notes:
                # Whoever counted had it before them; what lay in the path then, and was stacked later, explains one piece too few.
                batch.deposited[event.value] += 1
                self._counted_notes.discard(event.ref)
                self._suspect((event.device, event.value), Unseen.NOTE_OPEN, 1)
            case ev.CoinCredited() | ev.NoteCredited():
                batch.deposited[event.value] += 1
                self._notes.pop(event.ref, None)
                self._move(event.device, event.value, 1)
            case ev.StackIntended():
                self._notes[event.ref] = event
            case ev.NoteReturned():
                self._notes.pop(event.ref, None)
                self._counted_notes.discard(event.ref)
            case ev.PayoutIntended():
                self._payouts[event.payout] = event
            case ev.PayoutSettled():
                self._settle(event)
            case ev.TrialIntended():
                self._trials[event.payout] = event
            case ev.TrialSettled():
                self._trials.pop(event.payout, None)
                batch.tried[event.coin] += event.paid
                self._move(event.unit, event.coin, -event.paid)
            case ev.TrialCoinPutBack():
                batch.tried[event.coin] -= 1
                self._move(event.unit, event.coin, 1)
            case ev.HopperMoved():
                self._end_trials(event.unit)
                if event.coins <= self.count(event.unit, event.coin):
                    self._move(event.unit, event.coin, -event.coins)
                self._spoil(event.unit, Unseen.MOVED, event.coins)
            case ev.CreditsLost():
                self._spoil(event.device, Unseen.CREDITS_LOST, event.at_least)
            case ev.DeviceChanged(state=State.HARDWARE_ERROR):
                self._spoil(event.device, Unseen.JAM)
            case ev.ExchangeEnded():
                self.batch = Batch(batch.number + 1, event.statement.owed)

    def _settle(self, event: ev.PayoutSettled) -> None:
        intent, amount = self._payouts.pop(event.payout, None), event.coin * event.paid
        self.batch.paid_out[event.coin] += event.paid
        if intent and intent.purpose is Purpose.REFUND:
            self.batch.returned += amount
        else:
            self.batch.change += amount
        if event.payout in self._counted_since:
            # The coins had fallen before a person counted: they are not in that count.
            self._counted_since.discard(event.payout)
        else:
            self._move(event.unit, event.coin, -event.paid)
            if event.unpaid:
                # It is empty before its time, or a coin holds its motor.
                self._spoil(event.unit, Unseen.STOPPED_SHORT, event.unpaid)

    def _end_trials(self, unit: DeviceName) -> None:
        """The hopper's own count or a person's has taken in the coin that nobody could settle."""
        self._trials = {id_: each for id_, each in self._trials.items() if each.unit != unit}

    def _move(self, unit: DeviceName, value: Won, pieces: int) -> None:
        before = self.count(unit, value)
        after = self._counts[unit, value] = max(0, before + pieces)
        since = self._since.setdefault((unit, value), Since())
        since.came += max(0, pieces)
        since.went += max(0, before - after)
        if after != before + pieces:
            since.suspect(Unseen.BEYOND_BOOKS, after - before - pieces)

    def _spoil(self, unit: DeviceName, cause: Unseen, pieces: int = 0) -> None:
        """Of the whole unit: nobody knows which denomination it was."""
        for place in {*self._since, *self._accuracy}:
            if place[0] == unit:
                self._suspect(place, cause, pieces)

    def _suspect(self, place: Place, cause: Unseen, pieces: int) -> None:
        if place in self._since:
            self._since[place].suspect(cause, pieces)
        if self._accuracy.get(place) == Accuracy.ACCURATE:
            self._accuracy[place] = Accuracy.INACCURATE

    def statement(
        self, places: Iterable[Place], owed: Won, counted: Mapping[Place, int], left: Mapping[Place, int],
        bag: str | None = None,
    ) -> CashStatement:  # fmt: skip
        """The open batch, closed now.

        Args:
            places: what the machine's units can hold.
            owed: what the machine holds for others; see `config.cash_statement`.
            counted: what a person found.
            left: what a person left in it, where that is not what was there before.
            bag: number of the sealed bag that what was taken out is in.
        """
        batch = self.batch
        return CashStatement(
            batch=batch.number,
            deposited=_pieces(batch.deposited),
            paid_out=_pieces(batch.paid_out),
            tried=_pieces(batch.tried),
            change=batch.change,
            returned=batch.returned,
            income=batch.income,
            by_card=batch.by_card,
            suspense_opened=batch.suspense_opened,
            suspense_settled=batch.suspense_settled,
            carried=batch.carried,
            owed=owed,
            units=tuple(self._line(place, counted, left) for place in sorted({*places, *self.places})),
            bag=bag,
        )

    def _line(self, place: Place, counted: Mapping[Place, int], left: Mapping[Place, int]) -> UnitLine:
        expected, since = self.count(*place), self.since(*place)
        return UnitLine(
            unit=place[0],
            value=place[1],
            expected=expected,
            accuracy=self.accuracy(*place),
            counted=counted.get(place),
            left=left.get(place, counted.get(place, expected)),
            before=since.before,
            came=since.came,
            went=since.went,
            unseen=tuple(
                Suspicion(cause, since.times[cause], since.pieces[cause]) for cause in Unseen if since.times[cause]
            ),
        )


def _place(note: ev.StackIntended) -> Place:
    return note.device, note.value


def _pieces(counts: Counter[Won]) -> tuple[Pieces, ...]:
    return tuple(Pieces(value, count) for value, count in sorted(counts.items()) if count)
