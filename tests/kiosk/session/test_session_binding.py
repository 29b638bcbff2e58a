"""A paper of several sheets comes out bound; where it cannot, that is said before anybody pays."""

from __future__ import annotations

from kiosk.core.view import Notice, Pay
from kiosk.demo.resident import Resident
from tests.cities import PLACE
from tests.kiosk.session.visit import Visit, land


def of_two_sheets(*purse: int, **more: object) -> Resident:
    return Resident(
        "land-use-plan",
        place=PLACE["단구동"],
        number="9423",
        sub_number="1",
        purse=purse,
        **more,  # type: ignore[arg-type]
    )


def test_several_sheets_are_stapled_and_nobody_is_told_of_it() -> None:
    visit = Visit(of_two_sheets(1_000, 500)).happens()
    (issued,) = visit.journal("DocumentIssued")
    assert issued["sheets"] > 1
    assert visit.world.machine.printer.mechanism.bound == [issued["issuance"]]
    assert visit.notices() == []


def test_one_sheet_is_not_stapled() -> None:
    visit = Visit(land(500)).happens()
    assert visit.ended == "issued"
    assert visit.world.machine.printer.mechanism.bound == []


def test_where_the_stapler_is_jammed_it_is_said_before_payment_and_the_paper_comes_out_unbound() -> None:
    visit = Visit(of_two_sheets(1_000, 500))
    visit.world.machine.printer.mechanism.stapler_jammed = True
    visit.world.run(lambda: False, 10_000)
    visit.happens()
    told = next(at for at, view in enumerate(visit.views) if isinstance(view, Notice))
    assert told < next(at for at, view in enumerate(visit.views) if isinstance(view, Pay))
    assert visit.notices()[:1] == ["unbound"]
    assert (visit.ended, visit.world.machine.printer.mechanism.bound) == ("issued", [])
    assert visit.journal("DeviceChanged")[-1]["reason"] == "stapler-jam"


def test_who_does_not_want_loose_sheets_goes_without_having_paid() -> None:
    visit = Visit(of_two_sheets(1_000, 500, leaves_at="Notice"))
    visit.world.machine.printer.mechanism.staples = 0
    visit.world.run(lambda: False, 10_000)
    visit.happens()
    assert visit.ended == "cancelled"
    assert visit.journal("CashInStarted") == []
    assert visit.journal("DocumentVoided")[0]["reason"] == "cancelled"
