"""The page of one kiosk: how it is, what somebody was called for, and what an admin can do about it."""

from __future__ import annotations

from datetime import UTC
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from config.ids import KioskId
from sync.reference_city.enrolments import NotLetIn
from sync.reference_city.fleet.accounts import Role
from sync.reference_city.fleet.audit import Deed
from sync.reference_city.fleet.books import Books, told_of
from sync.reference_city.fleet.issued import PERIODS, sums_of
from sync.reference_city.fleet.site import Site
from sync.reference_city.fleet.state import rows
from sync.reference_city.fleet.wishes import MOST_BY, Wanted, wish_of

A_MONTH = PERIODS[1]


def add_kiosk_page(app: FastAPI, site: Site, books: Books) -> None:
    def one(request: Request, kiosk: str, status: int = 200, problem: str = "") -> Response:
        visitor = site.visitor(request)
        beat = books.beats.beat(KioskId(kiosk))
        own = [each for each in books.enrolments.certificates() if each.kiosk == kiosk]
        row = next(iter(rows(own, [beat] if beat else [], site.now())), None)
        if row is None:
            return site.page(request, "problem.html", visitor, 404, problem=visitor.texts.t("not-found"))
        return site.page(
            request,
            "kiosk.html",
            visitor,
            status,
            row=row,
            problem=problem,
            alerts=told_of(books.alerts.of_kiosk(KioskId(kiosk)), books.teller, visitor),
            wishes=books.wishes.of(KioskId(kiosk)),
            support=books.support.whole(KioskId(kiosk)),
            sums=sums_of(books.issued, visitor.texts.today, A_MONTH, KioskId(kiosk)),
            days=A_MONTH,
        )

    @app.get("/kiosks/{kiosk}")
    def kiosk(request: Request, kiosk: str) -> Response:
        return one(request, kiosk)

    @app.get("/kiosks/{kiosk}/support/{wish}")
    def support(request: Request, kiosk: str, wish: str) -> Response:
        """A file for whoever helps: how the kiosk stood, its journal and its log."""
        visitor = site.visitor(request)
        site.must(visitor, Role.ADMIN)
        bundle = books.support.bundle(KioskId(kiosk), wish)
        if bundle is None:
            return site.page(request, "problem.html", visitor, 404, problem=visitor.texts.t("not-found"))
        site.did(visitor, Deed.SUPPORT, kiosk, wish)
        named = {"Content-Disposition": f"attachment; filename=support-{wish}.zip"}
        return Response(bundle, media_type="application/zip", headers=named)

    @app.post("/kiosks/{kiosk}/bar")
    async def bar(request: Request, kiosk: str) -> Response:
        form = await site.form(request)

        def barred() -> Response:
            visitor = site.visitor(request)
            site.must(visitor, Role.ADMIN, form)
            site.did(visitor, Deed.BARRED, kiosk, form["why"])
            try:
                books.enrolments.revoke(KioskId(kiosk), visitor.name, form["why"][:200])
            except NotLetIn as refused:
                site.did(visitor, Deed.FAILED, kiosk, str(refused))
                return one(request, kiosk, 409, problem=str(refused))
            return site.go(f"/kiosks/{quote(kiosk)}?done=bar")

        return await run_in_threadpool(barred)

    @app.post("/kiosks/{kiosk}/wish")
    async def wish(request: Request, kiosk: str) -> Response:
        """It goes with the answer to the kiosk's next heartbeat; who wants it stands on the machine's own screen and in its journal."""
        form = await site.form(request)

        def wished() -> Response:
            visitor = site.visitor(request)
            site.must(visitor, Role.ADMIN, form)
            site.did(visitor, Deed.WISHED, kiosk, f"{form['what']} {form['text']}".strip())
            try:
                if not any(each.kiosk == kiosk and not each.barred for each in books.enrolments.certificates()):
                    raise ValueError("it is barred, or was never let in")
                by = f"{site.city.name['ko']} {visitor.name}"[:MOST_BY]
                asked = wish_of(books.new_id(), form["what"], by, form["text"])
            except ValueError as refused:
                site.did(visitor, Deed.FAILED, kiosk, str(refused))
                return one(request, kiosk, 409, problem=str(refused))
            books.wishes.want(Wanted(KioskId(kiosk), asked, site.now().astimezone(UTC).isoformat(timespec="seconds")))
            return site.go(f"/kiosks/{quote(kiosk)}?done=wish")

        return await run_in_threadpool(wished)
