"""Who may open the machine's own pages, as the journal has it."""

from __future__ import annotations

import pytest

from config.ids import StaffNumber, VisitId
from config.vocabulary import Role, StaffRefusal, VisitEnd
from kiosk.core.sign_ins import LONGEST_LOCK_MS, SignIns
from sync.journal import events as ev

WRONG = ev.StaffRefused(None, StaffRefusal.UNKNOWN_NUMBER)
VISIT, BY = VisitId("visit"), StaffNumber("1001")


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 0), (2, 0), (3, 1), (4, 2), (5, 4), (8, 32), (9, 60), (10, 60), (500, 60)]
)
def test_the_lock_doubles_up_to_an_hour(failures: int, minutes: int) -> None:
    sign_ins = SignIns()
    for _ in range(failures):
        sign_ins.apply(WRONG, 1_000, "boot")
    assert sign_ins.locked_until == (1_000 + minutes * 60_000 if minutes else 0)
    assert minutes * 60_000 <= LONGEST_LOCK_MS


def test_a_start_of_the_same_run_of_the_computer_shortens_and_lengthens_nothing() -> None:
    sign_ins = SignIns()
    for _ in range(3):
        sign_ins.apply(WRONG, 1_000, "boot")
    sign_ins.apply(ev.KioskStarted("a", "1", "b", "c", 0), 30_000, "boot")
    assert sign_ins.locked_until == 61_000
    sign_ins.apply(ev.KioskStarted("a", "1", "b", "c", 0), 5_000, "another")
    assert sign_ins.locked_until == 65_000


def test_a_visit_is_open_until_it_is_left() -> None:
    sign_ins = SignIns()
    sign_ins.apply(WRONG, 1_000, "boot")
    sign_ins.apply(ev.StaffEntered(VISIT, BY, Role.CASHIER), 2_000, "boot")
    assert (sign_ins.visit, sign_ins.failures, sign_ins.tries_left) == ((VISIT, BY), 0, 3)
    sign_ins.apply(ev.StaffLeft(VISIT, BY, VisitEnd.LEFT), 3_000, "boot")
    assert sign_ins.visit is None
