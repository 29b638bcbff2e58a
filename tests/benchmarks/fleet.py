"""``python -m tests.benchmarks.fleet``: an admin's page over five thousand kiosks, and signs of life at ten times their rate.

Both are the product's own processes over TLS, on an SQLite file each. The page is asked as a browser asks it. The signs of life come over
kept connections, as kiosks keep theirs, each of a kiosk with a certificate of its own; beside the rate stands what the server takes of
one processor for it, which another program on the computer changes least.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from config.ids import KioskId
from sync.city.heartbeat import EVERY_S, Fault, Stock
from sync.reference_city.authority import KioskAuthority
from sync.reference_city.enrolments import KnownCertificate
from sync.reference_city.fleet.beats import HEARTBEAT, Beat
from sync.reference_city.keys import CityKeys, make_demo_keys
from sync.reference_city.server import load_authority
from sync.reference_city.store import SqlStore
from tests.benchmarks.reservations import cpu_s
from tests.cities import WONJU
from tests.sync.city.fleet_page import let_in, running
from tests.sync.city.test_city_heartbeats import ILL, WELL

KIOSKS = 5_000
RATE = 10 * KIOSKS // EVERY_S
CONNECTIONS, AT_ONCE = 400, 8
SECONDS = 20
LOOKS = 20
STOCKS = [Stock(name, 400, 38.5) for name in ("paper", "toner", "roll", "change")]


def page(keys: CityKeys, folder: Path) -> None:
    with running(keys, folder) as fleet:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        for first in range(0, KIOSKS, 500):
            names = [f"wonju-{number:05}" for number in range(first, first + 500)]
            for name in names:
                let_in(fleet.store, name)
            told = [
                replace(ILL if n % 50 == 0 else WELL, number=f"{n % 100:02}", stocks=STOCKS, faults=[Fault("printer", "media-jam", "", 2)] * (n % 50 == 0))
                for n in range(first, first + 500)
            ]  # fmt: skip
            fleet.store.beats.write([Beat.of(name, at, each) for name, each in zip(names, told, strict=True)])
        session = fleet.signed_in("viewer")
        for path in ("/", "/?q=wonju-04999", "/kiosks/wonju-04999"):
            took = []
            for _ in range(LOOKS):
                began = time.perf_counter()
                answer = fleet.get(session, path)
                took.append(time.perf_counter() - began)
                assert answer.status_code == 200
            told_s = f"p50 {statistics.median(took):.2f} s   slowest {max(took):.2f} s   {len(answer.content):,} bytes"
            print(f"page of {KIOSKS:,} kiosks   {path:22} {told_s}", flush=True)


def certified(authority: KioskAuthority, kiosk: str, into: Path) -> KnownCertificate:
    """A kiosk's own key and certificate, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, kiosk)])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, SHA256())
    signed = authority.sign(request, kiosk, now)
    into.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + signed.public_bytes(Encoding.PEM)
    )
    until = signed.not_valid_after_utc.isoformat()
    return KnownCertificate(
        signed.fingerprint(SHA256()).hex(), KioskId(kiosk), kiosk, now.isoformat(), until, "an office"
    )


@contextmanager
def city(keys: CityKeys, folder: Path) -> Iterator[tuple[int, str]]:
    """Its process and its address."""
    command = ["city", "serve", "--keys", str(keys.folder), "--database", f"sqlite:///{folder}/city.sqlite"]
    process = subprocess.Popen([sys.executable, "-m", "kiosk", *command], stdout=subprocess.PIPE)
    assert process.stdout
    try:
        yield process.pid, json.loads(process.stdout.readline())["city"]
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
BODY = HEARTBEAT.dump_json(replace(WELL, stocks=STOCKS))
HEAD = f"POST /v1/heartbeats HTTP/1.1\r\nHost: city\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"


class Kiosks:
    """Many, each with a connection of its own that it makes anew when it is lost, as a kiosk does.

    Attributes:
        took: seconds of every answer.
        lost: connections.
    """

    def __init__(self, url: str, ca: Path) -> None:
        self.took: list[float] = []
        self.lost = 0
        self._address, self._ca = urlsplit(url), ca
        self._some = asyncio.Semaphore(AT_ONCE)

    async def shakes_hands(self, file: Path) -> Line:
        """As the kiosk of that certificate; not all in the same moment, which is another question."""
        tls = ssl.create_default_context(cafile=str(self._ca))
        tls.check_hostname = False
        tls.load_cert_chain(file)
        while True:
            with suppress(OSError):
                async with self._some:
                    return await asyncio.open_connection(self._address.hostname, self._address.port, ssl=tls)
            self.lost += 1

    async def sends(self, file: Path, line: Line, begins_at: float, every_s: float) -> None:
        """As often as that, until the time is over."""
        due = begins_at
        while due < begins_at + SECONDS:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            began = time.perf_counter()
            try:
                await _ask(*line)
                self.took.append(time.perf_counter() - began)
            except (OSError, asyncio.IncompleteReadError):
                self.lost += 1
                line = await self.shakes_hands(file)
            due += every_s
        line[1].close()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD.encode() + BODY)
    answer = await reader.readuntil(b"\r\n\r\n")
    assert b" 200 " in answer, answer
    length = next(line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length"))
    await reader.readexactly(int(length.split(b":")[1]))


async def many(url: str, keys: CityKeys, files: list[Path], pid: int) -> None:
    kiosks, every_s = Kiosks(url, keys.ca), len(files) / RATE
    lines = await asyncio.gather(*map(kiosks.shakes_hands, files))
    begins, before, own = time.perf_counter(), cpu_s(pid), time.process_time()
    each = enumerate(zip(files, lines, strict=True))
    await asyncio.gather(*(kiosks.sends(file, line, begins + at / RATE, every_s) for at, (file, line) in each))
    wall, cpu, own = time.perf_counter() - begins, cpu_s(pid) - before, time.process_time() - own
    count, centiles = len(kiosks.took), statistics.quantiles(kiosks.took, n=100)
    print(
        f"signs of life   {count / wall:.0f} a second of {RATE} wanted   p50 {centiles[49] * 1_000:.0f} ms   p99 {centiles[98] * 1_000:.0f} ms   "
        f"{kiosks.lost} connections lost   server {cpu / wall:.2f} processors, {1_000 * cpu / count:.2f} ms for each; "
        f"this generator {own / wall:.2f}"
    )


def signs_of_life(keys: CityKeys, folder: Path) -> None:
    store, authority = SqlStore(f"sqlite:///{folder}/city.sqlite"), load_authority(keys)
    files = [folder / f"{number}.pem" for number in range(CONNECTIONS)]
    for number, file in enumerate(files):
        store.enrolments.admit(certified(authority, f"wonju-{number:05}", file))
    store.close()
    with city(keys, folder) as (pid, url):
        asyncio.run(many(url, keys, files, pid))


def main() -> None:
    with TemporaryDirectory() as scratch:
        keys = make_demo_keys(Path(scratch, "keys"), signer=WONJU.signer)
        for measured in (page, signs_of_life):
            folder = Path(scratch, measured.__name__)
            folder.mkdir()
            measured(keys, folder)


if __name__ == "__main__":
    main()
