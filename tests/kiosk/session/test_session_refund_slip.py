"""What the hoppers cannot pay is on paper, one slip a claim, and the journal says whether the paper came out."""

from __future__ import annotations

import pytest

from kiosk.core.view import Collect, Notice
from tests.kiosk.session.visit import Visit, land, leave_coins, printing


def slips(visit: Visit) -> list[dict[str, str]]:
    """Of all refund slips on the roll, what stands on the left and on the right of each line."""
    papers = [[line.text.strip().partition("  ") for line in paper] for paper in visit.world.machine.receipts.receipts]
    rows = [{left: right.strip() for left, _, right in paper} for paper in papers]
    return [row for row in rows if "환불 청구서" in row]


def short_of_coins(visit: Visit) -> Visit:
    leave_coins(visit.world, 2)
    return visit


def test_a_slip_states_number_amount_kiosk_time_and_reason() -> None:
    visit = short_of_coins(Visit(land(10_000))).happens()
    (claim,) = visit.journal("SuspenseOpened")
    (slip,) = slips(visit)
    assert slip["청구번호"] == claim["claim"]
    assert slip["돌려드릴 금액"] == f"{claim['amount']:,}원"
    assert slip["사유"] == "거스름돈 동전 부족"
    assert "03 (단구동)" in slip["발급기"]
    assert slip["일시"].startswith("2026-11-23 12:0"), "the time in Wonju"
    assert visit.journal("RefundSlipEnded") == [
        {"session": claim["session"], "claim": claim["claim"], "result": "printed"}
    ]


def test_every_claim_of_a_session_has_its_own_slip_with_its_own_amount() -> None:
    visit = short_of_coins(Visit(land(10_000)))
    world = visit.world
    hopper = world.machine.hoppers["hopper-500"]
    leave_coins(world, 0, "hopper-100")

    def unplug_for_good(_: object) -> None:
        hopper.plugged = False

    visit.when(
        lambda view: getattr(getattr(view, "step", None), "id", "") == "working.change", unplug_for_good
    ).happens()
    claims = {claim["claim"]: f"{claim['amount']:,}원" for claim in visit.journal("SuspenseOpened")}
    assert {slip["청구번호"]: slip["돌려드릴 금액"] for slip in slips(visit)} == claims
    shown = {
        fact for view in visit.views if isinstance(view, Notice) for _, fact in view.facts if isinstance(fact, str)
    }
    assert claims.keys() <= shown


def test_a_slip_that_did_not_come_out_is_journalled_and_the_number_is_on_the_screen() -> None:
    visit = short_of_coins(Visit(land(10_000)))
    visit.when(printing, lambda world: setattr(world.machine.receipts, "lines_left", 0)).happens()
    (claim,) = visit.journal("SuspenseOpened")
    (slip,) = visit.journal("RefundSlipEnded")
    assert (slip["claim"], slip["result"]) == (claim["claim"], "paper-out")
    assert claim["claim"] in [fact for view in visit.views if isinstance(view, Notice) for _, fact in view.facts]
    assert [view.receipt for view in visit.views if isinstance(view, Collect)][-1] is False


@pytest.mark.parametrize("habit", [{"leaves_at": "Pay"}, {}], ids=["cancelled", "issued"])
def test_who_is_owed_nothing_gets_no_slip(habit: dict[str, str]) -> None:
    visit = Visit(land(1_000, **habit)).happens()
    assert visit.journal("RefundSlipEnded") == []
