"""Runs a function over what strangers hand in, in a process of its own that can do little and does not last.

Decoders of pictures and PDFs are large programs, and what is handed in may be made to mislead them. The process has so much
memory and no more, so much time for each step, writes no file, and starts no other program. What becomes of it is an
answer, too: a function that crashes its process crashes nothing else.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MEMORY_BYTES = 380_000_000
"""Beside what the process has at its beginning, which is no fault of what was handed in."""
STEP_S = 8.0
"""Of the processor's time, for each step: ten times what the longest of an honest paper takes on a desk's machine, so that
a small and busy one does not call it endless."""
ALL_S = 300.0
"""On the clock, for everything: a register of a hundred sheets takes half a minute of a machine that does nothing else."""
_ANSWER_BYTES = 1_000_000


class Ended(Exception):
    """It did not come to an end by itself; the message says what it was short of."""


@dataclass(frozen=True)
class Answer:
    """What the function printed, and its exit status."""

    status: int
    lines: tuple[str, ...]


def run_bounded(function: Callable[[Callable[[], None]], Answer]) -> Answer:
    """What ``function`` answers, which calls what it is given before each step of its work.

    Raises:
        Ended: too much memory or time, or a crash.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _run(function, writing)
    os.close(writing)
    try:
        answer = _read(reading)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if answer is None:
        raise Ended("it takes too long")
    if not answer:
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status)
        raise Ended(
            "it takes too long" if killed == signal.SIGPROF else "it takes too much memory, or is made to crash"
        )
    told = json.loads(answer)
    return Answer(told["status"], tuple(told["lines"]))


def _run(function: Callable[[Callable[[], None]], Answer], writing: int) -> None:
    """In the child. Never returns."""
    status = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDWR), 2)  # decoders complain to it
        _limit()
        answer = function(_next_step)
        os.write(writing, json.dumps({"status": answer.status, "lines": answer.lines}).encode())
        status = 0
    except MemoryError:
        pass
    finally:
        os._exit(status)


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, _address_space_bytes() + MEMORY_BYTES), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NPROC, 0),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends the process, in the middle of a decoder, too
    _next_step()


def _address_space_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def _next_step() -> None:
    signal.setitimer(signal.ITIMER_PROF, STEP_S)


def _read(reading: int) -> bytes | None:
    """Until the child closes it; None when it does not in time."""
    until = time.monotonic() + ALL_S
    answer = b""
    while len(answer) < _ANSWER_BYTES:
        ready, _, _ = select.select([reading], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return None
        part = os.read(reading, 65_536)
        if not part:
            return answer
        answer += part
    return b""
