"""Who may see and do what at the fleet page: accounts with a password and a one-time code (RFC 6238), and who is signed in.

A password is kept as a salted slow hash. Whoever reads the database has the secrets of the one-time codes, but no password. A wrong
answer does not say what was wrong with it; five in a row lock the account for a minute, and each further one for twice as long.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b32encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

import pyotp

from config.staff import hashed, matches
from config.trouble import Trouble

SHORTEST = 12
"""Of a password, in characters."""
CODE_S = 30
TRIES, FIRST_LOCK, LONGEST_LOCK = 5, timedelta(minutes=1), timedelta(hours=1)
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
"""After so long without a click, and after so long in all, whoever is signed in signs in anew."""


class Role(StrEnum):
    """Each may do what those before it may."""

    VIEWER = "viewer"  # sees
    CLERK = "clerk"  # pays claims, looks at alarms, acknowledges alerts
    ADMIN = "admin"  # lets kiosks in, bars them, switches kinds, writes notices

    def may(self, least: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(least)


@dataclass(frozen=True)
class Account:
    """Attributes:
    password: as `config.staff.hashed` makes it; ``secret``: of its one-time codes, in base32.
    last_code: the last half minute whose code was used; none is taken twice.
    locked_until, closed: ISO 8601 in UTC; "" where it is not.
    """

    name: str
    role: Role
    password: str
    secret: str
    since: str
    last_code: int = 0
    failures: int = 0
    locked_until: str = ""
    closed: str = ""


@dataclass(frozen=True)
class SignedIn:
    """Attributes:
    token: SHA-256 of the cookie's, in hexadecimal: whoever reads the database cannot sign in with it.
    csrf: what every form must bring back.
    """

    token: str
    account: str
    csrf: str
    since: str
    seen: str


class AccountStore(Protocol):
    def account(self, name: str) -> Account | None: ...

    def accounts(self) -> Sequence[Account]: ...

    def add(self, account: Account) -> bool:
        """False when the name is taken."""
        ...

    def change(self, account: Account, used: int | None = None) -> bool:
        """False where the code of the half minute ``used`` was used meanwhile."""
        ...

    def failed(self, name: str) -> int:
        """Counts one more failure in a row: how many those are now. Of tries at the same time each counts."""
        ...

    def lock(self, name: str, until: str) -> None: ...

    def sign_in(self, signed_in: SignedIn) -> None: ...

    def signed_in(self, token: str) -> SignedIn | None: ...

    def seen(self, token: str, at: str) -> None: ...

    def sign_out(self, token: str) -> None: ...

    def sign_all_out(self, account: str) -> None: ...


class NotSignedIn(Trouble):
    """Name, password or code is wrong, or the account is locked: the message says no more than that."""


class NoAccount(Trouble):
    """The message says why."""


NOBODY = Account("", Role.VIEWER, hashed("", bytes(16)), "A" * 32, "", closed="always")
"""Against whom a name that does not exist is tried: the answer takes as long."""


class Accounts:
    def __init__(self, store: AccountStore, now: Callable[[], datetime], random: Callable[[int], bytes]) -> None:
        self._store, self._now, self._random = store, now, random

    # -- what an admin does at the terminal --

    def add(self, name: str, role: Role, password: str) -> Account:
        """Raises `NoAccount`: the name is taken, or the password is too short."""
        account = Account(name, role, self._hashed(password), self._secret(), self._at())
        if not self._store.add(account):
            raise NoAccount(f"{name}: there is such an account; `kiosk city account reset` gives it a new password")
        return account

    def reset(self, name: str, password: str) -> Account:
        """Another password and another secret; whoever is signed in with the old ones is out. Raises `NoAccount`."""
        known = self._known(name)
        account = replace(known, password=self._hashed(password), secret=self._secret(), failures=0, locked_until="")
        self._store.change(account)
        self._store.sign_all_out(name)
        return account

    def close(self, name: str) -> None:
        """It stays in the books, and lets nobody in any more. Raises `NoAccount`."""
        self._store.change(replace(self._known(name), closed=self._at()))
        self._store.sign_all_out(name)

    def _known(self, name: str) -> Account:
        known = self._store.account(name)
        if known is None or known.closed:
            raise NoAccount(f"{name}: there is no such account")
        return known

    def _hashed(self, password: str) -> str:
        if len(password) < SHORTEST:
            raise NoAccount(f"a password has at least {SHORTEST} characters")
        return hashed(password, self._random(16))

    def _secret(self) -> str:
        return b32encode(self._random(20)).decode()

    # -- at the page --

    def sign_in(self, name: str, password: str, code: str) -> tuple[str, Account]:
        """The cookie's token, and whose it is. Raises `NotSignedIn`."""
        now, known = self._now(), self._store.account(name) or NOBODY
        right = matches(password, known.password)
        step = self._step_of(known, code, now)
        if known.closed or known.locked_until > self._at():
            raise NotSignedIn("refused")
        if not right or step is None:
            self._failed(known, now)
            raise NotSignedIn("refused")
        if not self._store.change(replace(known, last_code=step, failures=0, locked_until=""), used=step):
            raise NotSignedIn("refused")
        token = self._random(32).hex()
        self._store.sign_in(SignedIn(_digest(token), name, self._random(32).hex(), self._at(), self._at()))
        return token, known

    def _step_of(self, account: Account, code: str, now: datetime) -> int | None:
        """The half minute whose code that is, this one or one beside it: a telephone's clock is a little off."""
        step, one_time = int(now.timestamp()) // CODE_S, pyotp.TOTP(account.secret, interval=CODE_S)
        near = (each for each in (step - 1, step, step + 1) if each > account.last_code)
        return next((each for each in near if hmac.compare_digest(one_time.generate_otp(each), code.strip())), None)

    def _failed(self, account: Account, now: datetime) -> None:
        failures = self._store.failed(account.name)
        if failures >= TRIES:
            lock = min(FIRST_LOCK * 2 ** min(failures - TRIES, 10), LONGEST_LOCK)
            self._store.lock(account.name, (now + lock).isoformat(timespec="seconds"))

    def who(self, token: str, idle: bool = False) -> tuple[SignedIn, Account] | None:
        """Whose cookie that is; None for nobody's, or any more. ``idle``: the page asked by itself, and nobody clicked."""
        found = self._store.signed_in(_digest(token))
        if found is None:
            return None
        now = self._now()
        account = self._store.account(found.account)
        over = now - datetime.fromisoformat(found.seen) > IDLE or now - datetime.fromisoformat(found.since) > LONGEST
        if over or account is None or account.closed:
            self._store.sign_out(found.token)
            return None
        if not idle and found.seen != self._at():
            self._store.seen(found.token, self._at())
        return found, account

    def sign_out(self, token: str) -> None:
        self._store.sign_out(_digest(token))

    def _at(self) -> str:
        return self._now().isoformat(timespec="seconds")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
