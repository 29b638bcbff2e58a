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

from config.cash_statement import CashStatement, Pieces, UnitLine
from config.ids import DeviceName, PayoutId
from config.vocabulary import Accuracy, Purpose, State
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
    change: Won = ZERO
    returned: Won = ZERO
    income: Won = ZERO
    by_card: Won = ZERO
    suspense_opened: Won = ZERO
    suspense_settled: Won = ZERO


@dataclass
class CashUnits:
    """Attributes:
    batch: the one that is open.
    """

    batch: Batch = field(default_factory=Batch)
    _counts: dict[Place, int] = field(default_factory=dict)
    _accuracy: dict[Place, Accuracy] = field(default_factory=dict)
    _payouts: dict[PayoutId, ev.PayoutIntended] = field(default_factory=dict)
    _counted_since: set[PayoutId] = field(default_factory=set)  # payouts under way when a person counted their hopper

    def count(self, unit: DeviceName, value: Won) -> int:
        """Pieces by the journal's count; 0 for a unit that was never heard of."""
        return self._counts.get((unit, value), 0)

    def accuracy(self, unit: DeviceName, value: Won) -> Accuracy:
        if any(each.unit == unit and id_ not in self._counted_since for id_, each in self._payouts.items()):
            return Accuracy.INACCURATE
        return self._accuracy.get((unit, value), Accuracy.UNKNOWN)

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
                self._counted_since.update(id_ for id_, each in self._payouts.items() if each.unit == event.unit)
            case ev.CoinCredited() | ev.NoteCredited():
                batch.deposited[event.value] += 1
                self._move(event.device, event.value, 1)
            case ev.PayoutIntended():
                self._payouts[event.payout] = event
            case ev.PayoutSettled():
                self._settle(event)
            case ev.HopperMoved():
                if event.coins <= self.count(event.unit, event.coin):
                    self._move(event.unit, event.coin, -event.coins)
                self._spoil(event.unit)
            case ev.CreditsLost():
                self._spoil(event.device)
            case ev.DeviceChanged(state=State.HARDWARE_ERROR):
                self._spoil(event.device)
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
                self._spoil(event.unit)

    def _move(self, unit: DeviceName, value: Won, pieces: int) -> None:
        self._counts[unit, value] = max(0, self.count(unit, value) + pieces)

    def _spoil(self, unit: DeviceName) -> None:
        for place, accuracy in self._accuracy.items():
            if place[0] == unit and accuracy == Accuracy.ACCURATE:
                self._accuracy[place] = Accuracy.INACCURATE

    def statement(
        self, places: Iterable[Place], owed: Won, counted: Mapping[Place, int], left: Mapping[Place, int]
    ) -> CashStatement:
        """The open batch, closed now.

        Args:
            places: what the machine's units can hold.
            owed: what the machine holds for others; see `config.cash_statement`.
            counted: what a person found.
            left: what a person left in it, where that is not what was there before.
        """
        batch = self.batch
        return CashStatement(
            batch=batch.number,
            deposited=_pieces(batch.deposited),
            paid_out=_pieces(batch.paid_out),
            change=batch.change,
            returned=batch.returned,
            income=batch.income,
            by_card=batch.by_card,
            suspense_opened=batch.suspense_opened,
            suspense_settled=batch.suspense_settled,
            carried=batch.carried,
            owed=owed,
            units=tuple(
                UnitLine(
                    unit=place[0],
                    value=place[1],
                    expected=self.count(*place),
                    accuracy=self.accuracy(*place),
                    counted=counted.get(place),
                    left=left.get(place, counted.get(place, self.count(*place))),
                )
                for place in sorted({*places, *self.places})
            ),
        )


def _pieces(counts: Counter[Won]) -> tuple[Pieces, ...]:
    return tuple(Pieces(value, count) for value, count in sorted(counts.items()) if count)
