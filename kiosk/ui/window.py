"""The window: one `Screen` is shown, touches come back as `Tap`.

>>> window = KioskWindow(city, settings.panel)                                                      # doctest: +SKIP
>>> window.tapped.connect(lambda tap: print(tap))                                                 # doctest: +SKIP
>>> window.show_screen(Screen(Attract()))                                                         # doctest: +SKIP
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast
from urllib.parse import unquote

from PySide6.QtCore import QObject, QPointF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication, QImage, QPainter, QTransform
from PySide6.QtQuick import QQuickImageProvider, QQuickItem, QQuickView
from PySide6.QtSvg import QSvgRenderer

from config.city import City, Pictures
from config.hangul import latin
from config.language import LOCALES, Language
from config.settings import USUAL_PANEL, PanelSettings
from config.trouble import Trouble
from kiosk.core.guidance import guidance
from kiosk.core.view import Attract, OutOfService, Screen, Tap, to_json
from kiosk.ui.words import Words, keep_words_whole

FONT = LOCALES["ko"].face
UNITS = 4
"""Of the scene, a millimetre."""
FRAME = QSize(16, 72)
"""What a desk's window manager puts around a window and along the display's edge, where it does not say so itself."""
FORGET_MS = 500
"""After a session: by then its last page is gone, and what was written on it is collected, not when the memory is wanted."""
_QML = Path(__file__).parent / "qml"


class ScreenError(Trouble):
    """The screens cannot be shown: a font is missing, or their files are damaged."""


def application() -> QGuiApplication:
    """The one Qt application of the process; made at the first call."""
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    os.environ.setdefault("QT_QUICK_BACKEND", "software")  # the kiosk's PC need not have a graphics card
    return QGuiApplication(["kiosk"])


class KioskWindow(QQuickView):
    """The kiosk's only window. Without ``motion`` nothing fades or slides: for pictures and scripted residents.

    The scene has the panel's size in units of a quarter of a millimetre, so that a page says what a thing measures, and is drawn in
    whatever px the window has, turned as the panel is. With ``fit`` the window is no larger than the display that it is looked at on:
    for a desk, where no panel stands. With ``speaks`` the voice can be made louder and faster on every page.

    Attributes:
        shown: what is shown; None before the first.

    Signals:
        tapped: a `Tap`, after a control was used.

    Raises:
        ScreenError: the font is not installed (Debian: fonts-noto-cjk), or the QML files do not load.
        DataFileError: a text of the city's cannot be used.
    """

    tapped = Signal(object)

    def __init__(
        self,
        city: City,
        panel: PanelSettings = USUAL_PANEL,
        fullscreen: bool = False,
        motion: bool = True,
        fit: bool = False,
        speaks: bool = False,
    ) -> None:
        application()
        for face in (FONT, *(LOCALES[language].face for language in city.languages)):
            if face not in QFontDatabase.families():
                raise ScreenError(f"font {face!r} is not installed (Debian package fonts-noto-cjk)")
        super().__init__()
        self.shown: Screen | None = None
        self._words = {language: _SpokenWords(Words(language, city)) for language in city.languages}
        self.setTitle("무인민원발급기")
        self.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.engine().addImageProvider("drawing", _Drawings())
        self.engine().addImageProvider("city", _CityPictures(city.pictures))
        self.engine().addImportPath(str(_QML))
        self.setSource(str(_QML / "Screen.qml"))
        if self.status() != QQuickView.Status.Ready:
            raise ScreenError("; ".join(error.toString() for error in self.errors()))
        self._shared = self._singleton("Kiosk")
        self._shared.setProperty("languages", [_choice(language) for language in city.languages])
        self._shared.tapped.connect(  # type: ignore[attr-defined]  # a signal of Kiosk.qml
            lambda control, value: self.tapped.emit(Tap(control, value))
        )
        self._shared.setProperty("speaks", speaks)
        self._theme = self._singleton("Theme")
        self._theme.setProperty("motion", motion)
        self._panel = panel
        for name, value in zip(("across", "down"), panel.seen_mm, strict=True):
            self.rootObject().setProperty(name, UNITS * value)
        self.rootObject().setProperty("turns", panel.turns)
        display = QSize(panel.width, panel.height)
        room = self.screen().availableSize() - FRAME
        smaller = display.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        self.resize(smaller if fit and smaller.width() < display.width() else display)
        if fullscreen:
            self.showFullScreen()
        else:
            self.show()
        application().processEvents()  # the window gets its size, and the scene with it

    def _singleton(self, name: str) -> QObject:
        found = self.engine().singletonInstance("Parts", name)
        if not isinstance(found, QObject):
            raise ScreenError(f"Parts/{name}.qml does not load")
        return found

    @property
    def scene(self) -> QQuickItem:
        """All that is shown, in units of a quarter of a millimetre."""
        return cast("QQuickItem", self.rootObject().findChild(QQuickItem, "scene"))

    def show_screen(self, screen: Screen) -> None:
        """Shows it, whole; what has not changed is left as it is."""
        if (
            self.shown
            and type(screen.view) is not type(self.shown.view)
            and isinstance(screen.view, Attract | OutOfService)
        ):
            QTimer.singleShot(FORGET_MS, self._forget)
        self.shown = screen
        self._theme.setProperty("family", LOCALES[screen.language].face)
        self._shared.setProperty("language", screen.language)
        self._shared.setProperty("words", self._words[screen.language])
        how = guidance(screen)
        self._shared.setProperty("guide", self._words[screen.language].text(how.id, how.args) if how else "")
        self.rootObject().setProperty("json", json.dumps(to_json(screen)))
        if self.rootObject().property("broken"):
            raise ScreenError(f"the page for {type(screen.view).__name__} does not load")

    def _forget(self) -> None:
        self.engine().collectGarbage()

    def grab(self) -> QImage:
        """The picture in the panel's own px, turned as the panel is."""
        return self.grabWindow()

    def upright(self) -> QImage:
        """The picture as who stands before it sees it."""
        return self.grab().transformed(QTransform().rotate(-90 * self._panel.turns))

    def controls(self) -> list[QQuickItem]:
        """Everything that can be used now, on whichever page of the body it is, in the keypad's order."""
        usable = [
            item
            for item in descendants(self.rootObject())
            if item.metaObject().indexOfProperty("spoken") >= 0 and item.isVisible() and item.isEnabled()
        ]
        return sorted(usable, key=lambda item: int(item.property("order")))


