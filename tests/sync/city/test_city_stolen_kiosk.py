"""What a thief can do with one kiosk's certificate and key, against the real server over TLS."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from random import randbytes
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from config.credentials import certificates
from config.ids import ChargeId, ClaimNumber, DeviceName, KioskId, PayoutId, Ref, SessionId
from config.vocabulary import ChargeFailure, ClaimReason, ReductionReason
from config.won import Won
from drivers.smartcard.issuer import make_authority
from sync.city.api import CardProof, DocumentState, IssuanceRequest
from sync.city.client import CityCall, CityReply
from sync.city.transport import CityTransport, Trust
from sync.journal.events import (
    ChargeFailed,
    ChargeIntended,
    CoinCredited,
    Event,
    PayoutSettled,
    SuspenseOpened,
    SuspenseReduced,
)
from sync.reference_city.alarms import AlarmKind, attend
from sync.reference_city.claims import Claim, ClaimRefused, claims, settle
from sync.reference_city.counting import Busy
from sync.reference_city.enrolments import Enrolments
from sync.reference_city.keys import CityKeys, make_demo_keys
from sync.reference_city.limits import Limits
from sync.reference_city.made_up.people import people
from sync.reference_city.store import SqlStore
from tests.cities import WONJU
from tests.sync.city.conftest import KIOSK, Report, Town, new_database
from tests.sync.city.test_city_server import serving

if TYPE_CHECKING:
    from pathlib import Path

OTHER = KioskId("wonju-other")
AT = "2031-03-15T09:00:00+00:00"
HONG, SEONG, THIRD = "8011239000018", "8503120000026", "9102289000061"


class Certified:
    """Whoever has a kiosk's certificate and key.

    Attributes:
        store: what the city knows; the thief does not see it.
    """

    def __init__(self, url: str, keys: CityKeys, own: CityKeys, kiosk: KioskId, store: SqlStore) -> None:
        self.kiosk = kiosk
        self.store = store
        self._who = url, keys, own
        self._carry = CityTransport(url, Trust(keys.ca, own.certificate("kiosk"), own.key("kiosk")))

    def another_connection(self) -> Certified:
        return Certified(*self._who, self.kiosk, self.store)

    def ask(self, method: str, path: str, body: object = None) -> CityReply:
        answer = self._carry(CityCall(method, path, json.dumps(body).encode(), 5_000_000), 10_000)
        assert isinstance(answer, CityReply), answer
        return answer

    def reserve(self, request: IssuanceRequest, uuid: str | None = None) -> CityReply:
        return self.ask("PUT", f"/v1/issuances/{uuid or uuid4()}", asdict(request) | {"kiosk": self.kiosk})

    def upload(self, report: Report, first: int = 1) -> CityReply:
        from base64 import b64encode

        entries = [b64encode(body).decode() for body in report.bodies[first - 1 :]]
        return self.ask("POST", f"/v1/journals/{report.journal}/entries", {"first": first, "entries": entries})

    def claims(self) -> list[Claim]:
        return [each for each in claims(self.store) if each.kiosk.id == self.kiosk]

    def report(self) -> Report:
        return Report(str(uuid4()), self.kiosk)

    def settle(self, number: str) -> int:
        return int(settle(self.store, number, self.kiosk, AT, "시청").paid)

    def alarms(self) -> set[AlarmKind]:
        return {each.kind for each in self.store.alarms() if each.kiosk == self.kiosk}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def certified(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Iterator[Certified]]:
    """One after the other, of a city that lets many in."""
    folder = tmp_path_factory.mktemp("city")
    database = new_database(request, folder)
    all_ = {f"wonju-{number}": make_demo_keys(folder / str(number), f"wonju-{number}") for number in range(60)}
    keys = next(iter(all_.values()))
    keys.kiosks_ca.write_bytes(b"".join(each.kiosks_ca.read_bytes() for each in all_.values()))
    with serving(database, keys) as url, closing(SqlStore(database)) as store:
        enrolments = Enrolments(store.enrolments, lambda: datetime.now(UTC), randbytes)
        for kiosk, own in all_.items():
            enrolments.admit(certificates(own.certificate("kiosk"))[0], KioskId(kiosk), "시청 정보통신과")
        yield (Certified(url, keys, own, KioskId(kiosk), store) for kiosk, own in all_.items())


@pytest.fixture
def kiosks(certified: Iterator[Certified]) -> tuple[Certified, Certified]:
    """The stolen one, and another that stands where it stood."""
    return next(certified), next(certified)


@pytest.fixture
def thief(certified: Iterator[Certified]) -> Certified:
    return next(certified)


# --- barred -------------------------------------------------------------------------------------------------------


def test_once_it_is_barred_nothing_that_it_asks_is_answered(kiosks: tuple[Certified, Certified]) -> None:
    """Over the connection that stands, and over a new one; the machine that stands where it stood is served meanwhile."""
    thief, other = kiosks
    assert thief.ask("GET", "/v1/sources").status == 200
    Enrolments(thief.store.enrolments, lambda: datetime.now(UTC), randbytes).revoke(thief.kiosk, "시청", "carried off")
    report = thief.report()
    report.claims("session", "9114-3449", 10_000)
    for answer in (thief.ask("GET", "/v1/sources"), thief.reserve(Town.land()), thief.upload(report),
                   thief.ask("POST", "/v1/certificates", {"request": "x"}), thief.ask("GET", "/v1/documents/1")):  # fmt: skip
        assert (answer.status, json.loads(answer.body)) == (403, {"refused": "barred"})
    assert thief.claims() == []
    assert other.ask("GET", "/v1/sources").status == 200


# --- money ----------------------------------------------------------------------------------------------------------


def refused_until_attended(kiosk: Certified, number: str) -> str:
    with pytest.raises(ClaimRefused) as refused:
        kiosk.settle(number)
    return str(refused.value)


def test_a_million_won_of_a_made_up_journal_is_not_paid(thief: Certified) -> None:
    report = thief.report()
    report.claims("session", "9114-3449", 1_000_000)
    assert thief.upload(report).status == 200, "an auditor wants to see it"
    assert thief.alarms() == {AlarmKind.CLAIM}
    why = refused_until_attended(thief, "9114-3449")
    assert "nothing was reserved here by this kiosk" in why
    assert "more than that session can have taken" in why
    assert "more than one claim comes to" in why
    assert thief.claims()[0].open
    (alarm,) = (each for each in thief.store.alarms() if each.kiosk == thief.kiosk)
    attend(thief.store, alarm.number, AT, "감사관", "the coins were counted: they are there")
    assert thief.settle("9114-3449") == 1_000_000, "a person has looked, and says so"


def test_coins_that_a_made_up_journal_took_first_make_it_no_better(thief: Certified, town: Town) -> None:
    """Reserved for real, a fortune taken by the journal's own word, and the claim fits what it took."""
    uuid, report = str(uuid4()), thief.report()
    assert thief.reserve(town.land(), uuid).status == 200
    report.took("session", uuid, *[10_000] * 100)
    report.claims("session", "9114-3449", 1_000_000)
    thief.upload(report)
    assert "more than one claim comes to" in refused_until_attended(thief, "9114-3449")


