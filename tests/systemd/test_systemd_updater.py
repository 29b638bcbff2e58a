"""A version stays when the kiosk that runs it can issue, and is left by itself when it cannot; nobody is ever interrupted."""

from __future__ import annotations

import json
import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from systemd.supervision import updater, versions
from systemd.supervision.updater import Patience, Seen, State, decide

PATIENCE = Patience(healthy=60, kept=300)
OLD = State("1.0", "1.0")
WELL, SERVING = Seen("1.1", able=True, free=True), Seen("1.1", able=True, free=False)
UNABLE = SILENT = Seen("1.1", able=False, free=True)


def after(state: State, *seen: Seen, since: float = 0) -> State:
    """What is so when this was seen, a second after the other."""
    for second, each in enumerate(seen):
        state = decide(state, each, since + second, PATIENCE)
    return state


ON_TRIAL = after(OLD, WELL)
LEFT = after(ON_TRIAL, *[UNABLE] * 62)


def test_a_new_version_waits_until_nobody_is_at_the_screen() -> None:
    assert after(OLD, *[SERVING] * 5).run == "1.0"
    assert after(OLD, *[SERVING] * 5, WELL).run == "1.1"


def test_it_is_kept_when_it_could_issue_for_long_enough_without_a_break() -> None:
    assert (ON_TRIAL.run, ON_TRIAL.kept) == ("1.1", "1.0")
    assert after(ON_TRIAL, *[WELL] * 300).kept == "1.0"
    assert after(ON_TRIAL, *[WELL] * 301).kept == "1.1"
    assert after(ON_TRIAL, *[WELL] * 200, UNABLE, *[SERVING] * 200).kept == "1.0"


def test_one_that_does_not_get_healthy_is_left_and_not_taken_again() -> None:
    assert (LEFT.run, LEFT.refused) == ("1.0", ("1.1",))
    assert after(LEFT, *[WELL] * 500).run == "1.0"


def test_one_that_ceases_to_be_healthy_before_it_is_kept_is_left_too() -> None:
    state = after(ON_TRIAL, *[WELL] * 200, *[SILENT] * 61)
    assert (state.run, state.refused) == ("1.0", ("1.1",))


def test_the_one_after_a_refused_one_is_taken() -> None:
    assert after(LEFT, WELL, replace(WELL, next="1.2")).run == "1.2"


def test_what_the_old_one_cannot_do_either_condemns_nobody() -> None:
    """The city went down while the new one was tried."""
    state = after(LEFT, *[UNABLE] * 70, since=100)
    assert (state.run, state.refused) == ("1.0", ())
    assert after(state, *[UNABLE] * 500, since=200).run == "1.0", "not again while nothing can issue"
    assert after(state, WELL, since=200).run == "1.1"


def test_a_kiosk_that_cannot_issue_has_nothing_to_lose() -> None:
    assert after(OLD, UNABLE).run == "1.1"
    assert after(OLD, replace(UNABLE, free=False)).run == "1.0"


def test_the_first_version_has_none_to_go_back_to() -> None:
    state = after(OLD, *[replace(UNABLE, next="1.0")] * 1_000)
    assert (state.run, state.refused) == ("1.0", ())


def test_what_was_decided_is_whole_after_a_power_cut(tmp_path: Path) -> None:
    file = tmp_path / "versions.json"
    updater.write(file, LEFT)
    assert replace(updater.read(file, tmp_path), since=LEFT.since) == LEFT
    file.write_text('{"run"')
    (tmp_path / "current").symlink_to("0.9")
    assert updater.read(file, tmp_path).run == "0.9"


@pytest.mark.parametrize("said", ['{"run": "../../etc"}', '{"run": "2.0"}', '{"run": 5}', "[]", ""])
def test_a_start_believes_nothing_that_is_no_version(tmp_path: Path, said: str) -> None:
    (tmp_path / "1.0/bin").mkdir(parents=True)
    (tmp_path / "1.0/bin/kiosk").touch()
    (tmp_path / "next").symlink_to("1.0")
    (tmp_path / "wish").write_text(said)
    assert versions.begin(tmp_path, tmp_path / "wish") == "1.0"


def test_versions_that_nobody_goes_back_to_are_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("1.0", "1.1", "1.2", "1.3"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin/kiosk").touch()
    monkeypatch.setattr(versions, "kept", lambda: ("1.2", "1.1"))
    versions.clear(tmp_path, "1.3")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.1", "1.2", "1.3"]


def answer(listener: socket.socket, findings: object) -> None:
    asking, _ = listener.accept()
    with asking:
        asking.sendall(json.dumps(findings).encode())


@pytest.mark.parametrize(
    ("state", "detail", "seen"),
    [
        ("online", "nobody is at the screen", (True, True)),
        ("online", "somebody is at the screen", (True, False)),
        ("offline", "out.city, nobody is at the screen", (False, True)),
    ],
)
def test_the_running_kiosk_says_itself_how_it_is(
    tmp_path: Path, state: str, detail: str, seen: tuple[bool, bool]
) -> None:
    place = str(tmp_path / "socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(place)
        listener.listen()
        told = [
            {"device": "kiosk", "state": "online", "detail": "", "severity": 0},
            {"device": "issuing", "state": state, "detail": detail, "severity": 0},
        ]
        thread = threading.Thread(target=answer, args=(listener, told))
        thread.start()
        found = updater.look(place, tmp_path)
        thread.join()
    assert (found.able, found.free) == seen


def test_where_no_kiosk_answers_none_can_issue_and_nobody_is_served(tmp_path: Path) -> None:
    assert updater.look(str(tmp_path / "none"), tmp_path) == Seen(None, able=False, free=True)
