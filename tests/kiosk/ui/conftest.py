"""No page stays for the next test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.demo.settled import settle


@pytest.fixture(autouse=True)
def pages_left_behind() -> Iterator[None]:
    yield
    settle()
