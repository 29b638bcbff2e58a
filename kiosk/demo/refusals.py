"""Every refusal of who asks for a paper of their own, by a card or by the city, with the page that says so, as the session makes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from config.city import City
from config.dialogue import Failure, FailureReason
from config.language import Language
from config.vocabulary import CardDoubt, CardFault, IdentityFailure
from drivers.smartcard.identity import (
    CardFailed,
    CardResult,
    Faulty,
    NotAuthentic,
    NotSupported,
    PinBlocked,
    PinSuspended,
    WrongCan,
    WrongPin,
)
from kiosk.core.notices import AT_A_COUNTER, id_of
from kiosk.core.view import EnterCan, EnterPin, Message, PresentCard, View
from kiosk.demo.settings import demo_kiosk
from kiosk.session.matters.counter import nearest
from kiosk.session.refusal import refusal_of
from kiosk.session.resident.refused_card import problem_of, reason_of, tries_of
from sync.city.api import RefusalCode
from sync.city.client import Refused

_OF_A_READER = (FailureReason.TIMEOUT, FailureReason.UNREACHABLE, FailureReason.TOO_LARGE, FailureReason.REFUSED)


def refusals(city: City, language: Language = "ko") -> dict[str, View]:
    """By the word that the journal has for it; the city's by the word that the city says."""
    pages: dict[str, View] = {reason_of(result).value: _page(result) for result in card_results()}
    pages[IdentityFailure.GONE.value] = PresentCard("notPresent", Message("card.pulled"))
    kiosk = demo_kiosk(city)
    contact = (
        (Message("fact.time"), "2026-11-23 03:12"),
        (Message("fact.machine"), kiosk.printed),
        (Message("fact.phone"), city.phone),
    )
    for code in RefusalCode:
        notice = refusal_of(Refused(code)).notice()
        counter = nearest(city, kiosk, language) if id_of(notice) in AT_A_COUNTER else ()
        pages[code.value] = replace(notice, facts=counter or contact)
    return pages


def card_results() -> Iterator[CardResult]:
    """All that reading a card can come to, but its holder; and but that it is pulled."""
    yield from (WrongPin(2), PinSuspended(), WrongCan(), PinBlocked())
    yield from map(NotAuthentic, CardDoubt)
    yield from (Faulty(fault, "") for fault in CardFault)
    yield NotSupported("")
    yield from (CardFailed(Failure(reason)) for reason in _OF_A_READER)


def _page(result: CardResult) -> View:
    match result:
        case WrongPin():
            return EnterPin(0, problem=tries_of(result))
        case PinSuspended():
            return EnterCan()
        case WrongCan():
            return EnterCan(problem=Message("can.wrong"))
    return PresentCard("present", problem_of(result))


def pages(city: City, language: Language = "ko") -> list[tuple[list[str], View]]:
    """Each page once, with the words that lead to it."""
    found: list[tuple[list[str], View]] = []
    for word, view in refusals(city, language).items():
        words = next((words for words, known in found if known == view), None)
        if words is None:
            found.append(([word], view))
        else:
            words.append(word)
    return found
