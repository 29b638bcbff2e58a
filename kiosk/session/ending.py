"""The end of a session, whoever ended it: the books are checked, and a kiosk whose books are wrong serves nobody."""

from __future__ import annotations

from config.vocabulary import Ending
from kiosk.core.step import Fail
from kiosk.session.desk import Desk
from kiosk.session.issuing import Issuing
from sync.journal import events as ev


def end_session(desk: Desk, issuing: Issuing, how: Ending) -> None:
    """Writes down that the desk's session is over.

    Where the equations of `kiosk.money.books` do not hold then, that is written down too, the screen says out of service with the
    number to call, and the process ends as a crash: what else it believes is worth nothing. The next start stays out of
    service until an exchange has counted the money.
    """
    off = desk.ledger.imbalance(desk.book)
    desk.record(ev.SessionEnded(desk.session, how))
    if off:
        desk.record(ev.BooksUnbalanced(desk.session, off.cash, off.cards, off.held, off.charged))
        desk.show(issuing.books_wrong())
        desk.step.put(Fail(f"the books do not balance after session {desk.session}: {off}"))