def test_many_small_claims_come_to_what_a_kiosk_comes_to_in_a_day(thief: Certified, town: Town) -> None:
    report = thief.report()
    for number in range(15):
        uuid = str(uuid4())
        assert thief.reserve(town.land(), uuid).status == 200
        report.took(f"session {number}", uuid, 10_000)
        report.claims(f"session {number}", f"0000-{number:04d}", 9_000)
    thief.upload(report)
    paid = []
    for claim in thief.claims():
        with suppress(ClaimRefused):
            paid.append(thief.settle(claim.number))
    assert sum(paid) <= int(Limits().claimed)
    assert "more claims in a day" in refused_until_attended(thief, "0000-0014")
    assert thief.alarms() == {AlarmKind.CLAIM}


def test_one_reservation_carries_one_session(thief: Certified, town: Town) -> None:
    uuid, report = str(uuid4()), thief.report()
    assert thief.reserve(town.land(), uuid).status == 200
    for number in range(2):
        report.took(f"session {number}", uuid, 10_000)
        report.claims(f"session {number}", f"0000-{number:04d}", 9_000)
    thief.upload(report)
    assert "named by another session" in refused_until_attended(thief, "0000-0000")


SESSION = SessionId("session")


def reduced(number: str, won: int) -> SuspenseReduced:
    return SuspenseReduced(SESSION, ClaimNumber(number), Won(won), ReductionReason.COINS_HAD_FALLEN)


