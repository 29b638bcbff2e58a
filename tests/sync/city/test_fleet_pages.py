"""The page for admins as a process of its own, over real TLS: what it shows, and what it lets nobody do."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from config.ids import KioskId
from config.software import PackageTrouble
from sync.city.heartbeat import Version
from sync.reference_city.fleet import pages
from sync.reference_city.fleet.beats import Beat
from sync.reference_city.fleet.software import STATES
from sync.reference_city.fleet.texts import texts
from tests.sync.city.fleet_page import PASSWORD, PATIENCE_S, Fleet
from tests.sync.city.test_city_heartbeats import WELL

pytestmark = pytest.mark.timeout(240)
"""Whoever comes first waits for the page's process, and for two accounts to be made."""


def test_who_is_not_signed_in_sees_nothing_and_is_asked_to(fleet: Fleet) -> None:
    stranger = fleet.anybody()
    for path in ("/", "/kiosks/wonju-a", "/audit", "/?state=out&q=x"):
        answer = fleet.get(stranger, path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in"), path
        assert "wonju" not in answer.text
    assert fleet.post(stranger, "/kiosks/wonju-a/bar", why="x", csrf="").headers["location"] == "/sign-in"
    wrong = fleet.post(stranger, "/sign-in", name="admin", password=PASSWORD, code="000000")
    assert (wrong.status_code, stranger.cookies.get_dict()) == (401, {})
    last = fleet.store.audit.last()
    assert last is not None
    assert (last.by, last.what) == ("admin", "sign-in-refused")


def test_every_kiosk_stands_there_the_worst_first_with_what_to_do(fleet: Fleet) -> None:
    admin = fleet.signed_in("admin")
    page = fleet.get(admin, "/").text
    assert [page.index(f"/kiosks/wonju-{name}") for name in "bca"] == sorted(
        page.index(f"/kiosks/wonju-{name}") for name in "abc"
    )
    for told in (
        "종이가 걸림",
        "프린터를 열어 종이를 빼고 닫으세요",
        "240건분",
        "123,400원",
        "인증서 59일",
        "발급 중단",
        "정상",
    ):
        assert told in page, told
    assert "wonju-a" not in fleet.get(admin, "/?state=out").text
    found = fleet.get(admin, "/?q=단구 WONJU-A").text
    assert "wonju-a" in found
    assert "wonju-b" not in found
    assert "해당하는 발급기가 없습니다" in fleet.get(admin, "/?q=%3Cscript%3E").text
    assert "<script>" not in fleet.get(admin, "/?q=%3Cscript%3E").text
    assert "종이가 걸림" in fleet.get(admin, "/kiosks/wonju-b").text
    assert fleet.get(admin, "/kiosks/nobody").status_code == 404


def test_the_same_in_english_and_only_a_page_of_this_host_is_gone_back_to(fleet: Fleet) -> None:
    admin = fleet.signed_in("admin")
    assert fleet.get(admin, "/language/en?back=/%3Fq%3Da").headers["location"] == "/?q=a"
    page = fleet.get(admin, "/").text
    assert "a sheet is stuck" in page
    assert not re.search("[가-힣]", page.replace("한국어", "").replace("단구동", ""))
    assert fleet.get(admin, "/language/ko?back=//elsewhere.example").headers["location"] == "/"


def test_the_cookie_is_this_hosts_alone_and_a_browser_keeps_and_frames_nothing(fleet: Fleet) -> None:
    fleet.forget_code("viewer")
    answer = fleet.post(
        fleet.anybody(), "/sign-in", name="viewer", password=PASSWORD, code=pyotp.TOTP(fleet.secrets["viewer"]).now()
    )
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__host-admin=")
    assert all(part in cookie for part in ("secure", "httponly", "samesite=strict", "path=/"))
    page = fleet.get(fleet.anybody(), "/sign-in").headers
    assert page["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in page["content-security-policy"]
    assert "unsafe" not in page["content-security-policy"]


def test_a_form_of_elsewhere_or_of_a_smaller_role_does_nothing(fleet: Fleet) -> None:
    admin, viewer = fleet.signed_in("admin"), fleet.signed_in("viewer")
    for session, form in ((admin, {}), (admin, {"csrf": "0" * 64}), (viewer, {"csrf": fleet.csrf(viewer)})):
        answer = fleet.post(session, "/kiosks/wonju-a/bar", why="x", **form)
        assert answer.status_code == 403
    admin.headers["Sec-Fetch-Site"] = "cross-site"
    assert fleet.post(admin, "/kiosks/wonju-a/bar", why="x", csrf=fleet.csrf(admin)).status_code == 403
    assert fleet.store.enrolments.certificate("wonju-a").barred == ""  # type: ignore[union-attr]
    assert fleet.get(viewer, "/audit").status_code == 403
    assert fleet.post(viewer, "/sign-in", name="x" * 30_000).status_code == 413


def test_a_kiosk_is_barred_once_and_it_is_written_down_before(fleet: Fleet) -> None:
    admin = fleet.signed_in("admin")
    csrf = fleet.csrf(admin)
    answer = fleet.post(admin, "/kiosks/wonju-c/bar", why="<도난>", csrf=csrf)
    assert answer.headers["location"] == "/kiosks/wonju-c?done=bar"
    assert "사용을 정지했습니다" in fleet.get(admin, answer.headers["location"]).text
    assert fleet.store.enrolments.certificate("wonju-c").barred_by == "admin"  # type: ignore[union-attr]
    assert fleet.post(admin, "/kiosks/wonju-c/bar", why="again", csrf=csrf).status_code == 409
    entries = [(each.what, each.about, each.note) for each in fleet.store.audit.entries(most=3)]
    assert entries[2] == ("kiosk-barred", "wonju-c", "<도난>")
    assert [what for what, _, _ in entries[:2]] == ["failed", "kiosk-barred"]
    page = fleet.get(admin, "/audit").text
    assert "&lt;도난&gt;" in page
    assert "사용 정지" in page


def test_whoever_signs_out_is_out(fleet: Fleet) -> None:
    viewer = fleet.signed_in("viewer")
    cookie = viewer.cookies.get_dict()
    assert fleet.post(viewer, "/sign-out", csrf=fleet.csrf(viewer)).headers["location"] == "/sign-in"
    kept = fleet.anybody()
    kept.cookies.update(cookie)
    assert fleet.get(kept, "/").status_code == 303


def test_what_admins_did_is_checked_at_the_terminal(fleet: Fleet) -> None:
    def checked() -> subprocess.CompletedProcess[str]:
        database = fleet.database
        return subprocess.run(
            [sys.executable, "-m", "kiosk", "city", "audit", "--database", database],
            capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        )  # fmt: skip

    told = checked()
    assert told.returncode == 0
    assert "account-added  admin  admin" in told.stdout
    assert re.search(r"\d+ entries, the last [0-9a-f]{64}", told.stdout)


def test_prometheus_is_told_by_its_own_word_and_nobody_without(fleet: Fleet) -> None:
    program = fleet.anybody()
    assert fleet.get(program, "/metrics").status_code == 401
    program.headers["Authorization"] = "Bearer a word of its own"
    told = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(fleet.get(program, "/metrics").text)
        for sample in family.samples
    }
    assert told["kiosk_up", "wonju-a", "03", "단구동"] == 1
    assert told["kiosk_up", "wonju-b", "03", "단구동"] == 0
    assert told["kiosk_documents_left", "wonju-a", "03", "단구동", "paper"] == 240
    assert told["kiosk_standing", "out"] == 1
    assert ("kiosk_alerts_open", "critical") in told


@pytest.mark.parametrize("file", ["alerts.rules.yml", "dashboard.json"])
def test_what_is_made_for_prometheus_speaks_of_what_it_is_told(fleet: Fleet, file: str) -> None:
    rules = (Path(pages.__file__).parent / file).read_text("utf-8")
    program = fleet.anybody()
    program.headers["Authorization"] = "Bearer a word of its own"
    told = fleet.get(program, "/metrics").text
    named = set(re.findall(r"kiosk_[a-z_]+", rules))
    assert named
    assert {each for each in named if f"# TYPE {each} gauge" not in told} == set()


def test_what_was_issued_is_drawn_for_all_and_for_one_kiosk(fleet: Fleet) -> None:
    viewer = fleet.signed_in("viewer")
    page = fleet.get(viewer, "/counts?days=31").text
    assert page.count("<rect") == 31
    assert "발급한 문서가 없습니다" in page
    assert fleet.get(viewer, "/counts?days=9999").text.count("<rect") == 7
    assert fleet.get(viewer, "/kiosks/wonju-a").text.count("<rect") == 31


def test_which_machine_runs_what_and_how_far_the_next_version_has_got_stands_there(fleet: Fleet) -> None:
    admin = fleet.signed_in("admin")
    versions = [Version("1.0", "kept"), Version("1.1", "left", "refused")]
    at = (datetime.now(UTC) + timedelta(hours=12)).isoformat(timespec="seconds")
    fleet.store.beats.write([Beat.of("wonju-a", at, replace(WELL, versions=versions))])
    page = fleet.get(admin, "/software").text
    assert [cell.strip() for cell in re.findall(r"<td class=\"number[^>]*>(.*?)</td>", page)] == [
        *("", "", "", "", "", "1", ""),
        *("", "", "", "", "", "", "1"),
        *("1", "", "", "", "", "", ""),
    ]
    assert 'href="/?q=1.1"' in page
    found = fleet.get(admin, "/?q=1.1").text
    assert "wonju-a" in found
    assert "wonju-b" not in found
    assert "실행해 보았으나 발급할 수 없어 되돌림" in fleet.get(admin, "/kiosks/wonju-a").text
    fleet.store.beats.write([Beat.of("wonju-a", at, WELL)])


def test_every_state_and_reason_of_a_version_has_its_text() -> None:
    assert {f"software.{state}" for state in STATES} | {
        f"software.why.{why}" for why in PackageTrouble
    } <= texts().keys()


def test_a_support_bundle_is_asked_for_and_taken_by_an_admin_and_both_are_in_the_log(fleet: Fleet) -> None:
    admin, viewer = fleet.signed_in("admin"), fleet.signed_in("viewer")
    fleet.post(admin, "/kiosks/wonju-a/wish", what="support", text="", csrf=fleet.csrf(admin))
    wish = fleet.store.wishes.of(KioskId("wonju-a"))[0].wish
    assert wish.what == "support"
    path = f"/kiosks/wonju-a/support/{wish.id}"
    assert path not in fleet.get(admin, "/kiosks/wonju-a").text
    assert fleet.get(admin, path).status_code == 404
    fleet.store.support.take(KioskId("wonju-a"), wish.id, 0, 1, b"PK what the kiosk sent")
    assert path in fleet.get(admin, "/kiosks/wonju-a").text
    assert path not in fleet.get(viewer, "/kiosks/wonju-a").text
    assert fleet.get(viewer, path).status_code == 403
    taken = fleet.get(admin, path)
    assert (taken.content, taken.headers["content-type"]) == (b"PK what the kiosk sent", "application/zip")
    last = fleet.store.audit.last()
    assert last is not None
    assert (last.by, last.what, last.about, last.note) == ("admin", "support-taken", "wonju-a", wish.id)
