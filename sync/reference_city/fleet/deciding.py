"""The pages on which admins decide: who is let in, what is paid, what is not issued for now.

Everything goes the same way: who may, is the form of this session, write it down, do it, and go back to the page. What could not be done is
written down as well, and said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from config.trouble import Trouble
from sync.city.enrolment import EnrolmentState, read_code
from sync.reference_city.alarms import MEANINGS, attend
from sync.reference_city.authority import KioskAuthority
from sync.reference_city.claims import Claim, claims, countersign, evidence, settle
from sync.reference_city.enrolments import Enrolments, NotLetIn
from sync.reference_city.fleet.accounts import Role
from sync.reference_city.fleet.audit import Deed
from sync.reference_city.fleet.notices import NoticeDesk
from sync.reference_city.fleet.site import Form, Site
from sync.reference_city.store import SqlStore

MOST = 200


@dataclass(frozen=True)
class Deciding:
    """Attributes:
    authority: signs kiosks' certificates; None where this page has no key for it.
    desk: None where this page may publish nothing.
    """

    site: Site
    store: SqlStore
    enrolments: Enrolments
    authority: KioskAuthority | None
    desk: NoticeDesk | None

    # -- the one way in which anything is done --

    async def do(
        self, request: Request, least: Role, what: Deed, about: Callable[[Form], tuple[str, str]],
        deed: Callable[[Form, str], object], back: str, page: Callable[[Request, str], Response],
    ) -> Response:  # fmt: skip
        """``about``: of what, and a note. ``deed``: done by whom. ``back``: the page, with what to say of it."""
        site, form = self.site, await self.site.form(request)

        def done() -> Response:
            visitor = site.visitor(request)
            site.must(visitor, least, form)
            of, note = about(form)
            site.did(visitor, what, of, note)
            try:
                deed(form, visitor.name)
            except (Trouble, ValueError) as refused:
                site.did(visitor, Deed.FAILED, of, str(refused))
                return page(request, str(refused))
            return site.go(back)

        return await run_in_threadpool(done)

    # -- machines that ask to be let in --

    def enrolments_page(self, request: Request, problem: str = "") -> Response:
        visitor = self.site.visitor(request)
        found = self.store.enrolments.enrolments()
        waiting = [each for each in found if each.state is EnrolmentState.WAITING]
        decided = [each for each in reversed(found) if each.state is not EnrolmentState.WAITING][:MOST]
        others = {each.kiosk for each in waiting if self.enrolments.in_force_of(each.kiosk)}
        return self.site.page(
            request, "enrolments.html", visitor, 409 if problem else 200, waiting=waiting, decided=decided, others=others, problem=problem,
            can_sign=self.authority is not None,
        )  # fmt: skip

    def approve(self, form: Form, by: str) -> None:
        """The code is typed as somebody at the machine reads it out; what stands on the page is not taken for it."""
        assert self.authority
        if read_code(form["typed"]) != read_code(form["code"]):
            raise NotLetIn("the code that was read out is another one: this is not the machine that they stand at")
        self.enrolments.approve(form["code"], by, self.authority, form["replaces"] == "yes")

    # -- what people are owed --

    def claims_page(self, request: Request, problem: str = "") -> Response:
        visitor = self.site.visitor(request)
        found = claims(self.store)
        open_ = [each for each in found if each.open]
        done = [each for each in reversed(found) if not each.open][:MOST]
        return self.site.page(request, "claims.html", visitor, open=open_, done_claims=done, problem=problem)

    def claim_page(self, request: Request, journal: str, number: str, problem: str = "") -> Response:
        visitor = self.site.visitor(request)
        claim = next((each for each in claims(self.store) if (each.journal, each.number) == (journal, number)), None)
        if claim is None:
            return self.site.page(request, "problem.html", visitor, 404, problem=visitor.texts.t("not-found"))
        alarms = [each for each in self.store.alarms() if each.about == claim.about]
        return self.site.page(
            request, "claim.html", visitor, 409 if problem else 200, claim=claim, evidence=evidence(self.store, claim), alarms=alarms,
            meanings=MEANINGS, problem=problem, alone=self._alone(claim),
        )  # fmt: skip

    def _alone(self, claim: Claim) -> bool:
        """Whether one person may pay it."""
        most = self.site.city.claim_alone
        return most is None or claim.amount <= most

    def _at(self) -> str:
        return self.site.now().astimezone(UTC).isoformat(timespec="seconds")

    # -- what is not issued for now --

    def notices_page(self, request: Request, problem: str = "") -> Response:
        visitor, city = self.site.visitor(request), self.site.city
        off, notices = (self.desk.off(), self.desk.notices()) if self.desk else ([], [])
        return self.site.page(
            request, "notices.html", visitor, 409 if problem else 200, desk=self.desk, off=off, notices=notices, kinds=city.offered,
            sites=city.sites, names={each.number: each.name for each in city.sites}, problem=problem,
        )  # fmt: skip


def add_deciding(app: FastAPI, deciding: Deciding) -> None:
    _add_enrolments(app, deciding)
    _add_claims(app, deciding)
    _add_notices(app, deciding)


def _add_enrolments(app: FastAPI, deciding: Deciding) -> None:
    @app.get("/enrolments")
    def enrolments(request: Request) -> Response:
        return deciding.enrolments_page(request)

    @app.post("/enrolments/approve")
    async def approve(request: Request) -> Response:
        return await deciding.do(
            request, Role.ADMIN, Deed.APPROVED, lambda form: (form["code"], ""), deciding.approve, "/enrolments?done=approve",
            deciding.enrolments_page,
        )  # fmt: skip

    @app.post("/enrolments/refuse")
    async def refuse(request: Request) -> Response:
        def refused(form: Form, by: str) -> None:
            deciding.enrolments.refuse(form["code"], by, form["why"][:MOST])

        return await deciding.do(
            request, Role.ADMIN, Deed.TURNED_AWAY, lambda form: (form["code"], form["why"]), refused, "/enrolments?done=refuse",
            deciding.enrolments_page,
        )  # fmt: skip


def _add_claims(app: FastAPI, deciding: Deciding) -> None:
    @app.get("/claims")
    def of_all(request: Request) -> Response:
        return deciding.claims_page(request)

    @app.get("/claims/{journal}/{number}")
    def of_one(request: Request, journal: str, number: str) -> Response:
        return deciding.claim_page(request, journal, number)

    @app.post("/claims/{journal}/{number}/pay")
    async def pay(request: Request, journal: str, number: str) -> Response:
        def paid(form: Form, by: str) -> None:
            settle(deciding.store, number, form["kiosk"], deciding._at(), by, deciding.site.city.claim_alone)

        return await deciding.do(
            request, Role.CLERK, Deed.PAID, lambda form: (number, f"{form['kiosk']} {form['amount']}"), paid,
            f"/claims/{quote(journal)}/{quote(number)}?done=pay",
            lambda request, problem: deciding.claim_page(request, journal, number, problem),
        )  # fmt: skip

    @app.post("/claims/{journal}/{number}/countersign")
    async def sign(request: Request, journal: str, number: str) -> Response:
        def signed(form: Form, by: str) -> None:
            countersign(deciding.store, number, form["kiosk"], deciding._at(), by, form["note"][:MOST])

        return await deciding.do(
            request, Role.CLERK, Deed.COUNTERSIGNED, lambda form: (number, f"{form['kiosk']} {form['note']}"), signed,
            f"/claims/{quote(journal)}/{quote(number)}?done=countersign",
            lambda request, problem: deciding.claim_page(request, journal, number, problem),
        )  # fmt: skip

    @app.post("/claims/{journal}/{number}/attend")
    async def look(request: Request, journal: str, number: str) -> Response:
        def looked(form: Form, by: str) -> None:
            attend(deciding.store, int(form["alarm"]), deciding._at(), by, form["note"][:MOST])

        return await deciding.do(
            request, Role.CLERK, Deed.ATTENDED, lambda form: (form["alarm"], form["note"]), looked,
            f"/claims/{quote(journal)}/{quote(number)}?done=attend",
            lambda request, problem: deciding.claim_page(request, journal, number, problem),
        )  # fmt: skip


def _add_notices(app: FastAPI, deciding: Deciding) -> None:
    @app.get("/notices")
    def notices(request: Request) -> Response:
        return deciding.notices_page(request)

    @app.post("/notices/{to}")
    async def switch(request: Request, to: str) -> Response:
        """``to``: off or on."""

        def switched(form: Form, by: str) -> None:
            if deciding.desk is None or form["kind"] not in deciding.site.city.offered or to not in ("off", "on"):
                raise ValueError("there is nothing to switch")
            deciding.desk.switch(form["kind"], form["site"], to == "off")

        return await deciding.do(
            request, Role.ADMIN, Deed.SWITCHED, lambda form: (form["kind"], f"{to} {form['site']}".strip()), switched,
            f"/notices?done=switch-{to}", deciding.notices_page,
        )  # fmt: skip

    @app.post("/notice/up")
    async def put_up(request: Request) -> Response:
        def up(form: Form, by: str) -> None:
            assert deciding.desk
            since, until = (deciding.site.local(form[name]) for name in ("since", "until"))
            deciding.desk.put_up(since, until, {language: form[language] for language in ("ko", "en")})

        return await deciding.do(
            request,
            Role.ADMIN,
            Deed.NOTICE,
            lambda form: ("", form["ko"]),
            up,
            "/notices?done=notice",
            deciding.notices_page,
        )

    @app.post("/notice/down")
    async def take_down(request: Request) -> Response:
        def down(form: Form, by: str) -> None:
            assert deciding.desk
            deciding.desk.take_down(int(form["number"]))

        return await deciding.do(
            request,
            Role.ADMIN,
            Deed.NOTICE,
            lambda form: ("", form["ko"]),
            down,
            "/notices?done=notice",
            deciding.notices_page,
        )
