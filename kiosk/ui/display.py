"""What panel a display says that it is: a first guess, which whoever sets up a machine looks at."""

from __future__ import annotations

from pydantic import ValidationError

from config.settings import USUAL_PANEL, PanelSettings
from kiosk.ui.window import application


def panel_of_display() -> PanelSettings:
    """By its own word on px and mm; the usual one, standing or lying as it does, where that is no panel that a kiosk can have."""
    display = application().primaryScreen()
    pixels, millimetres = display.size(), display.physicalSize()
    usual = USUAL_PANEL
    try:
        return PanelSettings(
            width=pixels.width(), height=pixels.height(),
            width_mm=round(millimetres.width()), height_mm=round(millimetres.height()),
        )  # fmt: skip
    except ValidationError:
        if pixels.width() <= pixels.height():
            return usual
        return PanelSettings(width=usual.height, height=usual.width, width_mm=usual.height_mm, height_mm=usual.width_mm)
