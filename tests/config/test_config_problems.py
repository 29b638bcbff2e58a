"""What is told of a problem: in both languages the same things, and never with a hole in it."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from config.problems import Flaw, Problem, SettingsError, place


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("flaw", Flaw)
def test_both_languages_tell_the_same(flaw: Flaw) -> None:
    assert holes(flaw.value.en) == holes(flaw.value.ko)
    if flaw is not Flaw.OTHER:
        assert any("가" <= letter <= "힣" for letter in flaw.value.ko)
        assert flaw.value.en.isascii()


def test_a_place_is_counted_as_people_count() -> None:
    assert place(("cctalk", "hopper", 1, "name")) == "cctalk.hopper[2].name"
    assert place(("city", "signing_keys", 0)) == "city.signing_keys[1]"


def test_an_error_is_a_line_a_problem_with_file_key_and_what_to_do() -> None:
    problems = [Problem("city.ca", Flaw.MISSING), Problem("", Flaw.NOT_TOML, {"why": "line 3"})]
    error = SettingsError(problems, Path("/etc/kiosk/kiosk.toml"))
    assert error.lines("ko")[0].startswith("/etc/kiosk/kiosk.toml: city.ca: 없습니다")
    assert str(error).splitlines() == [
        "/etc/kiosk/kiosk.toml: city.ca: is missing and has no default: put it in",
        "/etc/kiosk/kiosk.toml: is no TOML: line 3",
    ]
