"""The adapter of `docs/integrating-a-city.md`: a foreign schema answers every question as the city's own registers do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from kiosk.__main__ import main
from sync.city.api import RefusalCode, RefusalReply
from sync.reference_city.households import Household
from sync.reference_city.made_up import made_up
from sync.reference_city.memory import MemoryCityStore
from sync.reference_city.registered import Registers
from tests.cities import REGISTERS, SCENE
from tests.sync.city.conftest import KIOSK, Town
from tests.sync.city.worked_adapter import County

EVERY = made_up(SCENE)


def test_every_question_is_answered_as_the_citys_own_registers_answer_it(county: Registers) -> None:
    questions = (
        "person", "household", "history", "service", "livelihood", "aid", "disability", "taxpayer", "land", "forest", "plan", "map_sheet",
        "farm", "vehicle", "machine", "application",
    )  # fmt: skip
    keys = {key for key, _ in EVERY} | {
        each.resident_number for _, value in EVERY if isinstance(value, Household) for each in value.members
    }
    for question in questions:
        answers = {key: getattr(REGISTERS, question)(key) for key in keys}
        there = {key: answer for key, answer in answers.items() if answer is not None}
        assert there
        assert {key: getattr(county, question)(key) for key in there} == there
        assert getattr(county, question)("nobody's") is None


def town(county: Registers) -> Town:
    return Town(MemoryCityStore(), registers=county)


def test_papers_come_from_it_as_from_the_citys_own(county: Registers) -> None:
    foreign, own = town(county), Town(MemoryCityStore())
    uuid = "11111111-1111-4111-8111-111111111111"
    for request in (Town.land(), Town.abstract(), replace(Town.abstract(), kind="resident-register")):
        assert foreign.reserve(uuid, request).record == own.reserve(uuid, request).record
        uuid = uuid.replace(uuid[0], chr(ord(uuid[0]) + 1))


def test_a_register_that_is_not_connected_costs_its_own_papers_alone(county: Registers) -> None:
    foreign = town(county)
    asked = replace(Town.land(), kind="building-register", input=Town.land().input | {"building": "", "room": ""})
    answer = foreign.city.reserve(KIOSK, "11111111-1111-4111-8111-111111111111", asked)
    assert answer == RefusalReply(RefusalCode.SOURCE_DOWN)
    foreign.reserve("22222222-2222-4222-8222-222222222222", Town.land())


def test_a_county_whose_database_is_gone_is_a_source_that_is_down(tmp_path: Path) -> None:
    gone = town(County(create_engine(f"sqlite:///{tmp_path}/nothing.sqlite", hide_parameters=True)))
    uuids = ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222")
    for uuid, request in zip(uuids, (Town.land(), Town.abstract()), strict=True):
        assert gone.city.reserve(KIOSK, uuid, request) == RefusalReply(RefusalCode.SOURCE_DOWN)


def test_the_city_serves_from_the_adapter_that_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    served: list[object] = []
    monkeypatch.setenv("COUNTY_DATABASE", f"sqlite:///{tmp_path}/county.sqlite")
    monkeypatch.setattr("sync.reference_city.server.serve", lambda *given, registers, owners: served.append(registers))
    asked = [
        "city",
        "serve",
        "--keys",
        f"{tmp_path}/keys",
        "--database",
        f"sqlite:///{tmp_path}/city.sqlite",
        "--registers",
    ]
    assert main([*asked, "tests.sync.city.worked_adapter:registers"]) == 0
    assert isinstance(served[0], County)
    for wrong in (
        "tests.sync.city.worked_adapter",
        "tests.sync.city.worked_adapter:nothing",
        "no_such_module:registers",
    ):
        assert main([*asked, wrong]) == 1
        assert f"--registers {wrong}: " in capsys.readouterr().err
