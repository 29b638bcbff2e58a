"""HTTP exchanges with one peer over requests, plain or over TLS. A thin shell; the deadline is `config/deadline.py`'s.

What a kiosk needs otherwise than requests has it by itself:

* connections are kept for the next exchange, but not for long: one that was idle may have died without a word, and a resident
  who waits for a reservation would wait its whole time for nothing;
* nothing is taken from the environment (proxies, CAs, passwords), no redirection is followed, no cookie kept;
* the trust anchors of the settings are the only ones. They, and the own certificate and key, are read again when their files
  change: certificates are renewed in place, at night, without anybody who starts the kiosk anew;
* a reply has a size limit, and is read as it comes.
"""

from __future__ import annotations

import re
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from requests import RequestException, Response, Session
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, ProtocolError

from config.address import Address
from config.credentials import UnusableFileError, certificates
from config.data_file import read_whole
from config.deadline import TimedSocket, connect, within
from config.dialogue import Failure, FailureReason, Untrusted
from config.fingerprint import fingerprint

IDLE_S = 20
"""A connection that was idle for longer is not used again. Firewalls forget one after 30 s or more, and say nothing then."""
CONNECTIONS = 4
"""Kept at most: as many as there are channels to one peer, and one more."""
CLEANSE_PLAINTEXT = 0x2
"""``SSL_OP_CLEANSE_PLAINTEXT`` of OpenSSL 3, for which Python has no name: what was read is wiped from TLS's own buffers."""


@dataclass(frozen=True)
class Tls:
    """Whom to trust and who to be, by their files; nothing has a default.

    Attributes:
        ca: the only CA a peer's certificate may come from.
        certificate, key: one's own, where the peer asks for them.
        pinned: in place of a CA, the `Fingerprint` of the only certificate that the peer may have.
    """

    ca: Path | None
    certificate: Path | None = None
    key: Path | None = None
    pinned: str | None = None

    def context(self) -> ssl.SSLContext:
        """Made by hand: a default context would trust the system's CAs as well.

        Raises:
            UnusableFileError: the CA cannot be used.
            OSError: certificate or key cannot be used.
        """
        context = _Pinned(self.pinned) if self.pinned else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= CLEANSE_PLAINTEXT
        if self.ca:
            trusted = certificates(self.ca)
            context.load_verify_locations(cadata=b"".join(each.public_bytes(Encoding.DER) for each in trusted))
        if self.certificate:
            for path in filter(None, (self.certificate, self.key)):
                read_whole(path)  # OpenSSL opens them by name, and would wait for ever where a pipe stands there
            context.load_cert_chain(self.certificate, self.key)
        return context

    def stamp(self) -> tuple[object, ...]:
        """Another one when one of the files was replaced or written to."""
        return tuple(_stamp(path) for path in (self.ca, self.certificate, self.key) if path)


def _stamp(path: Path) -> tuple[int, int, int, int] | None:
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns


@dataclass(frozen=True)
class Question:
    """``path`` begins with a slash; ``max_bytes`` is how long a reply may be.

    Attributes:
        repeatable: it may reach the peer twice. One that may not never goes over a connection that was used before: when that
            breaks, nobody knows whether the peer has seen the question.
        sized: a reply must say how long it is, and be as long: one that broke off would look whole. Without, the body itself
            says where it ends, and whoever reads it sees that it broke off.
    """

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    max_bytes: int
    repeatable: bool
    sized: bool


@dataclass(frozen=True)
class Reply:
    """``retry_after_s``: how long the peer wants to be left alone, as far as it says so in seconds."""

    status: int
    body: bytes
    retry_after_s: int = 0


class _OtherCertificateError(ssl.SSLError):
    """The peer shows another certificate than the one that was pinned."""


class _Pinned(ssl.SSLContext):
    """Makes connections to the one peer that shows the pinned certificate and, as it proves by the handshake, has its key.

    Printers sign their certificates themselves, for a name that nobody looks up and with a clock that nobody sets. So neither
    name nor dates are looked at: it is that certificate, or it is another peer.
    """

    pinned: str

    def __new__(cls, pinned: str) -> _Pinned:
        context = super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)
        context.pinned = pinned
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context

    def wrap_socket(self, *args: Any, **options: Any) -> ssl.SSLSocket:
        """As in the standard library; and before anything can be sent on it the certificate is compared.

        Raises:
            _OtherCertificateError: it is another.
        """
        secure = super().wrap_socket(*args, **options)
        shown = secure.getpeercert(binary_form=True)
        if shown is None or fingerprint(shown) != self.pinned:
            secure.close()
            raise _OtherCertificateError("another certificate than the one that was pinned")
        return secure


_SECONDS = re.compile("[0-9]{1,6}")


def shown_by(peer: Address, timeout_ms: int) -> bytes:
    """The certificate that whoever is there shows, in DER, for a person to look at: nobody is trusted and nothing is told.

    Raises:
        TimeoutError, ssl.SSLError, OSError: it shows none in time.
    """
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    with within(timeout_ms), connect(peer.host, peer.port, anybody) as secure:
        assert isinstance(secure, ssl.SSLSocket)
        shown = secure.getpeercert(binary_form=True)
        assert shown, "a TLS server has a certificate"
        return shown


