"""How the kiosks stand, for Prometheus: made anew from the city's books whenever it is asked for. No label grows for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from sync.city.figures import FIGURES, Named, documents_left, of_each
from sync.reference_city.fleet.sql_alerts import Kept
from sync.reference_city.fleet.state import Row, Standing, counts


class _Kiosks(Collector):
    def __init__(self, rows: Sequence[Row], open_alerts: Iterable[Kept]) -> None:
        self._rows, self._open = [(Named(row.kiosk, row.number, row.site), row) for row in rows], list(open_alerts)

    def collect(self) -> Iterator[Metric]:
        standing = GaugeMetricFamily("kiosk_standing", "How many kiosks stand so", labels=["standing"])
        for name, count in counts([row for _, row in self._rows]).items():
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
        for figure in FIGURES:
            told = ((named, figure.value(row.told) if row.told else None) for named, row in self._rows)
            yield of_each(figure.name, figure.about, told)
        yield self._each("kiosk_certificate_days", "Until it ends", lambda row: row.certificate_days)
        yield documents_left((named, each.name, each.documents) for named, row in self._rows for each in row.left)

    def _each(self, name: str, about: str, value: Callable[[Row], float | None]) -> Metric:
        return of_each(name, about, ((named, value(row)) for named, row in self._rows))


SERVES = (Standing.WELL, Standing.ATTENTION)


def exposition(rows: Sequence[Row], open_alerts: Iterable[Kept]) -> bytes:
    """In Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Kiosks(rows, open_alerts))
    return generate_latest(registry)
