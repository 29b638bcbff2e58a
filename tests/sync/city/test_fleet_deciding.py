"""What admins decide at the page: who is let in, what is paid, what is not issued for now."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from config.ids import KioskId
from config.updates.roles import NOTICES
from sync.city.enrolment import EnrolmentReply, EnrolmentState, code_of, pem_of
from sync.reference_city.claims import countersign, settle
from sync.reference_city.enrolments import Enrolments
from sync.reference_city.fleet.beats import Beat
from sync.reference_city.fleet.notices import NoticeDesk
from tests.cities import WONJU
from tests.sync.city.conftest import JOURNAL, KIOSK, Report, Town
from tests.sync.city.test_city_enrolments import asking
from tests.sync.city.test_city_heartbeats import WELL

if TYPE_CHECKING:
    from tests.sync.city.fleet_page import Fleet

pytestmark = pytest.mark.timeout(240)
"""Whoever comes first waits for the page's process, and for two accounts to be made."""


def knocks(fleet: Fleet, kiosk: str) -> tuple[str, str]:
    """A machine asks to be let in: its UUID, and the code that it shows."""
    uuid, key = str(uuid4()), ec.generate_private_key(ec.SECP256R1())
    books = Enrolments(fleet.store.enrolments, lambda: datetime.now(UTC), random.Random(uuid).randbytes)
    asked = asking(kiosk, key)
    reply = books.ask(uuid, asked, "192.0.2.7")
    assert isinstance(reply, EnrolmentReply)
    return uuid, code_of(pem_of(asked.request), reply.nonce)


def test_a_machine_is_let_in_by_the_code_that_was_read_out_and_by_no_other(fleet: Fleet) -> None:
    admin = fleet.signed_in("admin")
    csrf = fleet.csrf(admin)
    uuid, code = knocks(fleet, "wonju-new")
    page = fleet.get(admin, "/enrolments").text
    assert "단구동" in page
    wrong = fleet.post(admin, "/enrolments/approve", csrf=csrf, code=code, typed="AAAA-AAAA")
    assert (wrong.status_code, fleet.store.enrolments.enrolment(uuid).state) == (409, EnrolmentState.WAITING)  # type: ignore[union-attr]
    answer = fleet.post(admin, "/enrolments/approve", csrf=csrf, code=code, typed=code.lower())
    assert answer.headers["location"] == "/enrolments?done=approve"
    approved = fleet.store.enrolments.enrolment(uuid)
    assert approved is not None
    assert (approved.state, approved.by) == (EnrolmentState.APPROVED, "admin")
    assert b"BEGIN CERTIFICATE" in approved.certificate
    assert "wonju-new" in fleet.get(admin, "/?state=never").text


def test_one_is_turned_away_with_a_reason_and_a_viewer_decides_nothing(fleet: Fleet) -> None:
    viewer, admin = fleet.signed_in("viewer"), fleet.signed_in("admin")
    uuid, code = knocks(fleet, "wonju-other")
    refusal = {"code": code, "why": "모르는 기기"}
    assert fleet.post(viewer, "/enrolments/refuse", csrf=fleet.csrf(viewer), **refusal).status_code == 403
    assert fleet.post(admin, "/enrolments/refuse", csrf=fleet.csrf(admin), **refusal).status_code == 303
    refused = fleet.store.enrolments.enrolment(uuid)
    assert refused is not None
    assert (refused.state, refused.note) == (EnrolmentState.REFUSED, "모르는 기기")


