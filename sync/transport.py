"""The wire to the city: one HTTPS request with mutual TLS and one deadline for the whole reply. Thin shell."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter

from config.dialogue import Failure, FailureReason
from sync.city import CityCall, CityReply

_CHUNK = 65_536
_READ_S = 2.0


@dataclass(frozen=True)
class Trust:
    """Whom to trust and who to be; nothing has a default.

    Attributes:
        ca: the only CA a city's certificate may come from.
        certificate, key: the kiosk's own.
    """

    ca: Path
    certificate: Path
    key: Path


class CityTransport:
    """Answers `CityCall`. Used by one thread."""

    def __init__(self, url: str, trust: Trust) -> None:
        self._url = url.rstrip("/")
        self._session = requests.Session()
        # The environment's proxies and CA bundles are not this kiosk's.
        self._session.trust_env = False
        self._session.verify = str(trust.ca)
        self._session.cert = (str(trust.certificate), str(trust.key))
        self._session.mount("https://", HTTPAdapter(max_retries=0))

    def __call__(self, call: CityCall, timeout_ms: int) -> CityReply | Failure:
        """The whole reply, or a failure, within ``timeout_ms``."""
        deadline = time.monotonic() + timeout_ms / 1000
        try:
            with self._session.request(
                call.method, self._url + call.path, data=call.body, stream=True, allow_redirects=False,
                headers={"Content-Type": "application/json"}, timeout=(timeout_ms / 1000, min(_READ_S, timeout_ms / 1000)),
            ) as response:  # fmt: skip
                return self._read(response, call, deadline)
        except requests.exceptions.SSLError as error:
            return Failure(FailureReason.REFUSED, type(error).__name__)
        except requests.exceptions.Timeout as error:
            return Failure(FailureReason.TIMEOUT, type(error).__name__)
        except requests.exceptions.RequestException as error:
            return Failure(FailureReason.UNREACHABLE, type(error).__name__)

    @staticmethod
    def _read(response: requests.Response, call: CityCall, deadline: float) -> CityReply | Failure:
        # requests' own timeout is per read: a server that drips a byte a second never trips it.
        body = bytearray()
        while time.monotonic() < deadline:
            chunk = response.raw.read1(_CHUNK) if hasattr(response.raw, "read1") else response.raw.read(_CHUNK)
            if not chunk:
                return CityReply(response.status_code, bytes(body))
            body += chunk
            if len(body) > call.max_bytes:
                return Failure(FailureReason.TOO_LARGE, f"over {call.max_bytes} bytes")
        return Failure(FailureReason.TIMEOUT, "the reply did not end")

    def close(self) -> None:
        self._session.close()
