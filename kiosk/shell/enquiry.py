"""A running kiosk is asked how it is: a socket beside its journal, on this computer alone, for root and the kiosk's own user and group.

Two programs on one serial line would each take half of the other's replies, so beside a running kiosk nobody else may ask the
devices. Whoever connects says nothing and is told everything at once, as one line of JSON; nothing can be asked for, and
nothing done. One at a time, with an end to every wait: whoever does not read is let go.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import socket
import stat
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from config.trouble import Trouble
from config.vocabulary import WorkerTrouble
from kiosk.core.findings import Finding
from kiosk.core.step import Enquired, Told
from kiosk.shell.runner import Runner, thread_trouble

ANSWER_S = 3.0
"""A step that takes longer than this is stuck, and that is the answer."""
WAIT_S = 2 * ANSWER_S
"""How long whoever asks waits for the whole of it."""
MOST_BYTES = 256_000
PAUSE_S = 0.05
"""Between two that ask: whoever asks without end holds nobody."""


def socket_of(journal: Path) -> Path:
    """Where the kiosk that writes this journal is asked: only one can."""
    return journal.with_name(journal.name + ".diagnose")


class Enquiries:
    """The kiosk's side, a thread of its own. A `kiosk.shell.runner.Carrier`."""

    def __init__(self, journal: Path, runner: Runner) -> None:
        """Made by whoever has the journal open, so what lies there of an earlier run is nobody's.

        Raises:
            Trouble: something else is there, or the folder takes no socket.
        """
        self._runner = runner
        self._answers: queue.SimpleQueue[Told] = queue.SimpleQueue()
        runner.told = self._answers.put
        self._number = 0
        self._path = socket_of(journal)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            if self._path.exists() and not stat.S_ISSOCK(self._path.stat().st_mode):
                raise Trouble(f"{self._path} is no socket of a kiosk: take it away")
            self._path.unlink(missing_ok=True)
            with _short(self._path) as path:
                self._listener.bind(path)
            self._path.chmod(0o660)
            self._listener.listen(2)
        except OSError as error:
            self._listener.close()
            raise Trouble(f"{self._path}: cannot be made: {error.strerror}") from error
        except Trouble:
            self._listener.close()
            raise
        self._over = False
        self._thread = threading.Thread(target=self._run, name="enquiries", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        if self._thread.ident is not None:
            self._thread.join(WAIT_S)
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def trouble(self) -> WorkerTrouble | None:
        """Whoever asks has some seconds, so it cannot be held for longer."""
        return thread_trouble(self._thread)

    def _run(self) -> None:
        while not self._over:
            try:
                asking, _ = self._listener.accept()
            except OSError:
                continue  # told to stop, or whoever asked is gone again
            with asking, contextlib.suppress(OSError):
                asking.settimeout(ANSWER_S)
                if _may_ask(*peer(asking)):
                    asking.sendall(self._answer())
            time.sleep(PAUSE_S)

    def _answer(self) -> bytes:
        self._number += 1
        self._runner.post(Enquired(self._number))
        end = time.monotonic() + ANSWER_S
        with contextlib.suppress(queue.Empty):
            while (told := self._answers.get(timeout=max(0.0, end - time.monotonic()))).number != self._number:
                pass  # the late answer to somebody before
            return _line(told.findings)
        return _line((Finding("kiosk", "hardware-error", "is running, and its step does not come back", 2),))


def peer(asking: socket.socket) -> tuple[int, int]:
    """User and group at the other end, by the kernel's word."""
    _, user, group = struct.unpack(
        "3i", asking.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    )
    return int(user), int(group)


def _may_ask(user: int, group: int) -> bool:
    return user in (0, os.geteuid()) or group == os.getegid()


def _line(findings: tuple[Finding, ...]) -> bytes:
    return json.dumps([asdict(each) for each in findings], ensure_ascii=False).encode() + b"\n"


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """The address of a socket is at most 107 bytes; its folder is named by a handle."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def ask_running(journal: Path) -> list[Finding] | None:
    """What the kiosk that writes this journal says of itself; None where none is running, as far as can be told here.

    Raises:
        Trouble: one is running, and does not say.
    """
    path = socket_of(journal)
    said, end = b"", time.monotonic() + WAIT_S
    try:
        with _short(path) as short, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(WAIT_S)
            line.connect(short)
            while len(said) < MOST_BYTES and (left := end - time.monotonic()) > 0:
                line.settimeout(left)
                chunk = line.recv(65_536)
                if not chunk:
                    break
                said += chunk
    except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
        return None  # nothing there, or what a kiosk left that was killed
    except PermissionError:
        raise Trouble(f"the kiosk is running; only root and its own user and group may ask it ({path})") from None
    except OSError as error:
        raise Trouble(f"the kiosk is running and does not answer: {error}") from None
    if not said:
        raise Trouble("the kiosk is running and says nothing: only root and its own user and group may ask it")
    try:
        return [Finding(**each) for each in json.loads(said)]
    except (ValueError, TypeError):
        raise Trouble("the kiosk is running, and what it answers is not understood") from None