def test_a_claim_is_shown_with_its_evidence_and_paid_once(fleet: Fleet) -> None:
    town, report = Town(fleet.store), Report()
    town.owes(report, "1234-5678", 9_500)
    town.send(report)
    admin = fleet.signed_in("admin")
    csrf = fleet.csrf(admin)
    listed = fleet.get(admin, "/claims").text
    assert "9,500원" in listed
    place = f"/claims/{JOURNAL}/1234-5678"
    page = fleet.get(admin, place).text
    assert "NoteCredited" in page
    assert "10,000원" in page
    paying = {"csrf": csrf, "kiosk": KIOSK, "amount": "9500"}
    assert fleet.post(admin, f"{place}/pay", **paying).headers["location"] == f"{place}?done=pay"
    (settled,) = (each for each in fleet.store.settlements() if each.claim == "1234-5678")
    assert (settled.claim, int(settled.amount), settled.by) == ("1234-5678", 9_500, "admin")
    assert fleet.post(admin, f"{place}/pay", **paying).status_code == 409
    assert [each.claim for each in fleet.store.settlements()].count("1234-5678") == 1


def test_a_claim_that_does_not_fit_is_paid_only_after_somebody_looked(fleet: Fleet) -> None:
    town, report = Town(fleet.store), Report("11111111-2222-4333-8444-555555555555", KioskId("wonju-a"))
    report.claims("a session", "8888-0000", 50_000)
    town.send(report)
    admin = fleet.signed_in("admin")
    csrf = fleet.csrf(admin)
    place = f"/claims/{report.journal}/8888-0000"
    paying = {"csrf": csrf, "kiosk": "wonju-a", "amount": "50000"}
    assert fleet.post(admin, f"{place}/pay", **paying).status_code == 409
    found = re.search(r'name="alarm" value="(\d+)"', fleet.get(admin, place).text)
    assert found
    looked = fleet.post(admin, f"{place}/attend", csrf=csrf, alarm=found[1], note="봉투와 맞음")
    assert looked.headers["location"] == f"{place}?done=attend"
    countersign(fleet.store, "8888-0000", "wonju-a", "2031-03-15T09:00:00+00:00", "lee", "seen")
    assert fleet.post(admin, f"{place}/pay", **paying).status_code == 303


def test_a_large_claim_is_agreed_to_on_the_page_by_one_and_paid_by_another(fleet: Fleet) -> None:
    town, report = Town(fleet.store), Report("22222222-2222-4333-8444-555555555555", KioskId("wonju-b"))
    town.owes(report, "7777-0000", 40_000)
    report.took("session of 7777-0000", str(uuid4()), 50_000)
    town.send(report)
    admin = fleet.signed_in("admin")
    csrf = fleet.csrf(admin)
    place = f"/claims/{report.journal}/7777-0000"
    paying = {"csrf": csrf, "kiosk": "wonju-b", "amount": "40000"}
    assert f'action="{place}/pay"' not in fleet.get(admin, place).text
    assert fleet.post(admin, f"{place}/pay", **paying).status_code == 409
    agreed = fleet.post(admin, f"{place}/countersign", csrf=csrf, kiosk="wonju-b", note="기록과 맞음")
    assert agreed.headers["location"] == f"{place}?done=countersign"
    assert "동의를 기록했습니다" in fleet.get(admin, agreed.headers["location"]).text
    assert fleet.post(admin, f"{place}/pay", **paying).status_code == 409, "whoever agreed does not pay"
    settle(fleet.store, "7777-0000", "wonju-b", "2031-03-15T09:00:00+00:00", "lee", WONJU.claim_alone)
    page = fleet.get(admin, place).text
    assert "admin: 기록과 맞음" in page
    assert ", lee</dd>" in page


def published(fleet: Fleet) -> str:
    return (fleet.office.desk.published_content(NOTICES.bundle) or b"").decode()


def test_a_kind_is_switched_off_for_a_site_signed_and_switched_on_again(fleet: Fleet) -> None:
    admin = fleet.signed_in("admin")
    csrf = fleet.csrf(admin)
    switched = {"csrf": csrf, "kind": "vehicle-register", "site": "03"}
    assert fleet.post(admin, "/notices/off", **switched).headers["location"] == "/notices?done=switch-off"
    assert 'kinds = [\\"vehicle-register\\"]' in published(fleet)
    assert 'sites = [\\"03\\"]' in published(fleet)
    assert "03 단구동" in fleet.get(admin, "/notices").text
    assert fleet.post(admin, "/notices/on", **switched).status_code == 303
    assert "vehicle-register" not in published(fleet)
    assert [each.what for each in fleet.store.audit.entries(most=2)] == ["kind-switched"] * 2


