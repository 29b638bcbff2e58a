"""``kiosk city load``: says what it did, goes on where it stopped, and mixes no two seeds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.__main__ import main


def test_a_load_is_told_gone_on_with_and_never_mixed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def loaded(records: str, seed: str = "1") -> tuple[int, str]:
        database = f"sqlite:///{tmp_path}/city.sqlite"
        status = main(["city", "load", "--records", records, "--seed", seed, "--database", database])
        said = capsys.readouterr()
        return status, said.out + said.err

    status, said = loaded("300")
    assert status == 0
    found = re.search(r"(\d+) records of (\d+) households, seed 1; \1 of them now, in .* a second", said)
    assert found
    assert 300 <= int(found[1]) < 330
    assert loaded("200") == (0, f"{found[1]} records of seed 1 are there already\n")
    status, said = loaded("1,000")
    assert status == 0
    assert f"{found[1]} records are there; going on from household {found[2]}" in said
    status, said = loaded("2000", seed="2")
    assert status == 1
    assert "go on with --seed 1, or name an empty database" in said
    with pytest.raises(SystemExit):
        loaded("0")
