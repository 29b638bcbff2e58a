"""What is said, and when: another page whole, on the page that stands only what has changed.

The view says what there is to hear (`kiosk.core.spoken`); here is what of it is news: the digit that was typed, the sum that is
still to pay, that time runs out. What nobody else may hear goes to an earphone, or is not said.

>>> from kiosk.core.view import EnterPin
>>> [part.said for part in Say(Screen(EnterPin(2)), since=Screen(EnterPin(1))).parts()]
['●']
>>> Say(Screen(EnterPin(2)), since=Screen(EnterPin(2))).parts()
()
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from config.language import LANGUAGES
from kiosk.core.focus import controls
from kiosk.core.guidance import guidance
from kiosk.core.matter_view import ChooseMatter
from kiosk.core.sound import LOUDEST
from kiosk.core.spoken import HIDDEN, NOW, How, Part, parts_of
from kiosk.core.view import ChooseKind, Collect, Message, Screen

TOLD_AT = (10, 5)
"""Seconds before the end at which what is left is said again; between them there is time to listen, and to answer."""

_FOR_FINGERS = frozenset({"attract.subtitle", "review.subtitle"})
"""What is to be touched; who uses the keys hears in its place what they do."""


@dataclass(frozen=True)
class Say:
    """What is heard from now on. Where there is anything to say, whatever is being said stops for it.

    Attributes:
        screen: what is shown.
        since: what was when this one was last spoken to; None says everything, from the top.
    """

    screen: Screen
    since: Screen | None = None

    def parts(self) -> tuple[Part, ...]:
        """Nothing where nothing is news. Worked out by whoever says it: the step only says that there may be something."""
        return heard(self.screen, self.since)


@dataclass(frozen=True)
class Hush:
    """A key or a touch: whatever is being said stops."""


def heard(screen: Screen, since: Screen | None = None) -> tuple[Part, ...]:
    """What is to be said of the screen to who was last told of ``since``."""
    parts = tuple(_whole(screen))
    if since is None or since.language != screen.language or _title(tuple(_whole(since))) != _title(parts):
        told = parts
    else:
        told = tuple(_news(parts, tuple(_whole(since))))
    told = (*_time(screen, since), *told)
    focused, before = _focused(screen), _focused(since) if since else ()
    asked = [part.said for part in told]
    if focused != before and any(part.said not in asked for part in focused if part.slot == "focus"):
        told = (*told, *focused)
    if since is not None and (since.sound, since.times) != (screen.sound, screen.times):
        told = (*_changed(screen, since), *told)
    return told if screen.sound.earphone else tuple(_in_public(told))


def _whole(screen: Screen) -> Iterator[Part]:
    """A list is not read out to who goes through it by the keys: they hear each of it as they come to it. Nor is what a finger is to do."""
    by_keys = screen.focus is not None
    listed = by_keys and isinstance(screen.view, ChooseKind | ChooseMatter)
    for part in parts_of(screen.view):
        for_fingers = by_keys and isinstance(part.said, Message) and part.said.id in _FOR_FINGERS
        if not for_fingers and (not listed or part.slot in ("title", "asked")):
            yield part
    if how := guidance(screen):
        yield Part("keys", how)


def _focused(screen: Screen) -> tuple[Part, ...]:
    """What the enter key would touch: of a list its number, by which it is found again."""
    here = controls(screen, LANGUAGES) if screen.focus else ()
    listed = [each for each in here if each.listed]
    for each in here:
        if each.tap == screen.focus:
            number = Message("say.number", {"number": listed.index(each) + 1}) if each.listed else None
            said = ("number", number), ("focus", each.about), ("focus", each.spoken), ("focus", each.why)
            return tuple(Part(slot, message) for slot, message in said if message)
    return ()


def _title(parts: tuple[Part, ...]) -> tuple[Message | str, ...]:
    return tuple(part.said for part in parts if part.slot == "title")


def _news(parts: tuple[Part, ...], before: tuple[Part, ...]) -> Iterator[Part]:
    """Of a slot in which anything is new, all: an amount without its name tells nobody anything."""
    slots = list(dict.fromkeys(part.slot for part in parts))
    for slot in slots:
        now, then = [[part for part in each if part.slot == slot] for each in (parts, before)]
        if now == then or slot == NOW:
            continue
        if len(now) == 1 and now[0].how in (How.TYPED, How.TICKS):
            yield from _typed(now[0], then[0] if then else replace(now[0], said=""))
        elif not slot.endswith("-name"):
            yield from now
    yield from (replace(part, said=Message("say.erased"), how=How.PLAIN) for part in _gone(parts, before))


def _typed(now: Part, then: Part) -> Iterator[Part]:
    """What was added to what stood there; that something was taken away; or, where it is another, all of it."""
    typed, stood = str(now.said), str(then.said)
    if typed.startswith(stood):
        yield replace(now, said=typed[len(stood) :])
    elif stood.startswith(typed):
        yield Part(now.slot, Message("say.erased"))
    else:
        yield now


def _gone(parts: tuple[Part, ...], before: tuple[Part, ...]) -> Iterator[Part]:
    """The last character was erased."""
    there = {part.slot for part in parts}
    yield from (part for part in before if part.how in (How.TYPED, How.TICKS) and part.slot not in there)


def _time(screen: Screen, since: Screen | None) -> Iterator[Part]:
    left = screen.seconds_left
    if left is None:
        return
    if since is None or since.seconds_left is None:
        yield Part("time", Message("time.collect-title" if isinstance(screen.view, Collect) else "time.title"))
    elif left == since.seconds_left or left not in TOLD_AT:
        return
    yield Part("time", Message("time.body", {"seconds": left}))


def _changed(screen: Screen, since: Screen) -> Iterator[Part]:
    if screen.sound.volume != since.sound.volume:
        yield Part("volume", Message("say.volume", {"volume": screen.sound.volume, "most": LOUDEST}))
    if screen.sound.rate != since.sound.rate:
        yield Part("rate", Message("say.rate", {"rate": screen.sound.rate}))
    if screen.times != since.times:
        yield Part("times", Message(f"times.{screen.times}.spoken"))


def _in_public(parts: Iterable[Part]) -> Iterator[Part]:
    """What a loudspeaker may say: of what is personal, that keys were heard, and where the rest is to be heard."""
    told = False
    for part in parts:
        if not part.personal:
            yield part
        elif part.how in (How.TYPED, How.TICKS) and part.slot == "typed":
            yield replace(part, said=HIDDEN * len(str(part.said)), how=How.TICKS)
        elif not told:
            told = True
            yield Part("personal", Message("say.personal"))
