"""Which configuration a kiosk starts with, whatever the power does between two lines."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.trouble import Trouble
from config.updates.versions import CITY, State, Versions, name_of


def city(into: Path) -> None:
    (into / CITY).mkdir()
    (into / CITY / "city.toml").write_text("x")


def applied(versions: Versions, version: str) -> None:
    versions.write(version, city)
    versions.apply(version, was_able=True)


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path / "configuration")


def test_nothing_written_is_what_was_shipped(versions: Versions) -> None:
    assert versions.begin() is None


def test_what_was_written_is_tried_and_kept_once_it_proved_itself(versions: Versions) -> None:
    applied(versions, "a")
    assert versions.begin() == "a"
    versions.keep("a")
    assert (versions.begin(), versions.state) == ("a", State(kept="a"))


def test_what_did_not_prove_itself_in_two_starts_is_left_for_the_one_before_and_not_taken_again(
    versions: Versions,
) -> None:
    applied(versions, "a")
    versions.begin()
    versions.keep("a")
    applied(versions, "b")
    assert [versions.begin() for _ in range(4)] == ["b", "b", "a", "a"]
    assert not versions.is_news("b")
    assert not versions.of("b").exists()


def test_one_that_was_put_off_is_news_again_and_refused_the_third_time(versions: Versions) -> None:
    for last in (False, False, True):
        assert versions.is_news("a")
        versions.write("a", city)
        versions.apply("a", was_able=True)
        assert versions.begin() == "a"
        versions.put_off("a")
        assert versions.begin() is None
        assert versions.is_news("a") is not last


def test_an_orderly_end_says_nothing_against_a_trial(versions: Versions) -> None:
    applied(versions, "a")
    for _ in range(5):
        assert versions.begin() == "a"
        versions.stopped()


def test_what_was_written_waits_until_it_is_applied(versions: Versions) -> None:
    versions.write("a", city)
    assert versions.begin() is None
    assert versions.state.written == "a"
    versions.apply("a", was_able=False)
    assert (versions.begin(), versions.state.was_able) == ("a", False)


def test_what_cannot_be_filled_is_not_written(versions: Versions) -> None:
    def fails(into: Path) -> None:
        city(into)
        raise Trouble("a fee without a date")

    with pytest.raises(Trouble, match="a fee without a date"):
        versions.write("a", fails)
    assert versions.begin() is None
    assert not versions.is_news("a")
    assert [path.name for path in versions.folder.iterdir()] == ["state.json"]


def test_a_newer_one_takes_the_place_of_one_that_was_not_tried_yet(versions: Versions) -> None:
    applied(versions, "a")
    applied(versions, "b")
    assert versions.begin() == "b"
    versions.keep("b")
    assert sorted(path.name for path in versions.folder.iterdir()) == ["b", "state.json"]


def test_a_state_that_nobody_wrote_is_told_and_not_guessed_at(versions: Versions) -> None:
    applied(versions, "a")
    (versions.folder / "state.json").write_text('{"kept": 7}')
    with pytest.raises(Trouble, match=r"state\.json: cannot be used"):
        versions.begin()


def test_the_name_is_that_of_the_contents() -> None:
    assert name_of({"a": b"1", "b": b"2"}) == name_of({"b": b"2", "a": b"1"})
    assert len({name_of(each) for each in ({"a": b"1"}, {"a": b"2"}, {"b": b"1"}, {"a": b"", "b": b"1"}, {})}) == 5


STORY = """
import os, signal, sys
from pathlib import Path
left, folder = int(sys.argv[1]), Path(sys.argv[2])
def cut(real):
    def may_end(*arguments, **more):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **more)
    return may_end
os.fsync, os.replace, os.rename, os.mkdir, os.unlink = map(cut, (os.fsync, os.replace, os.rename, os.mkdir, os.unlink))
from config.updates.versions import Versions
def city(into):
    (into / "city").mkdir()
    (into / "city" / "city.toml").write_text("x")
versions = Versions(folder)
versions.write("b", city)
versions.apply("b", True)
versions.begin()
versions.keep("b")
"""


def test_a_power_cut_at_any_step_leaves_the_old_one_or_the_new(tmp_path: Path) -> None:
    point, seen = 1, set()
    while True:
        versions = Versions(tmp_path / str(point))
        applied(versions, "a")
        versions.begin()
        versions.keep("a")
        command = [sys.executable, "-c", STORY, str(point), str(versions.folder)]
        done = subprocess.run(command, check=False, env=os.environ, cwd=Path(__file__).parents[3])
        begun = versions.begin()
        assert begun in ("a", "b")
        assert (versions.of(begun) / CITY / "city.toml").read_text() == "x"
        seen.add(begun)
        if done.returncode == 0:
            break
        assert done.returncode == -9
        point += 3
    assert seen == {"a", "b"}
