"""An adapter to the registers of a county whose systems were there first: other tables, other columns, other ways to write.

`docs/integrating-a-city.md` walks through it. What differs from register to register is data (`SHEETS`): which of their tables and
columns has what. What differs everywhere is in `_read`: their days are ``20220617``, their yes is ``Y``, their nothing is NULL.

Their buildings lie in a system that is not connected yet. Saying so costs those papers alone: the kiosk shows them as unavailable.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import ColumnClause, Engine, Row, Select, bindparam, column, create_engine, select, table
from sqlalchemy.exc import DBAPIError

from config.catalogue.farmland_register import (
    FarmBuilding,
    FarmlandRegister,
    FarmLease,
    FarmOwner,
    FarmPermit,
    FarmUse,
)
from config.catalogue.forest_register import ForestRegister
from config.catalogue.land_register import GradeEntry, LandRegister, OwnerEntry, PriceEntry, SurfaceEntry
from config.catalogue.local_tax import Assessment
from config.catalogue.machinery_register import MachineryRegister
from config.catalogue.vehicle_register import Mortgage, RegisterEntry, VehicleRegister
from config.city import City
from sync.reference_city.conscripts import Service
from sync.reference_city.households import Change, History, Household, Move, Resident
from sync.reference_city.map_sheets import MapSheet
from sync.reference_city.people import Person
from sync.reference_city.things import Application, Building, BuildingKey, Farm, Plan, Progress, Taxpayer
from sync.reference_city.welfare import Aid, Disability, Livelihood

T = TypeVar("T")
RESIDENT, HOUSEHOLD, LOT, PLATE, RECEIPT = "주민등록번호", "세대번호", "고유번호", "등록번호", "접수번호"


@dataclass(frozen=True)
class Sheet:
    """What of theirs makes one of ours.

    Attributes:
        key: their column that it is found by.
        columns: our field, their column. Of a list of texts the field is "".
        lists: our field, and the table of its entries, found by the same key, in the order of ``순번``.
    """

    type_: type[Any]
    table: str
    key: str
    columns: Mapping[str, str]
    lists: Mapping[str, Sheet] = field(default_factory=dict)


def texts(table_: str, key: str, column_: str) -> Sheet:
    return Sheet(str, table_, key, {"": column_})


def moves(table_: str, key: str) -> Sheet:
    return Sheet(Move, table_, key, {
        "address": "주소", "moved_in": "전입일자", "reported": "신고일자", "reason": "변동사유", "householder": "세대주", "relation": "관계", "status": "등록상태",
    })  # fmt: skip


ENTRIES = {
    "main": "주등록",
    "sub": "부기등록",
    "text": "사항",
    "number": "등록자번호",
    "date": "등록일자",
    "receipt": "접수번호",
}
MORTGAGES = {
    "rank": "순위", "claim": "채권가액", "creditor": "저당권자", "pledger": "설정자", "debtor": "채무자", "date": "설정일자", "cancelled": "말소일자", "receipt": "접수번호",
}  # fmt: skip


def lot(type_: type[LandRegister], kind: str) -> Sheet:
    return Sheet(type_, f"{kind}대장", LOT, {
        "pnu": LOT, "location": "소재지", "lot": "지번", "scale": "축척", "map_number": "도면번호", "sheet_number": "장번호", "remarks": "비고",
    }, {
        "surface": Sheet(SurfaceEntry, f"{kind}표시", LOT, dict(zip(
            SurfaceEntry.__dataclass_fields__, ("지목부호", "지목", "면적", "변동일자", "사유부호", "사유"), strict=True))),
        "owners": Sheet(OwnerEntry, f"{kind}소유자", LOT, dict(zip(
            OwnerEntry.__dataclass_fields__, ("변동일자", "변동원인", "주소", "성명", "등록자번호"), strict=True))),
        "grades": Sheet(GradeEntry, f"{kind}등급", LOT, dict(zip(GradeEntry.__dataclass_fields__, ("기준일자", "등급"), strict=True))),
        "prices": Sheet(PriceEntry, f"{kind}공시지가", LOT, dict(zip(PriceEntry.__dataclass_fields__, ("기준일자", "원"), strict=True))),
    })  # fmt: skip


SHEETS: dict[type[Any], Sheet] = {sheet.type_: sheet for sheet in (
    Sheet(Person, "주민증", RESIDENT, {
        "resident_number": RESIDENT, "card_number": "증번호", "name": "성명", "hanja": "한자성명", "card_lost": "분실여부", "restricted": "발급제한여부",
    }, {"entitlements": texts("감면자격", RESIDENT, "자격")}),
    Sheet(Household, "세대", HOUSEHOLD, {"formation_reason": "구성사유", "formation_date": "구성일자"}, {
        "moves": moves("세대주소", HOUSEHOLD),
        "members": Sheet(Resident, "세대원", HOUSEHOLD, {
            "resident_number": RESIDENT, "name": "성명", "hanja": "한자성명", "relation": "관계", "moved_in": "전입일자", "reported": "신고일자",
            "reason": "변동사유", "status": "등록상태",
        }),
    }),
    Sheet(History, "개인이력", RESIDENT, {"foreign_number": "외국인번호"}, {
        "moves": moves("개인주소", RESIDENT),
        "changes": Sheet(Change, "인적사항변경", RESIDENT, {"before": "변경전", "after": "변경후", "date": "변경일자", "reason": "사유"}),
    }),
    Sheet(Service, "병적", RESIDENT, {
        "category": "역종", "branch": "군별", "number": "군번", "rank": "계급", "specialty": "병과", "enlisted": "입영일자", "discharged": "전역일자",
        "discharge": "전역구분", "duty": "복무분야", "fitness": "신체등급", "disposition": "처분사유", "disposed": "처분일자",
    }, {"career": texts("군경력", RESIDENT, "내용")}),
    Sheet(Livelihood, "수급자", RESIDENT, {"since": "책정일자"}, {"benefits": texts("급여", RESIDENT, "급여종류")}),
    Sheet(Aid, "의료급여", RESIDENT, {"category": "종별", "symbol": "급여기호", "since": "취득일자"}),
    Sheet(Disability, "장애인등록", RESIDENT, {
        "main": "주장애", "secondary": "부장애", "severe": "심한장애여부", "registered": "등록일자", "ended": "말소여부",
    }),
    Sheet(Taxpayer, "납세자", RESIDENT, {"address": "송달주소"}, {
        "assessments": Sheet(Assessment, "과세내역", RESIDENT, {
            "item": "세목", "month": "부과연월", "term": "기분", "number": "과세번호", "object": "과세대상", "base": "과세표준", "amount": "세액",
        }),
    }),
    lot(LandRegister, "토지"),
    lot(ForestRegister, "임야"),
    Sheet(Plan, "이용계획", LOT, {"sheet": "도엽"}, {
        "planned": texts("국토계획지역", LOT, "지역지구"), "other": texts("다른법령지역", LOT, "지역지구"), "decree": texts("시행령사항", LOT, "지역지구"),
    }),
    Sheet(FarmlandRegister, "농지", LOT, {
        "applicant": "신청인", "applicant_number": "신청인번호", "pnu": LOT, "location": "소재지", "lot": "지번", "category": "공부지목",
        "actual_category": "실제지목", "area_m2": "공부면적", "actual_area_m2": "실제면적", "promotion": "진흥지역",
    }, {
        "owners": Sheet(FarmOwner, "농지소유자", LOT, {
            "name": "성명", "birth": "생년일자", "address": "주소", "share": "지분", "since": "취득일자", "cause": "취득원인"}),
        "uses": Sheet(FarmUse, "농지이용", LOT, {"since": "시작일자", "manner": "경작구분", "farmer": "경작자", "area_m2": "면적", "crop": "작물"}),
        "leases": Sheet(FarmLease, "농지임대차", LOT, {
            "tenant": "임차인", "form": "형태", "area_m2": "면적", "begins": "시작일자", "ends": "종료일자", "rent": "임차료"}),
        "permits": Sheet(FarmPermit, "농지허가", LOT, {"date": "허가일자", "kind": "구분", "area_m2": "면적", "purpose": "목적"}),
        "buildings": Sheet(FarmBuilding, "농지시설", LOT, {"kind": "시설", "area_m2": "면적", "since": "설치일자", "remarks": "비고"}),
    }),
    Sheet(VehicleRegister, "자동차", PLATE, {
        "part": "구성", "serial": "일련번호", "plate": PLATE, "specification": "제원번호", "deregistered": "말소일자", "name": "차명", "category": "차종",
        "subtype": "유형", "chassis": "차대번호", "engine": "원동기", "use": "용도", "model_year": "연식", "color": "색상", "origin": "출처",
        "first_registered": "최초등록일자", "made": "제작일자", "closed": "폐쇄일자", "owner": "소유자", "owner_number": "소유자번호",
        "inspection": "검사기간", "base": "사용본거지",
    }, {"entries": Sheet(RegisterEntry, "자동차갑부", PLATE, ENTRIES), "mortgages": Sheet(Mortgage, "자동차을부", PLATE, MORTGAGES)}),
    Sheet(MachineryRegister, "건설기계", PLATE, {
        "part": "구성", "plate": PLATE, "deregistered": "말소일자", "name": "기종", "model": "형식", "size": "규격", "approval": "승인번호", "chassis": "차대번호",
        "made": "제작일자", "registered": "등록일자", "use": "용도", "owner": "소유자", "owner_number": "소유자번호", "owner_address": "소유자주소",
        "base": "사용본거지",
    }, {"entries": Sheet(RegisterEntry, "건설기계갑부", PLATE, ENTRIES), "mortgages": Sheet(Mortgage, "건설기계을부", PLATE, MORTGAGES)}),
    Sheet(Application, "민원", RECEIPT, {"kind": "사무명", "code": "확인번호", "due": "처리기한일자", "office": "담당부서", "phone": "전화번호"}, {
        "steps": Sheet(Progress, "민원처리", RECEIPT, {"on": "처리일자", "stage": "처리상태"}),
    }),
)}  # fmt: skip
FARM_OWNERS = texts("농지소유자번호", LOT, RESIDENT)
FARM_CLOSED = Sheet(bool, "농지말소", LOT, {"": "말소여부"})
MAP = "지적도"


class NotConnected(OSError):
    """The city takes it as a source that is down."""


class County:
    """Implements `sync.reference_city.registered.Registers`. It reads, and its account may do nothing else."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def _find(self, type_: type[T], key: str) -> T | None:
        found = self._read(SHEETS[type_], key)
        return found[0] if found else None

    def _read(self, sheet: Sheet, key: str) -> tuple[Any, ...]:
        """All that there is under a key: of a register one or none, of a list every entry."""
        columns: list[ColumnClause[Any]] = [column(name) for name in sheet.columns.values()]
        asked = select(*columns).select_from(table(sheet.table)).where(column(sheet.key) == bindparam("key"))
        rows = self._rows(asked.order_by(column("순번")), key)
        named = [
            {ours: _ours(theirs, row[at]) for at, (ours, theirs) in enumerate(sheet.columns.items())} for row in rows
        ]
        if "" in sheet.columns:
            return tuple(row[""] for row in named)
        lists = {ours: self._read(entries, key) for ours, entries in sheet.lists.items()} if rows else {}
        return tuple(sheet.type_(**row, **lists) for row in named)

    def _rows(self, asked: Select[Any], key: str) -> Sequence[Row[Any]]:
        """The only place where their database is reached: its trouble is a source that is down, and not the city's own trouble."""
        try:
            with self._engine.connect() as connection:
                return connection.execute(asked, {"key": key}).all()
        except DBAPIError as error:
            raise NotConnected("the county's database does not answer") from error

    def person(self, resident_number: str) -> Person | None:
        return self._find(Person, resident_number)

    def household(self, resident_number: str) -> Household | None:
        lives_in: Select[Any] = (
            select(column(HOUSEHOLD)).select_from(table("세대원")).where(column(RESIDENT) == bindparam("key"))
        )
        rows = self._rows(lives_in, resident_number)
        return self._find(Household, rows[0][0]) if rows else None

    def history(self, resident_number: str) -> History | None:
        return self._find(History, resident_number)

    def service(self, resident_number: str) -> Service | None:
        return self._find(Service, resident_number)

    def livelihood(self, resident_number: str) -> Livelihood | None:
        return self._find(Livelihood, resident_number)

    def aid(self, resident_number: str) -> Aid | None:
        return self._find(Aid, resident_number)

    def disability(self, resident_number: str) -> Disability | None:
        return self._find(Disability, resident_number)

    def taxpayer(self, resident_number: str) -> Taxpayer | None:
        return self._find(Taxpayer, resident_number)

    def land(self, lot: str) -> LandRegister | None:
        return self._find(LandRegister, lot)

    def forest(self, lot: str) -> ForestRegister | None:
        return self._find(ForestRegister, lot)

    def plan(self, lot: str) -> Plan | None:
        return self._find(Plan, lot)

    def map_sheet(self, name: str) -> MapSheet | None:
        """Their map server tells shapes in JSON."""
        drawn: Select[Any] = select(column("도형")).select_from(table(MAP)).where(column("도엽") == bindparam("key"))
        rows = self._rows(drawn, name)
        return TypeAdapter(MapSheet).validate_json(rows[0][0]) if rows else None

    def farm(self, lot: str) -> Farm | None:
        register = self._find(FarmlandRegister, lot)
        if register is None:
            return None
        return Farm(register, self._read(FARM_OWNERS, lot), any(self._read(FARM_CLOSED, lot)))

    def blocks(self, lot: str) -> Collection[BuildingKey]:
        self._has_no_buildings()

    def building(self, key: BuildingKey) -> Building | None:
        self._has_no_buildings()

    def _has_no_buildings(self) -> NoReturn:
        raise NotConnected("the buildings of this county are not connected yet")

    def vehicle(self, plate: str) -> VehicleRegister | None:
        return self._find(VehicleRegister, plate)

    def machine(self, plate: str) -> MachineryRegister | None:
        return self._find(MachineryRegister, plate)

    def application(self, number: str) -> Application | None:
        return self._find(Application, number)


def _ours(theirs: str, value: Any) -> Any:
    if theirs.endswith("여부"):
        return value == "Y"
    if value is None:
        return ""
    if theirs.endswith("일자"):
        return f"{value[:4]}-{value[4:6]}-{value[6:]}"
    return value


def registers(city: City) -> County:
    """As ``kiosk city serve --registers`` calls it. Where their database lies is for the adapter to know."""
    return County(create_engine(os.environ["COUNTY_DATABASE"], hide_parameters=True))
