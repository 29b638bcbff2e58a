"""docs/adding-a-kind.md, proved: a made-up kind is five files in five places, and is issued like any other."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import config.catalogue
import printing.forms
import sync.reference_city.registers
from config.catalogue import Record
from config.city import City, read_city, shipped_city
from kiosk.core.channels import LayOut
from kiosk.core.view import ChooseOptions, EnterLot, EnterPlate, EnterUnit, EnterYears, Review, Screen, Tap, View
from kiosk.demo.resident import Action, Resident
from kiosk.demo.wishes import resident
from printing.certificate import LaidOut, Unprintable
from tests.cities import PLACE
from tests.kiosk.session.visit import Visit

ENTRY = """
[title]
ko = "우물물검사증명서"
en = "Well Water Certificate"

[law]
act = "견본법 제1조"
form = "별지 제1호 서식"

[issue]
identity = "card"
inputs = ["plate", "lot", "unit", "years"]
source = "well"
confirmed = false
order = 16

[[option]]
name = "taste"
title = { ko = "물맛", en = "Taste" }
default = "hidden"
choices = [
  { value = "hidden", title = { ko = "표시 안 함", en = "Leave out" } },
  { value = "shown", title = { ko = "표시", en = "Show" } },
]

[words]
name = "성명"
number = "주민등록번호"
lines = "검사 결과"
"""

RECORD = """
from dataclasses import dataclass

from config.catalogue.record import Record, holder_of


@dataclass(frozen=True)
class WellWater(Record):
    name: str
    number: str
    lines: tuple[str, ...]

    @property
    def subject(self) -> str:
        return self.name

    @property
    def holder(self) -> str:
        return holder_of(self.number)
"""

LAYOUT = """
from printing.page import A4, MARGIN, Form, attestation
from printing.sheet import Cell, grid, label


def form(record, issue):
    rows = tuple((label(str(at)), Cell(line)) for at, line in enumerate(record.lines, 1))
    blocks = [*grid(MARGIN, (20.0, 160.0), rows), attestation(A4[0], "우물물이 맑음을 증명합니다.", issue, seal_beside=False)]
    return Form("우물물검사증명서", "견본법 [별지 제1호서식]", False, blocks, ())
"""

REGISTER = """
from config.catalogue.well_water import WellWater
from sync.city.api import RefusalCode


def find(asked):
    if asked.input["number"] != "9423":
        return RefusalCode.NO_SUCH_RECORD
    lines = tuple(f"{key} {asked.input[key]}" for key in sorted(asked.input))
    return WellWater(asked.person.name, asked.person.resident_number, lines)
"""

TERMS = """
offered = true
area = "city"
confirmed = false

[[fee]]
since = 2003-02-07
per_copy = 300
confirmed = false
"""

FILES = (
    (config.catalogue, "well-water.toml", ENTRY),
    (config.catalogue, "well_water.py", RECORD),
    (printing.forms, "well_water.py", LAYOUT),
    (sync.reference_city.registers, "well_water.py", REGISTER),
)
WISH = {
    "plate": "강원12가3456",
    "building": "101",
    "room": "1203",
    "years": (2021, 2024),
    "options": {"taste": "shown"},
}


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    """The files are dropped into folders that the packages look into as well, and the terms into a copy of the city."""
    packages: dict[str, ModuleType] = {}
    for package, name, text in FILES:
        folder = tmp_path / package.__name__
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
        packages[str(folder)] = package
    for folder_name, package in packages.items():
        monkeypatch.setattr(package, "__path__", [*package.__path__, folder_name])
    importlib.invalidate_caches()
    data = shutil.copytree(shipped_city(), tmp_path / "city")
    (data / "kinds" / "well-water.toml").write_text(TERMS, "utf-8")
    yield read_city(data)
    for name in [each for each in sys.modules if each.endswith(".well_water")]:
        del sys.modules[name]


def well(city: City, **more: Any) -> Resident:
    return resident(city, city.kinds["well-water"], purse=(500,), **WISH, **more)


def test_it_is_issued_like_any_other(city: City) -> None:
    records: list[Record] = []
    visit = Visit(well(city), city=city)
    layouts = visit.world.layouts

    def watched(question: LayOut) -> LaidOut | Unprintable:
        records.append(question.record)
        return layouts(question)

    visit.world.layouts = watched  # type: ignore[assignment]
    visit.happens()
    assert visit.ended == "issued"
    assert [each["fee"] for each in visit.journal("DocumentIssued")] == [300]
    assert len(visit.world.machine.printer.mechanism.came_out) == 1
    assert [(record.subject, getattr(record, "lines", ())) for record in records] == [
        ("홍길동", (
            "building 101", "from_year 2021", "mountain 0", "number 9423", f"place {PLACE['단구동']}",
            "plate 강원12가3456", "room 1203", "sub_number 1", "taste shown", "to_year 2024",
        )),
    ]  # fmt: skip
    review = [view for view in visit.views if isinstance(view, Review)][-1]
    assert [(row.value, row.edit) for row in review.rows] == [
        ("홍길동", ""), ("강원12가3456", "plate"), ("단구동 9423-1", "lot"), ("101동 1203호", "unit"), ("2021–2024", "years"),
        ("표시", "options"),
    ]  # fmt: skip


class Wavering(Resident):
    """Touches something else first where ``detours`` says so, each once and in this order."""

    detours: list[tuple[type[View], Tap]]

    def next(self, screen: Screen) -> Action | None:
        if self.detours and type(screen.view) is self.detours[0][0]:
            return self.detours.pop(0)[1]
        return super().next(screen)


def test_the_way_back_and_the_review_s_links(city: City) -> None:
    wavering = Wavering(**well(city).__dict__ | {"years": (2024, 2024)})
    wavering.detours = [
        (EnterLot, Tap("back")),
        (Review, Tap("edit", "unit")),
        (EnterUnit, Tap("key", "erase")),
        (Review, Tap("edit", "options")),
        (ChooseOptions, Tap("back")),
        (Review, Tap("back")),
        (EnterYears, Tap("confirm")),
    ]
    visit = Visit(wavering, city=city).happens()
    assert visit.ended == "issued"
    assert not wavering.detours
    steps = [type(view).__name__ for view in visit.views]
    way = [name for name, _ in groupby(steps)]
    start, end = way.index("EnterPlate"), way.index("Working")
    assert way[start:end] == [
        "EnterPlate", "EnterLot", "EnterPlate", "EnterLot", "EnterUnit", "EnterYears", "Review",
        "EnterUnit", "Review", "ChooseOptions", "Review", "EnterYears", "Review", "ChooseOptions", "Review",
    ]  # fmt: skip


def test_what_the_city_does_not_know_is_said_over_all_that_was_typed(city: City) -> None:
    """It is a person's own register: the city does not say which of the inputs it does not have."""
    visit = Visit(well(city, number="9424"), city=city).happens()
    assert visit.ended == "cancelled"
    assert [view.problem.id for view in visit.views if isinstance(view, Review) and view.problem] == ["review.unknown"]


def test_back_from_the_first_input_leads_to_the_list(city: City) -> None:
    wavering = Wavering(**well(city).__dict__)
    wavering.detours = [(EnterPlate, Tap("back"))]
    visit = Visit(wavering, city=city).happens()
    assert visit.ended == "issued"
    way = [name for name, _ in groupby(type(view).__name__ for view in visit.views)]
    first = way.index("EnterPlate")
    assert way[first : first + 3] == ["EnterPlate", "ChooseKind", "EnterPlate"]
