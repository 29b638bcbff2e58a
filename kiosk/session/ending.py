"""A session ends, and the books must balance: the two equations of `kiosk.money.books`, asserted where the kiosk serves.

If they do not, something is wrong with the program or with what it remembers, and every further won that it takes may be
lost as well. So it writes down what does not balance, shows whom to call, and ends its own process: the supervisor
sees a crash. The next start finds the entry in the journal and stays out of service until an exchange, in which a person
counts what is inside. It does not end itself again for what is written down: a kiosk that starts for ever tells nobody.
What a session that is over still held of somebody's money the next start makes a claim.
"""

from __future__ import annotations

from config.ids import SessionId
from config.vocabulary import ClaimReason, Ending
from config.won import ZERO
from kiosk.core.step import Fail, Flow
from kiosk.money.books import Imbalance, SessionBook
from kiosk.session.desk import Desk
from kiosk.session.issuing import Issuing
from sync.journal import events as ev


def end_session(desk: Desk, issuing: Issuing, how: Ending) -> Flow[None]:
    """Writes down that the session under way is over. Does not come back when the books do not balance."""
    book = desk.book
    desk.record(ev.SessionEnded(desk.session, how))
    imbalance = desk.ledger.imbalance(book)
    if not imbalance:
        return
    _write_down(desk, desk.session, imbalance)
    desk.show(issuing.books_wrong())
    desk.step.put(Fail(f"the books do not balance after session {desk.session}: {imbalance}"))
    while True:  # the process has ended
        yield None


def open_books(desk: Desk) -> tuple[SessionBook, ...]:
    """At a start: writes down what does not balance, and makes claims of what sessions that are over still hold.

    Returns:
        The books of those sessions.
    """
    imbalance = desk.ledger.imbalance()
    if imbalance:
        _write_down(desk, None, imbalance)
    over = (book for book in desk.ledger.open.values() if book.ended)
    books = tuple(book for book in over if book.held > ZERO or book.charged)
    for book in books:
        for charge, charged in list(book.charged.items()):
            desk.claims.open(book.session, charged.left, ClaimReason.CANCEL_FAILED, charge)
        if book.held > ZERO:
            desk.claims.open(book.session, book.held, ClaimReason.RESTART)
    return books


def _write_down(desk: Desk, session: SessionId | None, found: Imbalance) -> None:
    desk.record(ev.BooksUnbalanced(session, found.cash, found.cards, found.held, found.charged))
