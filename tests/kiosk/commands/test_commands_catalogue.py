"""``kiosk catalogue`` lists every kind, for people and for programs."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, time

from config.hours import DAYS, Hours
from kiosk.commands.catalogue import entry, table
from tests.cities import WONJU
from tests.patience import PATIENCE_S

NOON = datetime.fromisoformat("2026-11-23 12:00")


def test_the_command_lists_every_kind() -> None:
    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "kiosk", "catalogue", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE_S).stdout

    assert [each["name"] for each in json.loads(run("--json"))] == list(WONJU.kinds)
    assert [line.split()[0] for line in run().splitlines()[1:]] == list(WONJU.kinds)


def test_hours_and_what_has_to_be_checked() -> None:
    office = Hours(DAYS[:5], time(13), time(0), False)
    kind = replace(WONJU.kinds["land-register"], hours=(office,))
    shown = entry(WONJU, kind, NOON)
    assert shown["hours"] == [{"days": list(DAYS[:5]), "opens": "13:00", "closes": "24:00"}]
    assert (shown["open_now"], shown["opens"]) == (False, "2026-11-23T13:00:00")
    assert shown["unconfirmed"] == ["entry", "fee", "hours"]
    assert entry(WONJU, WONJU.kinds["resident-abstract"], NOON)["unconfirmed"] == []
    assert entry(WONJU, WONJU.kinds["resident-abstract"], NOON)["open_now"]


def test_the_table_is_in_columns() -> None:
    land = replace(WONJU.kinds["land-register"], hours=(Hours(DAYS[:5], time(9), time(18), True),))
    heading, line = table(replace(WONJU, kinds={"land-register": land}), NOON)
    assert "500원" in line
    assert "mon–fri 09:00–18:00  open" in line
    assert heading.index("fee") < heading.index("identity") < heading.index("확인 필요")
