"""A city that answers byte by byte, as behind a data centre on fire: every wait of the whole kiosk ends all the same."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.core.channels import CITY
from sync.city.client import RESERVE_TRIES
from sync.journal.store import JournalStoreError
from tests.end_to_end.surroundings import Surroundings, surroundings

DRIP_S = 0.3


@dataclass
class Pipe:
    """Between kiosk and city; it does not see into their TLS.

    Attributes:
        dripping: replies pass one byte at a time.
    """

    city: tuple[str, int]
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    dripping: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def serve(self) -> None:
        while not self.ended.is_set():
            try:
                kiosk, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(kiosk,), daemon=True).start()

    def _carry(self, kiosk: socket.socket) -> None:
        with kiosk, socket.create_connection(self.city) as city, contextlib.suppress(OSError):
            while not self.ended.is_set():
                for ready in select.select([kiosk, city], [], [], 0.2)[0]:
                    data = ready.recv(65_536)
                    if not data:
                        return
                    if ready is kiosk:
                        city.sendall(data)
                    elif self.dripping.is_set():
                        self._drip(kiosk, data)
                    else:
                        kiosk.sendall(data)

    def _drip(self, kiosk: socket.socket, data: bytes) -> None:
        for byte in data:
            kiosk.sendall(bytes((byte,)))
            if self.ended.wait(DRIP_S):
                return


@contextlib.contextmanager
def pipe(around: Surroundings) -> Iterator[Pipe]:
    parts = urlsplit(around.city)
    between = Pipe((str(parts.hostname), int(parts.port or 0)))
    direct, around.city = around.city, f"https://127.0.0.1:{between.listener.getsockname()[1]}"
    threading.Thread(target=between.serve, daemon=True).start()
    try:
        yield between
    finally:
        around.city = direct
        between.ended.set()
        between.listener.close()


def test_a_reservation_that_drips_is_given_up_before_any_money(tmp_path: Path) -> None:
    with surroundings(tmp_path) as around, pipe(around) as between:
        threading.Thread(target=drip_from_the_choice_on, args=(around, between), daemon=True).start()
        kiosk = around.kiosk("serve=until-gone")
        assert kiosk.returncode == 0, kiosk.stderr
        entries = around.entries()
        assert "city-unreachable.title" in kiosk.stdout
        assert [e.data["reason"] for e in entries if e.type == "ReservationFailed"] == ["city-unreachable"]
        assert [e.type for e in entries if e.type in ("CashInStarted", "Reserved", "PrintIntended")] == []
        asked, ended = (
            next(e.mono_ms for e in entries if e.type == type_)
            for type_ in ("ReservationIntended", "ReservationFailed")
        )
        assert ended - asked < RESERVE_TRIES * CITY.deadline_ms + 30_000  # dripping it would take a quarter of an hour
        between.dripping.clear()
        later = around.kiosk("serve=0")
        assert later.returncode == 0, later.stderr
        (void,) = [e.data for e in around.entries() if e.type == "DocumentVoided"]
        assert void["issuance"] == next(e.data["issuance"] for e in entries if e.type == "ReservationIntended")


def drip_from_the_choice_on(around: Surroundings, between: Pipe) -> None:
    while not between.ended.is_set():
        with contextlib.suppress(JournalStoreError):  # it is being made
            if around.journal.exists() and any(entry.type == "KindChosen" for entry in around.entries()):
                between.dripping.set()
                return
        time.sleep(0.1)
