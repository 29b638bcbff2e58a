"""A journal of coins, as a kiosk would have written it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.ids import DeviceName, Ref, SessionId
from config.won import Won
from sync.journal.events import CoinCredited
from sync.journal.format import Chain, Entry, Head
from sync.journal.sqlite.store import SqliteStore

JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"
BOOT = "5d1c8f60-2a7b-4e93-8c41-f0a6b9d7e325"

Coins = Callable[..., tuple[Entry, ...]]
"""``coins(count, head=Head(), journal=JOURNAL, segment=1)``: that many entries that continue ``head``."""

Filled = Callable[..., SqliteStore]
"""``filled(path, commits, each=1)``: a new store at ``path`` after so many commits, open."""


@pytest.fixture
def coins() -> Coins:
    def make(count: int, head: Head | None = None, journal: str = JOURNAL, segment: int = 1) -> tuple[Entry, ...]:
        chain = Chain(journal, BOOT, head or Head(), segment)
        first = chain.head.seq + 1
        return tuple(
            chain.entry(
                CoinCredited(
                    SessionId("8a1f0c66-93b5-4d27-b8de-51e60c3f9a02"),
                    DeviceName("coin-acceptor"),
                    Ref(f"SN123456/{number}"),
                    Won(100),
                ),
                1000 * number,
                datetime(2031, 3, 14, 3, 0, number % 60, 123_000, UTC),
            )
            for number in range(first, first + count)
        )

    return make


@pytest.fixture
def filled(coins: Coins) -> Filled:
    def fill(path: Path, commits: int, each: int = 1) -> SqliteStore:
        store = SqliteStore(path, JOURNAL)
        for _ in range(commits):
            store.commit(coins(each, store.head))
        return store

    return fill
