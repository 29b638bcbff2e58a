"""Every reason for which somebody is refused is tried: a card, or the city, gives it to the whole kiosk, and the page that follows is
drawn by the real window, held against the rules for screens, and heard, in the languages of the screens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from config.dialogue import Failure, FailureReason
from config.ids import KioskId
from config.language import LANGUAGES, Language
from config.vocabulary import CardFault, IdentityFailure
from drivers.bench.machine import EmulatedReader
from drivers.smartcard.dialogue import CardProfile, Talk, read_card
from drivers.smartcard.emulator import Card, make_keys
from drivers.smartcard.identity import CardFailed, Faulty
from drivers.smartcard.issuer import make_authority, make_files
from drivers.smartcard.questions import PowerUp
from drivers.smartcard.secret import Secret
from kiosk.core.saying import Say
from kiosk.core.view import EnterPin, Notice, PresentCard, Screen, Theme, View
from kiosk.demo.refusals import refusals
from kiosk.demo.refusals_page import page
from kiosk.demo.resident import Resident, TakeIdCard
from kiosk.demo.screens.product import Case as Drawn
from kiosk.demo.screens.product import Checker
from kiosk.demo.settings import CARD_CAN, CARD_HOLDER
from kiosk.session.resident.refused_card import reason_of
from kiosk.simulator.world import World
from kiosk.speech.speech import Speech
from kiosk.ui.words import texts_of
from sync.city.api import IssuanceRequest, RefusalCode, RefusalReply
from tests.cities import WONJU
from tests.drivers.smartcard.conftest import CAN, NOW, PIN, Desk
from tests.drivers.smartcard.test_smartcard_refused import REFUSALS, Case
from tests.kiosk.session.visit import Visit, abstract
from tests.proofs import of

ROOT = Path(__file__).parents[3]
WRONG = "000000"
PAGES = refusals(WONJU)
AUTHORITY, KEYS = make_authority(Random(7).randbytes, NOW), make_keys(Random(11).randbytes)
FILES = make_files(CARD_HOLDER, AUTHORITY, KEYS)
PINS: dict[str, tuple[tuple[str, ...], str]] = {
    "wrong-pin": ((WRONG,), ""),
    "pin-suspended": ((WRONG, WRONG), CARD_CAN),
    "wrong-can": ((WRONG, WRONG), WRONG),
    "pin-blocked": ((WRONG, WRONG, WRONG), CARD_CAN),
}
"""The PINs that are typed first, and what is typed as the number on the card."""
W = TypeVar("W", bound=str)
READERS = [FailureReason.UNREACHABLE, FailureReason.TOO_LARGE, FailureReason.REFUSED]


def knows_no_pin(case: Case) -> None:
    """It goes through all of PACE, and its last word is not made with the PIN."""
    case.answers(
        lambda data, reply: reply[:-3] + bytes((reply[-3] ^ 1,)) + reply[-2:] if b"\x86\x08" in reply else None
    )


CARDS = {name: case for name, case in REFUSALS.items() if name != "replayed"}
CARDS |= {"no PIN known": (knows_no_pin, Faulty(CardFault.SECRET_NOT_KNOWN, ""))}
"""What was recorded of another visit cannot be told in advance; a chip that knows no PIN ends as that does."""


def languages(number: int) -> list[Language]:
    """All of them where proofs are whole; else one, another from case to case."""
    turned = [*LANGUAGES[number % len(LANGUAGES) :], *LANGUAGES[: number % len(LANGUAGES)]]
    return turned[: of(len(LANGUAGES), sample=1)]


def cases(names: Sequence[W]) -> list[tuple[W, Language]]:
    return [(name, language) for number, name in enumerate(names) for language in languages(number)]


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    made = Checker(WONJU, "22-inch")
    yield made
    made.close()


def one_try(resident: Resident) -> Visit:
    """By who gives up once their card is refused."""

    def gives_up(world: World) -> None:
        resident.leaves_at = PresentCard.__name__

    return Visit(resident).when(lambda view: isinstance(view, PresentCard) and view.state == "present", gives_up)


def hostile(name: str, visit: Visit) -> str:
    """Puts that card into the resident's hand; the word for it."""
    desk = Desk(Card(dict(FILES), PIN, CAN, Random(3).randbytes, KEYS), AUTHORITY, CardProfile((AUTHORITY.csca,)))
    make, expected = CARDS[name]
    make(Case(desk, CARD_HOLDER, dict(FILES)))
    visit.world.machine.the(EmulatedReader).card = desk.card
    visit.world.composed.issuing.card.read = lambda pin, can: read_card(
        desk.profile, pin, Random(1).randbytes, desk.now
    )
    return reason_of(expected).value


