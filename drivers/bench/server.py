"""The bench as a process: ptys, a printer, a card, and a page to do things to them. A thin shell; listens on loopback.

``GET /`` the page · ``GET /state`` every device's state · ``POST /do`` ``{"device": ..., "action": ..., "value": ...}``
``GET /documents/N`` the N-th PDF that reached the printer · ``GET /receipts/N`` the N-th receipt's lines
``POST /switches`` ``{"names": [...]}``: what else can go wrong, which whoever says so looks for in ``/state`` and does; on the
page they are switches, ``POST /switch`` ``{"name": ..., "on": ...}``
``POST /hints`` ``{"lines": [...]}``: what somebody who tries the machine can type there; the page shows it
"""

from __future__ import annotations

import json
import threading
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any

from config.clock import monotonic_ms
from drivers.bench.card import BenchCard
from drivers.bench.machine import EmulatedMachine
from drivers.bench.ports import PtyPorts
from drivers.emulated import Value
from drivers.ipp.server import PrinterServer
from drivers.smartcard.questions import Apdu, PowerUp

MAX_BODY = 4_096
MOST_SWITCHES = 40
MOST_HINTS = 12


class Bench:
    """Attributes:
    machine: the devices; touch them with ``lock`` held.
    switches: what is outside the machine and can go wrong, by its name: whether it does.
    hints: what can be typed at the machine.
    addresses: where everything is: port name to pty path, ``printer`` and ``page`` to URLs.
    """

    def __init__(self, machine: EmulatedMachine, card: BenchCard, port: int = 0) -> None:
        """Raises `OSError` when ``port`` is taken; the card is stopped then."""
        self.machine = machine
        self._card = card
        self.lock = threading.RLock()
        self.switches: dict[str, bool] = {}
        self.hints: tuple[str, ...] = ()
        try:
            self._http = _Http(("127.0.0.1", port), _Handler)
        except OSError:
            card.stop()
            raise
        self._ports = PtyPorts(machine.lines, self.lock)
        self._printer = PrinterServer(machine.printer)
        self._printer.lock = self.lock
        self._http.bench = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), name="bench", daemon=True)
        page = f"http://127.0.0.1:{self._http.server_port}/"
        self.addresses = {**self._ports.paths, "printer": self._printer.uri, "page": page, **card.addresses()}

    def start(self) -> None:
        self._ports.start()
        self._printer.__enter__()
        self._thread.start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._printer.__exit__(None, None, None)
        self._ports.stop()
        self._card.stop()

    def apdu(self, data: bytes) -> bytes:
        """The direct link. Raises `ValueError` when no card is in it."""
        with self.lock:
            card = getattr(self.machine.slot, "card", None)
            if card is None:
                raise ValueError("no card")
            return bytes(card.answer(Apdu(data) if data else PowerUp()))

    def do(self, device: str, action: str, value: Value) -> None:
        """Raises `KeyError` for an action or device that does not exist, `ValueError` for a value that does not fit."""
        with self.lock:
            now = monotonic_ms()
            self.machine.printer.step(now)
            self.machine.do(now, device, action, value)

    def state(self) -> dict[str, object]:
        """By device, and ``truth`` of all together."""
        with self.lock:
            self.machine.printer.step(monotonic_ms())
            devices = {name: device.truth() for name, device in self.machine.devices.items()}
            return {
                "truth": asdict(self.machine.truth()),
                "switches": dict(self.switches),
                "hints": self.hints,
                **devices,
            }

    def name_switches(self, names: list[str]) -> None:
        """Those that are there already stay as they are."""
        with self.lock:
            self.switches = {str(name): self.switches.get(str(name), False) for name in names[:MOST_SWITCHES]}

    def give_hints(self, lines: list[str]) -> None:
        with self.lock:
            self.hints = tuple(str(line) for line in lines[:MOST_HINTS])

    def switch(self, name: str, on: bool) -> None:
        """Raises `KeyError` for one that is not there."""
        with self.lock:
            self.switches[name]
            self.switches[name] = bool(on)

    def document(self, number: int) -> bytes:
        with self.lock:
            return self.machine.printer.mechanism.documents[number].data

    def receipt(self, number: int) -> list[dict[str, Any]]:
        with self.lock:
            return [asdict(line) for line in self.machine.receipts.receipts[number]]

    def page(self) -> bytes:
        text = resources.files(__package__).joinpath("page.html").read_text("utf-8")
        table = {
            name: {
                "heading": device.heading,
                "front": device.front,
                "actions": {action: [each.label, each.values] for action, each in device.actions().items()},
            }
            for name, device in self.machine.devices.items()
        }
        return text.replace("/*DEVICES*/", json.dumps(table, ensure_ascii=False)).encode()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    bench: Bench


class _Handler(BaseHTTPRequestHandler):
    server: _Http

    def do_GET(self) -> None:
        bench = self.server.bench
        match self.path.strip("/").split("/"):
            case [""]:
                self._reply(200, "text/html; charset=utf-8", bench.page())
            case ["state"]:
                self._json(bench.state())
            case ["documents", number]:
                self._item(number, "application/pdf", bench.document)
            case ["receipts", number]:
                self._item(number, "application/json", lambda n: json.dumps(bench.receipt(n)).encode())
            case _:
                self._reply(404, "text/plain", b"no such page")

    def do_POST(self) -> None:
        # A page of another site can send a form here, but not this content type.
        if (
            self.path not in ("/do", "/apdu", "/switches", "/switch", "/hints")
            or self.headers.get_content_type() != "application/json"
        ):
            self._reply(404, "text/plain", b"POST /do takes application/json")
            return
        try:
            wish = json.loads(self.rfile.read(min(int(self.headers["Content-Length"]), MAX_BODY)))
            if self.path == "/apdu":
                self._reply(200, "text/plain", self.server.bench.apdu(bytes.fromhex(wish["apdu"])).hex().encode())
                return
            if self.path == "/switches":
                self.server.bench.name_switches(list(wish["names"]))
            elif self.path == "/hints":
                self.server.bench.give_hints(list(wish["lines"]))
            elif self.path == "/switch":
                self.server.bench.switch(wish["name"], wish["on"])
            else:
                self.server.bench.do(wish["device"], wish["action"], wish.get("value", ""))
        except (KeyError, ValueError, TypeError) as error:
            self._reply(400, "text/plain", f"not done: {error!r}".encode())
            return
        self._json(self.server.bench.state())

    def _item(self, number: str, kind: str, get: Any) -> None:
        try:
            self._reply(200, kind, get(int(number)))
        except (ValueError, IndexError):
            self._reply(404, "text/plain", b"there is none")

    def _json(self, value: object) -> None:
        self._reply(200, "application/json", json.dumps(value, ensure_ascii=False).encode())

    def _reply(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """The page asks every second."""
