"""What became of an application: who hears of it, and how often somebody may guess."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.ids import KioskId
from sync.city.api import RefusalCode, RefusalReply
from sync.city.applications import SOURCE, ApplicationQuestion, ApplicationReply, Stage
from sync.reference_city.alarms import AlarmKind
from sync.reference_city.counting import Busy
from sync.reference_city.entries import HeldRegisters
from sync.reference_city.limits import Limits
from sync.reference_city.made_up.applications import ACCEPTED, INCOMPLETE, applications
from sync.reference_city.memory import MemoryCityStore
from sync.reference_city.things import Application, Progress
from tests.cities import WONJU
from tests.sync.city.conftest import KIOSK, Town

OTHER = KioskId("wonju-other")
MISS = RefusalReply(RefusalCode.NO_SUCH_RECORD)
LIMITS = Limits()


def ask(town: Town, number: str, code: str, kiosk: KioskId = KIOSK) -> ApplicationReply | RefusalReply | Busy:
    return town.city.applications.look_up(kiosk, ApplicationQuestion(number, code))


def code(number: str) -> str:
    return applications()[number].code


def test_whoever_has_the_slip_is_told_from_the_receipt_to_the_result(town: Town) -> None:
    told = ask(town, ACCEPTED, code(ACCEPTED))
    assert isinstance(told, ApplicationReply)
    assert [step.stage for step in told.steps] == [Stage.RECEIVED, Stage.ASSIGNED, Stage.REVIEWED, Stage.ACCEPTED]
    assert told.steps[-1].stage.is_result
    assert (told.kind, told.office) == ("일반음식점 신고", "위생과")


def test_every_made_up_application_is_of_a_kind_that_the_city_has() -> None:
    assert WONJU.applications
    for each in applications().values():
        assert WONJU.applications.kinds[each.kind].office == each.office


@pytest.mark.parametrize(
    ("number", "wrong"), [("20260000000", "481516"), (ACCEPTED, "000000"), ("20260000000", "0000000000")]
)
def test_a_number_that_nobody_has_and_a_code_that_is_not_its_are_one_answer(
    town: Town, number: str, wrong: str
) -> None:
    assert ask(town, number, wrong) == MISS


def test_who_has_one_slip_does_not_fill_the_books_with_it() -> None:
    store = MemoryCityStore()
    town = Town(store, limits=replace(LIMITS, questions=3))
    answers = [ask(town, ACCEPTED, code(ACCEPTED)) for _ in range(9)]
    assert [isinstance(each, Busy) for each in answers] == [False] * 3 + [True] * 6
    assert len(store.readings) == 3
    assert (KIOSK, AlarmKind.TOO_MANY, "questions") in town.alarms()
    assert isinstance(ask(town, ACCEPTED, code(ACCEPTED), OTHER), ApplicationReply), (
        "at another kiosk it is found as ever"
    )


def test_a_number_is_guessed_at_five_times_in_an_hour_at_all_kiosks_together(town: Town) -> None:
    for turn in range(LIMITS.look_ups_of_one):
        assert ask(town, ACCEPTED, "000000", KIOSK if turn % 2 else OTHER) == MISS
    for kiosk in (KIOSK, OTHER):
        assert isinstance(ask(town, ACCEPTED, code(ACCEPTED), kiosk), Busy), "not even with the right one"
    assert isinstance(ask(town, INCOMPLETE, code(INCOMPLETE)), ApplicationReply), "another's goes on"


def test_the_limit_is_the_same_for_a_number_that_nobody_has(town: Town) -> None:
    answers = [ask(town, "20260000000", "000000") for _ in range(LIMITS.look_ups_of_one + 1)]
    assert answers[:-1] == [MISS] * LIMITS.look_ups_of_one
    assert isinstance(answers[-1], Busy)


def test_a_kiosk_at_which_somebody_goes_through_the_numbers_is_stopped_and_an_alarm(town: Town) -> None:
    for number in range(LIMITS.look_ups):
        assert ask(town, f"2026{number:07d}", "000000") == MISS
    assert isinstance(ask(town, ACCEPTED, code(ACCEPTED)), Busy)
    assert [alarm.kind for alarm in town.store.alarms()] == [AlarmKind.TOO_MANY]
    assert isinstance(ask(town, ACCEPTED, code(ACCEPTED), OTHER), ApplicationReply)
    assert town.reserve("11111111-1111-4111-8111-111111111111", Town.abstract()), "papers go on here, with a card too"


def test_who_finds_theirs_has_used_no_try(town: Town) -> None:
    for _ in range(LIMITS.look_ups + LIMITS.look_ups_of_one):
        assert isinstance(ask(town, ACCEPTED, code(ACCEPTED)), ApplicationReply)


def test_a_register_that_does_not_answer_uses_no_try_and_costs_nothing_else(town: Town) -> None:
    town.city.down.add(SOURCE)
    for _ in range(LIMITS.look_ups + 1):
        assert ask(town, ACCEPTED, code(ACCEPTED)) == RefusalReply(RefusalCode.SOURCE_DOWN)
    assert town.city.sources().sources[SOURCE] is False
    town.city.down.clear()
    assert isinstance(ask(town, ACCEPTED, code(ACCEPTED)), ApplicationReply)


def test_a_register_that_fails_is_a_source_that_is_down() -> None:
    class Gone(HeldRegisters):
        def application(self, number: str) -> Application | None:
            raise OSError("no route")

    town = Town(MemoryCityStore(), registers=Gone())
    assert ask(town, ACCEPTED, code(ACCEPTED)) == RefusalReply(RefusalCode.SOURCE_DOWN)


def test_a_stage_that_only_a_newer_city_knows_is_told_as_going_on(town: Town) -> None:
    known = applications()[ACCEPTED]
    town.registers.enter([(ACCEPTED, replace(known, steps=(*known.steps, Progress("2026-11-07", "archived"))))])
    told = ask(town, ACCEPTED, code(ACCEPTED))
    assert isinstance(told, ApplicationReply)
    assert told.steps[-1].stage is Stage.UNKNOWN
