"""Language, theme, sound and time can be changed on every screen, whatever is shown there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiosk.core.view import Language, Screen, Tap, Theme, Times

_STEPS = {"-1": -1, "+1": 1}
_LONGER: dict[Times, Times] = {1: 2, 2: 4, 4: 1}


def adjusted(screen: Screen, tap: Tap, languages: Sequence[Language]) -> Screen | None:
    """The same screen as somebody wants to see and hear it; None where the tap is about something else. ``more-time`` only had to be
    touched, and ``repeat`` changes nothing of it.
    """
    theme, sound, times = screen.theme, screen.sound, screen.times
    match tap.control:
        case "language":
            chosen = [language for language in languages if language == tap.value]
            return replace(screen, language=chosen[0] if chosen else screen.language)
        case "zoom":
            theme = Theme(2 if theme.scale == 1 else 1, theme.contrast, theme.low)
        case "contrast":
            theme = Theme(theme.scale, "high" if theme.contrast == "normal" else "normal", theme.low)
        case "low":
            theme = Theme(theme.scale, theme.contrast, not theme.low)
        case "volume":
            sound = sound.louder(_STEPS.get(tap.value, 0))
        case "rate":
            sound = sound.faster(_STEPS.get(tap.value, 0))
        case "times":
            times = _LONGER[times]
        case "more-time" | "repeat":
            pass
        case _:
            return None
    return replace(screen, theme=theme, sound=sound, times=times)
