"""The example is a file that works, and the demonstration's settings are it at other places."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from config.staff import SALT_BYTES, matches
from kiosk.demo.settings import STAFF, STAFF_PIN, demo_kiosk, demo_settings, demo_staff, example_text
from kiosk.demo.wishes import hints
from kiosk.shell.settings import fittings, parse_settings, read_settings
from kiosk.simulator.world import demo_machine_settings
from tests.cities import WONJU

COMMENTED = {"serial_keypad", "key_switch"}
"""They stand there as comments: in place of the keypad that is a USB keyboard, and what few machines have."""


def test_the_example_as_it_lies_there_is_a_kiosk_with_everything_in_it() -> None:
    path = Path(__file__).parents[3] / "config" / "kiosk.example.toml"
    settings = read_settings(path)
    assert {each.section for each in settings.fitted} == {each.section for each in fittings()} - COMMENTED
    assert settings.city.key == path.parent / "keys" / "kiosk.key"


def test_the_demonstration_differs_from_the_example_in_what_it_was_told_and_keeps_its_notes() -> None:
    text = demo_settings(
        WONJU, {"cctalk.port": "/dev/pts/3", "city.signing_keys": ["한 글.pem"], "machine.refund_within_s": 5}
    )
    before, after = tomllib.loads(example_text()), tomllib.loads(text)
    assert (after["cctalk"].pop("port"), before["cctalk"].pop("port")) == ("/dev/pts/3", "/dev/kiosk/coin")
    assert (after["city"].pop("signing_keys"), bool(before["city"].pop("signing_keys"))) == (["한 글.pem"], True)
    assert (after["machine"].pop("refund_within_s"), before["machine"].pop("refund_within_s")) == (5, 60)
    assert (after["machine"].pop("id"), bool(before["machine"].pop("id"))) == (demo_kiosk(WONJU).id, True)
    assert (after["city"].pop("data"), before["city"].pop("data")) == (str(WONJU.folder), "wonju")
    assert after == before
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in example_text().splitlines() if line.startswith("#")
    ]


def test_who_tries_the_demonstration_can_open_the_machines_own_pages_with_what_is_told() -> None:
    settings = parse_settings(demo_settings(WONJU, {}) + demo_staff(bytes(SALT_BYTES)), Path())
    assert {each.number: each.role for each in settings.staff} == {number: role for role, number in STAFF.items()}
    assert all(matches(STAFF_PIN, each.pin) for each in settings.staff)
    told = " ".join(hints(WONJU))
    assert all(each in told for each in (STAFF_PIN, *STAFF.values()))


def test_a_place_that_the_example_does_not_know_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"coins\.port"):
        demo_settings(WONJU, {"coins.port": "/dev/pts/3"})


def test_what_the_example_shows_as_comments_are_settings_too() -> None:
    """Its hours and its bill validator, with the marks taken off."""
    lines = example_text().splitlines()
    shown = [line.removeprefix("# ") for line in lines if line.startswith("# ")]
    start = shown.index("[cctalk.bill_validator]")
    validator = tomllib.loads("\n".join(shown[start : shown.index("]", start) + 1]))["cctalk"]["bill_validator"]
    start = shown.index("[[hours]]")
    hours = tomllib.loads("\n".join(shown[start : start + 4]))["hours"]
    cctalk = tomllib.loads(example_text())["cctalk"] | {"bill_validator": validator}
    settings = demo_machine_settings(WONJU, id003=None, cctalk=cctalk, hours=hours)
    assert settings.acceptors == demo_machine_settings(WONJU, bill_validator=True).acceptors
    assert settings.caps("land-register")
