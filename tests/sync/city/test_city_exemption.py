"""Exemptions at the city: of whoever proved who they are, by the city's own registers and the catalogue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sync.city.api import IssuanceRequest, Subject
from sync.reference_city.made_up.people import people
from tests.cities import WONJU

if TYPE_CHECKING:
    from tests.sync.city.conftest import Town

A, B = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
ENTITLED = next(person for person in people().values() if "basic-livelihood" in person.entitlements)
OTHER = people()["8011239000018"]


def local_tax(resident_number: str, card_number: str) -> IssuanceRequest:
    years = {"from_year": "2025", "to_year": "2025"}
    return IssuanceRequest("local-tax", "wonju-test", years, Subject(resident_number, card_number))


def test_the_reply_names_the_first_that_the_kind_knows(town: Town) -> None:
    assert (
        town.reserve(A, local_tax(ENTITLED.resident_number, ENTITLED.card_number)).exemption == ENTITLED.entitlements[0]
    )
    assert town.reserve(B, local_tax(OTHER.resident_number, OTHER.card_number)).exemption == ""


def test_a_kind_without_exemptions_names_none(town: Town) -> None:
    assert town.reserve(A, town.abstract(ENTITLED.resident_number, ENTITLED.card_number)).exemption == ""


def test_an_exemption_holds_from_its_day_on() -> None:
    kind = WONJU.kinds["local-tax"]
    first = kind.exemptions[0]
    assert kind.exemption(first.name, first.since) == first
    assert kind.exemption(first.name, first.since - timedelta(days=1)) is None
    assert kind.exemption("nobility", first.since) is None


def test_what_people_are_entitled_to_is_in_the_catalogue() -> None:
    known = {each.name for kind in WONJU.kinds.values() for each in kind.exemptions}
    assert {name for person in people().values() for name in person.entitlements} <= known
