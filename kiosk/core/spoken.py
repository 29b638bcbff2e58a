"""What of every view is spoken, in the order of listening: title, what is asked, what was typed, the problem, the amounts, what to
do with the paper. Of the same message ids and values as what is drawn; words and sound are made by whoever says it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

from kiosk.core.matter_view import ChooseMatter, Details, EnterSlip
from kiosk.core.view import (
    NOTHING,
    Attract,
    ChooseCopies,
    ChooseKind,
    ChooseOptions,
    Collect,
    EnterCan,
    EnterLot,
    EnterPin,
    EnterPlate,
    EnterUnit,
    EnterYears,
    Goodbye,
    KindItem,
    Message,
    Notice,
    OutOfService,
    Pay,
    PresentCard,
    Review,
    ReviewRow,
    ServiceEntry,
    ServiceList,
    ServiceMenu,
    StaffSignIn,
    TakeCards,
    TouchGrid,
    View,
    Working,
)


class How(Enum):
    """How a text is said that is no sentence."""

    PLAIN = auto()
    """A sentence, a title, a name."""
    LOT = auto()
    """A place and the number of a lot: ``단구동 산 12-3``."""
    TYPED = auto()
    """Characters, one by one."""
    TICKS = auto()
    """As many ticks as there are characters: nobody hears which."""


@dataclass(frozen=True)
class Part:
    """Attributes:
    slot: what it is about. Within a page only what is new in its slot is said.
    said: a message, or what is called so in the resident's language, a name, or what was typed.
    personal: for an earphone alone.
    """

    slot: str
    said: Message | str
    how: How = How.PLAIN
    personal: bool = False


NOW = "now"
"""The slot of what time it is: said with the page, and no news when it has gone on."""
HIDDEN = "●"
"""Stands for a character that nobody may hear."""
_BY_CHARACTER = {"review.plate", "fact.claim-number", "fact.phone"}
_PERSONAL = {"review.plate", "review.person"}


def parts_of(view: View) -> Iterator[Part]:
    """The title first; it is in the slot ``title`` of every view that has one."""
    match view:
        case Attract():
            yield _text("title", "attract.title")
            yield from (Part("problem", each) for each in view.notices)
            yield Part("had", Message("say.kinds-here", {"count": len(view.kinds)}))
            yield from (Part(NOW, each) for each in (view.now,) if each)
            yield from (Part("contact", each) for each in (view.contact,) if each)
            yield _text("asked", "attract.subtitle")
        case ChooseKind() | ChooseOptions() | ChooseCopies() | Review():
            yield from _choice(view)
        case ChooseMatter() | Details():
            yield from _matter(view)
        case EnterLot() | EnterPlate() | EnterYears() | EnterUnit() | EnterCan() | EnterPin() | EnterSlip():
            yield from _entry(view)
            yield from _problem(view.problem)
        case PresentCard():
            stage = {"notPresent": "card", "reading": "card.reading", "present": "card.present"}[view.state]
            yield _text("title", "card.title" if stage == "card" else f"{stage}-title")
            yield from _problem(view.problem)
            if view.state != "present":
                yield _text("asked", "card.subtitle" if stage == "card" else f"{stage}-subtitle")
        case Pay():
            yield from _pay(view)
        case Working():
            printing = view.step.id in ("working.starting-printer", "working.printing")
            yield _text("title", "working.print-title" if printing else "working.title")
            yield Part("step", view.step)
            if view.step.id == "working.printing":
                yield _text("no-return", "working.no-return")
        case Collect():
            yield from _collect(view)
        case Notice():
            yield Part("title", view.title)
            yield Part("body", view.body)
            for label, value in view.facts:
                yield Part(label.id, label)
                yield Part(label.id, value, How.TYPED if label.id in _BY_CHARACTER else How.PLAIN)
        case TakeCards():
            yield from _take(view)
        case Goodbye():
            yield _text("title", "timeout.title" if view.timed_out else "thanks.title")
            yield _text("body", "timeout.body" if view.timed_out else "thanks.body")
            yield _text("take", "thanks.take")
            yield _text("privacy", "thanks.privacy")
        case OutOfService():
            yield _text("title", "out.title")
            yield Part("problem", view.reason)
            yield from (Part("contact", each) for each in (view.heard, view.contact) if each)
            yield _text("elsewhere", "out.elsewhere")
        case StaffSignIn() | ServiceMenu() | ServiceList() | ServiceEntry() | TouchGrid():
            yield from (replace(part, personal=True) for part in _of_staff(view))


def _text(slot: str, id_: str, **values: str | int) -> Part:
    return Part(slot, Message(id_, values))


def _problem(problem: Message | None) -> Iterator[Part]:
    if problem:
        yield Part("problem", problem)


def _amount(name: str, won: int) -> Iterator[Part]:
    yield _text(name, name)
    yield _text(name, "money.amount", amount=won) if won else _text(name, "money.free")


def _form(family: str, kind_title: str) -> Iterator[Part]:
    yield Part("kind", kind_title)
    yield _text("title", f"{family}.title")
    yield _text("asked", f"{family}.subtitle")


def _choice(view: ChooseKind | ChooseOptions | ChooseCopies | Review) -> Iterator[Part]:
    match view:
        case ChooseKind():
            yield _text("title", "choose.title")
            yield Part("asked", Message("say.kinds", {"count": len(view.kinds)}))
            for kind in view.kinds:
                yield from _kind(kind)
        case ChooseOptions():
            yield from _form("options", view.kind_title)
            for option in view.options:
                chosen = dict(option.choices)[option.chosen]
                yield Part(option.name, Message("options.chosen.spoken", {"option": option.title, "choice": chosen}))
            yield from _problem(view.problem)
        case ChooseCopies():
            yield from _form("copies", view.kind_title)
            yield Part("typed", Message("copies.count", {"copies": view.copies}))
            yield from _problem(view.problem)
            yield from _amount("copies.each", view.fee)
            yield from _amount("copies.due", view.due)
            yield Part("most", Message("copies.most", {"most": view.most}))
        case Review():
            yield from _form("review", view.kind_title)
            for row in view.rows:
                yield from _row(row)
            yield from _problem(view.problem)
            yield from _amount("review.fee", view.fee)


def _kind(kind: KindItem) -> Iterator[Part]:
    yield Part(kind.name, kind.title)
    if kind.unavailable:
        yield Part(kind.name, kind.unavailable)
        return
    yield from (replace(part, slot=kind.name) for part in _amount("review.fee", kind.fee))
    if kind.needs_card:
        yield _text(kind.name, "choose.needs-card")


def _entry(
    view: EnterLot | EnterPlate | EnterYears | EnterUnit | EnterCan | EnterPin | EnterSlip,
) -> Iterator[Part]:
    match view:
        case EnterLot(place="") | EnterLot(choosing_place=True):
            yield Part("kind", view.kind_title)
            yield _text("title", "lot.place-title")
            yield _text("asked", "lot.place-subtitle")
            yield from (Part("place", name) for id_, name in view.places if id_ == view.place)
        case EnterLot():
            yield Part("kind", view.kind_title)
            yield _text("title", "lot.title")
            yield Part("place", dict(view.places)[view.place])
            yield _text("asked", "lot.number.spoken" if view.focus == "number" else "lot.sub-number.spoken")
            yield _text("mountain", "say.mountain" if view.mountain else "say.no-mountain")
            yield from _typed("number", "lot.number", view.number)
            yield from _typed("sub_number", "lot.sub-number", view.sub_number)
        case EnterPlate():
            yield Part("kind", view.kind_title)
            stage = "plate.region-" if view.choosing_region else "plate."
            yield _text("title", f"{stage}title")
            yield _text("asked", f"{stage}subtitle")
            yield from _typed("typed", "plate.title", f"{view.region} {view.typed}".strip(), personal=True)
        case EnterYears():
            yield Part("kind", view.kind_title)
            yield _text("title", "years.title")
            yield _text("asked", "years.subtitle", first=view.first, last=view.last)
            for name, year in (("years.from", view.from_year), ("years.to", view.to_year)):
                yield _text(name, name)
                yield _text(name, "years.year", year=year)
        case EnterUnit():
            yield Part("kind", view.kind_title)
            yield _text("title", "unit.title")
            yield _text("asked", "unit.building.spoken" if view.focus == "building" else "unit.room.spoken")
            yield from _typed("building", "unit.building", view.building)
            yield from _typed("room", "unit.room", view.room)
        case EnterSlip():
            yield _text("title", f"{view.of}.entry-title")
            yield _text("where", f"{view.of}.entry-subtitle")
            yield _text("asked", f"{view.of}.{view.focus}.spoken")
            yield from _typed("number", f"{view.of}.number", view.number)
            yield from _typed("code", f"{view.of}.code", view.code, personal=True)
        case EnterCan():
            yield _text("title", "can.title")
            yield _text("asked", "can.subtitle", length=view.length)
            yield from (Part("typed", each, How.TYPED, personal=True) for each in (view.typed,) if each)
        case EnterPin():
            yield _text("title", "pin.title")
            yield _text("asked", "pin.subtitle", length=view.length)
            yield from (Part("typed", each, How.TICKS) for each in (HIDDEN * view.typed,) if each)


def _matter(view: ChooseMatter | Details) -> Iterator[Part]:
    match view:
        case ChooseMatter():
            yield _text("title", "matter.title")
            yield _text("asked", "matter.subtitle")
            for matter in view.matters:
                yield Part(matter.name, matter.called)
                yield Part(matter.name, matter.unavailable or matter.about)
        case Details():
            yield Part("title", view.title)
            yield Part("told", view.told)
            for at, row in enumerate(view.rows):
                yield Part(f"row-{at}", row.label)
                yield Part(f"row-{at}", row.value, personal=row.personal)


def _typed(slot: str, name: str, typed: str, personal: bool = False) -> Iterator[Part]:
    if typed:
        yield _text(f"{slot}-name", name)
        yield Part(slot, typed, How.TYPED, personal)


def _row(row: ReviewRow) -> Iterator[Part]:
    id_ = row.label.id
    slot = f"{id_} {row.label.args.get('title', '')}"  # of options there are many
    yield Part(slot, row.label)
    if id_ == "review.copies":
        yield _text(slot, "copies.count", copies=int(row.value))
    elif row.value == NOTHING:
        yield _text(slot, "say.none")
    elif row.value:
        how = How.LOT if id_ == "review.lot" else How.TYPED if id_ in _BY_CHARACTER else How.PLAIN
        yield Part(slot, row.value, how, id_ in _PERSONAL)


def _pay(view: Pay) -> Iterator[Part]:
    complete = view.inserted >= view.due
    yield _text("title", "pay.complete-title" if complete else "pay.title")
    yield from _problem(view.notice)
    yield from _amount("pay.due", view.due)
    if view.inserted:
        yield _text("inserted", "pay.inserted")
        yield _text("inserted", "money.amount", amount=view.inserted)
    if complete:
        if view.inserted > view.due:
            yield _text("change", "pay.change")
            yield _text("change", "money.amount", amount=view.inserted - view.due)
        return
    if view.inserted:
        yield _text("remaining", "pay.remaining")
        yield _text("remaining", "money.amount", amount=view.due - view.inserted)
    if view.busy:
        yield _text("busy", "pay.busy")
    if view.accepts:
        yield _text("accepts", "pay.accepts")
        accepts = sorted(view.accepts)
        yield from (_text("accepts", "money.amount", amount=each) for each in accepts)
    if view.card:
        yield _text("card", "pay.card" if view.accepts else "pay.subtitle-card")
        if not view.accepts:
            yield _text("card", "pay.card")


def _collect(view: Collect) -> Iterator[Part]:
    yield _text("title", "collect.title")
    yield from _problem(view.notice)
    if view.sheets:
        yield _text("document", "collect.document")
        count = "collect.copies-count" if view.copies > 1 else "collect.document-count"
        yield _text("document", count, copies=view.copies, sheets=view.sheets)
        yield _text("document", "collect.take-paper")
    for name, there in (("collect.card", view.card), ("collect.payment-card", view.payment_card)):
        if there:
            yield _text(name, name)
            yield _text(name, "collect.take-card")
    for name, won in (("collect.change", view.change), ("collect.refund", view.refund)):
        if won:
            yield from _amount(name, won)
    if view.receipt:
        yield _text("receipt", "collect.receipt")
        yield _text("receipt", "collect.take-out")
    yield _text("asked", "collect.subtitle")


def _take(view: TakeCards) -> Iterator[Part]:
    what = "" if not view.document else "-all" if view.card or view.payment_card else "-paper"
    yield _text("title", f"take.title{what}")
    yield _text("asked", f"take.subtitle{what}")
    for name, way, there in (
        ("collect.document", "collect.take-paper", view.document),
        ("collect.card", "collect.take-card", view.card),
        ("collect.payment-card", "collect.take-card", view.payment_card),
    ):
        if there:
            yield _text(name, name)
            yield _text(name, way)


def _of_staff(view: StaffSignIn | ServiceMenu | ServiceList | ServiceEntry | TouchGrid) -> Iterator[Part]:
    match view:
        case StaffSignIn():
            yield _text("title", f"staff.{view.asked}-title")
            yield _text("asked", f"staff.{view.asked}-subtitle", length=view.length)
            if view.typed:
                shown = view.shown or HIDDEN * view.typed
                yield Part("typed", shown, How.TYPED if view.shown else How.TICKS)
            yield from _problem(view.problem)
        case ServiceMenu():
            yield _text("title", "service.title" if view.who else "service.set-up")
            yield _text("who", "service.who", who=view.who) if view.who else _text("who", "service.set-up-subtitle")
            for item in view.items:
                yield _text(item.name, f"service.{item.name}")
                yield from (Part(item.name, each) for each in (item.detail,) if each)
        case ServiceList():
            yield _text("title", view.title)
            yield from (Part("first", each) for each in (view.first,) if each)
            for at, row in enumerate(view.rows):
                yield from (Part(f"row-{at}", each) for each in (row.name, row.value, *row.details) if each != "")
                if row.since:
                    yield _text(f"row-{at}", "service.since", since=row.since)
        case ServiceEntry():
            yield Part("title", view.title)
            yield Part("asked", view.subtitle)
            yield from (Part("typed", each, How.TYPED) for each in (view.typed,) if each)
            yield from _problem(view.problem)
        case TouchGrid():
            yield _text("title", "service.touch-all", left=len(view.left))
