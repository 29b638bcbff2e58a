"""What a kiosk says of itself every minute, of a kiosk that has served."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from config.ids import DeviceName, PayoutId, SessionId, StaffNumber
from config.vocabulary import Purpose, Role
from config.won import Won
from drivers.device import PRINTER_NAME
from kiosk.money.change_use import ChangeUse
from kiosk.simulator.run import run
from kiosk.simulator.world import World
from sync.city.heartbeat import Heartbeat
from sync.journal import events as ev
from tests.cities import WONJU


@pytest.fixture(scope="module")
def served() -> World:
    world = World(WONJU, 12)
    run(WONJU, 10, 12, "none", world=world)  # the eleventh leaves a card
    return world


def told(world: World) -> Heartbeat:
    return world.composed.sign_of_life()


def test_a_kiosk_that_is_well_says_so_in_documents_left(served: World) -> None:
    life = told(served)
    assert (life.unable, life.occupied, life.faults, life.queue) == ("", False, [], 0)
    assert (life.number, life.site) == (served.composed.issuing.kiosk.number, served.composed.issuing.kiosk.site)
    stocks = {each.name: each for each in life.stocks}
    issued = served.counts()["DocumentIssued"]
    assert life.issued == issued
    assert stocks["change"].documents > 1_000, "its hoppers are full"
    assert 0 < stocks["change"].a_day < issued, "some were free"
    assert life.cash > 0


def test_paper_that_was_put_in_is_told_in_documents_and_at_this_kiosks_pace(served: World) -> None:
    assert "paper" not in {each.name for each in told(served).stocks}, "nobody has said how much there is"
    served.composed.step.begin(served.now)
    accounts = served.composed.sign_of_life.accounts
    wall = served.sources.wall().isoformat()
    accounts.apply(ev.SupplyReplaced(PRINTER_NAME, "paper", 300, StaffNumber("07"), Role.TECHNICIAN), 1, wall)
    (paper,) = (each for each in told(served).stocks if each.name == "paper")
    assert paper.documents == int(300 / accounts.supplies.sheets_of_document)
    assert paper.a_day == served.counts()["DocumentIssued"]


def test_what_is_wrong_is_told_with_the_devices_own_word_and_names_nobody() -> None:
    world = World(WONJU, 7)
    assert world.run(world.ready, 120_000)
    world.machine.do(world.now, "printer", "jam")
    assert world.run(lambda: told(world).unable == "out.printer", 120_000)
    (fault,) = told(world).faults
    assert (fault.part, fault.word, fault.severity) == ("printer", "media-jam", 2)
    assert fault.since == world.composed.sign_of_life.standing.since(PRINTER_NAME) != ""
    assert "session" not in str(asdict(told(world)))


def payment(use: ChangeUse, **paid: int) -> None:
    session = SessionId("s")
    use.apply(ev.CashInStarted(session, Won(500)))
    for hopper, coins in paid.items():
        use.apply(ev.PayoutIntended(session, PayoutId("p"), DeviceName(hopper), Won(100), coins, Purpose.CHANGE, 0, 0))
        use.apply(ev.PayoutSettled(session, PayoutId("p"), DeviceName(hopper), Won(100), coins, 0))


def test_change_lasts_as_long_as_the_hopper_that_is_empty_first() -> None:
    use = ChangeUse()
    large, small = DeviceName("large"), DeviceName("small")
    assert use.payments_left({large: 100, small: 100}) is None, "nobody has paid yet"
    payment(use, large=1)
    payment(use, large=1, small=5)
    assert use.payments_left({large: 100, small: 100}) == 40, "five of the small ones for two payments"
    assert use.payments_left({large: 10, small: 100}) == 10
    assert use.payments_left({large: 0, small: 100}) == 0


def test_who_pays_exactly_uses_no_change() -> None:
    use = ChangeUse()
    payment(use)
    assert use.payments_left({DeviceName("large"): 100}) is None
    for _ in range(200):
        payment(use, large=2)
    assert use.payments_left({DeviceName("large"): 100}) == 50, "long ago is forgotten"
