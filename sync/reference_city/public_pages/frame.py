"""What the public pages have in common: their texts, their look, and one frame around each."""

from __future__ import annotations

import tomllib
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from config.city import City
from config.language import ALWAYS, Always
from sync.reference_city.lookup import LOOKUP_DAYS

PAGES: dict[Always, str] = {"ko": "index.html", "en": "en.html"}
HERE = Path(__file__).parent


def language_of(tag: str) -> Always:
    """That of a form; Korean where it is none of the two."""
    return next((each for each in ALWAYS if each == tag), "ko")


def static(name: str) -> str:
    return (HERE / "static" / name).read_text("utf-8")


class Texts:
    """Of one city in one language."""

    def __init__(self, city: City, language: Always) -> None:
        self.city, self.language = city, language
        self._values: dict[str, object] = {"city": city.name[language], "phone": city.phone, "days": LOOKUP_DAYS}

    def __call__(self, key: str) -> str:
        """Raises `KeyError`: there is no such text."""
        text: str = _texts()[key][self.language]
        return text.format(**self._values)

    def script(self) -> dict[str, str]:
        """What the verifier says by itself; in braces is what it puts in."""
        texts = {key: text[self.language] for key, text in _script_texts().items()}
        for name, value in self._values.items():
            texts = {key: text.replace(f"{{{name}}}", str(value)) for key, text in texts.items()}
        return texts


def drawn(template: str, t: Texts, title: str, **values: object) -> str:
    """A page. ``values`` are what its template names; markup among them is `markupsafe.Markup`."""
    other: Always = "en" if t.language == "ko" else "ko"
    common = {
        "city": t.city, "language": t.language, "other_language": other, "other_page": PAGES[other], "t": t, "first_page": PAGES[t.language],
        "title": title, "style": Markup(style()), "icon": b64encode(t.city.pictures.emblem.encode()).decode(),
    }  # fmt: skip
    return _environment().get_template(template).render(common | values)


def plain_policy() -> str:
    """What the browser lets a page do that has no script: to send its form."""
    return f"default-src 'none'; style-src {digest(style())}; img-src data:; form-action 'self'; base-uri 'none'"


def digest(text: str) -> str:
    """By which a policy knows a script or a style."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def style() -> str:
    return static("public.css")


Translated = Mapping[str, dict[Always, str]]


def _texts() -> Translated:
    return _read()[0]


def _script_texts() -> Translated:
    return _read()[1]


@cache
def _read() -> tuple[Translated, Translated]:
    texts = tomllib.loads((HERE / "texts.toml").read_text("utf-8"))
    script: Translated = texts.pop("script")
    return texts, script


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
