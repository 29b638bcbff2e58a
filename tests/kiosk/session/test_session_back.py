"""이전 goes one step back, from every page that has it, and keeps what was proved and what was typed."""

from __future__ import annotations

from itertools import groupby, pairwise

import pytest

from kiosk.core.view import ChooseKind, EnterPin, Review, Screen, Tap, View, Working
from kiosk.demo.resident import Action, Resident
from kiosk.demo.wishes import resident
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit

PAGES = {
    "building-register": ("ChooseKind", "EnterLot", "EnterUnit", "ChooseOptions", "Review"),
    "vehicle-register": ("ChooseKind", "EnterPlate", "Review"),
    "local-tax": ("ChooseKind", "EnterYears", "Review"),
    "resident-abstract": ("ChooseKind", "Review"),
}
TURNS = [(kind, before, page) for kind, pages in PAGES.items() for before, page in pairwise(pages)]


class Turns(Resident):
    """Fills a page in, goes back once instead of on, and then goes on as everybody.

    Attributes:
        turns_at: name of the page.
        left: the page as they left it.
    """

    turns_at = ""
    left: View | None = None

    def next(self, screen: Screen) -> Action | None:
        action = super().next(screen)
        if self.left is None and type(screen.view).__name__ == self.turns_at and action == Tap("confirm"):
            self.left = screen.view
            return Tap("back")
        return action


@pytest.mark.parametrize(("kind", "before", "page"), TURNS)
def test_back_goes_one_step_and_forgets_nothing(kind: str, before: str, page: str) -> None:
    model = resident(WONJU, WONJU.kinds[kind], purse=(500, 500, 500))
    turns = Turns(**{name: value for name, value in vars(model).items() if not name.startswith("_")})
    turns.turns_at = page
    visit = Visit(turns).happens()
    assert visit.ended == "issued", visit.notices() or visit.problems()
    assert turns.left is not None
    pages = [name for name, _ in groupby(type(view).__name__ for view in visit.views if not isinstance(view, Working))]
    turned = next(at for at in range(1, len(pages)) if pages[at - 1 : at + 1] == [page, before])
    assert pages[turned + 1] == page, "and one step on again"
    names = [type(view).__name__ for view in visit.views]
    back = next(at for at in range(1, len(names)) if names[at - 1 : at + 1] == [page, before])
    assert visit.views[names.index(page, back)] == turns.left, "as it was left, with nothing to type"


@pytest.mark.parametrize(
    ("page", "wish"), [("ChooseOptions", {"options": {"resident-number": "yes"}}), ("ChooseCopies", {"copies": 3})]
)
def test_what_was_opened_from_the_review_goes_back_to_it_as_it_was_left(page: str, wish: dict[str, object]) -> None:
    model = resident(WONJU, WONJU.kinds["resident-abstract"], **wish)
    turns = Turns(**{name: value for name, value in vars(model).items() if not name.startswith("_")})
    turns.turns_at = page
    visit = Visit(turns).happens()
    assert (visit.ended, turns.left is not None) == ("issued", True)
    pages = [name for name, _ in groupby(type(view).__name__ for view in visit.views if not isinstance(view, Working))]
    at = pages.index(page)
    assert pages[at - 1 : at + 2] == ["Review", page, "Review"]
    reviews = [view for view in visit.views if isinstance(view, Review)]
    assert reviews[0] != reviews[-1], "what was changed holds"


def test_who_goes_back_to_the_list_proves_nothing_twice() -> None:
    model = resident(WONJU, WONJU.kinds["resident-abstract"])
    turns = Turns(**{name: value for name, value in vars(model).items() if not name.startswith("_")})
    turns.turns_at = "Review"
    visit = Visit(turns).happens()
    whole = [view for view in visit.views if isinstance(view, EnterPin) and view.typed == view.length]
    assert (visit.ended, len(whole)) == ("issued", 1)
    assert len([name for name, _ in groupby(type(view) for view in visit.views) if name is ChooseKind]) == 1
