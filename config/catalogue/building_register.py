"""건축물대장: one building, or one part of a building that is owned by itself (건축법 §38, 건축물대장의 기재 및 관리 등에 관한 규칙)."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.record import Record


@dataclass(frozen=True)
class FloorEntry:
    """건축물 현황, 전유부분, 공용부분: one floor's use.

    Attributes:
        part: 구분 (주1, 부1 …).
        floor, structure, use: 층별, 구조, 용도.
        area_m2: 면적 in ㎡ as printed.
    """

    part: str
    floor: str
    structure: str
    use: str
    area_m2: str


@dataclass(frozen=True)
class BuildingEntry:
    """건축물 현황 of a 총괄표제부: one of the site's buildings.

    Attributes:
        name: 명칭 및 번호.
        structure, roof, floors, use: 주구조, 지붕, 층수 (지하/지상), 주용도.
        area_m2: 연면적 in ㎡ as printed.
        changed: 변동일 and 변동원인.
    """

    name: str
    structure: str
    roof: str
    floors: str
    use: str
    area_m2: str
    changed: str


@dataclass(frozen=True)
class BuildingOwner:
    """소유자 현황: who owned it from ``date`` on, and what ``share`` of it; ``number`` comes masked from the city."""

    name: str
    number: str
    address: str
    share: str
    date: str
    cause: str


@dataclass(frozen=True)
class HousePrice:
    """공동주택(아파트)가격: won on the base date."""

    date: str
    won: int


@dataclass(frozen=True)
class Party:
    """Who built it: 구분 (건축주, 설계자, 공사감리자, 공사시공자), 성명 또는 명칭, 면허(등록)번호."""

    role: str
    name: str
    licence: str


@dataclass(frozen=True)
class Parking:
    """주차장: 구분 (옥내, 옥외, 인근, 면제), and how many cars and ㎡ 자주식 and 기계식."""

    place: str
    driven: str
    mechanical: str


@dataclass(frozen=True)
class BuildingChange:
    """변동사항: 변동일, 변동내용 및 원인."""

    date: str
    text: str


@dataclass(frozen=True)
class BuildingFigures:
    """The building in figures, as printed with their units; "" for what this register does not have.

    Attributes:
        site_area, total_area, building_area: 대지면적, 연면적, 건축면적.
        ratio_area: 용적률 산정용 연면적.
        coverage, ratio: 건폐율, 용적률.
        zone, district, section: 지역, 지구, 구역.
        structure, use, roof, height: 주구조, 주용도, 지붕, 높이.
        floors: 층수, 지하 and 지상.
        annexes: 부속건축물.
        landscaping: 조경면적.
        buildings, cars: 건축물 수 and 총 주차 대수, of a 총괄표제부.
        permitted, begun, approved: 허가일, 착공일, 사용승인일.
        lifts, emergency_lifts: 승용 and 비상용 승강기.
        sewage: 하수처리시설.
        earthquake: 내진설계.
    """

    site_area: str = ""
    total_area: str = ""
    building_area: str = ""
    ratio_area: str = ""
    coverage: str = ""
    ratio: str = ""
    zone: str = ""
    district: str = ""
    section: str = ""
    structure: str = ""
    use: str = ""
    roof: str = ""
    height: str = ""
    floors: str = ""
    annexes: str = ""
    landscaping: str = ""
    buildings: str = ""
    cars: str = ""
    permitted: str = ""
    begun: str = ""
    approved: str = ""
    lifts: str = ""
    emergency_lifts: str = ""
    sewage: str = ""
    earthquake: str = ""


@dataclass(frozen=True)
class BuildingRegister(Record):
    """Attributes:
    heading, part: ``일반건축물대장`` and ``갑``, or ``집합건축물대장`` and ``총괄표제부, 갑``, ``표제부, 갑``, ``전유부, 갑``.
    illegal: ``위반건축물`` where it is one, else "".
    unique: 고유번호 as printed.
    location, lot, road_address: 대지위치, 지번, 도로명주소.
    name, unit: 명칭 및 번호 (동), 호명칭.
    households: 호수/가구수/세대수.
    remarks: 특이사항.
    floors: 건축물 현황, or of a 전유부 the 전유부분; ``shared`` its 공용부분.
    buildings: of a 총괄표제부.
    owners, changes: oldest first; former owners only where they were asked for.
    prices: 공동주택가격, newest first.
    notes: 그 밖의 기재사항.
    """

    heading: str
    part: str
    illegal: str
    unique: str
    location: str
    lot: str
    road_address: str
    name: str
    unit: str
    households: str
    remarks: str
    figures: BuildingFigures
    floors: tuple[FloorEntry, ...]
    shared: tuple[FloorEntry, ...]
    buildings: tuple[BuildingEntry, ...]
    owners: tuple[BuildingOwner, ...]
    prices: tuple[HousePrice, ...]
    parties: tuple[Party, ...]
    parking: tuple[Parking, ...]
    changes: tuple[BuildingChange, ...]
    notes: tuple[str, ...]

    @property
    def subject(self) -> str:
        return " ".join(filter(None, (self.location, self.lot, self.name, self.unit)))

    @property
    def decisive(self) -> tuple[tuple[str, str], ...]:
        return (
            ("호명칭", self.unit), ("명칭", self.name), ("위반", self.illegal),
            *(("소유자", each.name) for each in self.owners[-1:]), ("대장", self.heading),
        )  # fmt: skip
