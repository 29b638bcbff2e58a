"""토지이용계획 확인서: what a lot may be used for (토지이용규제 기본법 §10, 시행규칙 별지 제2호 서식)."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.record import Record


@dataclass(frozen=True)
class Point:
    """Decimetres to the east and to the north of the map sheet's origin."""

    x: int
    y: int


@dataclass(frozen=True)
class Plot:
    """A lot on the drawing: 지번, the first letter of its 지목, and its corners in order."""

    lot: str
    category: str
    outline: tuple[Point, ...]


@dataclass(frozen=True)
class Zone:
    """A 지역·지구 on the drawing, as the legend names it."""

    name: str
    outline: tuple[Point, ...]


@dataclass(frozen=True)
class Drawing:
    """확인도면.

    Attributes:
        scale: a length on the ground by the same length on paper, e.g. 1200.
        plots: the lot itself and its neighbours.
        zones: from below to above.
    """

    scale: int
    plots: tuple[Plot, ...]
    zones: tuple[Zone, ...]


@dataclass(frozen=True)
class LandUsePlan(Record):
    """Attributes:
    pnu: 고유번호, 19 digits.
    location: 소재지, from the province down to 동 or 리.
    lot, category, area_m2: 지번, 지목, 면적 in ㎡ as printed.
    price_base: 개별공시지가's base date, ISO; "" where there is no price.
    won_per_m2: 개별공시지가.
    planned: 지역·지구등 by the 국토의 계획 및 이용에 관한 법률.
    other: 지역·지구등 by other laws, each with its law.
    decree: what the 시행령 §9④ wants to be told.
    drawings: one, or none where it was left out.
    """

    pnu: str
    location: str
    lot: str
    category: str
    area_m2: str
    price_base: str
    won_per_m2: int
    planned: tuple[str, ...]
    other: tuple[str, ...]
    decree: tuple[str, ...]
    drawings: tuple[Drawing, ...]

    @property
    def subject(self) -> str:
        return f"{self.location} {self.lot}"

    @property
    def decisive(self) -> tuple[tuple[str, str], ...]:
        return (("지목", self.category), ("면적", self.area_m2), *(("지역지구", each) for each in self.planned))
