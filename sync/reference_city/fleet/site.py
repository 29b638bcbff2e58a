"""What every page has in common: who is signed in, the language, the look; and what no page lets through.

A cookie names who is signed in; it is this host's alone, is never read by a script, and no other site's page brings it along
(``__Host-``, HttpOnly, SameSite=Strict). Every form brings back a secret of the session, and a browser that says that the request
comes from elsewhere is refused besides. Nothing is kept by a browser, framed, or loaded from anywhere else.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import parse_qs, quote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config.city import City
from config.language import Always
from sync.reference_city.fleet.accounts import Account, Accounts, Role
from sync.reference_city.fleet.audit import Audit, Deed
from sync.reference_city.fleet.texts import Texts
from sync.reference_city.fleet.texts import texts as all_texts

COOKIE, LANGUAGE_COOKIE = "__Host-admin", "__Host-language"
HERE = Path(__file__).parent
MENU = (
    ("/", "kiosks"), ("/sites", "sites"), ("/software", "software"), ("/alerts", "alerts"), ("/enrolments", "enrolments"), ("/claims", "claims"), ("/notices", "notices"),
    ("/counts", "counts"), ("/audit", "audit"),
)  # fmt: skip
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}


class Explained(NamedTuple):
    """What a device's word means, and the one thing to do first."""

    means: str
    do: str


class Words(Protocol):
    """What kiosks call their troubles, for people: the pages have it from whoever composes them."""

    def explain(self, word: str, language: Always) -> Explained | None:
        """None where nobody has written that down."""
        ...

    def reason(self, unable: str, language: Always) -> str:
        """Why a kiosk serves nobody, as its screen has it."""
        ...

    def claim(self, reason: str, language: Always) -> str:
        """Why something is owed, as its slip has it."""
        ...


class Form(dict[str, str]):
    """What was filled in; "" for what was not."""

    def __missing__(self, key: str) -> str:
        return ""


@dataclass(frozen=True)
class Visitor:
    """Who asks, and in which language."""

    account: Account
    csrf: str
    texts: Texts

    @property
    def name(self) -> str:
        return self.account.name


class SignInFirst(Exception):
    """Nobody is signed in."""


class NotAllowed(Exception):
    """``stale``: the form's secret is not this session's; otherwise the role is too small."""

    def __init__(self, stale: bool) -> None:
        self.stale = stale


class Site:
    """Attributes:
    city: whose kiosks these are.
    accounts, audit: who may come in, and what they did.
    """

    def __init__(self, city: City, accounts: Accounts, audit: Audit, words: Words, now: Callable[[], datetime]) -> None:
        self.city, self.accounts, self.audit, self.now = city, accounts, audit, now
        self._words = words
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    # -- who asks --

    def visitor(self, request: Request) -> Visitor:
        """Raises `SignInFirst`."""
        found = self.accounts.who(request.cookies.get(COOKIE, ""), idle="x-poll" in request.headers)
        if found is None:
            raise SignInFirst
        signed_in, account = found
        return Visitor(account, signed_in.csrf, self.texts(request))

    async def form(self, request: Request) -> Form:
        """At most a few kilobytes: the application has a limit. Raises `NotAllowed` for a request from elsewhere."""
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise NotAllowed(stale=True)
        fields = parse_qs((await request.body()).decode(errors="replace"), keep_blank_values=True)
        return Form({name: values[-1].strip() for name, values in fields.items()})

    def must(self, visitor: Visitor, least: Role, form: Mapping[str, str] | None = None) -> None:
        """Raises `NotAllowed` unless they may, and ``form``, where there is one, is of this session."""
        if form is not None and not hmac.compare_digest(form["csrf"].encode(), visitor.csrf.encode()):
            raise NotAllowed(stale=True)
        if not visitor.account.role.may(least):
            raise NotAllowed(stale=False)

    def did(self, visitor: Visitor, what: Deed, about: str, note: str = "") -> None:
        """Written down before it is done."""
        self.audit.write(visitor.name, what, about, note)

    def texts(self, request: Request) -> Texts:
        return Texts("en" if request.cookies.get(LANGUAGE_COOKIE) == "en" else "ko", self.now())

    # -- what is answered --

    def page(
        self, request: Request, template: str, visitor: Visitor | None, status: int = 200, **values: object
    ) -> Response:
        texts, account = self.texts(request), visitor.account if visitor else None
        query = f"?{request.url.query}" if request.url.query else ""
        common: dict[str, object] = {
            "lang": texts.language, "t": texts.t, "named": texts.named, "part": texts.part, "won": texts.won, "day": texts.day, "clock": texts.clock,
            "since": texts.since, "moment": texts.moment, "now": texts.now, "today": texts.today,
            "explain": lambda word: self._words.explain(word, texts.language), "reason": lambda unable: self._words.reason(unable, texts.language),
            "claim_reason": lambda reason: self._words.claim(reason, texts.language), "city": self.city, "account": account, "csrf": visitor.csrf if visitor else "", "menu": MENU,
            "here": f"/{request.url.path.split('/')[1]}".replace("/kiosks", "/"), "back": request.url.path + query,
            "may_decide": bool(account and account.role.may(Role.ADMIN)), "may_pay": bool(account and account.role.may(Role.CLERK)),
            "done": done_text(request, texts), "problem": "",
        }  # fmt: skip
        return HTMLResponse(self._templates.get_template(template).render(common | values), status)

    @staticmethod
    def local(text: str) -> datetime:
        """What a browser sends of a date and time: in Korea, without an offset. Raises `ValueError`."""
        return datetime.fromisoformat(text).replace(tzinfo=None)

    def go(self, path: str) -> Response:
        return RedirectResponse(path, 303)

    def to_sign_in(self) -> Response:
        return self.go("/sign-in")

    def set_cookie(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(name, value, path="/", secure=True, httponly=True, samesite="strict")

    def language(self, language: str, back: str) -> Response:
        """Goes back only to a page of this host."""
        response = self.go(quote(back, safe="/?=&%") if back.startswith("/") and not back.startswith("//") else "/")
        self.set_cookie(response, LANGUAGE_COOKIE, language)
        return response


def done_text(request: Request, texts: Texts) -> str:
    """What a form has just done, after the page was asked for anew: so that it is not done again by a reload."""
    key = f"{request.query_params.get('done', '')}.done"
    return texts.t(key) if key in all_texts() else ""


async def with_headers(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
