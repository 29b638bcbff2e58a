"""The bench's page in a real browser: the machine as one stands before it, what comes out of it, and its switches.

Chromium and its driver are Debian's; the driver is spoken to by its protocol (W3C WebDriver), which is a few requests.
"""

from __future__ import annotations

import base64
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from drivers.bench.server import Bench
from drivers.escpos.emulator import PrintedLine
from drivers.ipp.mechanism import Document
from tests.patience import PATIENCE_S


class Browser:
    """A headless Chromium."""

    def __init__(self, driver: str) -> None:
        arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--window-size=1200,1400",
        ]
        wants = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}}
        session = requests.post(f"{driver}/session", json=wants, timeout=PATIENCE_S).json()["value"]["sessionId"]
        self._at = f"{driver}/session/{session}"

    def _post(self, what: str, wish: dict[str, Any]) -> Any:
        reply = requests.post(f"{self._at}/{what}", json=wish, timeout=PATIENCE_S)
        assert reply.ok, reply.text
        return reply.json()["value"]

    def open(self, address: str) -> None:
        self._post("url", {"url": address})

    def run(self, script: str, *arguments: object) -> Any:
        return self._post("execute/sync", {"script": script, "args": list(arguments)})

    def click(self, selector: str) -> None:
        found = self._post("element", {"using": "css selector", "value": selector})
        self._post(f"element/{next(iter(found.values()))}/click", {})

    def wait(self, script: str) -> None:
        """Until it says something that is true."""
        end = time.monotonic() + PATIENCE_S
        while not self.run(f"return {script}"):
            assert time.monotonic() < end, f"{script}\n{self.run('return document.body.innerText')}"
            time.sleep(0.1)

    def picture(self) -> bytes:
        return base64.b64decode(requests.get(f"{self._at}/screenshot", timeout=PATIENCE_S).json()["value"])

    def close(self) -> None:
        requests.delete(self._at, timeout=PATIENCE_S)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True) as driver:
        assert driver.stdout
        said = ""
        while "successfully on port" not in said:
            said = driver.stdout.readline()
            assert said, "chromedriver did not start"
        port = said.rpartition("port ")[2].strip().rstrip(".")
        made = Browser(f"http://127.0.0.1:{port}")
        yield made
        made.close()
        driver.terminate()
        driver.communicate(timeout=PATIENCE_S)


def test_the_machine_is_there_as_one_stands_before_it(browser: Browser, bench: Bench, tmp_path: Path) -> None:
    browser.open(bench.addresses["page"])
    browser.wait("document.querySelectorAll('#front .lamp[aria-label]').length > 5")
    at_the_front = browser.run("return [...document.querySelectorAll('#front button')].map(each => each.dataset.act)")
    assert {"coin-acceptor insert 500", "note-acceptor insert 1000", "printer take-output"} <= {*at_the_front}
    assert not any("unplug" in each or "jam" in each for each in at_the_front)  # that is behind the door
    assert browser.run("return document.querySelectorAll('#front .mouth').length") == len(bench.machine.devices)

    browser.click("[data-act='hopper-500 unplug']")
    browser.wait("document.querySelectorAll('#front .lamp.dead').length === 1")
    browser.click("[data-act='hopper-500 plug']")
    browser.click("[data-act='printer jam']")
    browser.wait("document.querySelectorAll('#front .lamp.look').length === 1")
    browser.click("#front [data-act='card-reader present']")
    browser.wait("document.querySelector('[data-tray=card-reader]').innerText.includes('a card is in it')")

    with bench.lock:
        bench.machine.printer.mechanism.documents.append(Document("a", b"%PDF-1.7 one"))
        bench.machine.receipts.receipts.append((PrintedLine("수수료 500원", False, False),))
    browser.wait("document.querySelector('[data-tray=printer] a')")
    href = browser.run("return document.querySelector('[data-tray=printer] a').href")
    assert requests.get(href, timeout=PATIENCE_S).content == b"%PDF-1.7 one"
    browser.wait("document.querySelector('[data-tray=receipt-printer] pre')?.innerText === '수수료 500원'")
    (tmp_path / "page.png").write_bytes(browser.picture())


def test_what_can_be_typed_at_the_machine_stands_on_the_page(browser: Browser, bench: Bench) -> None:
    page = bench.addresses["page"]
    browser.open(page)
    browser.wait("document.querySelector('#hints').hidden")
    assert requests.post(page + "hints", json={"lines": ["PIN <1>"]}, timeout=PATIENCE_S).ok
    browser.wait("document.querySelector('#hints li')?.innerText === 'PIN <1>'")


def test_what_is_outside_has_switches(browser: Browser, bench: Bench) -> None:
    page = bench.addresses["page"]
    browser.open(page)
    browser.wait("document.querySelector('#outside').hidden")
    assert requests.post(page + "switches", json={"names": ["city: land", "power"]}, timeout=PATIENCE_S).ok
    browser.wait("!document.querySelector('#outside').hidden")
    browser.click("[data-switch='city: land']")
    browser.wait("document.querySelector(\"[data-switch='city: land']\").getAttribute('aria-pressed') === 'true'")
    assert bench.switches == {"city: land": True, "power": False}
    assert requests.post(page + "switch", json={"name": "moon", "on": True}, timeout=PATIENCE_S).status_code == 400
