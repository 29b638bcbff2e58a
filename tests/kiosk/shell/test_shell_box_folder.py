"""Sealed requests lie on the disk, whole or not at all, until they are erased."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from config.dialogue import Failure
from config.ids import LeftRequestId
from kiosk.core.channels import Boxes, EraseBox, KeepBox, LeftBox, ReadBoxes
from kiosk.shell.box_folder import BoxFolder

A, B = (
    LeftBox(
        LeftRequestId(f"{digit * 8}-5555-4555-8555-555555555555"), datetime(2026, 12, 1, tzinfo=UTC), bytes(range(200))
    )
    for digit in "12"
)


def test_what_was_kept_is_there_after_a_start_and_what_was_erased_is_not(tmp_path: Path) -> None:
    folder = BoxFolder(tmp_path / "left")
    assert folder(ReadBoxes(), 1_000) == Boxes(())
    for box in (A, B, A):
        folder(KeepBox(box), 1_000)
    assert BoxFolder(tmp_path / "left")(ReadBoxes(), 1_000) == Boxes((A, B))
    assert folder(EraseBox(A.request), 1_000) == folder(EraseBox(A.request), 1_000) == Boxes((B,))
    assert [path.name for path in (tmp_path / "left").iterdir()] == [f"{B.request}.json"]


def test_nobody_else_reads_them(tmp_path: Path) -> None:
    BoxFolder(tmp_path / "left")(KeepBox(A), 1_000)
    assert (tmp_path / "left").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "left").iterdir())


def test_what_a_power_cut_left_half_written_and_what_is_none_is_passed_over(tmp_path: Path) -> None:
    folder = BoxFolder(tmp_path / "left")
    folder(KeepBox(A), 1_000)
    for name, data in (
        (f".{B.request}.json.new", "{"),
        ("x.json", "{"),
        ("y.json", '{"until": "2026-12-01", "box": ""}'),
    ):
        (tmp_path / "left" / name).write_text(data)
    assert folder(ReadBoxes(), 1_000) == Boxes((A,))


def test_a_disk_that_does_not_take_it_is_a_failure_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "left").write_text("in the way")
    assert isinstance(BoxFolder(tmp_path / "left")(KeepBox(A), 1_000), Failure)


def test_one_that_cannot_be_read_holds_up_no_other(tmp_path: Path) -> None:
    (tmp_path / "left" / "x.json").mkdir(parents=True)
    assert BoxFolder(tmp_path / "left")(KeepBox(A), 1_000) == Boxes((A,))
