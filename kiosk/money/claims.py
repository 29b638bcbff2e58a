"""Claims: money that belongs to somebody and cannot be given back now, in cash or on a card.

They are opened and reduced here and nowhere else. A claim is opened for an amount that is certain (the hoppers are
empty), or about a doubt (a note or payout whose fate nobody can tell, a charge the terminal does not speak of). A doubt
that becomes a certainty later takes off the claim what is not owed after all; it never opens a second one.
"""

from __future__ import annotations

from config.ids import ClaimNumber, SessionId
from config.vocabulary import ClaimReason, ReductionReason
from config.won import ZERO, Won
from kiosk.core.step import Step
from kiosk.money.books import Doubt, Ledger
from sync.journal import events as ev


class Claims:
    """Writes down what is owed to whom; the ledger keeps it."""

    def __init__(self, step: Step, ledger: Ledger) -> None:
        self._step = step
        self._ledger = ledger

    def open(
        self, session: SessionId | None, amount: Won, reason: ClaimReason, about: Doubt | None = None
    ) -> ClaimNumber:
        """Opens a claim, ``about`` a doubt if there is one, and returns its number; a doubt is claimed once.

        Eight digits in two groups: short enough to be noted by hand, random enough not to be guessed.
        """
        assert amount > ZERO, "a claim is for money"
        claim = self._ledger.claim_about(about)
        if claim:
            return claim
        while not claim or claim in self._ledger.claims or claim in self._ledger.card_claims:
            digits = int.from_bytes(self._step.sources.random(5)) % 10**8
            claim = ClaimNumber(f"{digits // 10_000:04d}-{digits % 10_000:04d}")
        self._step.record(ev.SuspenseOpened(session, claim, amount, reason, about))
        return claim

    def reduce(self, session: SessionId | None, about: Doubt, amount: Won, reason: ReductionReason) -> None:
        """Takes ``amount`` off the claim about a doubt that is a certainty now; does nothing where none was opened."""
        claim = self._ledger.claim_about(about)
        if claim and amount:
            owed = self._ledger.book(session).claims[claim]
            assert ZERO < amount <= owed, "no more is taken off a claim than is owed by it"
            self._step.record(ev.SuspenseReduced(session, claim, amount, reason))
