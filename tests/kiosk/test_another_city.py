"""A second, made-up city runs through everything: all that is shown and printed is its own, and nothing says Wonju."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import time
from typing import Any

import pypdfium2
import pytest

from config.hours import Hours
from config.language import LANGUAGES
from config.seoul import SEOUL
from kiosk.commands.catalogue import table
from kiosk.core.step import Effect, Show
from kiosk.core.view import ChooseKind, Message, OutOfService, Screen, to_json
from kiosk.demo.resident import Resident
from kiosk.demo.wishes import resident
from kiosk.simulator.run import run, serve
from kiosk.simulator.sources import START
from kiosk.simulator.world import World
from kiosk.ui.words import Words
from sync.reference_city.lookup import Lookup
from sync.reference_city.public_pages.found import found_page, not_found_page
from sync.reference_city.public_pages.frame import Texts
from tests.cities import GYEONBON, WONJU, words_of
from tests.kiosk.session.visit import Visit

FOREIGN = words_of(WONJU)


def foreign(text: str) -> set[str]:
    """The words of another city in it."""
    return {word for word in FOREIGN if word in text} | set(re.findall(r"원주|(?i:wonju)|강원특별|\b033-", text))


def test_the_check_itself_sees() -> None:
    assert foreign("강원특별자치도 원주시 단구동 9423-1") >= {"단구동", "원주시", "강원특별자치도 원주시"}
    assert not foreign(" ".join(words_of(GYEONBON)))


def messages(value: object) -> Iterator[Message]:
    """All in a view, as JSON."""
    if isinstance(value, dict):
        if value.keys() == {"id", "args"}:
            yield Message(value["id"], value["args"])
        for each in value.values():
            yield from messages(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from messages(each)


def shown(screens: Iterable[Screen]) -> str:
    """All that these screens say."""
    words = {language: Words(language, GYEONBON) for language in LANGUAGES}
    said = []
    for screen in screens:
        view = to_json(screen)
        said.append(json.dumps(view, ensure_ascii=False))
        said += [words[screen.language].text(each.id, each.args) for each in messages(view)]
    return "\n".join(said)


class Watched(World):
    """Attributes:
    screens: everything that was shown.
    """

    def __init__(self, seed: int) -> None:
        self.screens: list[Screen] = []
        super().__init__(GYEONBON, seed)

    def do(self, effect: Effect) -> None:
        if isinstance(effect, Show):
            self.screens.append(effect.screen)
        super().do(effect)

    def papers(self) -> Iterator[str]:
        """The text of every page, and what the document says of itself."""
        for document in self.machine.printer.mechanism.documents:
            with pypdfium2.PdfDocument(document.data) as paper:
                yield json.dumps(paper.get_metadata_dict(), ensure_ascii=False)
                yield from (page.get_textpage().get_text_range() for page in paper)

    def receipts(self) -> Iterator[str]:
        for receipt in self.machine.receipts.receipts:
            yield "\n".join(line.text for line in receipt)


# --- through the simulator -----------------------------------------------------------------------------------------


def test_a_crowd_is_served_and_nothing_is_lost() -> None:
    world = Watched(3)
    result = run(GYEONBON, 25, 3, "none", world=world)
    assert result.findings.clean, result.findings.story
    papers, receipts, screens = "\n".join(world.papers()), "\n".join(world.receipts()), shown(world.screens)
    journal = "\n".join(entry.body.decode() for entry in world.journal.read())
    for text in (papers, receipts, screens, journal):
        assert text
        assert foreign(text) == set()
    assert "견본군수" in papers.replace(" ", "")
    assert "무인민원발급기 12 (보기면)" in papers
    assert {"견본군 무인민원발급기", "무인민원발급기 12 (보기면)"} <= set(re.split(r"\s{2,}|\n", receipts))
    assert {"basic-livelihood", "medical-aid"}.isdisjoint(re.findall(r'"kind":"([a-z-]+)"', journal))


@pytest.mark.parametrize("kind", GYEONBON.offered.values(), ids=GYEONBON.offered)
def test_every_kind_that_is_on_is_this_citys_paper(kind: Any) -> None:
    world = Watched(1)
    wants = resident(GYEONBON, kind, purse=(1_000, 500, 500), language="en")
    served(world, wants)
    closed = kind.name == "building-register"
    ended = journal(world, "SessionEnded")[-1]["how"]
    assert ended == ("cancelled" if closed else "issued"), shown(world.screens[-3:])
    if closed:
        return
    paper = "\n".join(world.papers())
    assert foreign(paper) == set()
    assert kind.issuer in paper.replace(" ", "")
    fee = kind.fee(START.date())
    sheets = journal(world, "DocumentIssued")[0]["sheets"]
    assert journal(world, "DocumentIssued")[0]["fee"] == int(fee.of(sheets))


def served(world: World, wants: Resident) -> None:
    world.run(world.ready, 60_000)
    assert serve(world, wants, random.Random(1))
    world.run(world.at_rest, 60_000)


def journal(world: World, type_: str) -> list[dict[str, Any]]:
    entries = (json.loads(entry.body) for entry in world.journal.read())
    return [entry["data"] for entry in entries if entry["type"] == type_]


def test_what_is_off_and_what_is_closed_is_not_to_be_had() -> None:
    world = Watched(1)
    served(world, resident(GYEONBON, GYEONBON.kinds["land-register"], purse=(1_000,), looks_round=True))
    menus = [screen.view for screen in world.screens if isinstance(screen.view, ChooseKind)]
    assert {item.name for menu in menus for item in menu.kinds} == set(GYEONBON.offered)
    away = {item.name: item.unavailable.id for menu in menus for item in menu.kinds if item.unavailable}
    assert away == {"building-register": "unavailable.hours"}


def test_a_slip_and_its_screen_are_this_citys() -> None:
    """The same machine on both, and whom to call there."""
    visit = Visit(
        Resident("land-register", place=GYEONBON.places[0].id, number="9423", sub_number="1", purse=(10_000,)),
        city=GYEONBON,
    )
    for hopper in visit.world.machine.hoppers.values():
        hopper.tube = 3
    visit.happens()
    claim = visit.journal("SuspenseOpened")[-1]["claim"]
    slip = "\n".join(line.text for line in visit.world.machine.receipts.receipts[-1])
    facts = next(str(view) for view in visit.views if claim in str(view))
    assert "무인민원발급기 12 (보기면)" in slip
    assert "무인민원발급기 12 (보기면)" in facts
    assert "군청" in slip
    assert GYEONBON.phone in facts
    assert not foreign(slip + facts)


def test_a_sites_hours_cap_every_kind_and_its_telephone_stands_on_the_screens() -> None:
    """A run begins on a Monday at noon."""
    short = Hours(("mon", "tue"), time(12), time(12, 10), True)
    site = replace(GYEONBON.sites[0], hours=(short,), phone="064-000-0099")
    world = World(replace(GYEONBON, sites=(site,)), 1)
    assert world.run(world.ready, 60_000)
    assert world.composed.issuing.phone == "064-000-0099"
    assert world.run(lambda: isinstance(world.screen.view, OutOfService), 11 * 60_000)
    assert isinstance(world.screen.view, OutOfService)
    assert world.screen.view.reason.id == "unavailable.hours"
    assert world.screen.view.reason.args["date"] == "2026-11-30", "this Tuesday is the county's own holiday"


def test_its_notice_is_on_the_first_screen_in_the_residents_language_as_long_as_it_holds() -> None:
    world = Watched(1)
    served(world, resident(GYEONBON, GYEONBON.kinds["disability"], language="en"))
    said = shown(screen for screen in world.screens if type(screen.view).__name__ == "Attract")
    assert {"견본군 장날에는 붐빕니다.", "It is crowded on market days."} <= set(said.split("\n"))
    over = replace(GYEONBON, notices=tuple(replace(each, until=each.since) for each in GYEONBON.notices))
    later = World(over, 1)
    later.run(later.ready, 60_000)
    assert "market" not in str(later.screen)
    assert "장날" not in str(later.screen)


# --- the city's side -------------------------------------------------------------------------------------------------


def test_its_pages_and_lists_are_its_own() -> None:
    world = Watched(1)
    served(
        world, resident(GYEONBON, GYEONBON.kinds["resident-register"], purse=(500,), options={"past-addresses": "all"})
    )
    number = journal(world, "DocumentIssued")[0]["number"]
    found = Lookup(GYEONBON, world.store, world.sources.wall).look_up(number, "홍길동")
    assert found
    pages = not_found_page(Texts(GYEONBON, "ko")) + found_page(Texts(GYEONBON, "ko"), found)
    assert "<title>주민등록표 등본 - 견본군</title>" in pages
    assert "견본군수" in pages
    assert foreign(pages) == set()
    listing = "\n".join(table(GYEONBON, START.astimezone(SEOUL).replace(tzinfo=None)))
    assert "700원" in listing
    assert foreign(listing) == set()