def opened(number: str, won: int) -> SuspenseOpened:
    return SuspenseOpened(SESSION, ClaimNumber(number), Won(won), ClaimReason.RESTART, None)


def claims_after(won: int, *before: Event) -> Callable[[Report], None]:
    def write(report: Report) -> None:
        for event in before:
            report.add(event)
        report.claims(SESSION, "0000-0001", won)

    return write


COIN = CoinCredited(SESSION, DeviceName("coin-acceptor"), Ref("coin"), Won(500))


@pytest.mark.parametrize(
    "write",
    [
        lambda report: report.claims(None, "0000-0001", 5_000),
        claims_after(-5_000),
        claims_after(10**30),
        claims_after(9_000, opened("0000-0001", 300)),
        claims_after(30_000, reduced("9999-9999", 20_000)),
        claims_after(9_000, reduced("0000-0001", -20_000)),
        claims_after(12_000, *[COIN] * 10),
        claims_after(20_000, PayoutSettled(SESSION, PayoutId("payout"), DeviceName("hopper"), Won(500), -20, 0)),
    ],
)
def test_a_claim_that_no_kiosk_makes_is_for_a_person(town: Town, write: Callable[[Report], None]) -> None:
    uuid, report = str(uuid4()), Report()
    town.reserve(uuid, town.land())
    report.took("session", uuid, 10_000)
    write(report)
    town.send(report)
    assert {kind for _, kind, _ in town.alarms()} == {AlarmKind.CLAIM}


def after_a_charge(why: ChargeFailure) -> Callable[[Report], None]:
    """A card was to be charged, and this became of it; the next note paid, and the claim says that the card had paid too."""
    charge = ChargeId("charge")
    return claims_after(
        10_500,
        ChargeIntended(SESSION, charge, DeviceName("card-terminal"), Won(500), "before"),
        ChargeFailed(SESSION, charge, why),
    )


@pytest.mark.parametrize(
    ("why", "alarms"), [(ChargeFailure.NO_ANSWER, set()), (ChargeFailure.DECLINED, {AlarmKind.CLAIM})]
)
def test_a_terminal_that_said_nothing_may_have_charged_the_card_and_one_that_declined_did_not(
    town: Town, why: ChargeFailure, alarms: set[AlarmKind]
) -> None:
    uuid, report = str(uuid4()), Report()
    town.reserve(uuid, town.land())
    report.took("session", uuid, 10_000)
    after_a_charge(why)(report)
    town.send(report)
    assert {kind for _, kind, _ in town.alarms()} == alarms


def test_a_claim_of_another_kiosks_reservation_does_not_fit(kiosks: tuple[Certified, Certified], town: Town) -> None:
    thief, other = kiosks
    uuid, report = str(uuid4()), thief.report()
    assert other.reserve(town.land(), uuid).status == 200
    report.took("session", uuid, 10_000)
    report.claims("session", "9114-3449", 9_000)
    thief.upload(report)
    assert "nothing was reserved here by this kiosk" in refused_until_attended(thief, "9114-3449")


