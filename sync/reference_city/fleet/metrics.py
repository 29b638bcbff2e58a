"""How the kiosks stand, for Prometheus: made anew from the city's books whenever it is asked for. No label grows for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from sync.reference_city.fleet.sql_alerts import Kept
from sync.reference_city.fleet.state import Row, Standing, counts

OF_EACH = ("kiosk", "number", "site")


class _Kiosks(Collector):
    def __init__(self, rows: Sequence[Row], open_alerts: Iterable[Kept]) -> None:
        self._rows, self._open = rows, list(open_alerts)

    def collect(self) -> Iterator[Metric]:
        standing = GaugeMetricFamily("kiosk_standing", "How many kiosks stand so", labels=["standing"])
        for name, count in counts(self._rows).items():
            standing.add_metric([name.value], count)
        yield standing
        alerts = GaugeMetricFamily("kiosk_alerts_open", "Open alerts by severity", labels=["severity"])
        for severity, word in ((1, "warning"), (2, "critical")):
            alerts.add_metric([word], sum(each.alert.condition.severity == severity for each in self._open))
        yield alerts
        yield self._each("kiosk_up", "1 where it serves", lambda row: float(row.standing in SERVES))
        yield self._each(
            "kiosk_heartbeat_timestamp_seconds",
            "When it was last heard of",
            lambda row: row.heard.timestamp() if row.heard else None,
        )
        yield self._each("kiosk_cash_won", "Won inside", lambda row: float(row.told.cash) if row.told else None)
        yield self._each(
            "kiosk_queue_entries", "Of its journal not here", lambda row: float(row.told.queue) if row.told else None
        )
        yield self._each(
            "kiosk_clock_offset_seconds",
            "Before the city's",
            lambda row: row.told.clock_off_ms / 1e3 if row.told else None,
        )
        yield self._each("kiosk_certificate_days", "Until it ends", lambda row: row.certificate_days)
        yield self._each("kiosk_issued_today", "Documents", lambda row: float(row.told.issued) if row.told else None)
        left = GaugeMetricFamily("kiosk_documents_left", "Documents that it is good for", labels=[*OF_EACH, "supply"])
        for row in self._rows:
            for each in row.left:
                left.add_metric([row.kiosk, row.number, row.site, each.name], each.documents)
        yield left

    def _each(self, name: str, about: str, value: Callable[[Row], float | None]) -> Metric:
        """Of a kiosk of which it is not known there is no line."""
        family = GaugeMetricFamily(name, about, labels=OF_EACH)
        for row in self._rows:
            number = value(row)
            if number is not None:
                family.add_metric([row.kiosk, row.number, row.site], number)
        return family


SERVES = (Standing.WELL, Standing.ATTENTION)


def exposition(rows: Sequence[Row], open_alerts: Iterable[Kept]) -> bytes:
    """In Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Kiosks(rows, open_alerts))
    return generate_latest(registry)
