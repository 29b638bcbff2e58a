"""What the computer's own monitoring reads of the kiosk, as Prometheus reads it."""

from __future__ import annotations

import logging
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import TypeAdapter

from config.ids import KioskId
from kiosk.shell.textfile import Textfile
from sync.city.client import CityCall, CityReply
from sync.city.heartbeat import Fault, Heartbeat, Stock

KIOSK = KioskId("wonju-03")
TOLD = Heartbeat(
    "03", "단구동", "7.8.9", "", "2026-11-28T03:00:00+09:00", "", False,
    [Fault("printer", "media-low", "", 1)], [Stock("paper", 212, 24.5)], 350_500, 7, -1_500, "2027-02-01T00:00:00+00:00",
)  # fmt: skip
ANSWER = CityReply(200, b"{}")


def told(path: Path, how: Heartbeat) -> object:
    body = TypeAdapter(Heartbeat).dump_json(how)
    return Textfile(path, KIOSK, lambda question, timeout_ms: ANSWER)(CityCall("POST", "/v1/heartbeats", body, 1), 1)


def samples(path: Path) -> dict[tuple[str, str], float]:
    """By name and what it is of."""
    families = text_string_to_metric_families(path.read_text("utf-8"))
    found = [each for family in families for each in family.samples]
    assert all(each.labels["kiosk"] == KIOSK and each.labels["number"] == "03" for each in found)
    return {(each.name, each.labels.get("supply") or each.labels.get("part") or ""): each.value for each in found}


def test_what_the_city_is_told_stands_in_the_file_and_the_city_is_told_it(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.prom"
    before = os.umask(0o077)  # the unit's
    try:
        assert told(path, TOLD) is ANSWER
    finally:
        os.umask(before)
    found = samples(path)
    assert found["kiosk_up", ""] == 1
    assert found["kiosk_cash_won", ""] == 350_500
    assert found["kiosk_clock_offset_seconds", ""] == -1.5
    assert found["kiosk_documents_left", "paper"] == 212
    assert found["kiosk_fault", "printer"] == 1
    assert ("kiosk_tested_timestamp_seconds", "") not in found, "it has not tried everything yet"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644

    told(path, replace(TOLD, unable="out.printer", faults=[]))
    found = samples(path)
    assert found["kiosk_up", ""] == 0
    assert ("kiosk_fault", "printer") not in found


def test_a_file_that_cannot_be_written_keeps_nothing_from_the_city_and_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    body = TypeAdapter(Heartbeat).dump_json(TOLD)
    both = Textfile(tmp_path / "gone" / "kiosk.prom", KIOSK, lambda question, timeout_ms: ANSWER)
    with caplog.at_level(logging.WARNING, "kiosk"):
        for _ in range(3):
            assert both(CityCall("POST", "/v1/heartbeats", body, 1), 1) is ANSWER
        assert len(caplog.records) == 1
        (tmp_path / "gone").mkdir()
        both(CityCall("POST", "/v1/heartbeats", body, 1), 1)
    assert len(caplog.records) == 1
    assert samples(tmp_path / "gone" / "kiosk.prom")
