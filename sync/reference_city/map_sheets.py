"""지적도 around lots: whole decimetres from a corner of each sheet."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.land_use_plan import Plot, Point, Zone


@dataclass(frozen=True)
class MapSheet:
    """``zones`` from below to above."""

    plots: tuple[Plot, ...]
    zones: tuple[Zone, ...]

    def around(self, lot: str, radius: int) -> MapSheet:
        """What is nearer to the lot than so many decimetres, to the east or west and to the north or south."""
        own = next(plot for plot in self.plots if plot.lot == lot).outline
        xs, ys = [p.x for p in own], [p.y for p in own]
        middle = ((min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2)

        def near(outline: tuple[Point, ...]) -> bool:
            return min(p.x for p in outline) - middle[0] < radius > middle[0] - max(p.x for p in outline) and min(
                p.y for p in outline
            ) - middle[1] < radius > middle[1] - max(p.y for p in outline)

        return MapSheet(
            tuple(plot for plot in self.plots if near(plot.outline)),
            tuple(zone for zone in self.zones if near(zone.outline)),
        )


def area_m2(outline: tuple[Point, ...]) -> float:
    pairs = zip(outline, (*outline[1:], *outline[:1]), strict=True)
    return abs(sum(a.x * b.y - b.x * a.y for a, b in pairs)) / 200
