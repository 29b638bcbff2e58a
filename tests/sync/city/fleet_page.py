"""The page for admins as a process of its own, over real TLS, with a desk of its own, for tests that ask it and browsers that show it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import requests
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from config.ids import KioskId
from sync.reference_city.enrolments import KnownCertificate
from sync.reference_city.fleet.beats import Beat
from sync.reference_city.keys import CityKeys
from sync.reference_city.store import SqlStore
from tests.config.updates.office import OFFLINE, PEOPLE, Office
from tests.sync.city.test_city_heartbeats import ILL, WELL

PASSWORD = "correct horse battery"
PATIENCE_S = 60


@dataclass
class Fleet:
    """Attributes:
    url: of the page. ``secrets``: of one-time codes, by account; each is named as its role.
    office: whose desk signs what the page switches.
    """

    url: str
    database: str
    store: SqlStore
    keys: CityKeys
    secrets: dict[str, str]
    office: Office

    def anybody(self) -> requests.Session:
        session = requests.Session()
        session.trust_env, session.verify = False, str(self.keys.ca)
        return session

    def signed_in(self, name: str) -> requests.Session:
        """Each code is taken once: the last one's use is forgotten."""
        self.forget_code(name)
        session = self.anybody()
        answer = self.post(session, "/sign-in", name=name, password=PASSWORD, code=pyotp.TOTP(self.secrets[name]).now())
        assert answer.status_code == 303, answer.text
        return session

    def forget_code(self, name: str) -> None:
        account = self.store.accounts.account(name)
        assert account
        self.store.accounts.change(
            type(account)(**{**vars(account), "last_code": 0, "failures": 0, "locked_until": ""})
        )

    def get(self, session: requests.Session, path: str) -> requests.Response:
        return session.get(self.url + path, timeout=PATIENCE_S, allow_redirects=False)

    def post(self, session: requests.Session, path: str, **form: str) -> requests.Response:
        return session.post(self.url + path, form, timeout=PATIENCE_S, allow_redirects=False)

    def csrf(self, session: requests.Session) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get(session, "/").text)
        assert found
        return found[1]


def account(database: str, name: str) -> str:
    """Made as an admin makes it; the secret of its codes."""
    told = subprocess.run(
        [sys.executable, "-m", "kiosk", "city", "account", "add", name, "--role", name, "--database", database],
        input=f"{PASSWORD}\n", check=True, capture_output=True, text=True, timeout=PATIENCE_S,
    ).stdout  # fmt: skip
    found = re.search(r"authenticator app: ([A-Z2-7]+)", told)
    assert found, told
    return found[1]


def let_in(store: SqlStore, name: str, days: int = 60) -> None:
    now = datetime.now(UTC)
    until = (now + timedelta(days=days)).isoformat(timespec="seconds")
    store.enrolments.admit(
        KnownCertificate(name, KioskId(name), "key", now.isoformat(timespec="seconds"), until, "an office")
    )


@contextmanager
def running(keys: CityKeys, folder: Path) -> Iterator[Fleet]:
    database = f"sqlite:///{folder}/city.sqlite"
    store = SqlStore(database)
    secrets = {name: account(database, name) for name in ("viewer", "admin")}
    for name in ("wonju-a", "wonju-b", "wonju-c"):
        let_in(store, name)
    # From later today: however long the tests take, neither falls silent meanwhile.
    at = (datetime.now(UTC) + timedelta(hours=12)).isoformat(timespec="seconds")
    store.beats.write(
        [
            Beat.of("wonju-a", at, WELL),
            Beat.of("wonju-b", at, ILL),
        ]
    )
    office = Office(folder / "desk")
    office.say_who(dict.fromkeys(OFFLINE, PEOPLE) | {"notices": ("server",)})
    office.publish("anna", "bora", "server")
    (folder / "token").write_text("a word of its own\n")
    private = office.keys["server"].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.key").write_bytes(private)
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "city", "fleet", "--database", database, "--keys", str(keys.folder),
         "--desk", str(office.folder), "--notices-key", str(folder / "server.key"), "--metrics-token", str(folder / "token")],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    try:
        yield Fleet(json.loads(process.stdout.readline())["fleet"], database, store, keys, secrets, office)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_S)
        process.stdout.close()
