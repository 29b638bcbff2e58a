"""A runner's workers, and how a test puts one out of order: its thread ends by itself, or does not come back.

This reaches into what is nobody else's business: threads end and hang by bugs and by kernels, never by a call.
"""

from __future__ import annotations

import contextlib
import ctypes
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

from kiosk.core.channels import Channel
from kiosk.core.saying import Hush
from kiosk.core.step import Ask
from kiosk.shell.runner import Runner


def names(runner: Runner) -> list[str]:
    return [name for name, _ in runner.carriers()]


def kill(runner: Runner, name: str) -> None:
    """Its thread ends without a word, as a bug in a library may have it: with a question, or at its next instruction."""
    carrier: Any = dict(runner.carriers())[name]
    if hasattr(carrier, "_asked"):
        _asks(carrier, name, _ends)
        return
    thread: threading.Thread = carrier._thread
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit))
    # Whoever waits comes to no instruction of its own.
    if hasattr(carrier, "_reader"):
        carrier._reader.stop()
    if hasattr(carrier, "say"):
        carrier.say(Hush())
    if hasattr(carrier, "_listener"):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.connect(str(carrier._path))


def _asks(carrier: Any, name: str, worker: Callable[[object, int], object]) -> None:
    """The next question, behind what the thread is with now, has this worker."""
    carrier._channel = Channel(name, (object,), (object,), 100)
    carrier._worker = worker
    carrier.put(Ask(0, name, "anything", 100))


def _ends(question: object, timeout_ms: int) -> None:
    raise SystemExit


@contextlib.contextmanager
def held(runner: Runner, name: str) -> Iterator[None]:
    """Its thread is with a question, or with its port, and does not come back meanwhile."""
    carrier: Any = dict(runner.carriers())[name]
    let_go = threading.Event()
    if hasattr(carrier, "_asked"):
        _asks(carrier, name, lambda question, timeout_ms: let_go.wait())
    else:
        carrier._carry = let_go.wait  # if its port is just being opened anew
        carrier._write = lambda port: let_go.wait()
        carrier.send(b"anything")
    try:
        yield
    finally:
        let_go.set()
