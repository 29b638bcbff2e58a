"""What every screen must keep to, and what of it one does not: held against the scene as it is drawn.

The figures are the Korean standard's for these machines and KRDS's (`docs/screens.md`).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from kiosk.core.focus import is_typed_into, ways_on
from kiosk.core.view import Attract, Message, Screen, TouchGrid
from kiosk.demo.finger import BEHIND_SETTINGS
from kiosk.demo.screens.scene import Control, Place, Scene, Text
from kiosk.ui.window import name_of

LEAST_INK_MM, INK = 12.0, 0.91
"""Of a character, and how much of its font's size the ink of 가 is high: measured from Noto Sans CJK, regular."""
LEAST_CONTRAST = {"normal": 4.5, "high": 7.0}
LEAST_OUTLINE = 3.0
PRIMARY_MM, OTHER_MM = 20.0, 12.0
"""The least side of what is touched; ``OTHERS`` are what nobody needs in order to get their paper."""
OTHERS = {"settings", "page-back", "page-on", "filter", *BEHIND_SETTINGS} - {"language"}
LOW = 0.6
"""Of the height, from above: in the low position what is touched lies below."""


class Flaw(Enum):
    SMALL = "a character under 12 mm"
    FAINT = "contrast of a text"
    OUTLINE = "outline of a control"
    TARGET = "a target too small"
    CUT = "cut"
    COVERED = "covered"
    OUTSIDE = "outside"
    MISSING = "needed, and not in view"
    HIGH = "a control above the low line"
    SILENT = "a control without speech or order"
    NO_PICTURE = "a picture that is not there"


class Fault(NamedTuple):
    flaw: Flaw
    what: str

    def __str__(self) -> str:
        return f"{self.flaw.value}: {self.what}"


Say = Callable[[Message], str]


def faults(
    scene: Scene, screen: Screen, say: Say, picture: QImage | None = None, first: bool = True
) -> Iterator[Fault]:
    """All that is wrong with it. ``say`` makes the text of a message in the screen's language; without ``picture``, which shows the
    same scene upright, no colour is looked at. ``first`` of the body's pages is the one that has the pad.
    """
    yield from (Fault(Flaw.NO_PICTURE, each) for each in scene.missing)
    for text in scene.texts:
        yield from _of_text(text, scene.glass)
    yield from _of_controls(scene, low=screen.theme.low)
    yield from _covered(scene)
    if screen.seconds_left is None:
        yield from _missing(scene, screen, say, first)
    if picture is not None:
        yield from _colours(scene, picture, LEAST_CONTRAST[screen.theme.contrast])


def _of_text(text: Text, glass: Place) -> Iterator[Fault]:
    if text.size * INK < LEAST_INK_MM:
        yield Fault(Flaw.SMALL, f"{text.words!r}: {text.size * INK:.1f} mm")
    if text.cut:
        yield Fault(Flaw.CUT, text.words)
    if text.seen:
        if not _lines_whole(text):
            yield Fault(Flaw.OUTSIDE if text.view == glass else Flaw.CUT, text.words)
        if text.button and not text.ink.within(text.button):
            yield Fault(Flaw.CUT, f"{text.words} over its button's edge")


def _lines_whole(text: Text) -> bool:
    """It is in view, or as many of its lines as a page holds."""
    part = text.ink.common(text.view)
    if text.ink.within(text.view):
        return True
    above, below = part.top - text.ink.top, text.ink.bottom - part.bottom
    return part.width >= text.ink.width - 0.4 and all(
        min(each % text.line, text.line - each % text.line) < 0.2 * text.line for each in (above, below)
    )


def _of_controls(scene: Scene, low: bool) -> Iterator[Fault]:
    seen = [control for control in scene.controls if control.seen]
    for control in seen:
        least = OTHER_MM if control.name.partition(":")[0] in OTHERS else PRIMARY_MM
        if min(control.place.width, control.place.height) < least - 0.01:
            size = f"{control.place.width:.1f} x {control.place.height:.1f} mm"
            yield Fault(Flaw.TARGET, f"{control.name}: {size}")
        if not control.place.within(control.view):
            yield Fault(Flaw.OUTSIDE if control.view == scene.glass else Flaw.CUT, control.name)
        if low and control.place.top < LOW * scene.glass.height - 0.3:
            yield Fault(Flaw.HIGH, f"{control.name} at {control.place.top / scene.glass.height:.0%}")
        if not control.spoken or control.order <= 0:
            yield Fault(Flaw.SILENT, control.name)
    orders = Counter(control.order for control in seen)
    yield from (Fault(Flaw.SILENT, f"{one.name} has another's order") for one in seen if orders[one.order] > 1)


