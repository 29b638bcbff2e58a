"""Reservations a second: this city beside an earlier one, in one run, on one computer.

    python -m tests.benchmarks.reservations [TREE] [--seconds S] [--workers N]

Each server runs in turns of a few seconds, as its own process on an SQLite file of its own, and is asked over HTTPS with a kiosk's
certificate. What is compared is reservations for each second of the server's processor time, which another program on the computer
changes least; beside it the times that a kiosk waits. The generator's own processor time is told apart. ``TREE``: a checkout of an
earlier version.
"""

from __future__ import annotations

import argparse
import json
import os
import ssl
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPSConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit
from uuid import uuid4

from cryptography import x509

TURNS = 4
KINDS = {
    "land-register": {"input": {"place": "5113010300", "mountain": "0", "number": "9423", "sub_number": "1"}},
    "resident-abstract": {"input": {}, "subject": {"resident_number": "8011239000018", "card_number": "WJ0000018"}},
}
_START = """
import dataclasses, sys
try:
    from sync.reference_city import domain
    most = {f.name: 10**9 for f in dataclasses.fields(domain.Limits) if isinstance(f.default, int)}
    limits = domain.Limits(**most)  # one kiosk stands for many
    domain.Limits = lambda: limits
except (ImportError, AttributeError):
    pass  # of before there were any
from kiosk.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@dataclass
class Measured:
    """Attributes:
    waits_ms: of every reservation.
    cpu_s: processor time of the server, and of nobody else.
    """

    waits_ms: list[float] = field(default_factory=list)
    cpu_s: float = 0.0

    @property
    def a_cpu_second(self) -> float:
        return len(self.waits_ms) / self.cpu_s

    def told(self, wall_s: float) -> str:
        percentiles = statistics.quantiles(self.waits_ms, n=100)
        return (
            f"{self.a_cpu_second:7.0f} a CPU second   {len(self.waits_ms) / wall_s:6.0f} a second   "
            f"p50 {percentiles[49]:6.1f} ms   p99 {percentiles[98]:6.1f} ms"
        )


def cpu_s(pid: int) -> float:
    """Processor time of a process until now."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Server:
    """A city of that tree, on free ports, in a folder of its own.

    Attributes:
        url: the kiosks'.
        keys: their folder.
    """

    def __init__(self, tree: Path, folder: Path) -> None:
        self.keys = folder / "keys"
        arguments = ["city", "serve", "--keys", str(self.keys), "--database", f"sqlite:///{folder}/city.sqlite"]
        environment = {**os.environ, "PYTHONPATH": str(tree)}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, *arguments],
            cwd=tree,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdout
        self.url: str = json.loads(self._process.stdout.readline())["city"]
        address = urlsplit(self.url)
        self._at = (address.hostname or "", address.port)
        self._tls = ssl.create_default_context(cafile=str(self.keys / "ca.pem"))
        self._tls.load_cert_chain(self.keys / "kiosk.pem", self.keys / "kiosk.key")
        (name,) = x509.load_pem_x509_certificate((self.keys / "kiosk.pem").read_bytes()).subject
        self._kiosk = str(name.value)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()

    def cpu_s(self) -> float:
        return cpu_s(self._process.pid)

    def ask_for(self, kind: str, seconds: float, workers: int, into: Measured) -> None:
        """Adds what so many kiosks, each with a connection of its own, got in that time. ``kind``: "" asks which sources answer."""
        before, waits = self.cpu_s(), list[float]()
        end = time.monotonic() + seconds
        threads = [threading.Thread(target=self._ask, args=(kind, end, waits)) for _ in range(workers)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        into.waits_ms += waits
        into.cpu_s += self.cpu_s() - before

    def _ask(self, kind: str, end: float, waits: list[float]) -> None:
        connection = HTTPSConnection(*self._at, context=self._tls)
        body = json.dumps({"kind": kind, "kiosk": self._kiosk, "machine": "03", **KINDS[kind]}) if kind else None
        while time.monotonic() < end:
            began = time.perf_counter()
            how = ("PUT", f"/v1/issuances/{uuid4()}") if kind else ("GET", "/v1/sources")
            connection.request(*how, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status == 200, text
            waits.append((time.perf_counter() - began) * 1_000)
        connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Reservations a second, beside an earlier version.")
    parser.add_argument("tree", type=Path, nargs="?", help="a checkout of the earlier version")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each turn")
    parser.add_argument("--workers", type=int, default=4, help="kiosks that ask at the same time")
    asked = parser.parse_args()
    trees = {"this": Path(__file__).parents[2]} | ({"earlier": asked.tree} if asked.tree else {})
    with TemporaryDirectory() as folder:
        servers = {}
        for name, tree in trees.items():
            (Path(folder) / name).mkdir()
            servers[name] = Server(tree, Path(folder) / name)
        try:
            for kind in KINDS:
                measured = {name: Measured() for name in servers}
                for server in servers.values():
                    server.ask_for(kind, 1.0, asked.workers, Measured())  # warm
                own = time.process_time()
                for _ in range(TURNS):
                    for name, server in servers.items():
                        server.ask_for(kind, asked.seconds, asked.workers, measured[name])
                own = time.process_time() - own
                for name, each in measured.items():
                    print(f"{kind:18} {name:8} {each.told(TURNS * asked.seconds)}", flush=True)
                if asked.tree:
                    ratio = measured["this"].a_cpu_second / measured["earlier"].a_cpu_second
                    print(
                        f"{kind:18} this / earlier {ratio:.2f} for each CPU second; the generator took {own:.1f} CPU seconds"
                    )
        finally:
            for server in servers.values():
                server.__exit__(None, None, None)


if __name__ == "__main__":
    main()
