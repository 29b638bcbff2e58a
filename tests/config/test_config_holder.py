"""Who may have a paper of their own at a kiosk, as a city writes it down."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from config.city import read_city, shipped_city
from config.data_file import DataFileError
from config.holder import HolderRules, age, birth
from config.vocabulary import IdentityMeans

BORN_2099 = "9912313000000"
"""Nobody's: the day is still to come."""


@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("8011239000018", date(1880, 11, 23)), ("9912310000000", date(1899, 12, 31)), ("0001011000000", date(1900, 1, 1)),
        ("9912316000000", date(1999, 12, 31)), (BORN_2099, date(2099, 12, 31)), ("0002298000000", date(2000, 2, 29)),
        ("0002291000000", None), ("9913013000000", None), ("99123", None), ("", None), ("٩٩١٢٣١٣000000", None),
    ],
)  # fmt: skip
def test_a_resident_number_says_the_day_of_birth(number: str, born: date | None) -> None:
    assert birth(number) == born


@pytest.mark.parametrize(
    ("on", "years"),
    [
        (date(2026, 2, 28), 17),
        (date(2026, 3, 1), 18),
        (date(2028, 2, 28), 19),
        (date(2028, 2, 29), 20),
        (date(2008, 2, 28), -1),
    ],
)
def test_age_is_counted_in_full_years(on: date, years: int) -> None:
    assert age(date(2008, 2, 29), on) == years


def test_a_number_without_a_day_is_not_old_enough_for_any_rule() -> None:
    rules = HolderRules(age=17)
    assert not rules.is_old_enough("0013013000000", date(2026, 1, 1))
    assert not rules.is_old_enough(BORN_2099, date(2026, 1, 1))
    assert rules.is_old_enough(BORN_2099, date(2117, 1, 1))
    assert HolderRules().is_old_enough("", date(2026, 1, 1))


def test_what_is_shipped_lets_card_holders_have_their_register() -> None:
    rules = read_city(shipped_city()).kinds["resident-register"].holder
    assert rules == HolderRules((IdentityMeans.CHIP_CARD,), age=17)


@pytest.mark.parametrize(
    ("kind", "written", "said"),
    [
        ("resident-register", 'means = ["fingerprint"]', "holder.means.0"),
        ("resident-register", 'means = ["chip-card", "chip-card"]', "one is there twice"),
        ("resident-register", "age = -1", "holder.age"),
        ("resident-register", "per_day = 3", "holder.per_day"),
        ("land-register", "age = 17", "it has no holder"),
    ],
)
def test_a_rule_that_cannot_be_kept_names_its_file_and_key(tmp_path: Path, kind: str, written: str, said: str) -> None:
    folder = tmp_path / "city"
    shutil.copytree(shipped_city(), folder)
    file = folder / "kinds" / f"{kind}.toml"
    before, _, after = file.read_text("utf-8").partition("[holder]")
    fees = after[after.index("[[fee]]") :] if after else ""
    file.write_text(f"{before if after else before + chr(10)}[holder]\n{written}\n{fees}", "utf-8")
    with pytest.raises(DataFileError, match=f"{kind}.toml: .*{said}"):
        read_city(folder)
