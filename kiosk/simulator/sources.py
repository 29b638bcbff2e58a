"""Ids, random bytes and wall time of a run: all from its seed and its clock."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from drivers.device import Ms

START = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


class SeededSources:
    def __init__(self, seed: random.Random, now: Callable[[], Ms]) -> None:
        self._seed = seed
        self._now = now

    def wall(self) -> datetime:
        return START + timedelta(milliseconds=self._now())

    def uuid(self) -> str:
        return str(UUID(int=self._seed.getrandbits(128), version=4))

    def random(self, count: int) -> bytes:
        return self._seed.randbytes(count)
