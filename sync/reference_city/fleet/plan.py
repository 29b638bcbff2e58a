"""Where the kiosks stand, and how: each site with its kiosks, and a plan of those whose place is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from config.sites import Site
from sync.reference_city.fleet.state import Row, Standing

WIDTH, HEIGHT, EDGE = 960, 520, 70
"""px of the plan, and what of it is empty all around."""
_ORDER = list(Standing)


@dataclass(frozen=True)
class Place:
    """A site on the page.

    Attributes:
        standing: of the worst of its kiosks; None where it has none.
        x, y: px on the plan from its upper left corner; None where nobody knows where it is.
    """

    number: str
    name: str
    address: str
    kiosks: tuple[Row, ...]
    standing: Standing | None
    x: float | None = None
    y: float | None = None


def plan(sites: Sequence[Site], rows: Iterable[Row]) -> list[Place]:
    """The sites of the city's data, then those that only kiosks name: the worst first, then by number."""
    there: dict[tuple[str, str], list[Row]] = {(site.number, site.name): [] for site in sites}
    for row in rows:
        if row.told:
            there.setdefault((row.number, row.site), []).append(row)
    known = {(site.number, site.name): site for site in sites}
    spots = _spots(sites)
    places = []
    for (number, name), kiosks in there.items():
        site = known.get((number, name))
        standing = min((row.standing for row in kiosks), key=_ORDER.index, default=None)
        x, y = spots.get(number, (None, None)) if site else (None, None)
        places.append(Place(number, name, (site and site.address) or "", tuple(kiosks), standing, x, y))
    return sorted(places, key=lambda each: (_ORDER.index(each.standing) if each.standing else len(_ORDER), each.number))


def _spots(sites: Sequence[Site]) -> dict[str, tuple[float, float]]:
    """Number to its place on the plan, of those that are known: north is up, and a kilometre is as long in every direction."""
    points = {site.number: site.at for site in sites if site.at}
    if not points:
        return {}
    middle = sum(north for north, _ in points.values()) / len(points)
    flat = {number: (east * cos(radians(middle)), -north) for number, (north, east) in points.items()}
    left, top = (min(each[axis] for each in flat.values()) for axis in (0, 1))
    wide, high = (max(each[axis] for each in flat.values()) - start for axis, start in ((0, left), (1, top)))
    fits = [(room - 2 * EDGE) / length for room, length in ((WIDTH, wide), (HEIGHT, high)) if length]
    scale = min(fits, default=0.0)
    indent = (WIDTH - scale * wide) / 2, (HEIGHT - scale * high) / 2
    return {number: (indent[0] + scale * (x - left), indent[1] + scale * (y - top)) for number, (x, y) in flat.items()}
