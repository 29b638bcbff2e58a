"""The figures of a `Heartbeat`, for Prometheus: the same names at the kiosk and at the city, each with the kiosk's labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from prometheus_client.core import GaugeMetricFamily, Metric

from config.ids import KioskId
from sync.city.heartbeat import Heartbeat

OF_EACH = ("kiosk", "number", "site")

T = TypeVar("T")


class Figure(NamedTuple):
    name: str
    about: str
    value: Callable[[Heartbeat], float]


FIGURES = (
    Figure("kiosk_cash_won", "Won inside", lambda told: told.cash),
    Figure("kiosk_queue_entries", "Of its journal not at the city", lambda told: told.queue),
    Figure("kiosk_clock_offset_seconds", "Before the city's", lambda told: told.clock_off_ms / 1e3),
    Figure("kiosk_issued_today", "Documents", lambda told: told.issued),
)


class Named(NamedTuple):
    """What a kiosk is labelled with."""

    kiosk: KioskId
    number: str
    site: str


def of_each(name: str, about: str, values: Iterable[tuple[Named, float | None]]) -> Metric:
    """Of a kiosk of which it is not known there is no line."""
    family = GaugeMetricFamily(name, about, labels=OF_EACH)
    for named, value in values:
        if value is not None:
            family.add_metric(list(named), value)
    return family


def documents_left(stocks: Iterable[tuple[Named, str, int]]) -> Metric:
    """``stocks``: of which kiosk, of what, for how many documents."""
    family = GaugeMetricFamily("kiosk_documents_left", "Documents that it is good for", labels=[*OF_EACH, "supply"])
    for named, supply, documents in stocks:
        family.add_metric([*named, supply], documents)
    return family
