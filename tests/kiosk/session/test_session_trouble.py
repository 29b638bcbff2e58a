"""Bad input and failing devices, each in a whole kiosk in virtual time: a clear screen, and nothing is lost."""

from __future__ import annotations

import gc
import re
from typing import Any

import pytest

from config.dialogue import Failure, FailureReason
from config.vocabulary import SourceTrouble
from drivers.emulated import NoteTrouble
from drivers.smartcard.identity import CardIdentity
from kiosk.core.view import Collect, Notice, OutOfService, Pay
from kiosk.demo.resident import Resident
from kiosk.demo.settings import CARD_PIN
from kiosk.session.certificate import Certificate
from kiosk.session.forms.form import Form
from kiosk.session.resident.identity import Identity
from kiosk.session.resident.wish import Wish
from kiosk.simulator.world import World, demo_machine_settings
from sync.city.api import Subject
from sync.city.client import CityCall, CityReply, Reserved
from sync.journal import events as ev
from sync.journal.format import open_entry
from tests.cities import PLACE, WONJU
from tests.kiosk.session.visit import Visit, abstract, land, printing

# --- input -------------------------------------------------------------------------------------------------------


def test_an_unknown_lot_is_said_at_the_lot() -> None:
    visit = Visit(Resident("land-register", place=PLACE["단구동"], number="1", purse=(500,))).happens()
    assert "lot.unknown" in visit.problems()
    assert visit.ended == "cancelled"
    assert visit.journal("CashInStarted") == []


# --- money -------------------------------------------------------------------------------------------------------


def test_a_foreign_coin_falls_through() -> None:
    visit = Visit(land(0, 500)).happens()
    assert "pay.coin-rejected" in visit.problems()
    assert visit.ended == "issued"
    assert visit.world.machine.truth().taken == 500


def test_a_note_pulled_back() -> None:
    visit = Visit(land(1_000, 500))
    visit.when(
        lambda view: isinstance(view, Pay), lambda world: world.at(world.now + 900, lambda: pull_in_escrow(world))
    ).happens()
    assert visit.ended == "issued"


def pull_in_escrow(world: World) -> None:
    """Tries until the note is in reach."""
    if not world.machine.notes.pull_note(world.now):
        world.at(world.now + 50, lambda: pull_in_escrow(world))


def test_change_to_the_won() -> None:
    visit = Visit(land(10_000)).happens()
    assert visit.ended == "issued"
    assert visit.world.machine.truth().thrown == 9_500


def test_a_note_that_could_not_be_changed_comes_back_at_once() -> None:
    visit = Visit(land(10_000, 500))
    for unit, coin in visit.world.ledger.units.places:
        visit.world.ledger.units.apply(ev.UnitCounted(unit, coin, 5))
        visit.world.machine.hoppers[unit].tube = 5
    visit.happens()
    assert visit.ended == "issued"
    assert visit.world.machine.notes.box == {}


def test_cancelling_gives_the_money_back() -> None:
    visit = Visit(land(100, 100)).happens()
    assert visit.ended == "cancelled"
    assert visit.world.machine.truth().taken == visit.world.machine.truth().thrown == 200
    assert "payment-cancelled" in visit.notices()
    assert [data["reason"] for data in visit.journal("DocumentVoided")] == ["cancelled"]


def test_walking_away_gives_the_money_back() -> None:
    visit = Visit(land(100, walks_away_at=""))
    visit.when(
        lambda view: isinstance(view, Pay) and view.inserted > 0, lambda world: setattr(visit.resident, "gone", True)
    )
    visit.happens()
    assert visit.ended == "timed-out"
    assert visit.world.machine.truth().thrown == 100


def test_a_coin_after_the_last_needed_one_is_change() -> None:
    visit = Visit(land(500))
    # Two coins at once: the second is in the chute before the acceptor can be told to stop.
    visit.when(lambda view: isinstance(view, Pay), lambda world: world.machine.coins.insert_coin(world.now, 100))
    visit.happens()
    truth = visit.world.machine.truth()
    assert visit.ended == "issued"
    assert truth.taken - truth.thrown == 500


def test_an_empty_hopper_makes_a_claim() -> None:
    visit = Visit(land(10_000))
    for hopper in visit.world.machine.hoppers.values():
        hopper.tube = 3
    visit.happens()
    claims = visit.journal("SuspenseOpened")
    assert sum(claim["amount"] for claim in claims) == 9_500 - visit.world.machine.truth().thrown > 0
    assert "change-claim" in visit.notices()


def test_a_jam_in_the_note_acceptor_does_not_stop_coins() -> None:
    visit = Visit(land(500))
    visit.world.machine.notes.trouble = NoteTrouble.JAM_IN_ACCEPTOR
    assert visit.happens().ended == "issued"


