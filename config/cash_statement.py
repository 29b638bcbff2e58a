"""The statement of a batch: all cash from one exchange (cash collection) to the next.

Four sums always agree, whatever happened::

    deposited + carried = paid out + income + owed

``carried`` and ``owed`` are what the machine held for others, at the beginning and at the end of the batch: open
claims and sessions that are not settled. A note in doubt that is claimed and not inside lowers them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from config.ids import DeviceName
from config.vocabulary import Accuracy, Unseen
from config.won import Won, total


@dataclass(frozen=True)
class Pieces:
    """``count`` coins or notes of ``value``."""

    value: Won
    count: int


@dataclass(frozen=True)
class Suspicion:
    """What may have moved pieces unseen: so many ``times``, ``pieces`` in all as far as anybody can say."""

    cause: Unseen
    times: int
    pieces: int


@dataclass(frozen=True)
class UnitLine:
    """One denomination in one cash unit: a hopper, the coin acceptor's box, the note acceptor's stacker.

    How the figure by the journal came about is ``before + came - went = expected``.

    Attributes:
        expected: pieces in it by the journal, when it was opened.
        accuracy: what that figure is worth.
        counted: pieces that a person found in it, None where nobody counted.
        left: pieces in it when it was closed again.
        before: pieces in it when a person counted last, 0 where nobody ever has.
        came, went: pieces since then.
        unseen: what else happened since then that may explain a difference.
    """

    unit: DeviceName
    value: Won
    expected: int
    accuracy: Accuracy
    counted: int | None
    left: int
    before: int = 0
    came: int = 0
    went: int = 0
    unseen: tuple[Suspicion, ...] = ()

    @property
    def difference(self) -> int | None:
        """More (positive) or fewer pieces than expected; None where nobody counted."""
        return None if self.counted is None else self.counted - self.expected

    @property
    def collected(self) -> int:
        """Pieces taken out, less those put in."""
        return (self.expected if self.counted is None else self.counted) - self.left


@dataclass(frozen=True)
class CashStatement:
    """What one batch came to.

    Attributes:
        batch: 1, 2, 3 …
        deposited, paid_out: by denomination, the smallest first.
        change, returned: ``paid_out`` as change, and as refunds.
        income: fees of issued documents, paid in cash; ``by_card``, which is in no other sum here, those paid by card.
        suspense_opened, suspense_settled: claims opened, and what later certainty took off them.
        tried: coins that staff had thrown to see that they fall and did not put back; the machine's own, and in no sum here.
        bag: number of the sealed bag that what was taken out went into, None where nothing was put into one.
    """

    batch: int
    deposited: tuple[Pieces, ...]
    paid_out: tuple[Pieces, ...]
    change: Won
    returned: Won
    income: Won
    by_card: Won
    suspense_opened: Won
    suspense_settled: Won
    carried: Won
    owed: Won
    units: tuple[UnitLine, ...]
    bag: str | None = None
    tried: tuple[Pieces, ...] = ()

    @property
    def collected(self) -> tuple[Pieces, ...]:
        """What was taken out, by denomination: what is in the bag."""
        return self._moved(1)

    @property
    def filled(self) -> tuple[Pieces, ...]:
        """What was put in."""
        return self._moved(-1)

    def _moved(self, sign: int) -> tuple[Pieces, ...]:
        pieces: Counter[Won] = Counter()
        for each in self.units:
            pieces[each.value] += max(0, sign * each.collected)
        return tuple(Pieces(value, count) for value, count in sorted(pieces.items()) if count)


def worth(pieces: tuple[Pieces, ...]) -> Won:
    return total(each.value * each.count for each in pieces)