def test_what_a_kiosk_honestly_owes_is_paid_at_once(thief: Certified, town: Town) -> None:
    uuid, report = str(uuid4()), thief.report()
    assert thief.reserve(town.land(), uuid).status == 200
    report.took("session", uuid, 10_000)
    report.claims("session", "9114-3449", 9_600)
    thief.upload(report)
    assert thief.settle("9114-3449") == 9_600
    assert thief.alarms() == set()


# --- papers ---------------------------------------------------------------------------------------------------------


def test_an_issued_paper_is_not_revoked_by_a_kiosk(kiosks: tuple[Certified, Certified], town: Town) -> None:
    thief, other = kiosks
    papers = {}
    for kiosk in kiosks:
        uuid, report = str(uuid4()), kiosk.report()
        number = json.loads(kiosk.reserve(town.land(), uuid).body)["number"]
        report.issued(uuid, number)
        kiosk.upload(report)
        papers[kiosk] = uuid, number, report
    uuid, number, report = papers[thief]
    report.voided(uuid)
    report.voided(papers[other][0])
    assert thief.upload(report, 2).status == 200
    assert (
        thief.store.outcome(thief.kiosk, uuid)
        == thief.store.outcome(other.kiosk, papers[other][0])
        == DocumentState.ISSUED
    )
    assert json.loads(other.ask("GET", f"/v1/documents/{papers[other][1]}").body)["state"] == "issued"
    assert thief.alarms() == {AlarmKind.CONTRADICTION, AlarmKind.OTHER_KIOSKS_ISSUANCE}


def test_a_paper_that_was_never_reserved_is_not_issued(thief: Certified, town: Town) -> None:
    uuid, report = str(uuid4()), thief.report()
    report.issued(uuid, "1111-2222-3333-4444")
    reserved = str(uuid4())
    assert json.loads(thief.reserve(town.land(), reserved).body)["number"] != "1111-2222-3333-4444"
    report.issued(reserved, "1111-2222-3333-4444")
    thief.upload(report)
    assert thief.store.outcome(thief.kiosk, reserved) is None
    assert thief.alarms() == {AlarmKind.NOT_RESERVED, AlarmKind.OTHER_NUMBER}


def test_a_kiosk_sees_and_continues_nothing_of_anothers(kiosks: tuple[Certified, Certified], town: Town) -> None:
    thief, other = kiosks
    uuid, report = str(uuid4()), other.report()
    number = json.loads(other.reserve(town.land(), uuid).body)["number"]
    report.issued(uuid, number)
    other.upload(report)
    assert thief.ask("GET", f"/v1/documents/{number}") == thief.ask("GET", "/v1/documents/0000-0000-0000-0000")
    assert thief.reserve(town.land(), uuid) == CityReply(409, b'{"refused": "conflict"}')
    report.voided(uuid)
    assert thief.upload(report, 2) == CityReply(409, b'{"refused": "not-yours"}')
    assert thief.upload(report) == CityReply(409, b'{"refused": "not-yours"}')
    assert other.ask("GET", f"/v1/documents/{number}").status == 200
    assert thief.alarms() == {AlarmKind.OTHER_KIOSKS_ISSUANCE, AlarmKind.OTHER_KIOSKS_JOURNAL}


def test_what_it_calls_itself_is_worth_nothing(thief: Certified, town: Town) -> None:
    uuid, report = str(uuid4()), thief.report()
    from sync.journal.events import KioskStarted

    report.add(KioskStarted(OTHER, "07", "역전", "1", 0))
    asked = asdict(town.land()) | {"kiosk": OTHER}
    assert thief.ask("PUT", f"/v1/issuances/{uuid}", asked).status == 200
    report.took("session", uuid, 10_000)
    report.claims("session", "9114-3449", 9_600)
    thief.upload(report)
    assert thief.store.reserved_by(uuid) == thief.kiosk
    assert thief.claims()[0].kiosk.id == thief.kiosk
    assert "another kiosk than its certificate" in refused_until_attended(thief, "9114-3449")
    assert AlarmKind.OTHER_NAME in thief.alarms()


