"""How the city listens: nobody who keeps silent, or dawdles, keeps anybody else waiting.

Whoever connects has so long for the handshake, and so long for each request and its answer together. A request is held in memory up
to a size. Which certificate was ``shown`` stands in the request's state, and as ``certificate`` its SHA-256 in hexadecimal.
"""

from __future__ import annotations

import asyncio
import resource
import socket
import ssl
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import h11
import uvicorn
from fastapi import FastAPI, HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

HANDSHAKE_S = 5
GOODBYE_S = 0.5
"""For the other end to say goodbye as well. A kiosk that keeps a connection for its next question hears it only then."""
EXCHANGE_S = 15
"""For a request and its answer. The largest a kiosk sends is a megabyte."""
STOP_S = 5
"""For what is under way when the city is told to stop."""
IDLE_S = 75
"""How long an idle connection stands: longer than a kiosk uses one again, so that none closes under its question."""


class _ImpatientProtocol(H11Protocol):
    """HTTP/1.1, with an end to every exchange."""

    _end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        shown = _shown(transport.get_extra_info("ssl_object"))
        self.app_state = {**self.app_state, "shown": shown, "certificate": sha256(shown).hexdigest() if shown else ""}
        self._begin()

    def data_received(self, data: bytes) -> None:
        if self._end is None:
            self._begin()
        super().data_received(data)

    def on_response_complete(self) -> None:
        self._over()
        super().on_response_complete()
        if self.conn.their_state is not h11.IDLE:
            self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        self._over()
        super().connection_lost(exc)

    def _begin(self) -> None:
        self._over()
        self._end = self.loop.call_later(EXCHANGE_S, self.transport.abort)

    def _over(self) -> None:
        if self._end:
            self._end.cancel()
        self._end = None


def _shown(tls: ssl.SSLObject | None) -> bytes:
    """The certificate that the peer has proved to be its own, in DER; b"" where it showed none."""
    return (tls.getpeercert(binary_form=True) if tls else None) or b""


class _ImpatientLoop(asyncio.SelectorEventLoop):
    async def create_server(self, *arguments: Any, **options: Any) -> asyncio.Server:
        if options.get("ssl"):
            options["ssl_handshake_timeout"] = HANDSHAKE_S
            options["ssl_shutdown_timeout"] = GOODBYE_S
        return await super().create_server(*arguments, **options)


@dataclass(frozen=True)
class Certificate:
    """The server's own; ``ca`` of those who may speak, None where everybody may."""

    certificate: Path
    key: Path
    ca: Path | None


def listen(app: FastAPI, listener: socket.socket, own: Certificate, beside: Callable[[], Awaitable[None]]) -> None:
    """Until a signal ends it, or ``beside``, which goes on meanwhile, comes to its end. What ends that by an error is raised."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Silent connections cost a handle each until their time is over.
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (max(soft, min(hard, 65_536)) if hard != resource.RLIM_INFINITY else 65_536, hard)
    )
    config = uvicorn.Config(
        app, http=_ImpatientProtocol, log_level="warning", timeout_graceful_shutdown=STOP_S, timeout_keep_alive=IDLE_S,
        ssl_certfile=own.certificate, ssl_keyfile=own.key, ssl_ca_certs=str(own.ca) if own.ca else None,
        ssl_cert_reqs=ssl.CERT_REQUIRED if own.ca else ssl.CERT_NONE,
    )  # fmt: skip
    with asyncio.Runner(loop_factory=_ImpatientLoop) as runner:
        runner.run(_serve(uvicorn.Server(config), listener, beside))


async def _serve(server: uvicorn.Server, listener: socket.socket, beside: Callable[[], Awaitable[None]]) -> None:
    async def accompany() -> None:
        try:
            await beside()
        finally:
            server.should_exit = True

    task = asyncio.create_task(accompany())
    try:
        await server.serve([listener])
    finally:
        task.cancel()
        (ended,) = await asyncio.gather(task, return_exceptions=True)
    if isinstance(ended, Exception):
        raise ended


async def input_ends() -> None:
    """Until standard input ends, which is whoever started this process."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(1_000):
        pass


class SizeLimit:
    """Nothing larger than that is held in memory."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._most:
                raise HTTPException(413, "too large")
            return message

        await self._app(scope, limited, send)
