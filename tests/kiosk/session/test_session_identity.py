"""The session is the person's: what a card proved ends with the card, and nobody is offered another's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from config.won import ZERO
from drivers.smartcard.dialogue import Talk
from drivers.smartcard.identity import CardIdentity, Signing, WrongPin
from drivers.smartcard.questions import PowerUp
from drivers.smartcard.secret import Secret
from kiosk.core.step import CardMoved
from kiosk.core.view import (
    ChooseKind,
    ChooseOptions,
    EnterCan,
    EnterLot,
    EnterPin,
    Message,
    Notice,
    Pay,
    PresentCard,
    Review,
    Tap,
    View,
    Working,
)
from kiosk.demo.resident import PresentIdCard, Resident, TakeIdCard
from kiosk.demo.settings import CARD_CAN, CARD_PIN
from kiosk.demo.wishes import resident
from kiosk.simulator.world import World
from sync.reference_city.made_up.people import people
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit, abstract, paying, printing

Seen = Callable[[View], bool]


def farmland(**more: object) -> Resident:
    """A kind that wants a card, a lot and money."""
    return resident(WONJU, WONJU.offered["farmland-register"], **more)


def working(step: str) -> Seen:
    return lambda view: isinstance(view, Working) and view.step.id == f"working.{step}"


def at(kind: type[View]) -> Seen:
    return lambda view: isinstance(view, kind)


def paid_in_part(view: View) -> bool:
    return isinstance(view, Pay) and view.inserted > 0


def pull(world: World) -> None:
    world.act(TakeIdCard())


def pull_for_a_moment(world: World) -> None:
    world.act(TakeIdCard())
    world.at(world.now + 3_000, lambda: world.act(PresentIdCard()))


# --- a card that is pulled ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "when",
    [at(EnterLot), at(Review), at(ChooseOptions), working("reserving"), working("laying-out"), at(Pay), paid_in_part],
    ids=["lot", "review", "options", "reserving", "laying-out", "payment", "paid in part"],
)
@pytest.mark.parametrize("comes_back", [False, True], ids=["for good", "and put back at once"])
def test_a_card_pulled_before_the_print_ends_what_it_proved(when: Seen, comes_back: bool) -> None:
    """Also when nobody sees the slot empty: the reader tells of both moves at once."""

    def moves(world: World) -> None:
        pull(world)
        if comes_back:
            world.act(PresentIdCard())

    visit = Visit(farmland(purse=(100, 100, 500), options={"tenants": "shown"})).when(when, moves).happens()
    assert visit.ended == "card-removed"
    assert visit.journal("PrintIntended") == []
    assert visit.world.machine.printer.mechanism.came_out == []
    truth = visit.world.machine.truth()
    assert truth.taken == truth.thrown
    assert visit.notices()[-1].startswith("card-removed")


def test_a_card_pulled_while_another_card_is_charged_gets_the_charge_back() -> None:
    visit = Visit(farmland(payment_card="tap")).when(working("charging"), pull).happens()
    assert visit.ended == "card-removed"
    assert visit.journal("PrintIntended") == []
    assert visit.world.machine.terminal.charged() == 0
    assert visit.world.ledger.earned_by_card == ZERO
    assert visit.notices() == ["card-removed-uncharged"]


def test_a_reader_that_is_lost_cannot_vouch_for_its_card() -> None:
    def lost(world: World) -> None:
        world.tell(CardMoved("lost"))
        world.tell(CardMoved("present"))

    visit = Visit(farmland(purse=(500,))).when(paying, lost).happens()
    assert visit.ended == "card-removed"
    assert visit.journal("PrintIntended") == []


def test_a_card_pulled_while_printing_stops_nothing() -> None:
    visit = Visit(abstract()).when(printing, pull).happens()
    assert visit.ended == "issued"
    assert visit.notices() == []


def test_why_it_was_refused_can_be_read_with_the_card_in_the_hand() -> None:
    visit = Visit(abstract())
    visit.world.registers.enter((number, replace(person, card_lost=True)) for number, person in people().items())
    visit.when(lambda view: isinstance(view, Notice), pull).happens()
    assert visit.ended == "refused"
    assert visit.notices() == ["refused.card-lost"]


@pytest.mark.parametrize("when", [at(EnterPin), lambda view: view == PresentCard("reading")], ids=["pin", "reading"])
def test_a_card_pulled_before_it_proved_anything_is_asked_for_again(when: Seen) -> None:
    visit = Visit(abstract(wrong_pins=(CARD_PIN,))).when(when, pull_for_a_moment).happens()
    assert "card.pulled" in visit.problems()
    assert visit.ended == "issued"


# --- a card that was left behind ---------------------------------------------------------------------------------


def test_a_card_that_was_in_before_is_not_offered_to_whoever_comes() -> None:
    visit = Visit(abstract())
    visit.world.act(PresentIdCard())  # somebody's
    visit.when(lambda view: isinstance(view, PresentCard) and view.state == "present", pull).happens()
    cards = [view for view in visit.views if isinstance(view, (PresentCard, EnterPin))]
    assert isinstance(cards[0], PresentCard)
    assert cards[0].state == "present"
    assert cards[0].problem
    assert cards[0].problem.id == "card.left-behind"
    empty = next(at for at, view in enumerate(cards) if view == PresentCard("notPresent"))
    assert not any(isinstance(view, EnterPin) for view in cards[:empty])
    assert visit.ended == "issued"


def test_a_card_that_a_reader_comes_back_with_is_nobodys() -> None:
    """It may have been left while the reader was away."""

    def comes_back(world: World) -> None:
        world.tell(CardMoved("lost"))
        world.act(PresentIdCard())

    visit = Visit(abstract())
    visit.when(lambda view: view == PresentCard("notPresent"), comes_back)
    visit.when(lambda view: isinstance(view, PresentCard) and view.state == "present", pull).happens()
    shown = [view for view in visit.views if isinstance(view, (PresentCard, EnterPin))]
    assert shown[:2] == [PresentCard("notPresent"), PresentCard("present", Message("card.left-behind"))]
    assert visit.ended == "issued"


def test_a_card_may_be_put_in_as_soon_as_the_session_has_begun() -> None:
    visit = Visit(abstract(looks_round=True)).when(at(ChooseKind), lambda world: world.act(PresentIdCard())).happens()
    assert visit.ended == "issued"
    assert not any(isinstance(view, PresentCard) and view.state != "reading" for view in visit.views)


# --- the PIN and the CAN -----------------------------------------------------------------------------------------


def problems_of(visit: Visit, kind: type[EnterPin] | type[EnterCan]) -> list[str]:
    """In their order, each once."""
    shown = [view.problem.id for view in visit.views if isinstance(view, kind) and view.problem]
    return list(dict.fromkeys(shown))


def said(visit: Visit, id_: str) -> Message:
    shown = [view.problem for view in visit.views if isinstance(view, (PresentCard, EnterPin)) and view.problem]
    return next(each for each in shown if each.id == id_)


def test_tries_left_are_those_that_will_be_given() -> None:
    visit = Visit(abstract(wrong_pins=("000000",))).happens()
    assert problems_of(visit, EnterPin) == ["pin.last-try"]
    assert visit.ended == "issued"


def test_a_chip_with_more_tries_says_how_many() -> None:
    """Its counter says four; the last of them is behind the number on the card."""

    def refuses(pin: Secret, can: Secret | None) -> Talk:
        yield PowerUp()
        return WrongPin(4)

    visit = Visit(abstract(wrong_pins=("000000",)))
    visit.world.composed.issuing.card.read = refuses
    visit.happens()
    assert said(visit, "pin.wrong").args == {"tries_left": 3}


def test_the_number_on_the_card_gives_a_suspended_card_its_last_try() -> None:
    visit = Visit(abstract(wrong_pins=("000000", "111111"), can=CARD_CAN)).happens()
    assert problems_of(visit, EnterPin) == ["pin.last-try", "pin.last-of-all"]
    assert EnterCan(CARD_CAN) in visit.views
    assert visit.ended == "issued"
    assert visit.world.machine.card.tries_left == 3


def test_the_last_try_wrong_blocks_the_card_and_it_is_taken_out() -> None:
    visit = Visit(abstract(pin="222222", wrong_pins=("000000", "111111"), can=CARD_CAN)).happens()
    assert [each["reason"] for each in visit.journal("IdentityFailed")] == ["wrong-pin", "pin-suspended", "pin-blocked"]
    assert PresentCard("present", said(visit, "pin.blocked")) in visit.views
    assert visit.journal("DocumentIssued") == []


def test_a_wrong_number_costs_no_try_and_is_not_asked_for_for_ever() -> None:
    visit = Visit(abstract(wrong_pins=("000000",) * 6, can="000000", looks_again=2)).happens()
    reasons = [each["reason"] for each in visit.journal("IdentityFailed")]
    assert reasons[:5] == ["wrong-pin", "pin-suspended", "wrong-can", "wrong-can", "wrong-can"]
    assert problems_of(visit, EnterCan) == ["can.wrong"]
    assert "can.given-up" in visit.problems()
    assert visit.world.machine.card.tries_left == 1


@pytest.mark.parametrize("how", ["a chip that does not sign", "a signature that is not its own"])
def test_a_card_that_does_not_prove_itself_to_the_city_gets_nothing(how: str) -> None:
    visit = Visit(abstract())
    true_read = visit.world.composed.issuing.card.read

    def silent(challenge: bytes) -> Signing:
        yield PowerUp()
        return bytes(64)

    def read(pin: Secret, can: Secret | None) -> Talk:
        result = yield from true_read(pin, can)
        assert isinstance(result, CardIdentity)
        assert result.evidence
        evidence = None if how == "a chip that does not sign" else replace(result.evidence, sign=silent)
        return replace(result, evidence=evidence)

    visit.world.composed.issuing.card.read = read
    visit.happens()
    assert visit.notices() == ["refused.not-proved"]
    assert [each["reason"] for each in visit.journal("ReservationFailed")] == ["not-proved"]
    assert visit.journal("DocumentIssued") == []


def test_an_incomplete_pin_says_what_is_missing() -> None:
    visit = Visit(abstract())
    touches = [Tap("key", "1"), Tap("key", "1"), Tap("confirm"), Tap("key", "erase"), Tap("key", "erase")]

    def touch(world: World) -> None:
        for number, tap in enumerate(touches):
            world.at(world.now + 30 * number, lambda tap=tap: world.act(tap))  # type: ignore[misc]

    visit.when(at(EnterPin), touch).happens()
    assert said(visit, "pin.missing").args == {"missing": 4}
    assert visit.ended == "issued"


# --- a step back -------------------------------------------------------------------------------------------------


def back(world: World) -> None:
    world.act(Tap("back"))


def test_a_step_back_from_the_first_page_keeps_card_and_pin() -> None:
    visit = Visit(farmland(purse=(500, 500))).when(at(EnterLot), back).happens()
    kinds = [type(view) for at, view in enumerate(visit.views) if not at or type(view) is not type(visit.views[at - 1])]
    first = kinds.index(EnterLot)
    assert kinds[first + 1 : first + 3] == [ChooseKind, EnterLot]
    assert kinds.count(EnterPin) == 1
    assert visit.ended == "issued"


@pytest.mark.parametrize("kind", [EnterPin, PresentCard])
def test_a_step_back_from_card_and_pin_leads_to_the_list(kind: type[View]) -> None:
    visit = Visit(abstract()).when(at(kind), back).happens()
    assert any(map(at(ChooseKind), visit.views)), "who came by a touch on the first screen has not seen it before"
    assert visit.ended == "issued"


def test_what_was_typed_is_still_there_after_a_step_back() -> None:
    visit = Visit(farmland(purse=(500, 500)))
    visit.when(lambda view: isinstance(view, EnterLot) and view.number == "92", back).happens()
    again = next(
        at
        for at, view in enumerate(visit.views)
        if isinstance(view, ChooseKind) and EnterLot in map(type, visit.views[:at])
    )
    assert next(view.number for view in visit.views[again:] if isinstance(view, EnterLot)) == "92"
    assert visit.ended == "issued"


def test_a_card_pulled_at_the_list_ends_the_session_too() -> None:
    """Somebody else may go on from there."""

    def back_and_pull(world: World) -> None:
        back(world)
        world.at(world.now + 50, lambda: pull(world))

    visit = Visit(abstract()).when(at(Review), back_and_pull).happens()
    assert visit.ended == "card-removed"


def test_a_card_that_says_nothing_is_told_before_its_pin_is_asked_for() -> None:
    visit = Visit(abstract())
    card = visit.world.machine.card
    card.mute = True

    def told(view: View) -> bool:
        return isinstance(view, PresentCard) and view.problem == Message("card.unreadable")

    def speaks_again(world: World) -> None:
        assert not any(isinstance(view, EnterPin) for view in visit.views)
        card.mute = False

    visit.when(told, speaks_again).happens()
    assert visit.ended == "issued"
    assert [data["reason"] for data in visit.journal("IdentityFailed")] == ["card-timeout"]
