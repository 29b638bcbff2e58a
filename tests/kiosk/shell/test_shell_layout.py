"""The layout worker keeps its time."""

from __future__ import annotations

from datetime import datetime

from config.certificate import Issue
from config.dialogue import Failure, FailureReason
from config.seoul import SEOUL
from kiosk.core.channels import LAYOUT, LayOut
from kiosk.shell.station import lay_out_in_time
from printing.certificate import LaidOut
from sync.reference_city.made_up.parcels import parcels
from tests.cities import SCENE, SEAL, WONJU

ISSUED_AT = datetime(2026, 11, 23, 9, tzinfo=SEOUL)
QUESTION = LayOut(
    WONJU.kinds["land-register"],
    next(iter(parcels(SCENE).values())),
    Issue("1234-5678-9012-3456", ISSUED_AT, "원주시장", bytes(171), SEAL, "03"),
)


def test_a_page_is_made_in_time() -> None:
    assert isinstance(lay_out_in_time(QUESTION, LAYOUT.deadline_ms), LaidOut)


def test_a_layout_whose_time_is_over_makes_no_further_page() -> None:
    assert lay_out_in_time(QUESTION, -1) == Failure(FailureReason.TIMEOUT, "the layout took too long")