def name_of(tap: Tap) -> str:
    """What the control that gives it is called in the scene."""
    return f"{tap.control}:{tap.value}" if tap.value else tap.control


def page_towards(item: QQuickItem) -> int:
    """Where an item lies: 0 on the page of the body that is shown, 1 on a later one, -1 on an earlier."""
    above = cast("QQuickItem | None", item.parentItem())
    while above is not None:
        if above.clip():
            middle = item.mapToItem(above, QPointF(item.width() / 2, item.height() / 2)).y()
            if not 0 <= middle <= above.height():
                return 1 if middle > 0 else -1
        above = cast("QQuickItem | None", above.parentItem())
    return 0


class _Drawings(QQuickImageProvider):
    """SVG pictures that QML itself writes, at once: Qt would load them from a ``data:`` address some frames later."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, address: str, size: QSize, requested: QSize) -> QImage:
        picture = QSvgRenderer(unquote(address).encode())
        return _drawn(picture, picture.defaultSize())


class _CityPictures(QQuickImageProvider):
    """The city's pictures by name, in the size that is asked for."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._pictures = pictures

    def requestImage(self, address: str, size: QSize, requested: QSize) -> QImage:
        return _drawn(QSvgRenderer(getattr(self._pictures, address).encode()), requested)


def _drawn(picture: QSvgRenderer, size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    picture.render(painter)
    painter.end()
    return image


class _SpokenWords(QObject):
    """The words of one language, for QML."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    @Slot(str, "QVariantMap", result=str)
    def text(self, message_id: str, args: Mapping[str, object]) -> str:
        whole = {name: int(value) if isinstance(value, float) else value for name, value in args.items()}
        text = self._words.text(message_id, whole)
        return keep_words_whole(text) if self._words.language == "ko" else text

    @Slot(str, result=str)
    def latin(self, name: str) -> str:
        """How a Korean name is read; "" in a language whose readers know hangul."""
        return "" if LOCALES[self._words.language].hangul else latin(name)


def _choice(language: Language) -> dict[str, str]:
    locale = LOCALES[language]
    return {"tag": language, "name": locale.name, "face": locale.face}


def descendants(item: QQuickItem) -> Iterator[QQuickItem]:
    """Every item below, in the order in which it is drawn."""
    for child in item.childItems():
        yield child
        yield from descendants(child)
