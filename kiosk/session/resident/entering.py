"""A wish is filled in page by page, and reviewed with a way back to each of them."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.core.step import Flow
from kiosk.core.view import Message, Review
from kiosk.session.desk import Desk
from kiosk.session.resident.wish import Wish


def enter(
    desk: Desk,
    wish: Wish,
    review: Callable[[Message | None], Review],
    at: int | None = None,
    problem: Message | None = None,
) -> Flow[bool]:
    """True once all of it was confirmed; False to go back to where it was chosen.

    Args:
        at: which form is filled in anew, and then reviewed; as many as there are for the review. None for all, in their order.
        problem: what the first review says.
    """
    last, reviewed = len(wish.forms), at is not None
    at = wish.after(-1) if at is None else at
    while at >= 0:
        if at < last:
            complete = yield from wish.forms[at].fill(desk, wish.kind)
            at = wish.before(at) if not complete else last if reviewed else wish.after(at)
            continue
        reviewed = True
        chosen = yield from _review(desk, wish, review, problem)
        if chosen is None:
            return True
        at, problem = chosen, None
    return False


def _review(
    desk: Desk, wish: Wish, review: Callable[[Message | None], Review], problem: Message | None
) -> Flow[int | None]:
    """Which form to go to; None to go on."""
    while True:
        tap = yield from desk.answer(lambda: review(problem))
        match tap.control if tap else "":
            case "confirm":
                return None
            case "back":
                return wish.before(len(wish.forms))
            case "edit":
                for at, form in enumerate(wish.forms):
                    if tap and form.name == tap.value:
                        return at
