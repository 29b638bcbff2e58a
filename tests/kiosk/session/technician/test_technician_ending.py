"""Out of service and back, and the end of the process: ordered at the screen, done when the machine is nobody's."""

from __future__ import annotations

import pytest

from kiosk.core.step import Effect, End
from kiosk.core.view import Attract, Message, OutOfService, ServiceList
from tests.kiosk.session.technician.attendance import NUMBERS, Attendance


def reason(attended: Attendance) -> str:
    return attended.sees(OutOfService).reason.id


def test_out_of_service_stays_over_a_restart_and_ends_when_staff_say_so() -> None:
    attended = Attendance()
    attended.enter("operator")
    page = attended.opens("closing")
    assert (page.first, page.tone, page.actions) == (Message("service.is-open"), "good", ())
    attended.tap("close", "supplies")
    page = attended.sees(ServiceList)
    assert (page.first, page.tone) == (Message("service.is-closed-supplies"), "warning")
    assert page.actions == ("reopen",)
    attended.tap("back")
    attended.tap("cancel", wait=300)
    assert reason(attended) == "out.closed-supplies"
    attended.tap("start")
    assert reason(attended) == "out.closed-supplies"
    attended.world.lose_power()
    attended.wait(60_000)
    assert reason(attended) == "out.closed-supplies"
    attended.enter("operator")
    attended.opens("closing")
    attended.tap("reopen")
    attended.tap("back")
    attended.leave()
    assert [each["by"] for type_ in ("KioskClosed", "KioskOpened") for each in attended.journal(type_)] == [
        NUMBERS["operator"]
    ] * 2


def test_a_reason_that_nobody_offers_closes_nothing() -> None:
    attended = Attendance()
    attended.enter()
    attended.opens("closing")
    attended.sends("close", "holiday")
    attended.sends("reopen")
    attended.tap("back")
    attended.leave()
    assert not attended.journal("KioskClosed") + attended.journal("KioskOpened")


@pytest.mark.parametrize("order", ["restart", "reboot", "power-off"])
def test_the_process_ends_in_order_when_the_machine_is_nobodys_again(order: str) -> None:
    attended = Attendance()
    ended: list[Effect] = []
    do = attended.world.do

    def watch(effect: Effect) -> None:
        if isinstance(effect, End):
            assert attended.journal("StaffLeft"), "the machine is still somebody's"
            ended.append(effect)
        do(effect)

    attended.world.do = watch  # type: ignore[method-assign]
    attended.enter()
    attended.opens("ending")
    attended.tap("end", order)
    attended.tap("back")
    attended.tap("end", order)
    assert not attended.journal("EndOrdered")
    attended.tap("yes", wait=300)
    assert [effect.reason for effect in ended if isinstance(effect, End)] == [order]
    assert attended.journal("EndOrdered")[0]["by"] == NUMBERS["technician"]
    assert attended.journal("VendorModeChanged")[-1]["mode"] == "inactive"
    attended.world.run(attended.world.ready, 600_000)
    attended.sees(Attract)


def test_an_operator_ends_nothing() -> None:
    attended = Attendance()
    assert "ending" not in {item.name for item in attended.enter("operator").items}
    attended.tap("open", "ending")
    attended.tap("end", "power-off")
    attended.tap("yes")
    assert not attended.journal("EndOrdered")
