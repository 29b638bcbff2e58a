"""지적도 of places that do not exist, around the parcels of the registers: whole decimetres from a corner of each sheet."""

from __future__ import annotations

from functools import cache
from math import cos, pi, radians, sin

from config.catalogue.land_use_plan import Plot, Point, Zone
from sync.reference_city.map_sheets import MapSheet

Metres = tuple[tuple[float, float], ...]


def _turned(metres: Metres, degrees: float) -> tuple[Point, ...]:
    """Streets seldom run due north."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return tuple(Point(round((x * c - y * s) * 10) + 10_000, round((x * s + y * c) * 10) + 10_000) for x, y in metres)


def _box(left: float, bottom: float, right: float, top: float) -> Metres:
    return (left, bottom), (right, bottom), (right, top), (left, top)


def _circle(x: float, y: float, radius: float) -> Metres:
    return tuple((x + radius * cos(each * pi / 24), y + radius * sin(each * pi / 24)) for each in range(48))


def _sheet(degrees: float, plots: dict[str, Metres], zones: dict[str, Metres]) -> MapSheet:
    """``plots`` by ``"지번 지목"``."""
    return MapSheet(
        tuple(Plot(name[:-2], name[-1], _turned(outline, degrees)) for name, outline in plots.items()),
        tuple(Zone(name, _turned(outline, degrees)) for name, outline in zones.items()),
    )


@cache
def town() -> MapSheet:
    """Two rows of houses to the north of a road, shops and a park to the south."""
    row = (-150.0, -124.0, -98.0, -75.0, -38.1, -12.7, 12.7, 40.0, 75.0, 101.0, 127.0, 150.0)
    north = ("9421", "9421-1", "9422", "9422-1", "9423", "9423-1", "9423-2", "9424", "9424-1", "9425", "9425-1")
    behind = ("9431", "9431-1", "9432", "9432-1", "9433", "9433-1", "9433-2", "9434", "9434-1", "9435", "9435-1")
    plots = {f"{lot} 대": _box(row[each], 4, row[each + 1], 30) for each, lot in enumerate(north)}
    plots |= {f"{lot} 대": _box(row[each], 30, row[each + 1], 54.5) for each, lot in enumerate(behind)}
    plots |= {
        "9451 도": _box(-75.25, -4, 75.25, 4),
        "9451-1 도": _box(-150, -4, -75.25, 4),
        "9451-2 도": _box(75.25, -4, 150, 4),
        "9440 도": _box(-150, 54.5, 150, 60.5),
        "9452 공": _box(-75, -54, -28.8, -4),
        "9453 전": _box(-150, -54, -75, -4),
        "9450 대": _box(-28.8, -24, -9.34, -4),
        "9450-1 대": _box(-9.34, -24, 15, -4),
        "9450-2 대": _box(15, -24, 45, -4),
        "9450-3 대": _box(45, -24, 75, -4),
        "9454 대": _box(-28.8, -54, 20, -24),
        "9455 잡": _box(20, -54, 75, -24),
        "9456 학": _box(75, -90, 150, -4),
        "9457 천": ((-150, -54), (75, -54), (75, -90), (20, -76), (-60, -72), (-150, -80)),
    }
    return _sheet(
        7,
        plots,
        {
            "제2종일반주거지역": _box(-150, -4, 150, 60.5),
            "준주거지역": _box(-28.8, -54, 75, -4),
            "자연녹지지역": ((-150, -80), (-60, -72), (20, -76), (75, -90), (75, -54), (-28.8, -54), (-28.8, -4), (-150, -4)),
            "상대보호구역": _circle(112, -47, 95),
            "어린이공원": _box(-75, -54, -28.8, -4),
            "소로2류(폭 8M~10M)": _box(-150, -4, 150, 4),
        },
    )  # fmt: skip


@cache
def plain() -> MapSheet:
    """Fields along a ditch, and the foot of a hill."""
    plots = {
        "9107 답": _box(-70, 3, -11.667, 54),
        "9108 답": _box(-11.667, 3, 48, 54),
        "9109 답": _box(48, 3, 120, 54),
        "9106 답": _box(-140, 3, -70, 54),
        "9110 구": _box(-140, 0, 120, 3),
        "9200 전": _box(-140, -85, -66, 0),
        "9200-3 전": _box(-66, -85, 0, 0),
        "9200-4 전": _box(0, -70, 60, 0),
        "9201 도": ((60, -85), (65, -85), (65, 0), (60, 0)),
        "9202 창": _box(65, -85, 120, 0),
        "9300 임": ((-66, -85), (60, -85), (120, -85), (120, -165.7), (40, -206.7), (-66, -184.1)),
        "9301 임": ((-140, -85), (-66, -85), (-66, -184.1), (-140, -160)),
        "9200-5 대": _box(0, -85, 60, -70),
    }
    return _sheet(
        -11,
        plots,
        {
            "농림지역": _box(-140, 0, 120, 54),
            "계획관리지역": _box(-140, -85, 120, 0),
            "보전관리지역": ((-140, -85), (120, -85), (120, -165.7), (40, -206.7), (-66, -184.1), (-140, -160)),
            "농업진흥구역": _box(-140, 3, 120, 54),
            "준보전산지": ((-66, -85), (120, -85), (120, -165.7), (40, -206.7), (-66, -184.1)),
        },
    )


@cache
def mountain() -> MapSheet:
    """Woods above a valley."""
    plots = {
        "산 9010 임": ((-234.5, -36.1), (-63.1, -54.1), (-66.7, 81.2), (-162.3, 126.3), (-252.5, 81.2)),
        "산 9010-2 임": ((-63.1, -54.1), (36.1, -49.6), (55.9, 36.1), (18, 79.4), (-66.7, 81.2)),
        "산 9010-3 임": ((36.1, -49.6), (225.5, -63.1), (243.5, 54.1), (55.9, 36.1)),
        "산 9011 임": (
            (-162.3, 126.3),
            (-66.7, 81.2),
            (18, 79.4),
            (55.9, 36.1),
            (243.5, 54.1),
            (216.4, 153.3),
            (18, 198.4),
        ),
        "9440 천": (
            (-234.5, -36.1),
            (-63.1, -54.1),
            (36.1, -49.6),
            (225.5, -63.1),
            (225.5, -75.8),
            (36.1, -63.1),
            (-63.1, -67.6),
            (-236.3, -48.7),
        ),
    }
    woods = (
        (-234.5, -36.1),
        (-63.1, -54.1),
        (36.1, -49.6),
        (225.5, -63.1),
        (243.5, 54.1),
        (216.4, 153.3),
        (18, 198.4),
        (-162.3, 126.3),
        (-252.5, 81.2),
    )
    valley = ((-261.5, -135.3), (252.5, -135.3), (225.5, -63.1), (36.1, -49.6), (-63.1, -54.1), (-234.5, -36.1))
    return _sheet(
        18,
        plots,
        {
            "농림지역": woods,
            "계획관리지역": valley,
            "공익용산지": ((-63.1, -54.1), (36.1, -49.6), (225.5, -63.1), (243.5, 54.1), (216.4, 153.3), (18, 198.4), (-66.7, 81.2)),
            "소하천구역": ((-234.5, -36.1), (-63.1, -54.1), (36.1, -49.6), (225.5, -63.1), (225.5, -75.8), (36.1, -63.1), (-63.1, -67.6), (-236.3, -48.7)),
        },
    )  # fmt: skip