def is_told(visit: Visit, word: str, language: Language, checker: Checker) -> None:
    """That page was reached, is in order as the window draws it, and was heard whole."""
    reached = [each for each in visit.views if without_time(each) == without_time(PAGES[word])]
    assert reached, f"{word} is not among {visit.views}"
    view = reached[0]
    assert checker.check(view, Drawn(word, language, Theme(), "22-inch")) == []
    speech = Speech(texts_of(WONJU))
    said = {line.text for say in visit.world.heard if say.screen.language == language for line in speech.lines(say)}
    assert {line.text for line in speech.lines(Say(Screen(view, language)))} <= said


def without_time(view: View) -> View:
    return replace(view, facts=()) if isinstance(view, Notice) else view


@pytest.mark.parametrize(("name", "language"), cases([*CARDS]))
def test_a_card_is_refused(name: str, language: Language, checker: Checker) -> None:
    visit = one_try(abstract(pin=PIN, language=language))
    word = hostile(name, visit)
    visit.happens()
    assert visit.journal("IdentityFailed")[0]["reason"] == word
    assert visit.journal("DocumentIssued") == []
    is_told(visit, word, language, checker)


@pytest.mark.parametrize(("word", "language"), cases([*PINS]))
def test_a_pin_is_refused(word: str, language: Language, checker: Checker) -> None:
    wrong, can = PINS[word]
    visit = Visit(abstract(wrong_pins=wrong, can=can, language=language)).happens()
    assert word in [each["reason"] for each in visit.journal("IdentityFailed")]
    is_told(visit, word, language, checker)


@pytest.mark.parametrize(("reason", "language"), cases(READERS))
def test_a_reader_fails(reason: FailureReason, language: Language, checker: Checker) -> None:
    def fails(pin: Secret, can: Secret | None) -> Talk:
        yield PowerUp()
        return CardFailed(Failure(reason))

    visit = one_try(abstract(language=language))
    visit.world.composed.issuing.card.read = fails
    visit.happens()
    is_told(visit, f"card-{reason}", language, checker)


@pytest.mark.parametrize(("how", "language"), cases(["card-timeout", "card-gone"]))
def test_a_chip_says_nothing_or_is_pulled(how: str, language: Language, checker: Checker) -> None:
    visit = (one_try if how == "card-timeout" else Visit)(abstract(language=language))
    if how == "card-timeout":
        visit.world.machine.card.mute = True
    else:
        visit.when(lambda view: isinstance(view, EnterPin), lambda world: world.act(TakeIdCard()))
    visit.happens()
    is_told(visit, how, language, checker)


@pytest.mark.parametrize(("code", "language"), cases(list(RefusalCode)))
def test_the_city_refuses(code: RefusalCode, language: Language, checker: Checker) -> None:
    def reserve(kiosk: KioskId, uuid: str, request: IssuanceRequest) -> RefusalReply:
        return RefusalReply(code)

    visit = Visit(abstract(language=language))
    visit.world.city.reserve = reserve  # type: ignore[method-assign]
    visit.happens()
    assert visit.ended == "refused"
    assert not visit.journal("CashInStarted")
    is_told(visit, code, language, checker)


def test_no_reason_is_without_its_page() -> None:
    assert set(PAGES) == {*IdentityFailure, *RefusalCode}


def test_every_reason_was_tried() -> None:
    of_cards = {reason_of(expected).value for _, expected in CARDS.values()}
    tried = {*of_cards, *PINS, *(f"card-{reason}" for reason in READERS), "card-timeout", "card-gone", *RefusalCode}
    assert tried == set(PAGES)


def test_the_page_is_what_is_shown() -> None:
    kept = (ROOT / "docs" / "refusals.md").read_text("utf-8")
    assert kept == page(WONJU), "python -m kiosk.demo.refusals_page > docs/refusals.md"
