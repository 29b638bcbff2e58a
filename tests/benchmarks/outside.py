"""``python -m tests.benchmarks.outside``: what a reservation gains by a connection that stands, beside a handshake for each.

The reference city in a process of its own, over TLS with certificates on both sides; once on this machine, and once through a
line on which every byte is 10 ms on its way, as between a kiosk and a data centre of its province. Both ways ask the same
city the same in turns, so what else the machine does falls on both.
"""

from __future__ import annotations

import json
import socket
import ssl
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from uuid import uuid4

from kiosk.demo.settings import example_machine
from sync.city.client import CityCall, CityReply
from sync.city.transport import CityTransport, Trust
from tests.cities import WONJU
from tests.end_to_end.surroundings import surroundings

ROUNDS = 40
ONE_WAY_S = 0.010


def reservation() -> CityCall:
    kind = WONJU.kinds["land-register"]
    place = next(place.id for place in WONJU.places if place.name == "단구동")
    lot = {"place": place, "mountain": "0", "number": "9423", "sub_number": "1"}
    options = {option.name: option.default for option in kind.options}
    asked = {"kind": kind.name, "kiosk": example_machine().machine.id, "input": {**lot, **options}}
    return CityCall("PUT", f"/v1/issuances/{uuid4()}", json.dumps(asked).encode(), 4_000_000)


def by_a_handshake_each(url: str, trust: Trust) -> Callable[[CityCall], int]:
    """As it was: http.client, one connection a question."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.load_verify_locations(trust.ca)
    assert trust.certificate
    tls.load_cert_chain(trust.certificate, trust.key)
    at = urlsplit(url)
    host, port = str(at.hostname), int(at.port or 443)

    def ask(call: CityCall) -> int:
        connection = HTTPConnection(host, port)
        connection.sock = tls.wrap_socket(socket.create_connection((host, port)), server_hostname=host)
        try:
            connection.request(call.method, call.path, call.body, {"Content-Type": "application/json"})
            reply = connection.getresponse()
            assert len(reply.read())
            return reply.status
        finally:
            connection.close()

    return ask


def over_a_kept_connection(url: str, trust: Trust) -> Callable[[CityCall], int]:
    transport = CityTransport(url, trust)

    def ask(call: CityCall) -> int:
        answer = transport(call, 8_000)
        assert isinstance(answer, CityReply), answer
        return answer.status

    return ask


@contextmanager
def far_away(url: str) -> Iterator[str]:
    """The same city at the other end of a long line."""
    at = urlsplit(url)
    listener = socket.create_server(("127.0.0.1", 0))

    def carry(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError), source, target:
            while data := source.recv(1 << 20):
                time.sleep(ONE_WAY_S)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def serve() -> None:
        with suppress(OSError):
            while True:
                kiosk, _ = listener.accept()
                time.sleep(2 * ONE_WAY_S)  # the handshake of TCP, which this end of the line has not waited for
                city = socket.create_connection((str(at.hostname), int(at.port or 443)))
                for ends in ((kiosk, city), (city, kiosk)):
                    threading.Thread(target=carry, args=ends, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


def measure(where: str, url: str, trust: Trust) -> None:
    ways = {"handshake": by_a_handshake_each(url, trust), "kept": over_a_kept_connection(url, trust)}
    took: dict[str, list[float]] = {name: [] for name in ways}
    for round_ in range(ROUNDS + 1):
        for name, ask in ways.items():
            call = reservation()
            began = time.perf_counter()
            status = ask(call)
            if round_:  # the first of each warms up
                took[name].append((time.perf_counter() - began) * 1000)
            assert status == 200, status
    old, new = (statistics.median(took[name]) for name in ways)
    print(
        f"reservation     {new / old:5.2f} of the time with a handshake each   ({where}: {old:.1f} ms, now {new:.1f} ms)"
    )


def main() -> None:
    with TemporaryDirectory() as folder, surroundings(Path(folder)) as around:
        keys = around.folder / "keys"
        trust = Trust(keys / "ca.pem", keys / "kiosk.pem", keys / "kiosk.key")
        measure("on this machine", around.city, trust)
        with far_away(around.city) as url:
            measure("10 ms each way", url, trust)


if __name__ == "__main__":
    main()
