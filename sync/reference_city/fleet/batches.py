"""Many kiosks' heartbeats in one transaction: asking who each is, and writing each down by itself, would be the whole cost of them.

Whoever sends one waits for the batch that it is in, so what is answered is so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from starlette.concurrency import run_in_threadpool

from sync.city.heartbeat import HeartbeatReply
from sync.reference_city.fleet.beats import Beat

GATHERED_S = 0.2
"""So long a batch is open. Nobody stands there and waits."""


class Batches:
    """Of one event loop."""

    def __init__(self, write: Callable[[Sequence[Beat]], Sequence[HeartbeatReply | None]]) -> None:
        """``write``: as `BeatStore.write`; it is called in a thread, by itself."""
        self._write_all = write
        self._waiting: list[tuple[Beat, asyncio.Future[HeartbeatReply | None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, beat: Beat) -> HeartbeatReply | None:
        """Once it is durable. Raises what the store raises."""
        answer: asyncio.Future[HeartbeatReply | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((beat, answer))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return await answer

    async def _write(self) -> None:
        """Batch after batch, as long as anybody waits."""
        while self._waiting:
            await asyncio.sleep(GATHERED_S)
            batch, self._waiting = self._waiting, []
            try:
                answers = await run_in_threadpool(self._write_all, [beat for beat, _ in batch])
            except Exception as error:  # each of them is answered with it, as if it had come alone
                for _, answer in batch:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            for (_, answer), heard in zip(batch, answers, strict=True):
                if not answer.done():  # whoever waited may be gone
                    answer.set_result(heard)
        self._writing = None