def _covered(scene: Scene) -> Iterator[Fault]:
    for one, other in itertools.combinations([text for text in scene.texts if text.seen], 2):
        common = one.ink.common(one.view).common(other.ink.common(other.view))
        if common.width > 0.5 and common.height > 2:
            yield Fault(Flaw.COVERED, f"{one.words!r} and {other.words!r}")
    places = [(control.name, control.place.common(control.view)) for control in scene.controls if control.seen]
    for (first, here), (second, there) in itertools.combinations(places, 2):
        common = here.common(there)
        if common.width > 0.5 and common.height > 0.5:
            yield Fault(Flaw.COVERED, f"{first} and {second}")


def _missing(scene: Scene, screen: Screen, say: Say, first: bool) -> Iterator[Fault]:
    """The question (at double size the problem in its place), what it is about, what is wrong, what was typed, the pad, the ways on and back."""
    whole = [text for text in scene.texts if text.seen and text.ink.within(text.view)]
    view = screen.view
    double = screen.theme.scale == 2
    instead = double and getattr(view, "problem", None)
    if not isinstance(view, (Attract, TouchGrid)) and not instead and not any(text.name == "title" for text in whole):
        yield Fault(Flaw.MISSING, "the question")
    wanted = [str(getattr(view, "kind_title", ""))]
    wanted += [say(message) for name in ("problem", "notice") if (message := getattr(view, name, None))]
    boxes: tuple[str, ...] = ("number", "sub_number", "building", "room")
    if double and screen.theme.low:  # there is room for the one that is typed into
        boxes = tuple(name for name in boxes if name == getattr(view, "focus", name))
    wanted += [str(getattr(view, name, "")) for name in boxes]
    if double and (notice := getattr(view, "notice", None)):  # a long one has pages
        wanted.remove(say(notice))
        if not any(say(notice) in text.words for text in scene.texts):
            yield Fault(Flaw.MISSING, say(notice))
    for words in filter(None, wanted):
        if not any(words in text.words for text in whole):
            yield Fault(Flaw.MISSING, words)
    names = {control.name for control in scene.controls if control.seen and control.place.within(control.view)}
    needed = [name_of(way.tap) for way in ways_on(view) if way.usable]
    if first and is_typed_into(view) and not getattr(view, "letter", False):
        needed += [f"key:{key}" for key in (*"0123456789", "erase")]
    yield from (Fault(Flaw.MISSING, name) for name in needed if name not in names)


def _colours(scene: Scene, picture: QImage, least: float) -> Iterator[Fault]:
    px = picture.width() / scene.glass.width
    for text in scene.texts:
        place = text.ink.common(text.view)
        if text.seen and not text.faded and place.height > 2:
            ground = usual_colour(picture, _in_px(place, px), QColor(text.color))
            if ratio(QColor(text.color), ground) < least:
                yield Fault(Flaw.FAINT, f"{text.words!r} {text.color} on {ground.name()}")
    for control in scene.controls:
        if control.seen and control.enabled and not control.faded and control.place.within(control.view):
            ground = _beside(picture, control, px)
            colours = [QColor(colour) for colour in (control.border, control.fill) if colour]
            if colours and max(ratio(colour, ground) for colour in colours) < LEAST_OUTLINE:
                yield Fault(Flaw.OUTLINE, f"{control.name} on {ground.name()}")


def _in_px(place: Place, px: float) -> QRect:
    return QRect(
        round(place.left * px), round(place.top * px), max(1, round(place.width * px)), max(1, round(place.height * px))
    )


def _beside(picture: QImage, control: Control, px: float) -> QColor:
    """What it stands on: a little to its left."""
    x = max(0, round(control.place.left * px) - 3)
    return picture.pixelColor(x, min(picture.height() - 1, round((control.place.top + control.place.bottom) / 2 * px)))


def usual_colour(picture: QImage, place: QRect, ink: QColor) -> QColor:
    """What most of the place is of, but for the ink."""
    place &= picture.rect()
    step = max(3, min(place.width() // 24, place.height() // 3))
    counts = Counter(
        picture.pixel(x, y)
        for y in range(place.top(), place.bottom(), step)
        for x in range(place.left(), place.right(), step)
    )
    counts.pop(ink.rgb(), None)
    return QColor.fromRgb(counts.most_common(1)[0][0]) if counts else QColor(ink)


def ratio(one: QColor, other: QColor) -> float:
    """Contrast as WCAG 2 defines it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
