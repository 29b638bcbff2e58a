"""The pages as an application: signing in, the list of kiosks, what somebody is called for, and what admins did."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from config.ids import KioskId
from sync.reference_city.fleet.accounts import NotSignedIn, Role
from sync.reference_city.fleet.audit import Deed
from sync.reference_city.fleet.books import Books, told_of
from sync.reference_city.fleet.issued import PERIODS, sums_of
from sync.reference_city.fleet.kiosk_page import add_kiosk_page
from sync.reference_city.fleet.metrics import exposition
from sync.reference_city.fleet.plan import plan
from sync.reference_city.fleet.site import COOKIE, HERE, NotAllowed, SignInFirst, Site, with_headers
from sync.reference_city.fleet.software import STATES, spread
from sync.reference_city.fleet.state import Row, counts, rows
from sync.reference_city.listening import SizeLimit

MAX_FORM_BYTES = 20_000
A_PAGE = 100
"""Rows: what a browser draws at once, and more than anybody reads."""
STATIC = {"fleet.css": "text/css", "htmx.min.js": "text/javascript"}


def fleet_app(site: Site, books: Books) -> FastAPI:
    app = FastAPI(title="Fleet", openapi_url=None, docs_url=None, redoc_url=None)
    app.add_middleware(SizeLimit, most=MAX_FORM_BYTES)
    app.middleware("http")(with_headers)
    _add_signing_in(app, site)
    _add_kiosks(app, site, books)
    add_kiosk_page(app, site, books)
    _add_audit(app, site, books)
    _add_alerts(app, site, books)
    _add_counts(app, site, books)

    @app.exception_handler(SignInFirst)
    def sign_in_first(request: Request, error: SignInFirst) -> Response:
        return site.to_sign_in()

    @app.exception_handler(NotAllowed)
    def not_allowed(request: Request, error: NotAllowed) -> Response:
        problem = site.texts(request).t("stale" if error.stale else "not-allowed")
        return site.page(request, "problem.html", None, 403, problem=problem)

    @app.exception_handler(404)
    @app.exception_handler(RequestValidationError)
    def not_found(request: Request, error: Exception) -> Response:
        return site.page(request, "problem.html", None, 404, problem=site.texts(request).t("not-found"))

    @app.get("/static/{name}")
    def static(name: str) -> Response:
        if name not in STATIC:
            return Response(status_code=404)
        return FileResponse(HERE / "static" / name, media_type=STATIC[name], headers={"Cache-Control": "max-age=3600"})

    if books.metrics_token:
        wanted = f"Bearer {books.metrics_token}".encode()

        @app.get("/metrics")
        def metrics(request: Request) -> Response:
            """For a program, which has no telephone for a one-time code: it brings a word of its own."""
            if not hmac.compare_digest(request.headers.get("authorization", "").encode(), wanted):
                return Response(status_code=401)
            found = rows(books.enrolments.certificates(), books.beats.beats(), site.now())
            return Response(
                exposition(found, books.alerts.open()), media_type="text/plain; version=0.0.4; charset=utf-8"
            )

    @app.get("/emblem.svg")
    def emblem() -> Response:
        return Response(site.city.pictures.emblem, media_type="image/svg+xml")

    @app.get("/language/{language}")
    def language(language: str, back: str = "/") -> Response:
        return site.language("en" if language == "en" else "ko", back)

    return app


def _add_signing_in(app: FastAPI, site: Site) -> None:
    @app.get("/sign-in")
    def form(request: Request) -> Response:
        return site.page(request, "sign_in.html", None)

    @app.post("/sign-in")
    async def sign_in(request: Request) -> Response:
        form = await site.form(request)
        try:
            token, account = await run_in_threadpool(
                site.accounts.sign_in, form["name"], form["password"], form["code"]
            )
        except NotSignedIn:
            await run_in_threadpool(site.audit.write, form["name"][:60], Deed.REFUSED)
            return site.page(request, "sign_in.html", None, 401, problem=site.texts(request).t("sign-in.refused"))
        await run_in_threadpool(site.audit.write, account.name, Deed.SIGNED_IN)
        response = site.go("/")
        site.set_cookie(response, COOKIE, token)
        return response

    @app.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        form = await site.form(request)
        visitor = await run_in_threadpool(site.visitor, request)
        site.must(visitor, Role.VIEWER, form)
        await run_in_threadpool(site.did, visitor, Deed.SIGNED_OUT, "")
        await run_in_threadpool(site.accounts.sign_out, request.cookies.get(COOKIE, ""))
        response = site.to_sign_in()
        response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
        return response


def _add_kiosks(app: FastAPI, site: Site, books: Books) -> None:
    def all_rows() -> list[Row]:
        return rows(books.enrolments.certificates(), books.beats.beats(), site.now())

    @app.get("/")
    def kiosks(
        request: Request, q: str = "", state: str = "", page: Annotated[int, Query(ge=1, le=100_000)] = 1
    ) -> Response:
        visitor = site.visitor(request)
        found = [row for row in all_rows() if _fits(row, q)]
        shown = [row for row in found if not state or row.standing == state]
        last_page = max(1, -(-len(shown) // A_PAGE))
        page = min(page, last_page)
        return site.page(
            request, "kiosks.html", visitor, rows=shown[(page - 1) * A_PAGE : page * A_PAGE], counts=counts(found), q=q, shown=state,
            total=len(shown), page=page, last_page=last_page,
        )  # fmt: skip

    @app.get("/sites")
    def sites(request: Request) -> Response:
        visitor = site.visitor(request)
        return site.page(request, "sites.html", visitor, places=plan(site.city.sites, all_rows()))

    @app.get("/software")
    def software(request: Request) -> Response:
        visitor = site.visitor(request)
        return site.page(request, "software.html", visitor, spread=spread(all_rows()), states=STATES)


def _fits(row: Row, q: str) -> bool:
    """Every word of it stands somewhere in what the kiosk, or a version of its software, is called."""
    versions = " ".join(each.name for each in row.told.versions) or row.told.software if row.told else ""
    names = f"{row.number} {row.site} {row.kiosk} {versions}".lower()
    return all(word in names for word in q.lower().split())


def _add_alerts(app: FastAPI, site: Site, books: Books) -> None:
    @app.get("/alerts")
    def alerts(request: Request) -> Response:
        visitor = site.visitor(request)
        found = {
            name: told_of(each, books.teller, visitor)
            for name, each in (("open", books.alerts.open()), ("closed", books.alerts.closed()))
        }
        return site.page(request, "alerts.html", visitor, found=found)


def _add_audit(app: FastAPI, site: Site, books: Books) -> None:
    @app.get("/audit")
    def audit(request: Request, before: Annotated[int | None, Query(ge=1)] = None) -> Response:
        visitor = site.visitor(request)
        site.must(visitor, Role.ADMIN)
        return site.page(request, "audit.html", visitor, entries=books.audit.entries(before))


def _add_counts(app: FastAPI, site: Site, books: Books) -> None:
    @app.get("/counts")
    def counted(request: Request, days: int = PERIODS[0], kiosk: str = "") -> Response:
        visitor = site.visitor(request)
        days = days if days in PERIODS else PERIODS[0]
        summed = sums_of(books.issued, visitor.texts.today, days, KioskId(kiosk) if kiosk else None)
        return site.page(
            request, "counts.html", visitor, sums=summed, days=days, periods=PERIODS, kiosk=kiosk, kinds=site.city.kinds
        )  # fmt: skip
