"""A real Chromium, for the city's pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """``more``: options of its command line."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", *more])
        try:
            yield browser
        finally:
            browser.close()
