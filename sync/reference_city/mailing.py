"""How messages leave the city: by a mail server (SMTP), or into a folder for a program of the city's own that sends.

One that is not taken is tried again by whoever has it to send. Nothing comes from the environment.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, Protocol
from uuid import uuid4

from config.data_file import Data, DataFileError, read_text, read_toml

TIMEOUT_S = 10


class NotTaken(Exception):
    """It did not take it, or nobody knows whether it did; the message says why."""


class Outbox(Protocol):
    def post(self, message: EmailMessage) -> None:
        """Raises `NotTaken`."""
        ...


@dataclass(frozen=True, kw_only=True)
class MailServer(Data):
    """``password``: a file with it."""

    host: str
    port: int = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    ca: Path | None = None
    user: str = ""
    password: Path | None = None

    def post(self, message: EmailMessage) -> None:
        """Raises `NotTaken`."""
        try:
            with self._connect() as server:
                if self.user and self.password:
                    server.login(self.user, read_text(self.password).strip())
                server.send_message(message)
        except (OSError, smtplib.SMTPException, DataFileError) as error:
            raise NotTaken(f"{type(error).__name__}: {error}") from None

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=self.ca)
        if self.tls == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        if self.tls == "starttls":
            server.starttls(context=context)
        return server


@dataclass(frozen=True)
class Folder(Data):
    """For a program of the city's own that sends: a file a message, for its owner alone to read."""

    path: Path

    def post(self, message: EmailMessage) -> None:
        part = self.path / f".{uuid4()}.part"
        try:
            part.touch(mode=0o600)
            part.write_bytes(message.as_bytes())
            part.rename(self.path / f"{uuid4()}.eml")
        except OSError as error:
            raise NotTaken(type(error).__name__) from None


@dataclass(frozen=True)
class OwnersFile(Data):
    """How owners are told: ``sender``, and one of the two."""

    sender: str
    mail: MailServer | None = None
    folder: Folder | None = None

    def outbox(self) -> Outbox:
        chosen = self.mail or self.folder
        assert chosen, "it was looked at when it was read"
        return chosen


def read_owners(path: Path) -> OwnersFile:
    """Raises `DataFileError`."""
    found = read_toml(path, OwnersFile)
    if (found.mail is None) == (found.folder is None):
        raise DataFileError(f"{path}: either [mail] or [folder] says how owners are told")
    return found


def next_try(tries: int, now: datetime) -> datetime:
    """After so many that failed: in half a minute, in a minute, and so on up to a quarter of an hour, for ever."""
    return now + min(timedelta(seconds=30 * 2 ** min(tries, 6)), timedelta(minutes=15))
