"""An emulated printer on the network: HTTP on loopback, for the bench and for tests; a thin shell."""

from __future__ import annotations

import ssl
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from config.clock import monotonic_ms
from drivers.device import Ms
from drivers.ipp.emulator import PrinterEmulator

MAX_BODY = 64 << 20  # bytes
PATH = "/ipp/print"
READ_TIMEOUT_S = 30.0  # of a client that holds a connection and sends nothing


class PrinterServer:
    """Serves ``emulator`` at ``uri`` while the ``with`` block lasts, on a port of the system's choice.

    Attributes:
        uri: ``ipp://localhost:port/ipp/print``, ``ipps`` over TLS; the emulator is told the same.
        lock: held while the emulator is touched; whoever does faults to it from another thread takes it too.
    """

    def __init__(
        self, emulator: PrinterEmulator, clock: Callable[[], Ms] = monotonic_ms, tls: ssl.SSLContext | None = None
    ) -> None:
        self.emulator = emulator
        self.clock = clock
        self.lock = threading.RLock()
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        if tls:  # the handshake is the first read's business: who is slow at it holds up nobody else
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True, do_handshake_on_connect=False)
        self.uri = emulator.uri = f"{'ipps' if tls else 'ipp'}://localhost:{self._http.server_port}{PATH}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), name="ipp-server", daemon=True)

    def __enter__(self) -> PrinterServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def handle(self, body: bytes) -> bytes | None:
        with self.lock:
            return self.emulator.handle(self.clock(), body)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a client that keeps its connection open must not keep the bench from ending
    owner: PrinterServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is its own business; everything else is a bug and is shown."""
        if not isinstance(sys.exception(), (ConnectionError, ssl.SSLError)):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = READ_TIMEOUT_S
    server: _Http

    def do_POST(self) -> None:
        body = self._body()
        if body is None or self.path != PATH or self.headers.get_content_type() != "application/ipp":
            self.close_connection = True
            self.send_error(400 if self.path == PATH else 404)
            return
        reply = self.server.owner.handle(body)
        if reply is None:  # a printer that is off or unplugged says nothing at all
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def _body(self) -> bytes | None:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._chunks()
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or len(length) > 12 or int(length) > MAX_BODY:
            return None
        return self.rfile.read(int(length))

    def _chunks(self) -> bytes | None:
        body = bytearray()
        while True:
            try:
                size = int(self.rfile.readline(20).split(b";")[0], 16)
            except ValueError:
                return None
            if size < 0 or len(body) + size > MAX_BODY:
                return None
            body += self.rfile.read(size)
            self.rfile.readline(3)  # the line end after the chunk, or after the last one
            if size == 0:
                return bytes(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: job names and sizes belong into no log."""
