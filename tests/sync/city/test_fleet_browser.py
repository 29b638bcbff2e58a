"""The page for admins in a real Chromium: by the keyboard alone, and by the rules of accessibility (axe) on every page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.sync.city.browser import chromium
from tests.sync.city.conftest import JOURNAL, Report, Town

if TYPE_CHECKING:
    from tests.sync.city.fleet_page import Fleet

PATIENCE_MS = 60_000
CLAIM = "7777-0001"


@pytest.fixture(scope="module")
def context(fleet: Fleet) -> Iterator[BrowserContext]:
    with chromium() as browser:
        context = browser.new_context(ignore_https_errors=True, viewport={"width": 1440, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    yield page
    page.close()


def types(page: Page, *what: str) -> None:
    """Into each field in turn, from the one that has the focus; a key's name is pressed."""
    for text in what:
        if text in ("Tab", "Enter", "Space"):
            page.keyboard.press(text)
        else:
            page.keyboard.type(text)


def signs_in(page: Page, fleet: Fleet) -> None:
    from tests.sync.city.fleet_page import PASSWORD

    fleet.forget_code("admin")
    page.goto(f"{fleet.url}/sign-in")
    page.locator("#name").wait_for()
    types(page, "admin", "Tab", PASSWORD, "Tab", pyotp.TOTP(fleet.secrets["admin"]).now())
    with page.expect_navigation():
        types(page, "Enter")
    page.locator("#kiosks").wait_for()


def tabs_to(page: Page, name: str, most: int = 60) -> None:
    """Until that has the focus, by what it is called."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || document.activeElement.id").strip() == name:
            return
    raise AssertionError(f"{name}: the keyboard does not reach it")


@pytest.mark.timeout(240)
def test_every_page_keeps_the_rules_of_accessibility(page: Page, fleet: Fleet) -> None:
    town, report = Town(fleet.store), Report("99999999-2222-4333-8444-555555555555")
    town.owes(report, CLAIM, 500)
    town.send(report)
    assert report.journal != JOURNAL
    signs_in(page, fleet)
    places = [
        "/", "/?state=out", "/kiosks/wonju-b", "/alerts", "/enrolments", "/claims", f"/claims/{report.journal}/{CLAIM}", "/notices", "/counts", "/sites", "/software", "/counts?days=92&kiosk=wonju-a",
        "/audit", "/nothing-there", "/sign-in",
    ]  # fmt: skip
    found = {}
    for place in places:
        page.goto(fleet.url + place)
        violations = Axe().run(page).response["violations"]
        found[place] = [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in violations]
    assert {place: each for place, each in found.items() if each} == {}


@pytest.mark.timeout(240)
def test_a_kind_is_switched_off_by_the_keyboard_alone(page: Page, fleet: Fleet) -> None:
    signs_in(page, fleet)
    tabs_to(page, "공지와 중지")
    with page.expect_navigation():
        types(page, "Enter")
    page.locator("#kind").focus()
    names = page.locator("#kind option").evaluate_all("all => all.map(each => each.value)")
    for _ in range(names.index("vehicle-register")):
        page.keyboard.press("ArrowDown")
    types(page, "Tab", "03", "Tab")
    with page.expect_navigation():
        types(page, "Enter")
    page.get_by_role("status").wait_for()
    assert page.get_by_text("03 단구동").count() >= 1
    assert ("vehicle-register", "03") in {
        (each.about, each.note.partition(" ")[2]) for each in fleet.store.audit.entries(most=5)
    }
    again = page.get_by_role("button", name="다시 발급")
    with page.expect_navigation():
        again.press("Enter")
    assert page.get_by_role("button", name="다시 발급").count() == 0


@pytest.mark.timeout(240)
def test_what_is_typed_finds_a_kiosk_without_a_touch_of_a_button_and_nothing_comes_from_elsewhere(
    page: Page, fleet: Fleet
) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    signs_in(page, fleet)
    page.locator("#q").focus()
    page.keyboard.type("wonju-b")
    page.locator("a[href='/kiosks/wonju-a']").wait_for(state="detached")
    assert page.locator("a[href='/kiosks/wonju-b']").count() == 1
    page.locator("a[href='/kiosks/wonju-b']").press("Enter")
    page.get_by_text("프린터를 열어 종이를 빼고 닫으세요").first.wait_for()
    assert [each for each in asked if not each.startswith(fleet.url)] == []
    assert said == [], "nothing was refused by the rules of what may be loaded"


@pytest.mark.timeout(240)
def test_on_a_telephone_the_page_is_as_wide_as_the_telephone(page: Page, fleet: Fleet) -> None:
    signs_in(page, fleet)
    page.set_viewport_size({"width": 390, "height": 800})
    for place in ("/", "/kiosks/wonju-b", "/notices", "/claims"):
        page.goto(fleet.url + place)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place
