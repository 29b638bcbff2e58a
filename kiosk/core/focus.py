"""What the keys of a keypad reach on a screen, in their order, and what has the focus first.

The same controls as the fingers have, in the order that the pages give them (``order``), but for two: the keys of a pad, which the
keypad has itself, and what only moves a page, which follows the focus. Here and not in the window, because a voice says what has
the focus, the simulator hears it, and neither has a window; the tests hold both to each other on every screen.

>>> [str(each.tap.value) for each in controls(Screen(ChooseCopies("등본", 1, 5, 400, 400)), ("ko",))][:2]
['-1', '+1']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from config.language import LOCALES, Language
from kiosk.core.matter_view import ChooseMatter, Details, EnterSlip
from kiosk.core.view import (
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
    Screen,
    StaffSignIn,
    TakeCards,
    Tap,
    View,
    Working,
)


@dataclass(frozen=True)
class Control:
    """Attributes:
    tap: what the enter key gives on it.
    spoken: what a voice says for it.
    usable: False for what is only heard of, such as a certificate that cannot be had now.
    row: left and right go from row to row, "" where there is none.
    found_by: a name that the digits find it by, as a telephone's do; "" for none.
    listed: it is one of a list, and found by its number where the digits mean nothing else.
    about: what it belongs to, said before it.
    why: said behind it: why it is not to be had.
    """

    tap: Tap
    spoken: Message
    usable: bool = True
    row: str = ""
    found_by: str = ""
    listed: bool = False
    about: Message | None = None
    why: Message | None = None


MORE_TIME = Tap("more-time")
_BACK = Control(Tap("back"), Message("button.back"))
_CANCEL = Control(Tap("cancel"), Message("button.cancel"))
_CONFIRM = Control(Tap("confirm"), Message("button.confirm"))
_WAYS_OF_NOTICE = {
    "continue": Control(Tap("continue"), Message("button.continue")),
    "retry": Control(Tap("retry"), Message("button.retry")),
    "cancel": Control(Tap("cancel"), Message("button.home")),
}
_YEARS = (-10, -1, 1, 10)
_VOWELS = 28
"""Syllables of hangul with the same initial and vowel; 21 vowels an initial."""

Typed = EnterLot | EnterUnit | EnterPlate | EnterPin | EnterCan | EnterSlip | StaffSignIn


def controls(screen: Screen, languages: Sequence[Language]) -> tuple[Control, ...]:
    """Everything that the keys reach now; nothing on the machine's own pages, which are for a technician's fingers."""
    ways = ways_on(screen.view)
    if screen.seconds_left is not None:
        stop = any(each.tap.control == "cancel" for each in ways)
        more = Control(MORE_TIME, Message("time.more")), _times(screen)
        return (*more, Control(Tap("cancel"), Message("time.stop"))) if stop else more
    match screen.view:
        case Attract():
            kinds = _kinds(screen.view.kinds, listed=False) if touches_kinds(screen) else ()
            return (*kinds, *ways, *_languages(languages), *_looks(screen))
        case ChooseKind() | EnterLot() | EnterUnit() | EnterPlate() | EnterYears() | ChooseOptions() | ChooseCopies():
            pass
        case PresentCard() | EnterPin() | EnterCan() | Review() | Pay() | Working() | Collect() | Notice():
            pass
        case TakeCards() | Goodbye() | OutOfService() | StaffSignIn() | ChooseMatter() | EnterSlip() | Details():
            pass
        case _:
            return ()
    return (*_body(screen.view), *ways, *_languages(languages), *_looks(screen))


def touches_kinds(screen: Screen) -> bool:
    """The first screen has every kind by itself, one touch nearer: at the size and in the position in which there is room for them."""
    return screen.theme.scale == 1 and not screen.theme.low


def is_typed_into(view: View) -> bool:
    """Digits are typed here, wherever the focus is."""
    return isinstance(view, Typed) and page_of(view) not in (("EnterLot", True), ("EnterPlate", True))


def page_of(view: View) -> tuple[object, ...]:
    """Two views of the same page have the same; the focus stays where it is from one to the other."""
    match view:
        case EnterLot():
            return "EnterLot", _picks_place(view)
        case EnterPlate(choosing_region=True):
            return "EnterPlate", True
        case EnterPlate():
            return "EnterPlate", False, view.letter
        case StaffSignIn():
            return "StaffSignIn", view.asked
        case _:
            return (type(view).__name__,)


def first_focus(view: View, here: Sequence[Control]) -> Tap | None:
    """What has the focus when a page comes up. Never a way out: where there is no other, nothing has it until an arrow is pressed."""
    match view:
        case EnterLot() if not _picks_place(view):
            return Tap("field", view.focus)
        case EnterUnit() | EnterSlip():
            return Tap("field", view.focus)
        case EnterLot() if view.place:
            return Tap("place", view.place)
        case EnterPlate(choosing_region=True):
            return Tap("region", view.region)
        case EnterPlate(letter=True):
            return next(each.tap for each in here if each.tap.control == "letter")
        case ChooseOptions() | EnterYears() | ChooseCopies() | Review():
            return _CONFIRM.tap  # what is shown is what most want; whoever does not goes up
        case ChooseKind() | ChooseMatter():
            return next((each.tap for each in here if each.listed), None)
    return next((each.tap for each in here if each.tap.control in _GOES_ON), None)


_GOES_ON = frozenset({"start", "confirm", "continue", "retry", "place", "more-time"})


def _picks_place(view: EnterLot) -> bool:
    return view.choosing_place or not view.place


def _body(view: View) -> Iterator[Control]:
    match view:
        case ChooseKind():
            yield from _kinds(view.kinds, listed=True)
        case ChooseMatter():
            for matter in view.matters:
                spoken = matter.called
                yield Control(
                    Tap("matter", matter.name), spoken, matter.unavailable is None, listed=True, why=matter.unavailable
                )
        case EnterSlip():
            for box in ("number", "code"):
                yield Control(Tap("field", box), Message(f"{view.of}.{box}.spoken"))
        case EnterLot():
            yield from _lot(view)
        case EnterPlate():
            yield from _plate(view)
        case EnterUnit():
            yield from _unit(view)
        case EnterYears():
            for end in ("from-year", "to-year"):
                for years in _YEARS:
                    id_ = "years.later.spoken" if years > 0 else "years.earlier.spoken"
                    yield Control(Tap(end, f"{years:+d}"), Message(id_, {"years": abs(years)}), row=end)
        case ChooseOptions():
            yield from _options(view)
        case ChooseCopies():
            yield Control(Tap("copies", "-1"), Message("copies.fewer.spoken"), usable=view.copies > 1)
            yield Control(Tap("copies", "+1"), Message("copies.more.spoken"), usable=view.copies < view.most)
        case Review():
            for row in view.rows:
                if row.edit:
                    yield Control(Tap("edit", row.edit), Message("button.edit"), about=row.label)


def _kinds(kinds: Sequence[KindItem], listed: bool) -> Iterator[Control]:
    for kind in kinds:
        how = "-unavailable" if kind.unavailable else "" if kind.fee else "-free"
        spoken = Message(f"choose.kind{how}.spoken", {"title": kind.title, "fee": kind.fee})
        yield Control(Tap("kind", kind.name), spoken, kind.unavailable is None, listed=listed, why=kind.unavailable)


def _lot(view: EnterLot) -> Iterator[Control]:
    if _picks_place(view):
        for id_, name in view.places:
            spoken = Message("lot.place.spoken", {"name": name})
            yield Control(Tap("place", id_), spoken, row=name.split()[0], found_by=name)
        return
    yield Control(Tap("places"), Message("lot.change-place"))
    yield Control(Tap("mountain"), Message("lot.mountain.spoken"))
    yield Control(Tap("field", "number"), Message("lot.number.spoken"))
    yield Control(Tap("field", "sub_number"), Message("lot.sub-number.spoken"))


def _plate(view: EnterPlate) -> Iterator[Control]:
    if view.choosing_region:
        yield Control(Tap("region", ""), Message("plate.no-region"))
        for region in view.regions:
            yield Control(Tap("region", region), Message("plate.region.spoken", {"region": region}), found_by=region)
        return
    yield Control(Tap("regions"), Message("plate.region-title"))
    if view.letter:
        yield from _letters(view)


def _unit(view: EnterUnit) -> Iterator[Control]:
    """What the pad has beside digits can be reached as well, a row for each of its faces."""
    for box in ("building", "room"):
        yield Control(Tap("field", box), Message(f"unit.{box}.spoken"))
    for number, face in enumerate(view.faces):
        for key in face:
            yield Control(Tap("key", key), Message("button.digit.spoken", {"digit": key}), row=str(number))


def _options(view: ChooseOptions) -> Iterator[Control]:
    for option in view.options:
        for value, title in option.choices:
            id_ = "options.chosen.spoken" if value == option.chosen else "options.choice.spoken"
            spoken = Message(id_, {"option": option.title, "choice": title})
            yield Control(Tap("option", f"{option.name}={value}"), spoken, row=option.name, listed=True)


def _letters(view: EnterPlate) -> Iterator[Control]:
    """A row for each vowel: 가나다라마, 거너더 and so on, as plates have them; then those of taxis and of hired cars."""
    for use, letters in view.letters:
        for letter in letters:
            vowel = (ord(letter) - ord("가")) // _VOWELS % 21
            spoken = Message("button.digit.spoken", {"digit": letter})
            yield Control(Tap("letter", letter), spoken, row=f"{use} {vowel}")


def ways_on(view: View) -> tuple[Control, ...]:
    """The way on first, as the pages have them."""
    match view:
        case Attract():
            start = Control(Tap("start"), Message("attract.start"))
            return (start, Control(Tap("matters"), Message("attract.matters"))) if view.matters else (start,)
        case ChooseKind() | ChooseMatter():
            return (Control(Tap("cancel"), Message("button.home")),)
        case EnterLot() if _picks_place(view):
            return _BACK, _CANCEL
        case EnterPlate(choosing_region=True) | PresentCard():
            return _BACK, _CANCEL
        case Review():
            paid = "review.confirm-pay" if view.fee > 0 else "review.confirm-free"
            spoken = "review.confirm-leave" if view.leaves else paid
            return Control(Tap("confirm"), Message(spoken)), _BACK, _CANCEL
        case Pay():
            return (Control(Tap("cancel"), Message("pay.cancel" if view.inserted > 0 else "button.cancel")),)
        case Collect():
            return (Control(Tap("continue"), Message("collect.done")),)
        case Details():
            return (Control(Tap("continue"), Message("details.done")),)
        case Notice():
            return tuple(_WAYS_OF_NOTICE[name] for name in view.actions)
        case EnterLot() | EnterPlate() | EnterUnit() | EnterPin() | EnterCan() | EnterSlip() | StaffSignIn():
            return _CONFIRM, _BACK, _CANCEL
        case EnterYears() | ChooseOptions() | ChooseCopies():
            return _CONFIRM, _BACK, _CANCEL
        case _:
            return ()


def _languages(languages: Sequence[Language]) -> Iterator[Control]:
    """With one alone there is nothing to choose."""
    for language in languages if len(languages) > 1 else ():
        yield Control(Tap("language", language), Message("bar.language.choice", {"name": LOCALES[language].name}))


def _times(screen: Screen) -> Control:
    return Control(Tap("times"), Message(f"times.{screen.times}.change"))


def _looks(screen: Screen) -> Iterator[Control]:
    theme = screen.theme
    yield _times(screen)
    for name, on in (("zoom", theme.scale == 2), ("contrast", theme.contrast == "high"), ("low", theme.low)):
        yield Control(Tap(name), Message(f"bar.{name}-off.spoken" if on else f"bar.{name}.spoken"))
