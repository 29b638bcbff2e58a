"""What can be seen in the window now, read from the live scene: every text, every control and every picture, in mm.

>>> seen = read_scene(window)                                                                     # doctest: +SKIP
>>> [control.name for control in seen.controls]                                                   # doctest: +SKIP
['start', 'language:ko', ...]
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from PySide6.QtQml import QJSValue, QQmlEngine

from kiosk.ui.window import UNITS, KioskWindow

LINE = 1.448
"""From line to line, of a font's size: as Noto Sans CJK has it by itself."""
_WALK = """
(function (root, turnTo) {
    const texts = [], controls = [], pictures = [], paged = [];
    const whole = (item) => { const r = root.mapFromItem(item, 0, 0, item.width, item.height); return [r.x, r.y, r.x + r.width, r.y + r.height]; };
    const common = (a, b) => [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
    function ink(text) {
        const air = 0.2 * text.font.pixelSize, free = text.width - text.contentWidth;
        const left = text.horizontalAlignment === 2 ? free : text.horizontalAlignment === 4 ? free / 2 : 0;
        const top = (text.height - text.contentHeight) / 2 + air;
        const r = root.mapFromItem(text, left, top, text.contentWidth, text.contentHeight - 2 * air);
        return [r.x, r.y, r.x + r.width, r.y + r.height];
    }
    function walk(item, view, button, opacity) {
        for (let i = 0; i < item.children.length; i++) {
            const child = item.children[i];
            if (!child.visible || child.opacity === 0)
                continue;
            const seen = opacity * child.opacity, place = whole(child);
            if ("lineCount" in child) {
                if (child.text !== "")
                    texts.push({ words: String(child.text), name: child.objectName, ink: ink(child), view: view, button: button, size: child.font.pixelSize, line: child.lineHeight,
                        face: child.font.family, color: String(child.color), cut: child.truncated || child.contentWidth > child.width + 1.5, faded: seen < 1 });
            } else if ("source" in child && "paintedWidth" in child && String(child.source) !== "") {
                pictures.push({ source: String(child.source), drawn: child.paintedWidth > 0 });
            }
            if ("starts" in child)
                paged.push(child);
            const touched = "spoken" in child;
            if (touched) {
                const edge = [...child.children].find(part => part.visible && "border" in part && "radius" in part);
                controls.push({ name: child.objectName, place: place, view: view, enabled: child.enabled, order: child.order, spoken: child.heard,
                    fill: edge ? String(edge.color) : "", border: edge && edge.border.width > 0 ? String(edge.border.color) : "", faded: seen < 1 });
            }
            walk(child, child.clip ? common(view, place) : view, touched ? place : button, seen);
        }
    }
    const over = [...root.children].filter(child => child.visible && child.over === true).pop() || root;
    const glass = [0, 0, root.width, root.height];
    walk(over, glass, null, 1);
    if (Number(turnTo) >= 0 && paged.length > 0) {
        paged[0].page = Number(turnTo);
        return "";
    }
    return JSON.stringify({ glass: glass, texts: texts, controls: controls, pictures: pictures, pages: paged.length > 0 ? paged[0].count : 1 });
})
"""


@dataclass(frozen=True)
class Place:
    """A rectangle of the screen, in mm from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def within(self, other: Place, slack: float = 0.4) -> bool:
        return (
            self.left >= other.left - slack
            and self.top >= other.top - slack
            and self.right <= other.right + slack
            and self.bottom <= other.bottom + slack
        )

    def common(self, other: Place) -> Place:
        return Place(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )


@dataclass(frozen=True)
class Text:
    """Attributes:
    ink: where its characters are.
    view: the part of the screen in which it can be seen.
    button: the control that it stands on.
    size: of its font, in mm: the square that a Han character has.
    line: from one line to the next, in mm.
    cut: it is wider than its place.
    faded: it is of something that cannot be used now.
    """

    words: str
    ink: Place
    view: Place
    button: Place | None = None
    size: float = 14
    line: float = 18
    color: str = "#000000"
    name: str = ""
    face: str = ""
    cut: bool = False
    faded: bool = False

    @property
    def seen(self) -> bool:
        """Some of it."""
        part = self.ink.common(self.view)
        return part.width > 0.5 and part.height > 1


@dataclass(frozen=True)
class Control:
    """Attributes:
    spoken: what a voice says for it.
    fill, border: colours of its shape, "" for none.
    """

    name: str
    place: Place
    view: Place
    order: int = 1
    spoken: str = "x"
    enabled: bool = True
    fill: str = "#ffffff"
    border: str = "#000000"
    faded: bool = False

    @property
    def seen(self) -> bool:
        part = self.place.common(self.view)
        return part.width > 0.5 and part.height > 0.5


@dataclass(frozen=True)
class Scene:
    """Attributes:
    glass: the whole of the screen.
    missing: pictures that could not be drawn.
    pages: of the body.
    """

    glass: Place
    texts: tuple[Text, ...] = ()
    controls: tuple[Control, ...] = ()
    missing: tuple[str, ...] = field(default=())
    pages: int = 1


def read_scene(window: KioskWindow) -> Scene:
    """What the window shows now."""
    found = json.loads(_call(window, -1))
    return Scene(
        _place(found["glass"]),
        tuple(
            Text(
                str(each["words"]).replace("\u2060", ""),
                _place(each["ink"]),
                _place(each["view"]),
                _place(each["button"]) if each["button"] else None,
                each["size"] / UNITS,
                each["line"] * LINE * each["size"] / UNITS,
                each["color"],
                each["name"],
                each["face"],
                each["cut"],
                each["faded"],
            )
            for each in found["texts"]
        ),
        tuple(
            Control(
                each["name"],
                _place(each["place"]),
                _place(each["view"]),
                each["order"],
                each["spoken"],
                each["enabled"],
                each["fill"],
                each["border"],
                each["faded"],
            )
            for each in found["controls"]
        ),
        tuple(each["source"] for each in found["pictures"] if not each["drawn"]),
        found["pages"],
    )


def _place(sides: Sequence[float]) -> Place:
    return Place(*(side / UNITS for side in sides))


def turn_to(window: KioskWindow, page: int) -> None:
    """Shows that page of the body, counted from 0."""
    _call(window, page)


def _call(window: KioskWindow, page: int) -> str:
    root = window.scene
    QQmlEngine.setObjectOwnership(root, QQmlEngine.ObjectOwnership.CppOwnership)
    engine = window.engine()
    walk = cast("QJSValue", engine.evaluate(_WALK))
    answer = walk.call([engine.newQObject(root), QJSValue(str(page))])
    if answer.isError():
        raise RuntimeError(answer.toString())
    return str(answer.toString())
