"""A city's worth of people who do not exist, household by household, each made from the seed and its number alone.

They are as many as a city has and as different as its people are; nothing of them can belong to anyone:

==================  ==============================================================================================
resident number     century digit 9 or 0: a birth in the 1800s
card number         ``WJ`` and seven digits or letters, as no card is numbered
lot                 본번 from 9000 on, with a 부번 from 100 on
vehicle, machine    a plate whose number of the sort of vehicle is 000 to 099, or 00, which are given to none
==================  ==============================================================================================

Whoever is made from one seed and number is always the same, so a load that broke off goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from config.catalogue.building_register import (
    BuildingChange,
    BuildingFigures,
    BuildingOwner,
    BuildingRegister,
    FloorEntry,
    HousePrice,
    Party,
)
from config.catalogue.farmland_register import FarmlandRegister, FarmOwner, FarmUse
from config.catalogue.forest_register import ForestRegister
from config.catalogue.land_register import LandRegister, OwnerEntry, PriceEntry, SurfaceEntry
from config.catalogue.land_use_plan import Plot, Point
from config.catalogue.local_tax import Assessment
from config.catalogue.machinery_register import MachineryRegister
from config.catalogue.vehicle_register import Mortgage, RegisterEntry, VehicleRegister
from config.city import City
from config.scene import Scene
from sync.reference_city.conscripts import WAITING, Service
from sync.reference_city.entries import Entry, building_key
from sync.reference_city.households import Change, History, Household, Move, Resident
from sync.reference_city.lots import pnu
from sync.reference_city.made_up.parcels import GRADES, prices
from sync.reference_city.map_sheets import MapSheet
from sync.reference_city.people import Person, printed
from sync.reference_city.things import Building, BuildingKey, Farm, Plan, Taxpayer
from sync.reference_city.welfare import Aid, Disability, Livelihood

ROOM = 8
"""Numbers kept for the people of one household."""
FIRST = 1_000
"""Number of the first person: the handful that is always there have lower ones."""
THIS_YEAR = 2026
ADULT = 17
"""Who is as old has a card."""
ON_A_SHEET = 20
"""Lots beside each other on one map sheet."""
LOTS, SUB_LOTS, FIRST_SUB_LOT = 1_000, 9_900, 100
_SURNAMES = (
    ("김", "金"), ("이", "李"), ("박", "朴"), ("최", "崔"), ("정", "鄭"), ("강", "姜"), ("조", "趙"), ("윤", "尹"), ("장", "張"), ("임", "林"),
    ("한", "韓"), ("오", "吳"), ("서", "徐"), ("신", "申"), ("권", "權"), ("황", "黃"), ("안", "安"), ("송", "宋"), ("전", "全"), ("홍", "洪"),
)  # fmt: skip
_SYLLABLES = (
    ("민", "敏"), ("서", "瑞"), ("지", "智"), ("현", "賢"), ("준", "俊"), ("수", "秀"), ("영", "英"), ("은", "恩"), ("진", "眞"), ("호", "浩"),
    ("재", "在"), ("성", "成"), ("미", "美"), ("정", "貞"), ("희", "姬"), ("경", "京"), ("원", "元"), ("윤", "潤"), ("우", "宇"), ("하", "河"),
)  # fmt: skip
_PLATE_LETTERS = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주"
_CARS = (("견본 세단", "승용 중형"), ("견본 경차", "승용 경형"), ("견본 밴", "승합 소형"), ("견본 트럭", "화물 소형"))
_COLOURS = ("은색", "흰색", "검정색", "회색", "청색")
_MACHINES = (("굴착기 (무한궤도)", "0.92㎥ / 21,900kg"), ("지게차", "3.0톤"), ("로더", "1.7㎥"))
_LEVELS = (48_200, 96_500, 142_600, 231_000, 318_000, 456_000, 612_000, 884_000)
"""Won a ㎡, of 2026."""
_BANK = "주식회사 견본은행\n(149901-0******)"


@dataclass(frozen=True)
class _One:
    """A person as the registers of one household agree on them."""

    number: str
    name: str
    hanja: str
    born: int
    male: bool
    relation: str
    card: str


def households(city: City, scene: Scene, seed: str, first: int = 0) -> Iterator[list[Entry]]:
    """Everything that the registers know of one household after the other, without end; ``first`` counts from 0."""
    while True:
        place = city.places[first // ON_A_SHEET % len(city.places)]
        chance = Random(f"{seed} {first}")
        yield list(_household(scene, chance, first, place.id, place.name))
        first += 1


def _household(scene: Scene, chance: Random, index: int, place: str, where: str) -> Iterator[Entry]:
    people = _family(chance, index)
    head, address = people[0], f"{scene.street(index)} {9_000 + index % 1_000}, {index // 8_000 + 1}층 ({where}, 견본)"
    moves = _moves(scene, chance, head, address)
    members = tuple(_member(each, moves[-1]) for each in people)
    yield head.number, Household(moves[-1].reason, moves[-1].moved_in, moves, members)
    poor = chance.random() < 0.06
    for each in people:
        yield from _person(chance, each, moves, poor, index)
    yield head.number, Taxpayer(address, _taxes(chance, index))
    yield from _lot(scene, chance, head, index, place, where, address)
    if chance.random() < 0.8:
        yield _vehicle(chance, head, index, address)
    if index % 50 == 7:
        yield _machine(chance, head, index, address)


def _family(chance: Random, index: int) -> list[_One]:
    born = THIS_YEAR - 24 - int(66 * chance.random())
    head = _one(chance, index, 0, born, "본인")
    people = [head]
    if chance.random() < 0.55:
        people.append(
            _one(chance, index, 1, min(born + chance.randint(-5, 6), THIS_YEAR - 20), "배우자", not head.male)
        )
        for child in range(chance.choice((0, 0, 1, 1, 2, 2, 3))):
            age = min(born + 27 + 2 * child + chance.randint(0, 3), THIS_YEAR - 1)
            people.append(_one(chance, index, 2 + child, age, "자녀", of=head))
    elif chance.random() < 0.1:
        people.append(_one(chance, index, 1, min(born + 3, THIS_YEAR - 20), "동거인"))
    return people


def _one(
    chance: Random, index: int, place: int, born: int, relation: str, male: bool | None = None, of: _One | None = None
) -> _One:
    number = FIRST + index * ROOM + place
    male = chance.random() < 0.5 if male is None else male
    # Of two people whose last six digits are the same the days of birth differ, so no two have one number.
    serial, turn = number % 10**6, number // 10**6
    day = (turn + serial * 11) % 28 + 1
    resident_number = f"{born % 100:02d}{chance.randint(1, 12):02d}{day:02d}{9 if male else 0}{serial:06d}"
    family = (of.name[0], of.hanja[0]) if of else chance.choice(_SURNAMES)
    given = chance.choice(_SYLLABLES), chance.choice(_SYLLABLES)
    name, hanja = (family[which] + given[0][which] + given[1][which] for which in (0, 1))
    return _One(resident_number, name, hanja, born, male, relation, f"WJ{_base36(number):0>7}")


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + digits
    return digits


def _moves(scene: Scene, chance: Random, head: _One, address: str) -> tuple[Move, ...]:
    year = min(max(head.born + 20, 1970), THIS_YEAR - 4)
    moves: list[Move] = []
    while year < THIS_YEAR - 3 and len(moves) < 6:
        day = chance.randint(1, 26)
        month = chance.randint(1, 12)
        began = f"{year}-{month:02d}-{day:02d}"
        street = scene.street(chance.randrange(8))
        street = street if began >= scene.renamed else street.replace(scene.address, scene.address_before, 1)
        moves.append(Move(f"{street} {9_000 + chance.randrange(900)} (보기동)", began, f"{year}-{month:02d}-{day + 1:02d}", "전입", head.name, "본인"))  # fmt: skip
        year += chance.randint(3, 14)
    began = f"{chance.randint(THIS_YEAR - 2, THIS_YEAR - 1)}-{chance.randint(1, 12):02d}"
    return (*moves, Move(address, f"{began}-11", f"{began}-14", "전입세대구성", head.name, "본인"))


def _member(one: _One, home: Move) -> Resident:
    return Resident(one.number, one.name, one.hanja, one.relation, home.moved_in, home.reported, "전입")


def _person(chance: Random, one: _One, moves: tuple[Move, ...], poor: bool, index: int) -> Iterator[Entry]:
    age = THIS_YEAR - one.born
    entitled = ("basic-livelihood",) if poor else ("single-parent",) if chance.random() < 0.01 else ()
    if age >= ADULT:
        lost, restricted = chance.random() < 0.004, chance.random() < 0.003
        yield one.number, Person(one.number, one.card, one.name, one.hanja, lost, restricted, entitled)
    if chance.random() < 0.01:
        changed = Change(f"{one.name[:2]}순 ({one.hanja[:2]}順)", f"{one.name} ({one.hanja})", "2004-05-02", "개명")
        yield one.number, History(moves, (changed,))
    if one.male and age >= 19:
        yield one.number, _service(chance, one)
    if poor:
        since = f"{chance.randint(2016, 2025)}-{chance.randint(1, 12):02d}-20"
        schooling = ("교육급여",) if age < 19 else ()
        yield one.number, Livelihood(("생계급여", "의료급여", "주거급여", *schooling), since)
        yield one.number, Aid("1종" if age > 64 or age < 19 else "2종", f"9{index:010d}", since)
    if chance.random() < 0.05:
        kind = chance.choice(("지체장애", "청각장애", "시각장애", "뇌병변장애", "신장장애"))
        yield (
            one.number,
            Disability(kind, "", chance.random() < 0.4, f"{chance.randint(1992, 2025)}-06-11", chance.random() < 0.02),
        )


def _service(chance: Random, one: _One) -> Service:
    fate = chance.random()
    if THIS_YEAR - one.born < 22:
        return Service(
            WAITING,
            fitness=f"{chance.randint(1, 3)}급",
            disposition="현역병입영 대상",
            disposed=f"{THIS_YEAR - 2}-05-20",
        )
    if fate < 0.1:
        return Service("전시근로역", fitness="5급", disposition="질병", disposed=f"{max(one.born + 20, 1989)}-07-03")
    began, branch = one.born + 20, chance.choice(("육군", "육군", "육군", "해군", "공군"))
    return Service(
        "예비역" if THIS_YEAR - one.born < 41 else "퇴역", branch, f"{began % 100:02d}-99{chance.randrange(10**6):06d}", "병장", "보병 (111.101 소총수)",
        f"{began}-03-08", f"{began + 2}-01-07", "만기전역", "현역병",
    )  # fmt: skip


def _taxes(chance: Random, index: int) -> tuple[Assessment, ...]:
    return tuple(
        Assessment(item, f"{year}.{month}", term, f"{code}{year % 100}{month}-{index % 10_000:04d}", "견본", 0, won)
        for year in range(THIS_YEAR - 3, THIS_YEAR + 1)
        for item, month, term, code, won in (
            ("자동차세", "06", "1기분", 40, 1_000 * chance.randint(30, 260)),
            ("재산세", "07", "1기분", 50, 1_000 * chance.randint(20, 190)),
            ("주민세", "08", "개인분", 70, 11_000),
        )
    )  # fmt: skip


@lru_cache(maxsize=64)
def _prices(won: int) -> tuple[PriceEntry, ...]:
    return prices(won)


def _lot(scene: Scene, chance: Random, head: _One, index: int, place: str, where: str, address: str) -> Iterator[Entry]:
    """Where one household lives in a house, another owns a field, a third a wood."""
    number, sub_number = 9_000 + index % LOTS, FIRST_SUB_LOT + index // LOTS % SUB_LOTS
    mountain = index % 12 == 5
    lot, name = pnu(place, mountain, number, sub_number), f"{'산 ' if mountain else ''}{number}-{sub_number}"
    category = "임야" if mountain else ("대", "대", "대", "전", "답")[index % 5]
    m2 = chance.randint(2_000, 90_000) if mountain else chance.randint(120, 990)
    since = f"{chance.randint(1996, 2025)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    masked = printed(head.number, whole=False)
    surface = (
        SurfaceEntry("05" if mountain else "08", category, f"{m2:,}", "1978-11-02", "20", "분할되어 본번에 -1을 부함"),
    )
    owners = (
        OwnerEntry("1978-11-20", "(02) 소유권보존", f"{scene.address_before} {where}", "박예시", "190215-9******"),
        OwnerEntry(since, "(03) 소유권이전", address, head.name, masked),
    )
    made = ForestRegister if mountain else LandRegister
    yield lot, made(
        lot, f"{scene.address} {where}", name, "1:6000" if mountain else "1:1200", "0042", "1-1", "", surface, owners, GRADES,
        _prices(3_120 if mountain else chance.choice(_LEVELS)),
    )  # fmt: skip
    sheet = f"{_sheet_name(index)}"
    zone = "농림지역" if mountain else "제2종일반주거지역" if category == "대" else "계획관리지역"
    yield lot, Plan(sheet, (zone,), ("가축사육제한구역(전부제한)<가축분뇨의 관리 및 이용에 관한 법률>",))
    if index % ON_A_SHEET == 0:
        yield sheet, _sheet(index)
    if category in ("전", "답"):
        owner = FarmOwner(
            head.name, f"18{head.number[:2]}-{head.number[2:4]}-{head.number[4:6]}", address, "", since, "매매"
        )
        uses = (FarmUse(since, "자경", head.name, f"{m2:,}", "벼" if category == "답" else "옥수수"),)
        register = FarmlandRegister("", "", lot, f"{scene.address} {where}", name, category, category, f"{m2:,}", f"{m2:,}",
                                    "진흥지역 밖", (owner,), uses, (), (), ())  # fmt: skip
        yield lot, Farm(register, (head.number,))
    elif category == "대":
        building = _house(scene, chance, head, lot, where, name, m2, since, address)
        yield building_key(building.key), building


def _sheet_name(index: int) -> str:
    """The map sheet of a household's lot."""
    return f"crowd-{index // ON_A_SHEET}"


