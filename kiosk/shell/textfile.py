"""What the kiosk tells its city every minute, for the monitoring of its own computer as well: a file that node_exporter's textfile
collector reads."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from pydantic import TypeAdapter

from config.dialogue import Failure
from config.durable import write_durably
from config.ids import KioskId
from drivers.device import Ms
from kiosk.shell.runner import Worker
from sync.city.client import CityCall, CityReply
from sync.city.figures import FIGURES, Named, documents_left, of_each
from sync.city.heartbeat import Heartbeat

LOG = logging.getLogger("kiosk")
MODE = 0o644
"""The collector is another user."""
_HEARTBEAT = TypeAdapter(Heartbeat)


class Textfile:
    """Answers the heartbeat's question as ``city`` does, and writes what is told. A file that cannot be written stops nothing; the log has it once."""

    def __init__(self, path: Path, kiosk: KioskId, city: Worker[CityCall, CityReply]) -> None:
        self._path, self._kiosk, self._city = path, kiosk, city
        self._failed = False

    def __call__(self, question: CityCall, timeout_ms: Ms) -> CityReply | Failure:
        try:
            write_durably(self._path, exposition(self._kiosk, _HEARTBEAT.validate_json(question.body)), MODE)
            self._failed = False
        except OSError as error:
            if not self._failed:
                LOG.warning("metrics: %s", error)
            self._failed = True
        return self._city(question, timeout_ms)


class _Kiosk(Collector):
    def __init__(self, kiosk: KioskId, told: Heartbeat) -> None:
        self._named, self._told = Named(kiosk, told.number, told.site), told

    def collect(self) -> Iterator[Metric]:
        named, told = self._named, self._told
        yield of_each("kiosk_up", "1 where it serves", [(named, float(not told.unable))])
        yield of_each("kiosk_occupied", "1 where somebody is at the screen", [(named, float(told.occupied))])
        yield of_each("kiosk_started_timestamp_seconds", "When the program began", [(named, _seconds(told.started))])
        yield of_each(
            "kiosk_certificate_ends_timestamp_seconds", "When it ends", [(named, _seconds(told.certificate_until))]
        )
        yield of_each(
            "kiosk_tested_timestamp_seconds", "When it last tried everything", [(named, _seconds(told.tested))]
        )
        yield of_each("kiosk_test_failures", "What was not as it should be", [(named, float(len(told.failed)))])
        for figure in FIGURES:
            yield of_each(figure.name, figure.about, [(named, figure.value(told))])
        yield documents_left((named, each.name, each.documents) for each in told.stocks)
        faults = GaugeMetricFamily(
            "kiosk_fault", "1 needs attention, 2 out of order", labels=[*named._fields, "part", "word"]
        )
        for each in told.faults:
            faults.add_metric([*named, each.part, each.word], each.severity)
        yield faults


def _seconds(time: str) -> float | None:
    return datetime.fromisoformat(time).timestamp() if time else None


def exposition(kiosk: KioskId, told: Heartbeat) -> bytes:
    """In Prometheus' text format. It names no person, no session and no document, as the heartbeat does not."""
    registry = CollectorRegistry()
    registry.register(_Kiosk(kiosk, told))
    return generate_latest(registry)
