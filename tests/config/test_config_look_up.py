"""A name that nobody looks up in time: the resolver knows no deadline, and the exchange keeps its own."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from config.address import Address
from config.dialogue import Failure, FailureReason
from config.wire import Question, Wire
from tests.patience import PATIENCE_MS, PATIENCE_S

ASKED = Question("GET", "/", b"", {}, 1_000, repeatable=True, sized=True)


def test_a_resolver_that_does_not_come_back_costs_the_deadline_and_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    come_back = threading.Event()
    asked: list[str] = []

    def look_up(host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        come_back.wait(PATIENCE_S)
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    wire = Wire(Address("city.example", 443, "/"), None)
    try:
        for _ in range(3):
            began = time.monotonic()
            answer = wire.ask(ASKED, 200)
            assert time.monotonic() - began < PATIENCE_S / 2
            assert isinstance(answer, Failure)
            assert answer.reason == FailureReason.TIMEOUT
        assert asked == ["city.example"]
    finally:
        come_back.set()
        for thread in threading.enumerate():
            if thread.name.startswith("look up"):
                thread.join(PATIENCE_S)
    answer = wire.ask(ASKED, PATIENCE_MS)
    assert answer == Failure(FailureReason.UNREACHABLE, "gaierror")
    assert len(asked) == 2


ASKS = """
import fcntl, json, socket, struct, threading, time
SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
silent = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(3)]
for number, server in enumerate(silent, 1):
    server.bind((f"127.0.53.{number}", 53))
from config.address import Address
from config.wire import Question, Wire
wire = Wire(Address("city", 443, "/"), None)

def longest_gap_while(what):
    # how long a thread that draws every 5 ms was held at most, in s
    gaps, over = [], threading.Event()
    def draw():
        last = time.monotonic()
        while not over.wait(0.005):
            gaps.append(time.monotonic() - last)
            last = time.monotonic()
    thread = threading.Thread(target=draw)
    thread.start()
    said = what()
    over.set()
    thread.join()
    return max(gaps), said
began = time.monotonic()
held, reasons = [], []
while len(held) < 2 or (min(held) > 0.05 and len(held) < 6):
    # on a busy computer anything is late now and then; what is held is late each time
    gap, answer = longest_gap_while(lambda: wire.ask(Question("GET", "/", b"", {}, 1000, True, True), 1500))
    held.append(gap)
    reasons.append(answer.reason.value)
took = (time.monotonic() - began) / len(held)
heard = [len(server.recv(512)) for server in silent[:1]]
print(json.dumps({"reasons": reasons, "took": took, "held": min(held), "heard": bool(heard)}))
"""


def test_three_silent_name_servers_and_two_search_domains(tmp_path: Path) -> None:
    """The system's own resolver, in a namespace where those are the only name servers there are."""
    unshare = shutil.which("unshare")
    assert unshare
    conf = tmp_path / "resolv.conf"
    conf.write_text(
        "search wonju.example gangwon.example\n" + "".join(f"nameserver 127.0.53.{number}\n" for number in (1, 2, 3))
    )
    hosts = tmp_path / "nsswitch.conf"
    hosts.write_text("hosts: files dns\n")
    script = tmp_path / "asks.py"
    script.write_text(textwrap.dedent(ASKS))
    try:
        subprocess.run([unshare, "-Urmn", "true"], check=True, capture_output=True, timeout=PATIENCE_S)
    except subprocess.CalledProcessError:
        pytest.skip("this machine lets nobody make namespaces")
    binds = f"mount --bind {conf} /etc/resolv.conf && mount --bind {hosts} /etc/nsswitch.conf"
    ran = subprocess.run(
        [unshare, "-Urmn", "sh", "-c", f'{binds} && exec "$0" "$@"', sys.executable, str(script)],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert set(said["reasons"]) == {"timeout"}
    assert said["took"] < 15  # the resolver itself would take a minute and more
    assert said["heard"]
    assert said["held"] < 0.05
