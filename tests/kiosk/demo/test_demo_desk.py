"""The demonstration's desk replaces its own forerunner, and nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.trouble import Trouble
from kiosk.demo.desk import make_desk
from tests.cities import WONJU


def test_a_desk_that_is_no_demonstrations_stays_as_it_is(tmp_path: Path) -> None:
    theirs = tmp_path / "desk" / "roles.toml"
    theirs.parent.mkdir()
    theirs.write_text("theirs", "utf-8")
    with pytest.raises(Trouble, match="stays as it is"):
        make_desk(tmp_path / "desk", WONJU)
    assert theirs.read_text("utf-8") == "theirs"


def test_each_demonstration_has_a_new_one(tmp_path: Path) -> None:
    first = (make_desk(tmp_path / "desk", WONJU) / "metadata" / "1.root.json").read_bytes()
    assert (make_desk(tmp_path / "desk", WONJU) / "metadata" / "1.root.json").read_bytes() != first