class Wire:
    """Exchanges with one peer, from any number of threads."""

    def __init__(self, peer: Address, tls: Tls | None) -> None:
        """``tls`` is None for a peer that is spoken to in the clear.

        Raises:
            UnusableFileError, OSError: as `Tls.context`.
        """
        host = f"[{peer.host}]" if ":" in peer.host else peer.host
        self._base = f"{'https' if tls else 'http'}://{host}:{peer.port}"
        self._tls = tls
        self._stamp = tls.stamp() if tls else ()
        self._session = _session(tls.context() if tls else None)
        self._renewing = threading.Lock()

    def ask(self, question: Question, timeout_ms: int) -> Reply | Failure:
        """The whole reply, or a failure, within ``timeout_ms``. What a failure tells is free of what was asked."""
        with within(timeout_ms) as exchange:
            session = self._renewed()
            if not question.repeatable:
                session.close()
            answer = self._try(session, question)
            if isinstance(answer, Failure) and not exchange.connected:
                session.close()  # the others that were kept are no younger
                if answer.reason == FailureReason.UNREACHABLE and question.repeatable:
                    answer = self._try(session, question)
        if isinstance(answer, Failure) and answer.reason == FailureReason.REFUSED:
            self._stamp = ()  # perhaps files have changed without looking so
        return answer

    def _renewed(self) -> Session:
        """By the files as they are now. While they cannot be used (certificate and key are never replaced in one instant) by
        those that there were, and the next exchange looks again.
        """
        if self._tls:
            with self._renewing:
                stamp = self._tls.stamp()
                if stamp != self._stamp:
                    try:
                        context = self._tls.context()
                    except (UnusableFileError, OSError):
                        return self._session
                    self._session.close()
                    self._session, self._stamp = _session(context), stamp
        return self._session

    def _try(self, session: Session, question: Question) -> Reply | Failure:
        try:
            with session.request(
                question.method, self._base + question.path, data=question.body, headers=question.headers, stream=True
            ) as response:
                return _read(response, question)
        except (RequestException, HTTPError, OSError) as error:
            return _failure(error)


def _read(response: Response, question: Question) -> Reply | Failure:
    raw: BaseHTTPResponse = response.raw
    if question.sized and raw.length_remaining is None and not raw.chunked:
        return Failure(FailureReason.UNREACHABLE, "a reply of no known length")
    pieces, left = [], question.max_bytes + 1
    try:
        while left and (piece := raw.read1(left, decode_content=False)):
            pieces.append(piece)
            left -= len(piece)
    except ProtocolError:
        if question.sized or not pieces:
            raise
    if not left:
        return Failure(FailureReason.TOO_LARGE, f"over {question.max_bytes} bytes")
    later = response.headers.get("Retry-After", "")
    return Reply(response.status_code, b"".join(pieces), int(later) if _SECONDS.fullmatch(later) else 0)


def _failure(error: BaseException) -> Failure:
    for cause in _causes(error):
        if isinstance(cause, TimeoutError):
            return Failure(FailureReason.TIMEOUT, "the reply did not end in time")
        if isinstance(cause, ssl.SSLEOFError):  # broken off in the handshake: no word about who it is
            return Failure(FailureReason.UNREACHABLE, type(cause).__name__)
        if isinstance(cause, _OtherCertificateError):
            return Untrusted(FailureReason.REFUSED, "certificate-not-pinned")
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Untrusted(FailureReason.REFUSED, "certificate-not-trusted")
        if isinstance(cause, ssl.SSLError):
            return Failure(FailureReason.REFUSED, cause.reason or type(cause).__name__)
    *_, first = _causes(error)
    return Failure(FailureReason.UNREACHABLE, type(first).__name__)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """What requests and urllib3 wrap into errors of their own, the innermost last."""
    while error:
        yield error
        error = error.__cause__ or error.__context__


def _session(tls: ssl.SSLContext | None) -> Session:
    session = _Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    session.headers.clear()
    session.headers.update({"Accept-Encoding": "identity", "User-Agent": "kiosk"})
    session.mount("https://" if tls else "http://", _Adapter(tls))
    return session


class _Session(Session):
    def get_redirect_target(self, resp: Response) -> None:
        """A redirection is a reply like any other. To see where it leads requests would read all of it, however long."""


class _Plain(HTTPConnection):
    """A connection whose socket knows the deadline."""

    @property
    def is_connected(self) -> bool:
        """Asked by urllib3 before it uses a connection again."""
        recent = isinstance(self.sock, TimedSocket) and time.monotonic() - self.sock.used_at < IDLE_S
        return recent and super().is_connected

    def connect(self) -> None:
        self.sock = connect(self.host, self.port)


class _Secure(_Plain, HTTPSConnection):
    def connect(self) -> None:
        # Not urllib3's own: it would let the certificates that come with requests into the context.
        self.sock = connect(self.host, self.port, self.ssl_context)
        self.is_verified = True


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    def __init__(self, tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        super().__init__(pool_connections=1, pool_maxsize=CONNECTIONS)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool: object) -> None:
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._tls)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def cert_verify(self, conn: object, url: object, verify: object, cert: object) -> None:
        """The context has it all."""
