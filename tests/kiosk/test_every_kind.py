"""What the demonstration types is known to the city: every kind of the catalogue is issued, also with other options."""

from __future__ import annotations

import pytest

from config.kind import Kind
from kiosk.core.view import ChooseOptions, Review
from kiosk.demo.wishes import resident
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit

PURSE = (500, 500, 500)


@pytest.mark.parametrize("kind", WONJU.kinds.values(), ids=WONJU.kinds)
def test_every_kind_is_issued(kind: Kind) -> None:
    visit = Visit(resident(WONJU, kind, purse=PURSE, language="en")).happens()
    assert visit.ended == "issued", visit.notices() or visit.problems()
    asked = any(option.asked for option in kind.options)
    assert any(isinstance(view, ChooseOptions) for view in visit.views) == asked, "what most want is not asked for"
    review = next(view for view in visit.views if isinstance(view, Review))
    assert review.kind_title == kind.title["en"]


@pytest.mark.parametrize(
    "kind", [each for each in WONJU.kinds.values() if each.options], ids=lambda kind: str(kind.name)
)
def test_every_kind_with_the_last_of_its_options(kind: Kind) -> None:
    """Whether there is such a record is the register's to say; that it was asked for is what the review showed."""
    options = {option.name: option.choices[-1].value for option in kind.options}
    visit = Visit(resident(WONJU, kind, purse=PURSE, options=options)).happens()
    assert visit.ended in ("issued", "cancelled", "refused")
    review = [view for view in visit.views if isinstance(view, Review)][-1]
    shown = [row.value for row in review.rows if row.label.id == "review.option"]
    assert shown == [option.choices[-1].title["ko"] for option in kind.options]
