"""The page of what is heard: ``python -m kiosk.demo.heard_page > docs/heard.md``. Three visits in virtual time, word for word."""

from __future__ import annotations

import random
import sys

from config.city import City, read_city, shipped_city
from config.language import Language
from config.vocabulary import Matter
from kiosk.core.step import Effect, Show
from kiosk.core.view import Tap
from kiosk.demo.heard import Transcript
from kiosk.demo.resident import Action
from kiosk.demo.wishes import resident
from kiosk.simulator.run import serve
from kiosk.simulator.world import World

_HEAD = """# What is heard

Every screen says itself: what it is, what is asked, what was typed, what is wrong, what it costs, what time is left, and where the
paper lies. Below are three whole visits as they are heard with the screen covered: each headline is a page that comes up, each line is
said, and `>` is what the resident does. Another page is said whole; on the page that stands only what has changed is said. A key or
a touch stops whatever is being said, and a PIN is heard as ticks. Without an earphone nothing is said that nobody else may hear.

Made from the code: `python -m kiosk.demo.heard_page > docs/heard.md`.
"""
_VISITS: tuple[tuple[str, str | Matter, Language], ...] = (
    ("The land register, in Korean", "land-register", "ko"),
    ("One's own registration, in English, with an ID card", "resident-abstract", "en"),
    ("What became of an application, in Vietnamese", Matter.APPLICATION, "vi"),
)
_READY_MS = 60_000


class _Listened(World):
    """Attributes:
    lines: what was heard, and what was done.
    """

    def __init__(self, city: City) -> None:
        self.lines: list[str] = []
        self._transcript = Transcript(city, self.lines.append)
        super().__init__(city, 1)

    def do(self, effect: Effect) -> None:
        super().do(effect)
        if isinstance(effect, Show) and self.heard and self.heard[-1].screen == effect.screen:
            self._transcript(self.heard[-1])

    def act(self, action: Action) -> None:
        done = f"{action.control} {action.value}" if isinstance(action, Tap) else str(action)
        self.lines.append(f"> {done.strip()}")
        super().act(action)


def visit(city: City, wanted: str | Matter, language: Language) -> str:
    """Everything from the first screen to the last."""
    world = _Listened(city)
    world.run(world.ready, _READY_MS)
    matter = wanted if isinstance(wanted, Matter) else ""
    kind = city.kinds["land-register" if matter else wanted]
    wants = resident(city, kind, language=language, purse=(1_000,), matter=matter)
    serve(world, wants, random.Random(1))
    return "\n".join(world.lines)


def page() -> str:
    city = read_city(shipped_city())
    parts = [_HEAD]
    for title, wanted, language in _VISITS:
        parts.append(f"## {title}\n\n```\n{visit(city, wanted, language)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(page())