def test_journals_without_end_are_put_off(thief: Certified) -> None:
    statuses = []
    for _ in range(8):
        report = thief.report()
        report.voided(str(uuid4()))
        statuses.append(thief.upload(report).status)
    assert statuses == [200] * (1 + Limits().journals) + [429] * (7 - Limits().journals)
    assert thief.alarms() == {AlarmKind.ANOTHER_JOURNAL, AlarmKind.TOO_MANY}


# --- people ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def of_a_wary_city(tmp_path: Path) -> Iterator[Certified]:
    """One kiosk of a city to which cards prove themselves."""
    keys = make_demo_keys(tmp_path / "keys", "wonju-test", WONJU.signer)
    cards = tmp_path / "cards.pem"
    cards.write_bytes(make_authority(randbytes, datetime.now(UTC)).csca.public_bytes(Encoding.PEM))
    database = f"sqlite:///{tmp_path}/city.sqlite"
    with serving(database, keys, str(cards)) as url, closing(SqlStore(database)) as store:
        yield Certified(url, keys, keys, KioskId("wonju-test"), store)


def test_a_paper_of_somebody_whose_card_is_not_there_is_refused(of_a_wary_city: Certified, town: Town) -> None:
    """Whoever has a kiosk and knows a card's number can make up everything but what the card signs."""
    uuid, asked = str(uuid4()), town.abstract(HONG, "WJ0000018")
    answer = of_a_wary_city.reserve(asked, uuid)
    told = json.loads(answer.body)
    assert (answer.status, told["refused"]) == (403, "proof-wanted")
    made_up = CardProof(told["nonce"], "d4IA", {"1": "YQ==", "11": "aw==", "15": "bw=="}, "AAAA")
    answer = of_a_wary_city.reserve(replace(asked, proof=made_up), uuid)
    assert (answer.status, json.loads(answer.body)) == (403, {"refused": "not-proved"})
    assert of_a_wary_city.alarms() == {AlarmKind.NOT_PROVED}
    assert of_a_wary_city.reserve(town.land()).status == 200, "what anybody may have it can still have"


def test_papers_without_a_card_come_to_what_a_kiosk_in_the_street_can_issue(town: Town) -> None:
    """At a city that takes the kiosk's word it is bounded, and seen."""
    crowd = {f"{number:013d}": f"WJ{number:07d}" for number in range(1, 60)}
    somebody = people()[HONG]
    for number, card in crowd.items():
        town.registers.enter([(number, replace(somebody, resident_number=number, card_number=card))])
    answers = [town.city.reserve(KIOSK, str(uuid4()), town.abstract(*each)) for each in crowd.items()]
    assert sum(not isinstance(each, Busy) for each in answers) == Limits().holders
    assert (KIOSK, AlarmKind.TOO_MANY, "holders") in town.alarms()
    assert isinstance(town.city.reserve(KIOSK, str(uuid4()), town.land()), bytes), "for everybody else it goes on"
    town.wait(hours=1)
    assert isinstance(town.city.reserve(KIOSK, str(uuid4()), town.abstract()), bytes)


def test_forty_card_numbers_are_not_tried(thief: Certified, town: Town) -> None:
    guesses = [*(f"WJ{number:07d}" for number in range(1, 18)), "WJ0000018", *(f"WJ{n:07d}" for n in range(19, 41))]
    answers = [thief.reserve(town.abstract(HONG, guess)) for guess in guesses]
    assert [each.status for each in answers].count(403) == Limits().misses_of_one_holder
    assert {each.status for each in answers} == {403, 429}, "the right one came too late"
    assert thief.alarms() == {AlarmKind.TOO_MANY}


