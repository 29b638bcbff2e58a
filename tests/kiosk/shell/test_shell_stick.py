"""What is put on a stick is on it, or it is said why not, and nothing of it stays."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from kiosk.shell import stick
from kiosk.shell.stick import StickError, StickTrouble, put_on


def test_what_is_put_on_a_stick_is_there_under_its_name_alone(tmp_path: Path) -> None:
    kept = put_on(tmp_path, "journal", (b"one\n", b"two\n"))
    assert (tmp_path / "journal").read_bytes() == b"one\ntwo\n"
    assert (kept.size, kept.sha256) == (8, sha256(b"one\ntwo\n").hexdigest())
    assert os.listdir(tmp_path) == ["journal"]


def refused(folder: Path, chunks: Iterator[bytes] | tuple[bytes, ...] = (b"x" * 10_000,)) -> StickError:
    with pytest.raises(StickError) as told:
        put_on(folder, "journal", chunks)
    return told.value


def test_a_full_stick_is_called_full_and_nothing_stays_on_it(tmp_path: Path) -> None:
    (tmp_path / ".journal.part").symlink_to("/dev/full")  # a real "no space left"
    assert refused(tmp_path).trouble is StickTrouble.FULL
    assert os.listdir(tmp_path) == []


def test_no_stick(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere").trouble is StickTrouble.NONE


@pytest.mark.parametrize(
    ("call", "error", "trouble"),
    [
        ("open", errno.EROFS, StickTrouble.READ_ONLY),
        ("open", errno.EACCES, StickTrouble.NO_RIGHTS),
        ("fsync", errno.EIO, StickTrouble.PULLED),
        ("fsync", errno.ENOSPC, StickTrouble.FULL),
        ("rename", errno.ENODEV, StickTrouble.PULLED),
        ("read", errno.EIO, StickTrouble.PULLED),
    ],
)
def test_what_the_system_says_is_told_in_words_of_a_stick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: int, trouble: StickTrouble
) -> None:
    real: Callable[..., object] = getattr(os, call)

    def failing(*arguments: object, **named: object) -> object:
        if call == "open" and not named.get("dir_fd"):
            return real(*arguments, **named)  # the folder itself
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, call, failing)
    told = refused(tmp_path)
    monkeypatch.undo()
    assert told.trouble is trouble
    assert os.strerror(error) in str(told)
    assert not (tmp_path / "journal").exists()


def test_a_stick_that_keeps_something_else_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sold as larger than they are, some take everything and give back what they have."""
    real = stick.write_through

    def lies(at: int, name: str, chunks: Iterator[bytes]) -> tuple[str, int]:
        written = real(at, name, chunks)
        (tmp_path / name).write_bytes(bytes(written[1]))
        return written

    monkeypatch.setattr(stick, "write_through", lies)
    assert refused(tmp_path).trouble is StickTrouble.NOT_KEPT
    assert os.listdir(tmp_path) == []


def test_an_earlier_copy_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    (tmp_path / "journal").write_bytes(b"earlier")

    def chunks() -> Iterator[bytes]:
        yield b"new"
        raise RuntimeError("the journal cannot be read any further")

    with pytest.raises(RuntimeError):
        put_on(tmp_path, "journal", chunks())
    assert (tmp_path / "journal").read_bytes() == b"earlier"
    assert os.listdir(tmp_path) == ["journal"]
