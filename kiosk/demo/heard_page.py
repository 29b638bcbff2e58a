"""The pages of what is heard, word for word, of visits in virtual time: three by touch
(``python -m kiosk.demo.heard_page > docs/heard.md``), and every kind by keypad and earphone with the screen black
(``python -m kiosk.demo.heard_page LANGUAGE > docs/heard-LANGUAGE.md``).
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby

from config.catalogue import in_language
from config.city import City, read_city, shipped_city
from config.kind import Kind
from config.language import LOCALES, Language
from config.vocabulary import Matter
from drivers.emulated import EarphoneSocket
from kiosk.core.step import Effect, Show
from kiosk.core.view import Tap
from kiosk.demo.heard import Transcript
from kiosk.demo.resident import Action, PressKey
from kiosk.demo.settings import example
from kiosk.demo.wishes import resident
from kiosk.shell.settings import Settings
from kiosk.simulator.run import serve
from kiosk.simulator.world import World, demo_machine_settings

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
BY_KEYS: tuple[Language, ...] = ("ko", "en")
"""In which every kind is gone through."""
_BY_KEYS_HEAD = """# What is heard by keypad and earphone, in {language}

Every kind of certificate from the first screen to the paper by somebody who sees nothing: an earphone is plugged in, the screen is
black, and nobody touches it. `>` is a key that is pressed, with how often; everything else is heard, as in [what is heard](heard.md).

Made from the code: `python -m kiosk.demo.heard_page {tag} > docs/heard-{tag}.md`.
"""
_PURSE = (500, 500, 500)
_READY_MS = 60_000


class _Listened(World):
    """Attributes:
    lines: what was heard, and what was done.
    """

    def __init__(self, city: City, settings: Settings | None = None) -> None:
        self.lines: list[str] = []
        self._transcript = Transcript(city, self.lines.append)
        super().__init__(city, 1, settings=settings)

    def do(self, effect: Effect) -> None:
        super().do(effect)
        if isinstance(effect, Show) and self.heard and self.heard[-1].screen == effect.screen:
            self._transcript(self.heard[-1])

    def act(self, action: Action) -> None:
        if isinstance(action, PressKey):
            self.lines.append(f"> {action.key}")
            super().act(action)
            return
        done = f"{action.control} {action.value}" if isinstance(action, Tap) else str(action)
        self.lines.append(f"> {done.strip()}")
        super().act(action)


def visit(city: City, wanted: str | Matter, language: Language) -> str:
    """Everything from the first screen to the last."""
    world = _Listened(city)
    world.run(world.ready, _READY_MS)
    matter = wanted if isinstance(wanted, Matter) else ""
    kind = city.kinds["land-register" if matter else wanted]
    wants = resident(city, kind, language=language, purse=(1_000,), matter=matter, looks_round=True)
    serve(world, wants, random.Random(1))
    return "\n".join(world.lines)


def by_keys(city: City, kind: Kind, language: Language) -> str:
    """The same by who hears all and sees nothing.

    Raises:
        AssertionError: something was shown though the screen is to be black, or no paper came of it.
    """
    data = example(city)
    world = _Listened(city, demo_machine_settings(city, keypad=data["keypad"], jack=data["jack"] | {"darkens": True}))
    world.run(world.ready, _READY_MS)
    world.lines.append("> (plugs in an earphone)")
    world.machine.the(EarphoneSocket).put(world.now, True)
    world.run(lambda: world.screen.dark, _READY_MS)
    wants = resident(city, kind, language=language, purse=_PURSE, by_keys=True)
    serve(world, wants, random.Random(1))
    assert world.screen.dark
    assert wants.served, f"{kind.name} was not had"
    return "\n".join(_counted(world.lines))


def _counted(lines: Iterable[str]) -> Iterator[str]:
    for line, again in groupby(lines):
        times = len(list(again))
        yield from (f"{line} x {times}",) if times > 1 and line.startswith(">") else (line,) * times


def by_keys_page(language: Language) -> str:
    city = read_city(shipped_city())
    visits = (
        f"## {in_language(kind.title, language)}\n\n```\n{by_keys(city, kind, language)}\n```\n"
        for kind in city.offered.values()
    )
    return "\n".join([_BY_KEYS_HEAD.format(language=LOCALES[language].name, tag=language), *visits])


def page() -> str:
    city = read_city(shipped_city())
    parts = [_HEAD]
    for title, wanted, language in _VISITS:
        parts.append(f"## {title}\n\n```\n{visit(city, wanted, language)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    asked = [language for language in BY_KEYS if language in sys.argv[1:]]
    sys.stdout.write(by_keys_page(asked[0]) if asked else page())
