"""Whatever file or database a command is given by mistake is refused by name, and is afterwards what it was."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.city import City
from kiosk.__main__ import main
from kiosk.demo.demonstration import run_demo
from kiosk.shell.runner import Runner
from kiosk.shell.standing_in import can_be_opened
from kiosk.ui import loop
from sync.journal.events import KioskStarted
from sync.journal.format import Chain, Head
from sync.journal.opening import open_for_writing
from sync.reference_city.keys import make_demo_keys
from sync.reference_city.store import SqlStore
from tests.cities import WONJU

JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"


def a_journal(path: Path, kiosk: str = "wonju-dangu-a") -> None:
    store = open_for_writing(path, JOURNAL)
    started = KioskStarted(kiosk, "03", "단구동", "1", 0)
    store.commit((Chain(JOURNAL, "boot", Head(), 1).entry(started, 1, datetime(2031, 3, 14, tzinfo=UTC)),))
    store.close()


def a_journal_by_a_link(path: Path) -> None:
    a_journal(path.parent / "real" / "journal")
    path.symlink_to(path.parent / "real" / "journal")


def a_journal_whose_database_is_gone(path: Path) -> None:
    a_journal(path)
    path.unlink()


def a_strangers(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")  # opened the ordinary way, files appear beside it
        database.execute("CREATE TABLE bookmark (address TEXT)")
        database.commit()


def a_citys(path: Path) -> None:
    SqlStore(f"sqlite:///{path}").close()


def a_picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)


def a_text(path: Path) -> None:
    path.write_text("hello, this is no database and no journal and no settings file")


def a_folder(path: Path) -> None:
    path.mkdir()


def an_empty_device(path: Path) -> None:
    path.symlink_to("/dev/null")


def one_that_fails_when_read(path: Path) -> None:
    """As a disk that is going; rights are not denied to who runs the tests as root."""
    path.symlink_to("/proc/self/mem")


GIVEN = (
    a_journal, a_journal_by_a_link, a_journal_whose_database_is_gone, a_strangers, a_citys, a_picture, a_text, a_folder, an_empty_device, one_that_fails_when_read,
)  # fmt: skip
OF_A_CITY = (
    "city claims --database sqlite:///{given}",
    "city settle 1234-5678 --by clerk --yes --database sqlite:///{given}",
    "city serve --keys {keys} --database sqlite:///{given}",
)
OF_A_JOURNAL = ("journal verify {given}", "journal show {given}", "journal export {given}")
OF_SETTINGS = (
    "exchange --config {config} --counted hopper-500=1 --yes",
    "run --config {config}",
    "exchange --config {given} --counted hopper-500=1 --yes",
    "run --config {given}",
    "diagnose --config {given}",
    "bench --config {given}",
    "config check {given}",
    "verify --key {given} {given}",
)

WITH_A_JOURNAL = (*OF_A_JOURNAL, *OF_SETTINGS[:2])
RIGHT: Mapping[Callable[[Path], None], tuple[str, ...]] = {
    a_citys: OF_A_CITY,
    a_journal: WITH_A_JOURNAL,
    a_journal_by_a_link: WITH_A_JOURNAL,
    a_journal_whose_database_is_gone: (OF_A_JOURNAL[0], "run --config {config}"),
}


def files_below(folder: Path) -> dict[str, tuple[int, bytes | None]]:
    return {
        str(path): (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() and not path.is_symlink() else None)
        for path in sorted(folder.rglob("*"))
    }


@pytest.mark.parametrize("command", [*OF_A_CITY, *OF_A_JOURNAL, *OF_SETTINGS], ids=lambda text: text.replace(" ", "_"))
@pytest.mark.parametrize("make", GIVEN)
def test_nothing_is_written_into_what_a_command_is_given(
    tmp_path: Path, settings_file: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    command: str, make: Callable[[Path], None],
) -> None:  # fmt: skip
    """Nor by a kiosk that stands still with it, and tries it again and again."""
    if command in RIGHT.get(make, ()):
        pytest.skip("this is what the command is for, or a journal may begin there")

    def for_one_trial(runner: Runner, window: object) -> int:
        runner.start()
        assert not can_be_opened(given)
        return 1

    monkeypatch.setattr(loop, "run_with_qt", for_one_trial)
    given = tmp_path / "given" / "the-file"
    given.parent.mkdir()
    (given.parent / "real").mkdir()
    make(given)
    settings_file.write_text(settings_file.read_text("utf-8").replace('"journal.sqlite"', f'"{given}"'), "utf-8")
    before = files_below(given.parent)
    words = command.format(given=given, config=settings_file, keys=tmp_path / "made")
    status = main(words.split())
    assert status in (1, 2)
    assert files_below(given.parent) == before
    assert not (tmp_path / "made").exists()
    said = capfd.readouterr()
    assert "Traceback" not in said.err
    assert given.name in said.err + said.out


def test_a_database_of_the_city_is_made_where_there_is_none_or_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for name in ("empty", "none"):
        SqlStore(f"sqlite:///{tmp_path / name}").close()
        SqlStore(f"sqlite:///{tmp_path / name}", "read").close()


# --- a demonstration clears its folder ---------------------------------------------------------------------------


def demonstrated(out: Path, monkeypatch: pytest.MonkeyPatch, city: City = WONJU) -> None:
    """What of a demonstration comes before anything is started."""

    class Enough(Exception):
        pass

    def enough(*_: object) -> object:
        raise Enough

    for name in ("QT_QPA_PLATFORM", "QT_QUICK_BACKEND"):
        monkeypatch.setenv(name, os.environ.get(name, "offscreen" if name == "QT_QPA_PLATFORM" else "software"))
    monkeypatch.setattr("kiosk.demo.demonstration._surroundings", enough)
    with pytest.raises(Enough):
        run_demo(city, True, "land-register", 1, "ko", out)


def test_a_demonstration_clears_what_one_left_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_journal(tmp_path / "journal.sqlite", "wonju-demo")
    (tmp_path / "screens").mkdir()
    for kept in ("screens/holiday.png", "notes.txt"):
        (tmp_path / kept).touch()
    for left in ("screens/01-Attract.png", "certificate.pdf", "receipt.txt"):
        (tmp_path / left).touch()
    demonstrated(tmp_path, monkeypatch)
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == [
        "notes.txt", "screens/holiday.png",
    ]  # fmt: skip


@pytest.mark.parametrize("make", [a_journal, a_journal_whose_database_is_gone, a_strangers, a_text])
def test_a_demonstration_does_not_clear_a_real_kiosks_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], make: Callable[[Path], None]
) -> None:
    for name in ("QT_QPA_PLATFORM", "QT_QUICK_BACKEND"):
        monkeypatch.setenv(name, os.environ.get(name, "offscreen" if name == "QT_QPA_PLATFORM" else "software"))
    make(tmp_path / "journal.sqlite")
    (tmp_path / "certificate.pdf").touch()
    before = files_below(tmp_path)
    assert main(["demo", "--auto", "--out", str(tmp_path)]) == 1
    assert "journal.sqlite" in capsys.readouterr().err
    assert files_below(tmp_path) == before


def test_two_demonstrations_do_not_share_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_journal(tmp_path / "journal.sqlite", "wonju-demo")
    running = open_for_writing(tmp_path / "journal.sqlite", JOURNAL)
    assert main(["demo", "--auto", "--out", str(tmp_path)]) == 1
    assert "in use by another process" in capsys.readouterr().err
    running.close()


# --- a demonstration's keys --------------------------------------------------------------------------------------


def test_keys_that_have_ended_are_said_to_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("sync.reference_city.keys.DAYS", 0)
        make_demo_keys(tmp_path / "keys")
    before = files_below(tmp_path / "keys")
    assert main(["city", "serve", "--keys", str(tmp_path / "keys"), "--database", "sqlite://"]) == 1
    assert "its keys ended on 20" in capsys.readouterr().err
    assert files_below(tmp_path / "keys") == before


def test_keys_are_not_made_among_other_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "server.key").write_text("a real one")
    assert main(["city", "serve", "--keys", str(tmp_path), "--database", "sqlite://"]) == 1
    assert "in an empty folder only" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["server.key"]
