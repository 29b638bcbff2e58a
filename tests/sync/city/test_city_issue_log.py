"""교부대장: who had which paper of the resident register, from what was issued; taking it leaves a trace."""

from __future__ import annotations

import csv
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.__main__ import main
from sync.reference_city.fleet.audit import problems
from sync.reference_city.issue_log import HEADINGS
from sync.reference_city.store import SqlStore
from tests.sync.city.conftest import Report, Town


def test_it_has_what_was_issued_of_the_resident_register_and_who_took_it_is_written_down(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = Report()
    with closing(SqlStore(database)) as store:
        town = Town(store)
        issued, void, land = (str(uuid4()) for _ in range(3))
        number = town.reserve(issued, town.abstract()).number
        town.reserve(void, town.abstract())
        town.reserve(land, town.land())
        report.issued(issued, number)
        report.voided(void)
        report.issued(land)
        town.send(report)
        at = town.lookup.look_up(number, "홍길동").document.issued_at  # type: ignore[union-attr]
    out = tmp_path / "log.csv"
    typed = ["city", "issue-log", "--month", at[:7], "--by", "kim", "--why", "monthly check", "--database", database]
    assert main([*typed, "--out", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    assert tuple(heading) == HEADINGS
    assert [(row[0], row[2], row[3], row[4], row[6]) for row in rows] == [
        ("1", "주민등록표 초본", "홍길동", "801123", number)
    ]
    assert rows[0][1] == at[:19].replace("T", " ")
    assert out.stat().st_mode & 0o077 == 0, "it names people"
    assert main([*typed, "--out", str(out)]) == 1, "nothing is written over"
    assert "File exists" in capsys.readouterr().err
    with closing(SqlStore(database, "read")) as store:
        entries = list(store.audit.all())
    assert [(each.by, each.what, each.about, each.note) for each in entries] == [
        ("kim", "issue-log-taken", at[:7], "monthly check")
    ]
    assert list(problems(entries)) == []
