"""Somebody with a receipt slip hears at the kiosk what became of what they applied for."""

from __future__ import annotations

from datetime import date

from config.ids import KioskId
from config.language import LANGUAGES
from kiosk.core.matter_view import ChooseMatter, Details, EnterSlip
from kiosk.core.message import Message
from kiosk.core.saying import heard
from kiosk.core.sound import Sound
from kiosk.core.view import Attract, Notice, Screen
from kiosk.demo.resident import Resident
from kiosk.demo.wishes import SLIP
from kiosk.session.matters.application import shown
from kiosk.simulator.world import World
from sync.city.applications import SOURCE, ApplicationReply, ApplicationStep, Stage
from sync.reference_city.applications import reply
from sync.reference_city.made_up.applications import INCOMPLETE, applications
from tests.cities import GYEONBON, WONJU
from tests.kiosk.session.visit import Visit


def applicant(slip: tuple[str, str] = SLIP, **more: object) -> Resident:
    return Resident("", matter="application", slip=slip, **more)  # type: ignore[arg-type]


def problems(visit: Visit) -> list[str]:
    """Each once, in order."""
    ids = (view.problem.id for view in visit.views if isinstance(view, EnterSlip) and view.problem)
    return list(dict.fromkeys(ids))


def test_from_the_first_screen_to_the_result_and_nothing_is_printed_or_paid() -> None:
    visit = Visit(applicant()).happens()
    told = next(view for view in visit.views if isinstance(view, Details))
    assert told.told == Message("application.now.accepted")
    assert told.tone == "good"
    assert [row.value for row in told.rows][1:5] == [
        Message(f"application.stage.{stage}") for stage in ("received", "assigned", "reviewed", "accepted")
    ]
    assert visit.ended == "informed"
    assert [entry["result"] for entry in visit.journal("LookedUp")] == ["found"]
    assert not visit.journal("KindChosen")
    assert not visit.world.machine.printer.mechanism.came_out


def test_neither_number_nor_code_nor_what_it_is_about_is_written_down() -> None:
    visit = Visit(applicant()).happens()
    written = b"".join(entry.body for entry in visit.world.journal.read()).decode()
    for secret in (*SLIP, SLIP[0][4:], "음식점", "accepted"):
        assert secret not in written


def test_a_wrong_code_is_told_as_a_number_that_nobody_has_and_the_number_stands_there_to_be_read_again() -> None:
    for slip in ((SLIP[0], "000000"), ("20260000000", SLIP[1])):
        visit = Visit(applicant(slip)).happens()
        assert problems(visit) == ["application.unknown"]
        missed = next(view for view in visit.views if isinstance(view, EnterSlip) and view.problem)
        assert (missed.number.replace("-", ""), missed.code, missed.focus) == (slip[0], "", "code")
        assert visit.ended == "cancelled"


def test_who_has_left_a_digit_out_is_told_how_many_and_the_city_is_not_asked() -> None:
    visit = Visit(applicant((SLIP[0][:-2], SLIP[1]))).happens()
    assert problems(visit)[0] == "application.missing"
    assert not visit.journal("LookedUp")


def test_after_too_many_tries_nothing_is_looked_up_and_it_is_said_until_when() -> None:
    visit = Visit(applicant())
    applications = visit.world.city.applications
    for _ in range(6):
        applications.counting.tries_an_application(
            KioskId(visit.world.settings.machine.id), applications.marks.application(SLIP[0])
        )
    visit.happens()
    assert visit.notices() == ["too-many-tries"]
    assert [entry["result"] for entry in visit.journal("LookedUp")] == ["too-many-tries"]
    assert visit.ended == "refused"


def test_a_source_that_goes_down_is_said_and_can_be_asked_again() -> None:
    def goes_down(world: World) -> None:
        world.city.down.add(SOURCE)

    visit = Visit(applicant()).when(lambda view: isinstance(view, EnterSlip), goes_down)
    visit.when(lambda view: isinstance(view, Notice), lambda world: world.city.down.clear())
    visit.happens()
    assert visit.notices() == ["look-up-failed"]
    assert next(view for view in visit.views if isinstance(view, Notice)).actions == ("retry", "cancel")


def test_a_source_that_is_down_takes_this_alone() -> None:
    visit = Visit(applicant())
    visit.world.city.down.add(SOURCE)
    visit.world.run(lambda: SOURCE in visit.world.composed.issuing.city_down, 600_000)
    visit.happens()
    menu = next(view for view in visit.views if isinstance(view, ChooseMatter))
    assert {item.name for item in menu.matters if item.unavailable} == {"application"}
    attract = next(view for view in visit.views if isinstance(view, Attract))
    assert not any(kind.unavailable for kind in attract.kinds)


def test_a_city_whose_kiosks_do_nothing_beside_certificates_has_no_door_to_it() -> None:
    world = World(GYEONBON, 1)
    world.run(world.ready, 60_000)
    assert isinstance(world.screen.view, Attract)
    assert not world.screen.view.matters


def test_who_goes_away_while_reading_was_informed() -> None:
    assert Visit(applicant(walks_away_at="Details")).happens().ended == "informed"


def test_what_it_is_called_in_law_has_its_meaning_beside_it_for_who_reads_no_korean() -> None:
    assert WONJU.applications
    for language in LANGUAGES:
        view = shown(reply(applications()[INCOMPLETE]), WONJU.applications, language)
        kind = str(view.rows[0].value)
        assert kind.startswith("옥외광고물 허가 신청")
        assert (kind == "옥외광고물 허가 신청") == (language == "ko")


def test_a_kind_that_only_a_newer_city_has_is_shown_by_its_name() -> None:
    assert WONJU.applications
    newer = ApplicationReply(
        "드론 신고", date(2027, 1, 1), "과", "1", (ApplicationStep(date(2027, 1, 1), Stage.UNKNOWN),)
    )
    view = shown(newer, WONJU.applications, "vi")
    assert view.rows[0].value == "드론 신고"
    assert view.told == Message("application.now.unknown")


def test_what_it_is_about_is_for_an_earphone_alone() -> None:
    assert WONJU.applications
    screen = Screen(shown(reply(applications()[INCOMPLETE]), WONJU.applications, "ko"))
    loud = [part.said for part in heard(screen)]
    quiet = [part.said for part in heard(Screen(screen.view, sound=Sound(earphone=True)))]
    assert "옥외광고물 허가 신청" in quiet
    assert "옥외광고물 허가 신청" not in loud
    assert Message("application.now.incomplete") in loud