# --- paper -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trouble", "said"), [("empty_tray", "out.paper"), ("open_cover", "out.printer"), ("jam", "out.printer")]
)
def test_out_of_service_says_what_is_out_and_whom_to_call(trouble: str, said: str) -> None:
    visit = Visit(land())
    world = visit.world
    getattr(world.machine.printer.mechanism, trouble)()
    world.run(lambda: isinstance(world.screen.view, OutOfService), 120_000)
    assert isinstance(world.screen.view, OutOfService)
    assert world.screen.view.reason.id == said
    assert world.screen.view.contact
    assert world.screen.view.contact.args == {"phone": WONJU.phone, "machine": world.composed.issuing.kiosk.printed}


def test_every_problem_says_when_where_and_whom_to_call() -> None:
    visit = Visit(land())
    visit.when(printing, lambda world: world.machine.printer.mechanism.jam())
    visit.resident.purse = (500,)
    visit.happens()
    (told,) = [view for view in visit.views if isinstance(view, Notice)]
    assert [label.id for label, _ in told.facts] == ["fact.time", "fact.machine", "fact.phone"]


def test_paper_out_before_payment_takes_no_money() -> None:
    visit = Visit(land(500))
    visit.when(
        lambda view: getattr(getattr(view, "step", None), "id", "") == "working.laying-out",
        lambda world: world.machine.printer.mechanism.empty_tray(),
    ).happens()
    assert "paper-out" in visit.notices()
    assert visit.journal("CashInStarted") == []
    assert visit.world.machine.truth().taken == 0


def test_a_jam_while_printing_gives_all_money_back() -> None:
    visit = Visit(land(1_000))
    visit.when(printing, lambda world: world.machine.printer.mechanism.jam()).happens()
    assert visit.ended == "print-failed"
    assert visit.world.machine.truth().thrown == 1_000
    assert "print-failed-refunded" in visit.notices()
    assert visit.journal("DocumentIssued") == []


def void_after_ms(**times: int) -> int:
    """From the intent to print to the void number, of a job of one sheet that jams, by the printer's times in the settings."""
    printer = {"uri": "ipp://printer/ipp/print", **times}
    visit = Visit(land(1_000), settings=demo_machine_settings(WONJU, printer=printer))
    visit.when(printing, lambda world: world.machine.printer.mechanism.jam()).happens()
    at = {entry.type: entry.mono_ms for entry in map(open_entry, (each.body for each in visit.world.journal.read()))}
    return at["DocumentVoided"] - at["PrintIntended"]


def test_how_long_a_printer_may_take_is_a_setting() -> None:
    assert 30_000 + 6_000 + 45_000 + 15_000 <= void_after_ms() < 100_000
    assert 9_000 + 3_000 + 4_000 <= void_after_ms(start_ms=9_000, sheet_ms=3_000, stuck_ms=0, cancel_ms=4_000) < 20_000


def test_a_printer_that_goes_silent_voids_the_number() -> None:
    visit = Visit(land(500))
    visit.when(printing, lambda world: setattr(world.machine.printer, "plugged", False)).happens()
    assert visit.journal("DocumentIssued") == []
    assert len(visit.journal("DocumentVoided")) == 1
    assert visit.world.machine.truth().thrown == 500


def test_a_receipt_that_the_printer_never_confirms_is_called_so_and_not_a_silent_printer() -> None:
    """The driver's own limit counts: who gives up before it knows less than it does."""
    visit = Visit(land(500))
    visit.world.machine.receipts.confirms = False
    visit.happens()
    assert visit.journal("ReceiptEnded")[-1]["result"] == "not-confirmed"


def test_no_receipt_paper_is_said_and_stops_nothing() -> None:
    visit = Visit(land(500))
    visit.when(printing, lambda world: setattr(world.machine.receipts, "lines_left", 0)).happens()
    assert visit.ended == "issued"
    assert visit.journal("ReceiptEnded")[-1]["result"] != "printed"
    assert {view.notice.id for view in visit.views if isinstance(view, Collect) and view.notice} == {
        "collect.receipt-failed"
    }


def test_a_kiosk_without_a_receipt_printer_blames_nothing() -> None:
    """Nobody is told of a receipt that could not be printed where none ever is."""
    fitted = demo_machine_settings(WONJU).model_copy(update={"receipt": None})
    visit = Visit(land(500), settings=fitted).happens()
    assert visit.ended == "issued"
    assert [each["result"] for each in visit.journal("ReceiptEnded")] == ["not-fitted"]
    collected = [view for view in visit.views if isinstance(view, Collect)]
    assert collected
    assert not any(view.notice or view.receipt for view in collected)


