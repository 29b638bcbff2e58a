"""An office that configures kiosks: a desk, three people with a key each, a server; and the server that hands out what it publishes."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from securesystemslib.signer import CryptoSigner

from config.address import Address
from config.updates.desk import Desk, Standing
from config.updates.follower import Fetcher, Follower
from config.wire import Wire

PEOPLE = ("anna", "bora", "cheol")
OFFLINE = ("root", "targets", "law", "words", "fleet", "notices")


@dataclass
class Office:
    """``now`` is the office's clock."""

    folder: Path
    bits: int = 2
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    keys: dict[str, Ed25519PrivateKey] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.folder / "keys").mkdir(parents=True)
        for name in (*PEOPLE, "server"):
            self.give_key(name)
        self.say_who(dict.fromkeys(OFFLINE, PEOPLE))

    def give_key(self, name: str) -> None:
        self.keys[name] = Ed25519PrivateKey.generate()
        public = self.keys[name].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (self.folder / "keys" / f"{name}.pub").write_bytes(public)

    def say_who(self, who: dict[str, tuple[str, ...]]) -> None:
        """Writes ``roles.toml``: role to who may sign it."""
        lines = ['city = "wonju"', f"bits = {self.bits}", "[keys]"]
        lines += [f'{name} = "keys/{name}.pub"' for name in self.keys]
        for role, people in (who | {"snapshot": ("server",), "timestamp": ("server",)}).items():
            threshold = 2 if role in ("root", "targets", "law") else 1
            lines += [f"[{role}]", f"keys = {list(people)}", f"threshold = {threshold}"]
            lines += [f"days = {7 if 'server' in people else 365}"]
        (self.folder / "roles.toml").write_text("\n".join(lines), "utf-8")

    @property
    def desk(self) -> Desk:
        return Desk(self.folder, self.now)

    @property
    def repository(self) -> Path:
        return self.folder / "repository"

    def signer(self, name: str) -> CryptoSigner:
        return CryptoSigner(self.keys[name])

    def write(self, file: str, text: str) -> None:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def publish(self, *people: str) -> list[Standing]:
        """What stands on the desk, signed by these, by default by the first two."""
        self.desk.draft()
        for name in people or PEOPLE[:2]:
            self.desk.sign(self.signer(name))
        return self.desk.publish(self.signer("server"))


Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


def plainly(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    """Whole, or the piece that is asked for."""
    wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", handler.headers.get("Range", ""))
    if wanted:
        body = body[int(wanted[1]) : int(wanted[2]) + 1]
    handler.send_response(206 if wanted else 200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@dataclass
class Served:
    """``asked``: every path; ``instead``: a path's end to how it is answered; ``swapped``: a path's end to another body."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    instead: dict[str, Answer] = field(default_factory=dict)
    swapped: dict[str, bytes] = field(default_factory=dict)


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Hands out a folder on loopback."""
    state = Served()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Nothing."""

        def do_GET(self) -> None:
            state.asked.append(self.path)
            path = folder / self.path.lstrip("/")
            for end, body in state.swapped.items():
                if self.path.endswith(end):
                    plainly(self, body)
                    return
            if not path.is_file():
                self.send_error(404)
                return
            answer = next((each for end, each in state.instead.items() if self.path.endswith(end)), plainly)
            answer(self, path.read_bytes())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Kiosk:
    """Follows what is served. ``fetchers``: one for each look."""

    folder: Path
    root: bytes
    port: int
    time_ms: int = 5_000
    packs: bool = False
    fetchers: list[Fetcher] = field(default_factory=list)

    def follower(self) -> Follower:
        base = f"http://127.0.0.1:{self.port}/"
        wire = Wire(Address("127.0.0.1", self.port, "/"), None)

        def fetcher() -> Fetcher:
            self.fetchers.append(Fetcher(wire, self.time_ms))
            return self.fetchers[-1]

        return Follower(
            self.folder / "metadata", self.folder / "targets", self.root, f"{base}metadata/", f"{base}targets/", fetcher,
            base if self.packs else None,
        )  # fmt: skip

    def fetched(self, path: str) -> bytes | None:
        look = self.follower().look()
        target = look.find(path)
        return look.fetch(target) if target else None
