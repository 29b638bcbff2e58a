"""Where the kiosks stand: every site, the worst first, and a plan that is as the map is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from config.ids import KioskId
from config.sites import Site
from sync.city.heartbeat import Heartbeat
from sync.reference_city.enrolments import KnownCertificate
from sync.reference_city.fleet.beats import Known
from sync.reference_city.fleet.plan import EDGE, HEIGHT, WIDTH, plan
from sync.reference_city.fleet.state import Row, Standing, rows
from tests.cities import WONJU
from tests.sync.city.test_city_heartbeats import ILL, WELL

NOW = datetime(2031, 3, 14, tzinfo=UTC)
SITES = [
    Site("01", "북", True, at=(37.4, 127.9)), Site("02", "남", True, at=(37.2, 127.9)), Site("03", "동", True, at=(37.3, 128.0)),
    Site("04", "어딘가", True),
]  # fmt: skip


def standing(**told: Heartbeat) -> list[tuple[str, Standing | None]]:
    return [(each.number, each.standing) for each in plan(SITES, known(told))]


def known(told: dict[str, Heartbeat]) -> list[Row]:
    at, until = NOW.isoformat(), (NOW + timedelta(days=60)).isoformat()
    certificates = [KnownCertificate(name, KioskId(name), "key", at, until, "an office") for name in told]
    return rows(certificates, [Known(KioskId(name), at, at, each) for name, each in told.items()], NOW)


def at(number: str, site: str, told: Heartbeat = WELL) -> Heartbeat:
    return replace(told, number=number, site=site)


def test_a_site_is_as_bad_as_its_worst_kiosk_and_the_worst_stands_first() -> None:
    found = standing(a=at("01", "북"), b=at("01", "북", ILL), c=at("03", "동"), d=at("77", "옛 장소"))
    assert found == [("01", Standing.OUT), ("03", Standing.WELL), ("77", Standing.WELL), ("02", None), ("04", None)]


def test_north_is_up_and_a_kilometre_is_as_long_in_every_direction() -> None:
    spots = {each.number: (each.x, each.y) for each in plan(SITES, []) if each.x is not None and each.y is not None}
    assert set(spots) == {"01", "02", "03"}
    (north_x, north_y), (south_x, south_y), (east_x, _) = spots["01"], spots["02"], spots["03"]
    assert abs(north_x - south_x) < 1
    assert north_y < south_y
    assert east_x > north_x
    degrees = (south_y - north_y) / 0.2, (east_x - north_x) / 0.1
    assert 0.78 < degrees[1] / degrees[0] < 0.81, "a degree to the east is shorter, as far north as that"


def test_the_shipped_sites_fit_on_the_plan() -> None:
    spots = [(each.x, each.y) for each in plan(WONJU.sites, []) if each.x is not None and each.y is not None]
    assert len(spots) == len(WONJU.sites)
    assert all(EDGE - 1 <= x <= WIDTH - EDGE + 1 and EDGE - 1 <= y <= HEIGHT - EDGE + 1 for x, y in spots)
    assert all(one != other for one, other in pairwise(sorted(spots)))


def test_one_site_alone_is_in_the_middle() -> None:
    (only,) = plan(SITES[:1], [])
    assert (only.x, only.y) == (WIDTH / 2, HEIGHT / 2)
    assert {each.y for each in plan(SITES[:2], [])} == {EDGE, HEIGHT - EDGE}, "on one meridian"
