"""For whoever looks at pages without Qt's own loop: the pictures, the checker, the tests."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent

from kiosk.ui.window import application


def settle() -> None:
    """What was on its way has happened, and the pages before are gone.

    A page that is left is deleted when Qt's loop comes round, and `processEvents` is no round: hundreds of pages would stay, each of them
    worked out anew with every change of size or language.
    """
    application().processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
