"""A machine's settings name its city, and speak of no site or kind that the city has not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config.city import shipped_city
from config.problems import SettingsError
from kiosk.demo.settings import demo_settings
from kiosk.shell.city_of import city_of, identity_of
from kiosk.shell.settings import Settings, parse_settings
from tests.cities import WONJU

TEXT = demo_settings(WONJU, {})


def changed(before: str, after: str, folder: Path = Path("/")) -> Settings:
    assert TEXT.count(before) == 1
    return parse_settings(TEXT.replace(before, after), folder)


def test_a_shipped_city_by_its_name_and_any_by_its_folder(tmp_path: Path) -> None:
    shutil.copytree(shipped_city("wonju"), tmp_path / "data" / "ours")
    by_name = city_of(changed(f'"{WONJU.folder}"', '"wonju"'))
    by_folder = city_of(changed(f'"{WONJU.folder}"', '"data/ours"', tmp_path))  # relative to the settings' own folder
    assert (by_name.id, by_name.folder) == ("wonju", WONJU.folder)
    assert (by_folder.id, by_folder.folder) == ("wonju", tmp_path / "data" / "ours")


def test_its_three_names_travel_together() -> None:
    kiosk = identity_of(parse_settings(TEXT, Path("/")))
    assert (kiosk.id, kiosk.number, kiosk.site) == ("wonju-demo", "03", "단구동")
    assert kiosk.printed == "무인민원발급기 03 (단구동)"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (f'data = "{WONJU.folder}"\n', "", "city.data: is missing"),
        (f'"{WONJU.folder}"', '"gangneung"', "city.data: gangneung: the cities that are shipped are wonju"),
        (f'"{WONJU.folder}"', '"/no/such"', "city.data: /no/such/city.toml: cannot be read"),
        (
            'number = "03"',
            'number = "04"',
            r"machine.site: the city has no site 04 \(단구동\); there are 01 문막읍, 02 신림면",
        ),
        ('site = "단구동"', 'site = "무실동"', r"machine.site: the city has no site 03 \(무실동\)"),
    ],
)
def test_what_does_not_agree_is_one_line_that_names_the_setting(before: str, after: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        city_of(changed(before, after))


def test_hours_of_a_kind_that_the_city_has_not() -> None:
    hours = '[[hours]]\nkinds = ["passport"]\ndays = ["mon"]\nopens = 06:00:00\ncloses = 00:00:00\n'
    with pytest.raises(SettingsError, match=r"hours\[1\]\.kinds: no such kind: passport"):
        city_of(parse_settings(TEXT + hours, Path("/")))