def test_what_no_kiosk_could_read_is_not_published_and_nothing_is_changed(fleet: Fleet) -> None:
    admin = fleet.signed_in("admin")
    csrf = fleet.csrf(admin)
    before = published(fleet)
    wrong = fleet.post(admin, "/notices/off", csrf=csrf, kind="vehicle-register", site="99")
    assert wrong.status_code == 409
    assert fleet.post(admin, "/notices/off", csrf=csrf, kind="no-such-kind", site="").status_code == 409
    upside_down = {"since": "2031-06-12T09:00", "until": "2031-06-09T18:00", "ko": "점검", "en": "Service"}
    assert fleet.post(admin, "/notice/up", csrf=csrf, **upside_down).status_code == 409
    assert published(fleet) == before
    desk = NoticeDesk(fleet.office.folder, fleet.office.folder, fleet.office.folder, lambda: datetime.now(UTC))
    assert desk.off() == []


def test_a_notice_is_signed_and_taken_down(fleet: Fleet) -> None:
    admin = fleet.signed_in("admin")
    csrf = fleet.csrf(admin)
    notice = {"since": "2031-06-09T18:00", "until": "2031-06-12T09:00", "ko": "점검합니다.", "en": "Out for service."}
    assert fleet.post(admin, "/notice/up", csrf=csrf, **notice).headers["location"] == "/notices?done=notice"
    assert "점검합니다." in published(fleet)
    assert fleet.post(admin, "/notice/down", csrf=csrf, number="0", ko="점검합니다.").status_code == 303
    assert "점검합니다." not in published(fleet)


def test_an_admin_has_a_kiosk_closed_with_a_text_and_the_kiosk_is_told_so_with_its_next_sign_of_life(
    fleet: Fleet,
) -> None:
    admin, viewer = fleet.signed_in("admin"), fleet.signed_in("viewer")
    closing = {"what": "close", "text": "이전 공사 중입니다. Moving."}
    assert fleet.post(viewer, "/kiosks/wonju-a/wish", csrf=fleet.csrf(viewer), **closing).status_code == 403
    assert "이용자에게 보일 글" not in fleet.get(viewer, "/kiosks/wonju-a").text
    csrf = fleet.csrf(admin)
    assert fleet.post(admin, "/kiosks/wonju-a/wish", csrf=csrf, what="payout").status_code == 409
    assert fleet.post(admin, "/kiosks/wonju-c/wish", csrf=csrf, what="close").status_code == 409
    done = fleet.post(admin, "/kiosks/wonju-a/wish", csrf=csrf, **closing)
    assert done.headers["location"] == "/kiosks/wonju-a?done=wish"
    assert "아직 받지 않음" in fleet.get(admin, "/kiosks/wonju-a").text
    later = datetime.now(UTC) + timedelta(hours=12)
    (reply,) = fleet.store.beats.write([Beat.of("wonju-a", later.isoformat(timespec="seconds"), WELL)])
    assert reply is not None
    assert reply.wish is not None
    assert (reply.wish.what, reply.wish.by, reply.wish.text) == ("close", "원주시 admin", closing["text"])
    named = replace(WELL, wish=reply.wish.id)
    fleet.store.beats.write([Beat.of("wonju-a", later.isoformat(timespec="seconds"), named)])
    page = fleet.get(admin, "/kiosks/wonju-a").text
    assert "이전 공사 중입니다" in page
    assert "아직 받지 않음" not in page
    assert ("wish-from-afar", "wonju-a") in [(each.what, each.about) for each in fleet.store.audit.entries()]