def test_forty_card_numbers_at_a_time_are_tried_no_more_than_in_a_row(thief: Certified, town: Town) -> None:
    """Counted only when each had been looked at, as many as came at a time were looked at."""
    asked = [asdict(town.abstract("9001019000099", f"WJ2{n:06d}")) | {"kiosk": thief.kiosk} for n in range(40)]
    doors = [thief.another_connection() for _ in asked]
    with ThreadPoolExecutor(len(asked)) as at_a_time:
        answers = list(
            at_a_time.map(
                lambda each: each[0].ask("PUT", f"/v1/issuances/{uuid4()}", each[1]).status,
                zip(doors, asked, strict=True),
            )
        )
    assert answers.count(403) <= Limits().misses_of_one_holder
    assert {403, 429, 503} >= set(answers)
    assert thief.alarms() == {AlarmKind.TOO_MANY}


@pytest.mark.parametrize("machine", ["a\0b", "\u202e가", "가\n나", "\u200b"])
def test_what_is_not_seen_is_not_signed(thief: Certified, town: Town, machine: str) -> None:
    assert thief.reserve(replace(town.land(), machine=machine)).status == 422


def test_a_card_that_fits_is_no_miss(town: Town) -> None:
    for _ in range(3 * Limits().misses_of_one_holder):
        assert isinstance(town.city.reserve(KIOSK, str(uuid4()), town.abstract()), bytes)
    assert town.alarms() == []


def test_one_try_at_each_of_many_people_is_not_let_go_on(thief: Certified, town: Town) -> None:
    answers = [thief.reserve(town.abstract(f"{number:013d}", "WJ0000018")).status for number in range(30)]
    assert answers == [403] * Limits().misses + [429] * (30 - Limits().misses)
    assert thief.reserve(town.abstract(HONG, "WJ0000018")).status == 429
    assert thief.alarms() == {AlarmKind.TOO_MANY}


def test_a_person_tried_at_several_kiosks_is_one_person(kiosks: tuple[Certified, Certified], town: Town) -> None:
    answers = [kiosk.reserve(town.abstract(THIRD, f"WJ100000{n}")).status for n in range(5) for kiosk in kiosks]
    assert answers == [403] * 5 + [429] * 5


def test_who_exists_is_not_told(thief: Certified, town: Town) -> None:
    """Nobody, somebody with another card, and somebody whose card is lost: one answer."""
    nobody, lost = "8011239000019", "7909090000042"
    answers = {
        (reply.status, reply.body)
        for reply in (
            thief.reserve(town.abstract(nobody, "WJ0000018")),
            thief.reserve(town.abstract(SEONG, "WJ0000018")),
            thief.reserve(town.abstract(lost, "WJ0000042")),
            thief.reserve(town.abstract(lost, "WJ0000018")),
        )
    }
    assert answers == {(403, b'{"refused": "card-lost"}')}


def test_nor_by_how_long_the_answer_takes(town: Town) -> None:
    """The medians of many, in turns, differ by less than what they spread; what a busy computer adds, it does not add always."""
    assert any(difference(town) < 0.25 for _ in range(4))


def difference(town: Town) -> float:
    took: dict[str, list[float]] = {"8011239000019": [], SEONG: []}
    generous = Town(town.store, limits=Limits(10**6, 10**6, 10**6, 10**6, 10**6))
    for _ in range(400):
        for number, times in took.items():
            began = time.thread_time()
            generous.city.reserve(KIOSK, str(uuid4()), town.abstract(number, "WJ0000018"))
            times.append(time.thread_time() - began)
    nobody, somebody = (statistics.median(times) for times in took.values())
    return abs(nobody - somebody) / max(nobody, somebody)


def test_an_alarm_is_in_the_log_once(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        town.city.reserve(KioskId("other"), "11111111-1111-4111-8111-111111111111", town.land())
    (line,) = caplog.messages
    assert line.startswith("alarm 1, kiosk other: other-name, reservation (it calls itself otherwise")


def test_the_alarms_of_a_flood_fill_no_disk(database: str) -> None:
    with closing(SqlStore(database)) as store:
        for number in range(150):
            store.raise_alarm(KIOSK, AlarmKind.NOT_RESERVED, f"issuance {number}", AT)
        found = store.alarms()
        assert len(found) == 101
        assert found[-1].count == 50