def _sheet(first: int) -> MapSheet:
    """The lots of so many households, in two rows."""
    plots = []
    for index in range(first, first + ON_A_SHEET):
        left, bottom = (
            9_000 + index % (ON_A_SHEET // 2) * 200,
            9_800 if index % ON_A_SHEET < ON_A_SHEET // 2 else 10_060,
        )
        corners = ((left, bottom), (left + 200, bottom), (left + 200, bottom + 250), (left, bottom + 250))
        mountain = index % 12 == 5
        name = f"{'산 ' if mountain else ''}{9_000 + index % LOTS}-{FIRST_SUB_LOT + index // LOTS % SUB_LOTS}"
        plots.append(
            Plot(
                name,
                "임" if mountain else ("대", "대", "대", "전", "답")[index % 5],
                tuple(Point(*each) for each in corners),
            )
        )
    return MapSheet(tuple(plots), ())


def _house(scene: Scene, chance: Random, head: _One, lot: str, where: str, name: str, m2: int, since: str, address: str) -> Building:  # fmt: skip
    built, floor = chance.randint(1975, 2024), f"{m2 * 0.4:.2f}"
    record = BuildingRegister(
        "일반건축물대장", "갑", "위반건축물" if chance.random() < 0.01 else "", f"{lot[:10]}-{lot[10]}-{lot[11:]}", f"{scene.address} {where}", name,
        address, "", "", "0호/1가구/0세대", "",
        BuildingFigures(
            site_area=f"{m2} ㎡", total_area=f"{m2 * 0.8:.2f} ㎡", building_area=f"{floor} ㎡", structure="연와조", use="단독주택",
            floors="지하 0층 / 지상 2층", permitted=f"{built}-02-11", begun=f"{built}-03-20", approved=f"{built}-11-12",
        ),
        tuple(FloorEntry("주1", f"{number}층", "연와조", "단독주택", floor) for number in (1, 2)), (), (),
        (BuildingOwner(head.name, printed(head.number, whole=False), address, "1/1", since, "소유권이전"),),
        (HousePrice("2026-01-01", 1_000_000 * chance.randint(60, 480)),), (Party("건축주", head.name, ""),), (),
        (BuildingChange(f"{built}-11-12", "신축 (사용승인)"),), (),
    )  # fmt: skip
    return Building(BuildingKey(lot, "general"), record)


def _vehicle(chance: Random, head: _One, index: int, address: str) -> Entry:
    front, last = divmod(index, 10_000)
    kind, letter = divmod(front, len(_PLATE_LETTERS))
    plate = f"{kind:03d}{_PLATE_LETTERS[letter]}{last:04d}"
    name, category = chance.choice(_CARS)
    year, masked = chance.randint(2008, 2025), printed(head.number, whole=False)
    bought = RegisterEntry(
        "1", "", f"신규등록 (신조차)\n성명: {head.name}", masked, f"{year}-03-14", f"{chance.randrange(10**6):06d}"
    )
    mortgages = (
        (
            Mortgage(
                "1",
                1_000_000 * chance.randint(4, 30),
                _BANK,
                head.name,
                head.name,
                f"{year}-03-14",
                f"{year + 3}-03-10",
                "001184",
            ),
        )
        if chance.random() < 0.3
        else ()
    )
    return plate, VehicleRegister(
        "갑·을", "1", plate, "A08-1-00042-0007-1219", "", f"{name} (SAMPLE)", category, "일반형", f"KMHXX00XXXX{index % 10**6:06d}", "G4XX",
        "자가용", str(year), chance.choice(_COLOURS), "국내제작", f"{year}-03-14", f"{year}-02-20", "", head.name, masked,
        "2025-03-14 ~ 2027-03-13", address, (bought,), mortgages,
    )  # fmt: skip


def _machine(chance: Random, head: _One, index: int, address: str) -> Entry:
    front, last = divmod(index, 10_000)
    regions = ("강원", "경기", "충북", "충남", "경북", "서울")
    region, letter = divmod(front, len(_PLATE_LETTERS))
    plate = f"{regions[region % len(regions)]}00{_PLATE_LETTERS[letter]}{last:04d}"
    name, size = chance.choice(_MACHINES)
    year, masked = chance.randint(2008, 2025), printed(head.number, whole=False)
    entered = RegisterEntry("1", "", f"신규등록\n성명: {head.name}", masked, f"{year}-09-02", "000311")
    return plate, MachineryRegister(
        "갑·을", plate, "", name, "SAMPLE 220LC", size, "제90-견본-0042호", f"SMPXX00XXXX{index % 10**6:06d}", f"{year}-08-11", f"{year}-09-02",
        "자가용", head.name, masked, address, address, (entered,), (),
    )  # fmt: skip
