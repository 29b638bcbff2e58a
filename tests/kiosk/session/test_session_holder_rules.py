"""A city's rules for who may have a paper of their own are told at the kiosk, before anybody pays, with the counter where one goes instead."""

from __future__ import annotations

from dataclasses import replace

from config.catalogue import in_language
from config.city import City
from config.holder import HolderRules
from drivers.smartcard.dialogue import Talk
from drivers.smartcard.identity import CardIdentity
from drivers.smartcard.secret import Secret
from kiosk.core.view import ChooseKind, ChooseOptions, Message, Notice
from kiosk.demo.settings import demo_kiosk
from kiosk.session.matters.counter import nearest
from tests.cities import GYEONBON, WONJU
from tests.kiosk.session.visit import Visit, abstract

CHILD = "9912313000000"
"""Born on the last day of this century: nobody's number yet."""


def ruled(rules: HolderRules) -> City:
    kind = replace(WONJU.kinds["resident-abstract"], holder=rules)
    return replace(WONJU, kinds={**WONJU.kinds, kind.name: kind})


def is_a_child(visit: Visit) -> None:
    """Whoever comes, by their card."""
    true_read = visit.world.composed.issuing.card.read

    def read(pin: Secret, can: Secret | None) -> Talk:
        result = yield from true_read(pin, can)
        assert isinstance(result, CardIdentity)
        return replace(result, resident_number=CHILD)

    visit.world.composed.issuing.card.read = read


def told(visit: Visit, notice: str) -> None:
    """The counter stands on it, in the resident's language."""
    assert visit.notices()[-1] == notice
    assert visit.ended == "refused"
    assert not visit.journal("CashInStarted")
    assert not visit.journal("PrintIntended")
    last = [view for view in visit.views if isinstance(view, Notice)][-1]
    counter = WONJU.counters.at(str(visit.world.settings.machine.number))[0]
    language = visit.resident.language
    name = in_language(counter.name, language)
    assert (Message("counter.place"), f"{name} {counter.phone}") in last.facts


def test_what_is_a_counters_alone_says_so_in_the_list() -> None:
    visit = Visit(abstract(), city=ruled(HolderRules(means=()))).happens()
    menu = next(view for view in visit.views if isinstance(view, ChooseKind))
    (item,) = [each for each in menu.kinds if each.name == "resident-abstract"]
    assert item.unavailable == Message("unavailable.counter")
    assert visit.resident.gave_up == "unavailable.counter"


def test_who_is_too_young_hears_it_before_they_type_anything_else() -> None:
    visit = Visit(abstract(language="vi"), city=ruled(HolderRules(age=17)))
    is_a_child(visit)
    visit.happens()
    told(visit, "refused.under-age")
    assert not any(isinstance(view, ChooseOptions) for view in visit.views)
    assert not visit.journal("ReservationIntended")


def test_who_is_too_young_does_not_leave_a_request_either_that_they_could_never_collect() -> None:
    visit = Visit(abstract(matter="leaving"), city=ruled(HolderRules(age=17)))
    source = WONJU.kinds["resident-abstract"].source
    visit.world.city.down.add(source)
    assert visit.world.run(lambda: source in visit.world.composed.issuing.city_down, 600_000)
    is_a_child(visit)
    visit.happens()
    told(visit, "refused.under-age")
    assert visit.world.store.left_requests.all == {}


def test_who_had_as_many_as_are_to_be_had_hears_it_before_they_pay() -> None:
    visit = Visit(abstract(copies=2), city=ruled(HolderRules(per_hour=1))).happens()
    told(visit, "refused.too-often")
    assert [each["reason"] for each in visit.journal("ReservationFailed")] == ["too-often"]
    assert [each["reason"] for each in visit.journal("DocumentVoided")] == ["too-often"] * 2


def test_a_city_that_names_no_counter_has_whom_to_call() -> None:
    assert nearest(GYEONBON, demo_kiosk(GYEONBON), "ko") == ()
