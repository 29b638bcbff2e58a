"""Whatever the city refuses, the resident reads why; so does who stands before a paper that cannot be made."""

from __future__ import annotations

import pytest

from config.dialogue import Failure, FailureReason
from kiosk.core.channels import LayOut
from kiosk.core.view import Notice
from kiosk.ui.words import Words
from sync.city.api import RefusalCode, RefusalReply
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit, abstract, land


@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_has_its_notice(code: RefusalCode) -> None:
    visit = Visit(abstract())
    visit.world.city.reserve = lambda *_: RefusalReply(code)  # type: ignore[method-assign]
    visit.happens()
    assert visit.ended == "refused"
    (notice,) = {view.title.id: view for view in visit.views if isinstance(view, Notice)}.values()
    assert notice.title.id == f"refused.{code}.title"
    for language in ("ko", "en"):
        words = Words(language, WONJU)
        for message in (notice.title, notice.body):
            assert words.text(message.id, message.args)


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