# --- city --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", [FailureReason.TIMEOUT, FailureReason.UNREACHABLE, FailureReason.TOO_LARGE])
def test_a_city_that_does_not_answer(reason: FailureReason) -> None:
    """A dripping city is a time-out by the time it gets here."""
    visit = Visit(land(500))
    answer = visit.world.answer

    def silent(channel: str, question: Any, timeout_ms: int) -> tuple[object, int]:
        if isinstance(question, CityCall) and question.method == "PUT":
            return Failure(reason), timeout_ms
        return answer(channel, question, timeout_ms)

    visit.world.answer = silent  # type: ignore[method-assign]
    visit.happens()
    assert "city-unreachable" in visit.notices()
    assert visit.journal("CashInStarted") == []


def test_a_city_that_acted_and_was_not_heard_is_told_that_it_is_void() -> None:
    visit = Visit(land(500))
    answer = visit.world.answer

    def deaf(channel: str, question: Any, timeout_ms: int) -> tuple[object, int]:
        result = answer(channel, question, timeout_ms)
        if isinstance(question, CityCall) and question.method == "PUT":
            return Failure(FailureReason.TIMEOUT), timeout_ms
        return result

    visit.world.answer = deaf  # type: ignore[method-assign]
    visit.happens()
    assert [visit.world.outcome(uuid) for uuid in visit.world.store.issuances] == ["void"]


def test_a_source_that_is_down_takes_down_its_own_kinds_only() -> None:
    visit = Visit(abstract())
    visit.world.city.down.add("land")
    visit.world.run(lambda: False, 60_000)
    assert visit.happens().ended == "issued"


def test_a_tampered_record_is_not_printed() -> None:
    visit = Visit(land(500))
    call = visit.world.call_city

    def tampered(request: CityCall) -> CityReply:
        reply = call(request)
        return CityReply(reply.status, reply.body.replace("이보기".encode(), "이사기".encode()))

    visit.world.call_city = tampered  # type: ignore[assignment, method-assign]
    visit.happens()
    assert "city-untrusted" in visit.notices()
    assert visit.journal("Reserved") == []


@pytest.mark.parametrize("seal", [b"null", b'{"picture": "AAAA", "signature": "AAAA"}'], ids=["none", "a wrong one"])
def test_without_the_citys_seal_nothing_is_printed_or_paid_and_the_screen_says_why(seal: bytes) -> None:
    visit = Visit(land(500))
    call = visit.world.call_city

    def unsealed(request: CityCall) -> CityReply:
        reply = call(request)
        return CityReply(reply.status, re.sub(rb'"official_seal":\{[^}]*\}', b'"official_seal":' + seal, reply.body))

    visit.world.call_city = unsealed  # type: ignore[assignment, method-assign]
    visit.happens()
    assert "not-sealed" in visit.notices()
    assert visit.ended == "refused"
    assert [each["reason"] for each in visit.journal("DocumentVoided")] == ["not-sealed"]
    assert visit.journal("Reserved") == visit.journal("CashInStarted") == []
    assert visit.world.machine.printer.mechanism.came_out == []


# --- privacy -----------------------------------------------------------------------------------------------------


def test_nothing_of_the_resident_is_in_the_journal_or_left_in_the_session() -> None:
    visit = Visit(abstract()).happens()
    everything = b"".join(entry.body for entry in visit.world.journal.read()).decode()
    for secret in ("홍길동", "8011239", "WJ0000018", CARD_PIN):
        assert secret not in everything
    visit.world.run(lambda: False, 30_000)
    visit.views.clear()
    gc.collect()
    personal = (CardIdentity, Identity, Subject, Wish, Form, Certificate, Reserved)
    assert [each for each in gc.get_objects() if isinstance(each, personal)] == []


def test_a_city_that_cannot_be_reached_is_not_maintenance() -> None:
    visit = Visit(land(500))
    world = visit.world
    world.composed.issuing.city_down["city"] = SourceTrouble.UNREACHABLE
    view = world.composed.issuing.out_of_service(world.composed.issuing.offer())
    assert view
    assert view.reason.id == "out.city"


def test_a_claim_s_screen_says_why_when_where_and_whom_to_call() -> None:
    visit = Visit(land(1_000))
    for hopper in visit.world.machine.hoppers.values():
        hopper.tube = 0
    visit.happens()
    facts = next(
        {label.id: value for label, value in view.facts}
        for view in visit.views
        if isinstance(view, Notice) and view.facts
    )
    assert set(facts) == {"fact.claim-number", "fact.reason", "fact.time", "fact.machine", "fact.phone"}
    assert facts["fact.phone"] == "033-000-0000"
