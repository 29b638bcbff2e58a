"""Who is called, and how: e-mail (SMTP), a webhook, Alertmanager; and somebody outside who shouts when the city itself falls silent.

Each has a time of its own, and one that fails is tried again; what it answers is not read. Nothing comes from the environment.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Protocol

import requests
from pydantic import Field

from config.data_file import Data, DataFileError, read_text, read_toml
from sync.reference_city.fleet.telling import Told
from sync.reference_city.mailing import TIMEOUT_S, MailServer, NotTaken

Url = Annotated[str, Field(pattern="^https?://[^ ]+$")]
Name = Annotated[str, Field(pattern="^[a-z0-9-]{1,30}$")]


class Receiver(Protocol):
    @property
    def name(self) -> str: ...

    def send(self, told: Told) -> None:
        """Raises `NotTaken`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Mail(MailServer):
    """Who is written to, and by which mail server."""

    name: Name
    sender: str
    to: Annotated[tuple[str, ...], Field(min_length=1)]

    def send(self, told: Told) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, ", ".join(self.to), told.subject
        # What belongs together stands together in a mail program, the all-clear below the alert.
        thread = f"<{sha256(f'{told.alert.number}'.encode()).hexdigest()[:24]}@alerts.invalid>"
        message["References"] = message["In-Reply-To"] = thread
        message.set_content(told.body)
        self.post(message)


@dataclass(frozen=True)
class Webhook(Data):
    """A POST of `Told.facts` as JSON. ``secret``: a file; with it ``X-Signature`` is the HMAC-SHA-256 of the body in hexadecimal."""

    name: Name
    url: Url
    ca: Path | None = None
    secret: Path | None = None

    def send(self, told: Told) -> None:
        body = json.dumps(told.facts, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Signature"] = hmac.new(read_text(self.secret).strip().encode(), body, sha256).hexdigest()
        _post(self.url, body, headers, self.ca)


@dataclass(frozen=True)
class Alertmanager(Data):
    """Prometheus' Alertmanager, version 2 of its API. It forgets an alert that is not sent again, so what is open is."""

    name: Name
    url: Url
    ca: Path | None = None

    def send(self, told: Told) -> None:
        self.send_all([told])

    def send_all(self, told: Sequence[Told]) -> None:
        body = json.dumps([_of_alertmanager(each) for each in told], ensure_ascii=False).encode()
        _post(f"{self.url.rstrip('/')}/api/v2/alerts", body, {"Content-Type": "application/json"}, self.ca)


def _of_alertmanager(told: Told) -> dict[str, object]:
    facts = told.facts
    names = ("kiosk", "number", "site", "what", "part", "severity")
    labels = {"alertname": "Kiosk", **{name: facts[name] for name in names if facts[name]}}
    ends = {"endsAt": facts["closed"]} if facts["closed"] else {}
    return {
        "labels": labels, "startsAt": facts["since"], **ends,
        "annotations": {"summary": told.subject, "description": told.body, "word": facts["word"]},
    }  # fmt: skip


@dataclass(frozen=True)
class Watchdog(Data):
    """Somebody outside: an address that is asked for every ``every_s`` seconds, and that shouts when nobody does any more."""

    url: Url
    every_s: Annotated[int, Field(ge=10, le=3_600)] = 60
    ca: Path | None = None

    def ping(self) -> None:
        """Raises `NotTaken`."""
        _post(self.url, b"", {}, self.ca)


@dataclass(frozen=True)
class Receivers(Data):
    """The file of them; each has a name of its own."""

    mail: tuple[Mail, ...] = ()
    webhook: tuple[Webhook, ...] = ()
    alertmanager: tuple[Alertmanager, ...] = ()
    watchdog: Watchdog | None = None

    def by_name(self) -> dict[str, Receiver]:
        all_: tuple[Receiver, ...] = (*self.mail, *self.webhook, *self.alertmanager)
        return {each.name: each for each in all_}


def read_receivers(path: Path) -> Receivers:
    """Raises `DataFileError`."""
    found = read_toml(path, Receivers)
    if len(found.by_name()) < len(found.mail) + len(found.webhook) + len(found.alertmanager):
        raise DataFileError(f"{path}: two receivers have one name")
    return found


def _post(url: str, body: bytes, headers: dict[str, str], ca: Path | None) -> None:
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(
                url, body, headers=headers, timeout=TIMEOUT_S, allow_redirects=False, stream=True,
                verify=str(ca) if ca else True,
            )  # fmt: skip
            status = answer.status_code
            answer.close()
    except (requests.RequestException, OSError) as error:
        raise NotTaken(type(error).__name__) from None
    if not 200 <= status < 300:
        raise NotTaken(f"status {status}")
