"""docs/settings.md says what the models say, and they say it of everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from config.settings import Section, section_in
from kiosk.shell.settings import settings_model
from kiosk.shell.settings_page import page, words

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m kiosk.shell.settings_page > docs/settings.md"


def sections(model: type[Section]) -> Iterator[type[Section]]:
    for field in model.model_fields.values():
        inner = section_in(field.annotation)
        if inner:
            yield inner
            yield from sections(inner)


def test_every_setting_says_what_it_is() -> None:
    dumb = [
        f"{section.__name__}.{name}"
        for section in sections(settings_model())
        for name in section.model_fields
        if not words(section).get(name, "").endswith(".")
    ]
    assert dumb == []


def test_the_page_has_units_ranges_and_defaults() -> None:
    text = page()
    assert "| a number, 0 to 600 s | must be given |" in text
    assert "| a number, 30000 to 120000 ms | `100000` |" in text
    assert "| one of `code-page`, `raster` | `code-page` |" in text
    assert "| a number, 2 to 255; no other on its line has it | must be given |" in text
