"""One session, from the first touch to "thank you", in order: choose, prove, enter, review, reserve, pay,
print, collect.

Whatever happens on the way, a session ends the same way: the document is issued or void, the money is earned, given
back or claimed, and what the resident typed is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Never

from config.catalogue import in_language
from config.ids import SessionId
from config.kind import Kind
from config.vocabulary import ClaimReason, Ending, Purpose, RollbackReason, VoidReason
from config.won import ZERO, Won, total
from drivers.device import Ms, soonest
from kiosk.core.notices import AT_A_COUNTER, NoticeId, id_of, notice, of_claims
from kiosk.core.step import Flow
from kiosk.core.view import (
    Attract,
    ChooseKind,
    Collect,
    Goodbye,
    Message,
    Notice,
    Pay,
    Review,
    View,
    Working,
)
from kiosk.session.certificate import Certificate, PrintedCopies
from kiosk.session.desk import CHARGE_MS, Desk, Left
from kiosk.session.ending import end_session
from kiosk.session.issuing import Issuing, whose
from kiosk.session.matters.collecting import ToCollect, read_ticket
from kiosk.session.matters.counter import nearest
from kiosk.session.matters.offer import matters, serve_matter
from kiosk.session.refusal import Refusal
from kiosk.session.resident.entering import enter
from kiosk.session.resident.identity import Identity, identify
from kiosk.session.resident.menu import menu_of
from kiosk.session.resident.wish import Wish, wish
from sync.journal import events as ev

GOODBYE_MS = 4_000
LEFT_MS = 30_000
"""Who sets language or contrast on the first screen and does not start has gone after this time."""
PAYMENT_ENDS_MS = (60_000, 20_000)
"""How long before a reservation's end a payment says so. No touch puts that end off: the number is the city's."""


@dataclass(frozen=True)
class _Told:
    """What a session that issued nothing says at its end.

    Attributes:
        ended: where no money came in, None for nothing.
        refunded, uncharged, claimed: what became of the money.
    """

    ended: NoticeId | None
    refunded: NoticeId
    uncharged: NoticeId
    claimed: NoticeId = NoticeId.REFUND_CLAIM


_NOT_PRINTED = _Told(
    NoticeId.PRINT_FAILED,
    NoticeId.PRINT_FAILED_REFUNDED,
    NoticeId.PRINT_FAILED_UNCHARGED,
    NoticeId.PRINT_FAILED_CLAIM,
)
_TOLD = {
    Ending.CANCELLED: _Told(None, NoticeId.PAYMENT_CANCELLED, NoticeId.CHARGE_CANCELLED),
    Ending.REFUSED: _Told(None, NoticeId.PAYMENT_CANCELLED, NoticeId.CHARGE_CANCELLED),
    Ending.TIMED_OUT: _Told(None, NoticeId.PAYMENT_EXPIRED_REFUNDED, NoticeId.CHARGE_CANCELLED),
    Ending.EXPIRED: _Told(NoticeId.PAYMENT_EXPIRED, NoticeId.PAYMENT_EXPIRED_REFUNDED, NoticeId.CHARGE_CANCELLED),
    Ending.CARD_REMOVED: _Told(NoticeId.CARD_REMOVED, NoticeId.CARD_REMOVED_REFUNDED, NoticeId.CARD_REMOVED_UNCHARGED),
}
"""Every other ending is papers that were paid for, and none was printed."""


class Ended(Exception):
    """The session cannot go on; the resident has been told why. ``how`` goes to the journal."""

    def __init__(self, how: Ending) -> None:
        super().__init__(how)
        self.how = how


class Session:
    """Serves residents one after the other, for ever; in between, whoever looks after the machine."""

    def __init__(self, desk: Desk, issuing: Issuing, service: Callable[[], Flow[None]] | None = None) -> None:
        """``service`` is what opens behind the hidden place of the first screen, None where nobody is to open it."""
        self._desk = desk
        self._issuing = issuing
        self._service = service
        self._offered: tuple[object, ChooseKind, View] | None = None

    def run(self) -> Flow[None]:
        while True:
            yield from (yield from self._attract())()

    def _attract(self) -> Flow[Callable[[], Flow[None]]]:
        """Returns what is wanted: to be served, perhaps with a kind that was touched, or the machine's own pages."""
        desk = self._desk
        desk.forget_resident()
        touched_at: Ms | None = None
        while True:
            if touched_at is not None and desk.step.now >= touched_at + desk.waits(LEFT_MS):
                desk.forget_resident()
                touched_at = None
            desk.show(self._first_screen())
            left_at = None if touched_at is None else touched_at + desk.waits(LEFT_MS)
            for tap in (yield soonest((left_at, self._next_minute()))):
                touched_at, desk.unattended_since = desk.step.now, None
                if desk.adjust(tap):
                    continue
                if tap.control == "service" and self._service:
                    return self._service
                first = self._first_screen()
                if not isinstance(first, Attract):
                    continue
                if tap.control == "start":
                    return self.serve
                if tap.control == "kind" and (kind := self._had_now(tap.value)):
                    return partial(self._serve, partial(self._story, kind))
                if tap.control == "matters" and first.matters:
                    return partial(self._serve, self._matter)

    def _first_screen(self) -> View:
        """Worked out anew when anything was written down, a minute has passed, or a card came or went: whatever it depends
        on does one of these.
        """
        desk = self._desk
        left = self._issuing.card.card is not None, desk.charging.card_in
        wall = self._issuing.wall().replace(second=0, microsecond=0)
        depends_on = desk.language, desk.step.recorded, wall, left
        if self._offered is None or self._offered[0] != depends_on:
            offer = self._issuing.offer()
            menu = menu_of(self._issuing.city.offered.values(), offer, desk.language)
            told = (Message("attract.card-left"),) if any(left) else ()
            first = self._issuing.out_of_service(offer) or Attract(
                told + self._issuing.notices(desk.language),
                menu.kinds,
                bool(matters(self._issuing, desk.language)),
                Message("attract.now", {"date": f"{wall:%Y-%m-%d}", "time": f"{wall:%H:%M}"}),
                whose(self._issuing.kiosk, self._issuing.phone, desk.language),
            )
            self._offered = depends_on, menu, first
        return self._offered[2]

    def _next_minute(self) -> Ms:
        """When the wall clock's next minute begins: hours and fees change with one."""
        wall = self._issuing.wall()
        return self._desk.step.now + 60_000 - wall.second * 1000 - wall.microsecond // 1000

    def _menu(self) -> ChooseKind:
        self._first_screen()
        assert self._offered
        return self._offered[1]

    def serve(self) -> Flow[None]:
        """One resident who wants a certificate."""
        yield from self._serve(self._story)

    def _serve(self, story: Callable[[], Flow[Ending]]) -> Flow[None]:
        desk = self._desk
        desk.session = SessionId(desk.step.sources.uuid())
        self._issuing.card.begin()
        desk.record(ev.SessionStarted(desk.session))
        try:
            how = yield from story()
        except Left as left:
            how = left.how
            yield from self._close_open_ends(how)
        except Ended as ended:
            how = ended.how
            yield from self._close_open_ends(how)
        yield from self._settle_books()
        yield from end_session(desk, self._issuing, how)
        desk.taking.leave()
        yield from self._issuing.outlet.empty(
            desk, lambda: (self._issuing.card.card is not None, desk.charging.card_in)
        )
        desk.show(Goodbye(how is Ending.TIMED_OUT))
        yield from desk.pause(desk.waits(GOODBYE_MS))

    # -- the story --

    def _story(self, kind: Kind | None = None) -> Flow[Ending]:
        return (yield from self._finish(*(yield from self._want(kind))))

    def _finish(self, wanted: Wish, certificates: tuple[Certificate, ...]) -> Flow[Ending]:
        """What is reserved is paid, printed and handed over."""
        fee, sheets = total(each.fee for each in certificates), max(each.sheets for each in certificates)
        if sheets > 1 and not self._issuing.can_bind:
            told = notice("info", NoticeId.UNBOUND, {"sheets": sheets}, actions=("continue", "cancel"))
            yield from self._tell(told)
        if fee:
            certificates = yield from self._lasting(wanted, certificates)
            yield from self._pay(certificates, fee)
        printed = yield from self._issuing.print(self._desk, certificates)
        if not printed.issued:
            raise Ended(printed.how)
        yield from self._hand_over(printed)
        return printed.how

    def _matter(self) -> Flow[Ending]:
        return serve_matter(self._desk, self._issuing, self._tell, self._identify, self._collect)

    def _collect(self) -> Flow[Ending | None]:
        """What was left before, by its ticket; None to go back to the list of matters."""
        found = yield from read_ticket(self._desk, self._issuing, self._tell)
        if not isinstance(found, ToCollect):
            return found
        self._desk.record(ev.KindChosen(self._desk.session, found.kind.name))
        identity = yield from self._identify(found.kind)
        if identity is None:
            return None
        wanted = Wish(found.kind, (), identity, found.ticket)
        certificates = yield from self._agree(wanted)
        return (yield from self._finish(wanted, certificates)) if certificates else None

    def _want(self, kind: Kind | None) -> Flow[tuple[Wish, tuple[Certificate, ...]]]:
        """From the list of kinds, or one that was touched on the first screen, to what the city has reserved, as many copies as are wanted. Who goes back
        to the list keeps what their card proved, and what they typed for the same kind.
        """
        desk = self._desk
        wanted: Wish | None = None
        identity: Identity | None = None
        while True:
            kind = kind or (yield from self._choose())
            desk.record(ev.KindChosen(desk.session, kind.name))
            if wanted is None or wanted.kind is not kind:
                wanted = wish(
                    kind, self._issuing.city.places, self._issuing.wall().year,
                    partial(self._issuing.fee_now, kind), self._issuing.can_take,
                )  # fmt: skip
            if kind.identity == "card":
                identity = yield from self._identify(kind, identity)
                if identity is None:
                    kind = None
                    continue
                wanted.identity = identity
            certificates = yield from self._agree(wanted)
            if certificates:
                return wanted, certificates
            kind = None

    def _identify(self, kind: Kind, proved: Identity | None = None) -> Flow[Identity | None]:
        """Whoever may have such a paper. From then on the session goes on only while this card is in, whatever it is about; ``proved``: by it
        already."""
        identity = proved or (yield from identify(self._desk, self._issuing.card))
        if identity and not proved:
            slot, proved_by = self._issuing.card, identity.card
            self._desk.rely_on(lambda: slot.card == proved_by)
        if identity and not kind.holder.is_old_enough(identity.resident_number, self._issuing.wall().date()):
            yield from self._refuse(notice("problem", NoticeId.UNDER_AGE))
        return identity

    def _choose(self) -> Flow[Kind]:
        desk = self._desk
        while True:
            tap = yield from desk.answer(self._menu, again_at=self._next_minute)
            if tap and tap.control == "kind" and (kind := self._had_now(tap.value)):
                return kind
            if tap and tap.control == "back":
                raise Left(Ending.CANCELLED)

    def _had_now(self, name: str) -> Kind | None:
        offered = self._issuing.offer().get(name)
        return self._issuing.city.offered[name] if offered and offered.unavailable is None else None

    def _agree(self, wish: Wish) -> Flow[tuple[Certificate, ...] | None]:
        """Input, review and reservation, until the city has reserved what the resident meant; None to go back to the list."""
        fee = self._issuing.fee_now(wish.kind)

        def review(problem: Message | None) -> Review:
            language, due = self._desk.language, fee * wish.copies
            return Review(in_language(wish.kind.title, language), wish.rows(language), int(due), problem)

        at: int | None = None
        problem: Message | None = None
        while (yield from enter(self._desk, wish, review, at, problem)):
            at, problem = len(wish.forms), None
            result = yield from self._reserve(wish)
            if not isinstance(result, Refusal):
                return result
            blamed = wish.blame(result)
            if blamed is not None:
                at = blamed
            elif result.reason is VoidReason.NO_SUCH_RECORD and wish.inputs:
                problem = Message("review.unknown")  # it may be any of what was typed, and all of it stands there
            elif not result.retry:
                yield from self._refuse(result.notice())
            elif (yield from self._tell(result.notice())) != "retry":
                raise Ended(Ending.REFUSED)
        return None

    def _reserve(self, wish: Wish) -> Flow[tuple[Certificate, ...] | Refusal]:
        return self._issuing.reserve(self._desk, wish.kind, wish.input(), wish.identity, wish.copies, wish.ticket)

    def _lasting(self, wish: Wish, certificates: tuple[Certificate, ...]) -> Flow[tuple[Certificate, ...]]:
        """Numbers that last for as long as this resident may take to pay: reserved anew where theirs would not."""
        desk = self._desk
        if self._issuing.begin_by(certificates) >= desk.step.now + desk.waits(desk.patience.payment_ms):
            return certificates
        self._issuing.void(desk, VoidReason.EXPIRED)
        result = yield from self._reserve(wish)
        if isinstance(result, Refusal):
            return (yield from self._refuse(result.notice()))
        return result

    def _tell(self, view: Notice) -> Flow[str]:
        """Shows why it cannot be had, and whom to call or where to go; returns the action the resident chose."""
        contact = view.facts or self._issuing.slips.contact_facts()

        def told() -> Notice:
            return replace(view, facts=(self._counter() if id_of(view) in AT_A_COUNTER else ()) or contact)

        while True:
            tap = yield from self._desk.answer(told)
            if tap and tap.control in view.actions:
                return tap.control

    def _counter(self) -> tuple[tuple[Message, str], ...]:
        issuing = self._issuing
        return nearest(issuing.city, issuing.kiosk, self._desk.language)

    def _refuse(self, view: Notice) -> Flow[Never]:
        """It ends here; who reads why may already take their card."""
        self._desk.rely_on(None)
        yield from self._tell(view)
        raise Ended(Ending.REFUSED)

    # -- money --

    def _pay(self, certificates: tuple[Certificate, ...], fee: Won) -> Flow[None]:
        """One payment for all."""
        desk, taking, charging = self._desk, self._desk.taking, self._desk.charging
        problem = yield from self._issuing.cannot_print(desk, certificates[0].issuance)
        if problem:
            yield from self._refuse(notice("problem", problem))
        if self._issuing.on_battery():
            yield from self._refuse(notice("problem", NoticeId.NO_MAINS))
        if not self._issuing.can_take(fee):
            yield from self._refuse(notice("problem", NoticeId.CHANGE_SHORT))
        taking.begin(desk.session, fee)
        charging.begin(desk.session, fee)
        ends_at = self._issuing.begin_by(certificates)
        while not (taking.covered or charging.paid):
            # Somebody who only ever asks for more time must not hold a number that has expired.
            yield from desk.answer(
                lambda: self._paying(fee, ends_at), self._paid_more(ends_at), desk.patience.payment_ms,
                lambda: self._payment_told_at(ends_at),
            )  # fmt: skip
            yield from self._charge_settled()
            if desk.step.now >= ends_at:
                raise Ended(Ending.EXPIRED)
        charging.stop()
        yield from self._charge_settled()
        if charging.paid:
            taking.stop()
            yield from desk.until(lambda: taking.settled, 30_000, lambda: Working(Message("working.charging"), 0, 0))
            taking.rolled_back(desk.session, RollbackReason.PAID_BY_CARD)
        else:
            taking.end()

    def _paid_more(self, or_at: Ms) -> Callable[[], bool]:
        """Becomes true when there is more in cash than now, when a card is presented, or when that time has come."""
        charging, more_cash = self._desk.charging, self._desk.taking.something_new(or_at)
        return lambda: charging.presented or charging.paid or charging.in_doubt or more_cash()

    def _charge_settled(self) -> Flow[None]:
        """A card that was presented cannot be called back: waits until the terminal has said what became of it."""
        charging, view = self._desk.charging, Working(Message("working.charging"), 0, 0)
        yield from self._desk.until(lambda: not charging.presented, CHARGE_MS, lambda: view)
        if charging.in_doubt:
            raise Ended(Ending.CHARGE_IN_DOUBT)

    def _payment_told_at(self, ends_at: Ms) -> Ms:
        """When it is next said that the payment ends, or when it does."""
        told_at = (ends_at - ms for ms in (*PAYMENT_ENDS_MS, 0))
        return next((at for at in told_at if at > self._desk.step.now), ends_at)

    def _payment_ends(self, ends_at: Ms) -> Message | None:
        left = ends_at - self._desk.step.now
        said = [ms for ms in PAYMENT_ENDS_MS if left <= ms]
        return Message("pay.ends", {"seconds": said[-1] // 1000}) if said else None

    def _paying(self, fee: Won, ends_at: Ms) -> View:
        taking, charging = self._desk.taking, self._desk.charging
        told = taking.notice or charging.notice
        ends = None if told and told.stays else self._payment_ends(ends_at)
        accepts = tuple(int(value) for value in taking.accepts)
        return Pay(
            int(fee), int(taking.inserted), accepts, not taking.settled,
            ends or (self._issuing.slips.money_notice(told) if told else None), charging.offered,
        )  # fmt: skip

    # -- paper --

    def _hand_over(self, printed: PrintedCopies) -> Flow[None]:
        """What came out is valid; what was paid for the rest goes back, or is a claim."""
        desk, issued = self._desk, printed.issued
        yield from desk.take_back_charge()
        given = {Purpose.CHANGE: ZERO, Purpose.REFUND: ZERO}
        for purpose, amount in desk.book.to_give_back:
            given[purpose] = (yield from desk.pay_out(amount, purpose)).amount
        receipt = yield from self._issuing.slips.receipt(desk, printed, given)
        told = Message("collect.exempt") if issued[0].exemption else None
        if self._issuing.outlet.below:
            told = Message("collect.earlier-left", {"sheets": sum(each.sheets for each in issued)})
        told = told if receipt or not self._issuing.slips.printer else Message("collect.receipt-failed")
        if printed.void:
            told = Message("collect.part", {"issued": len(issued), "copies": len(issued) + len(printed.void)})
        slot, change, refund = self._issuing.card, int(given[Purpose.CHANGE]), int(given[Purpose.REFUND])
        sheets = sum(each.sheets for each in issued)

        def view() -> View:
            cards = slot.card is not None, desk.charging.card_in
            return Collect(sheets, change, receipt, *cards, told, len(issued), refund)

        if desk.book.suspense:
            yield from self._show_claims(NoticeId.PART_CLAIM if printed.void else NoticeId.CHANGE_CLAIM)
        try:
            tap = yield from desk.answer(view, patience_ms=desk.patience.collect_ms)
            confirmed = tap is not None
        except Left as left:
            confirmed = left.how is Ending.CANCELLED
        desk.record(*(ev.DocumentTaken(desk.session, each.issuance, confirmed) for each in issued))

    # -- endings --

    def _close_open_ends(self, how: Ending) -> Flow[None]:
        """Voids what is not issued, gives back what is held, and says so."""
        desk, taking, charging = self._desk, self._desk.taking, self._desk.charging
        desk.rely_on(None)
        self._issuing.void(desk, VoidReason(how.value))
        told = _TOLD.get(how, _NOT_PRINTED)
        if not taking.session:
            if told.ended:
                yield from self._hold(notice("problem", told.ended))
            return
        book = desk.book
        taking.stop()
        charging.stop()
        yield from desk.until(
            lambda: taking.settled and not charging.presented,
            CHARGE_MS,
            lambda: Working(Message("working.cancelling"), 0, 0),
        )
        if book.cash_open:
            taking.rolled_back(desk.session, RollbackReason(how.value))
        taken_back = yield from desk.take_back_charge()
        paid = (yield from desk.pay_out(book.held, Purpose.REFUND)).amount if book.held > ZERO else ZERO
        if book.suspense:
            on_card = any(book.claims[number] for number in book.card_claims)
            yield from self._show_claims(NoticeId.CHARGE_CLAIM if on_card else told.claimed)
            return
        if taken_back:
            yield from self._say(told.uncharged, taken_back)
        if paid:
            yield from self._say(told.refunded, paid)
        if told.ended and not taken_back and not paid:
            yield from self._say(told.ended, ZERO)

    def _settle_books(self) -> Flow[None]:
        """A session ends with nothing held: a note in doubt is claimed, a coin that fell in late is given back."""
        desk, book = self._desk, self._desk.book
        while book.stacking or book.held > ZERO:
            before = len(book.claims)
            for ref, intent in list(book.stacking.items()):
                desk.claims.open(desk.session, intent.value, ClaimReason.NOTE_IN_DOUBT, ref)
            while book.held > ZERO:
                yield from desk.pay_out(book.held, Purpose.CHANGE)
            if len(book.claims) > before:  # while they are shown more may fall in
                yield from self._show_claims(NoticeId.REFUND_CLAIM)

    def _say(self, id_: NoticeId, amount: Won) -> Flow[None]:
        yield from self._hold(notice("info", id_, {"amount": int(amount)}))

    def _show_claims(self, id_: NoticeId) -> Flow[None]:
        yield from self._issuing.slips.refund_slips(self._desk)
        book = self._desk.book
        facts = self._issuing.slips.claim_facts(book)
        id_ = of_claims(id_, {book.reasons[number] for number, owed in book.claims.items() if owed})
        yield from self._hold(notice("problem", id_, {"amount": int(book.suspense)}, facts))

    def _hold(self, view: Notice) -> Flow[None]:
        """Shows a notice until it is acknowledged or the resident is gone."""
        with suppress(Left):
            yield from self._tell(view)
