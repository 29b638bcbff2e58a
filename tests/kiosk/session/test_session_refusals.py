"""Who stands before a paper that cannot be made reads why."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from config.dialogue import Failure, FailureReason
from kiosk.core.channels import LayOut
from kiosk.core.notices import NoticeId
from kiosk.session.refusal import refusal_of
from kiosk.simulator.run import serve
from sync.city.api import RefusalCode
from sync.city.client import Refused
from tests.kiosk.session.visit import Visit, land


@pytest.mark.parametrize("code", [each for each in RefusalCode if each.name in NoticeId.__members__])
def test_what_the_city_says_is_told_by_its_own_name(code: RefusalCode) -> None:
    assert refusal_of(Refused(code)).notice_id is NoticeId[code.name]


def test_a_paper_that_cannot_be_made_is_not_blamed_on_its_characters() -> None:
    visit = Visit(land(500))
    answer = visit.world.answer

    def no_layout(channel: str, question: object, timeout_ms: int) -> tuple[object, int]:
        if isinstance(question, LayOut):
            return Failure(FailureReason.TIMEOUT), timeout_ms
        return answer(channel, question, timeout_ms)

    visit.world.answer = no_layout  # type: ignore[method-assign]
    visit.happens()
    assert visit.notices() == ["unmade"] * len(visit.notices()) != []
    assert [each["reason"] for each in visit.journal("ReservationFailed")] == ["not-laid-out"]
    assert not visit.journal("CashInStarted")


@pytest.mark.parametrize(("minutes", "ended"), [(10, "refused"), (30, "issued")])
def test_more_sheets_than_the_reservation_has_time_are_told_before_money_is_asked_for(minutes: int, ended: str) -> None:
    """101 sheets take ten minutes and a half; the time that the city gives may grow with the record."""
    visit = Visit(land(payment_card="insert"))
    layouts, pages = visit.world.layouts, b"%PDF-1.4" + b" /Type /Page" * 101
    visit.world.layouts = lambda question: replace(layouts(question), pdf=pages, sheets=101)  # type: ignore[assignment, type-var]
    visit.world.machine.printer.mechanism.load(200)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sync.reference_city.domain.RESERVED_FOR", timedelta(minutes=minutes))
        assert serve(visit.world, visit.resident, random.Random(1))
    assert visit.ended == ended
    if ended == "refused":
        assert set(visit.notices()) == {"too-many-sheets"}
        assert [each["reason"] for each in visit.journal("DocumentVoided")] == ["too-long"]
        assert not visit.journal("CashInStarted")
