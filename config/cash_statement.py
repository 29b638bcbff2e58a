"""The statement of a batch: all cash from one exchange (cash collection) to the next.

Four sums always agree, whatever happened::

    deposited + carried = paid out + income + owed

``carried`` and ``owed`` are what the machine held for others, at the beginning and at the end of the batch: open
claims and sessions that are not settled. A note in doubt that is claimed and not inside lowers them.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.ids import DeviceName
from config.vocabulary import Accuracy
from config.won import Won, total


@dataclass(frozen=True)
class Pieces:
    """``count`` coins or notes of ``value``."""

    value: Won
    count: int


@dataclass(frozen=True)
class UnitLine:
    """One denomination in one cash unit: a hopper, the coin acceptor's box, the note acceptor's stacker.

    Attributes:
        expected: pieces in it by the journal, when it was opened.
        accuracy: what that figure is worth.
        counted: pieces that a person found in it, None where nobody counted.
        left: pieces in it when it was closed again.
    """

    unit: DeviceName
    value: Won
    expected: int
    accuracy: Accuracy
    counted: int | None
    left: int

    @property
    def difference(self) -> int | None:
        """More (positive) or fewer pieces than expected; None where nobody counted."""
        return None if self.counted is None else self.counted - self.expected


@dataclass(frozen=True)
class CashStatement:
    """What one batch came to.

    Attributes:
        batch: 1, 2, 3 …
        deposited, paid_out: by denomination, the smallest first.
        change, returned: ``paid_out`` as change, and as refunds.
        income: fees of issued documents, paid in cash; ``by_card``, which is in no other sum here, those paid by card.
        suspense_opened, suspense_settled: claims opened, and what later certainty took off them.
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


def worth(pieces: tuple[Pieces, ...]) -> Won:
    return total(each.value * each.count for each in pieces)
