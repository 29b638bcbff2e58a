from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.fonts import FOLDER, HANJA_FOLDER
from kiosk.demo.demonstration import city_places
from kiosk.demo.settings import demo_settings
from printing import fonts
from sync.reference_city import keys
from sync.reference_city.keys import make_demo_keys
from tests.cities import WONJU


@pytest.fixture(autouse=True)
def fonts_as_before() -> Iterator[None]:
    """A settings file that was opened says where fonts are taken from, from then on."""
    yield
    fonts.use(FOLDER, HANJA_FOLDER)


@pytest.fixture
def settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound one, whose CA is no demonstration's."""
    with monkeypatch.context() as patch:
        patch.setattr(keys, "DEMO_CA", "A CA of the city's own")
        made = make_demo_keys(tmp_path / "keys")
    path = tmp_path / "kiosk.toml"
    values = city_places("https://city.example", tmp_path / "keys")
    path.write_text(
        demo_settings(WONJU, {**values, "machine.journal": "journal.sqlite", "card.csca": [str(made.ca)]}), "utf-8"
    )
    return path
