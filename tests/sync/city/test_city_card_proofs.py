"""A card proves to the city itself that it is there: what a kiosk without it can say is worth nothing."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest

from config.chip_card import lds
from config.ids import KioskId
from drivers.smartcard import secret
from drivers.smartcard.dialogue import CardProfile, read_card
from drivers.smartcard.emulator import Card, ChipKeys, make_keys
from drivers.smartcard.identity import CardIdentity
from drivers.smartcard.issuer import Authority, Holder, make_authority, make_files
from sync.city.api import CardProof, IssuanceRequest, RefusalCode, RefusalReply
from sync.city.card_proof import challenge
from sync.reference_city.alarms import AlarmKind
from sync.reference_city.card_proofs import GOOD_FOR, CardProofs
from sync.reference_city.domain import ReferenceCity
from sync.reference_city.limits import Limits
from sync.reference_city.memory import MemoryCityStore
from tests.cities import MARKS, REGISTERS, WONJU
from tests.sync.city.conftest import KIOSK, Town
from tests.sync.city.left import leave, state, with_ticket

HONG = Holder("홍길동", "HONG", "GILDONG", "WJ0000018", "8011239000018", "801123", "M")
OTHER = KioskId("wonju-other")
GENEROUS = Limits(10**6, 10**6, 10**6, 10**6, 10**6)


@dataclass
class Wary:
    """A city that wants a proof, and whoever stands at one of its kiosks with a card."""

    town: Town
    authority: Authority
    keys: ChipKeys
    files: dict[int, bytes]

    def __post_init__(self) -> None:
        self.proofs = CardProofs((self.authority.csca,), b"s" * 32, lambda: self.town.time)
        self.city = ReferenceCity(
            WONJU, REGISTERS, self.town.store, lambda: self.town.time, lambda text: bytes(64), Random(1).randbytes, MARKS, GENEROUS,
            card_proofs=self.proofs,
        )  # fmt: skip

    def ask(self, request: IssuanceRequest, uuid: str, kiosk: KioskId = KIOSK) -> RefusalCode | None:
        """None when it is reserved."""
        answer = self.city.reserve(kiosk, uuid, request)
        return answer.refused if isinstance(answer, RefusalReply) else None

    def nonce(self, uuid: str, kiosk: KioskId = KIOSK) -> str:
        answer = self.city.reserve(kiosk, uuid, self.town.abstract())
        assert isinstance(answer, RefusalReply)
        assert answer.refused is RefusalCode.PROOF_WANTED
        return answer.nonce

    def proof(self, nonce: str, uuid: str, request: IssuanceRequest, keys: ChipKeys | None = None) -> CardProof:
        """What the card in the reader gives for it."""
        card = Card(self.files, "123456", "654321", Random(2).randbytes, keys or self.keys)
        talk = read_card(CardProfile((self.authority.csca,)), secret.pin("123456"), Random(3).randbytes, self.town.time)
        identity = run(card, talk)
        assert isinstance(identity, CardIdentity)
        assert identity.evidence
        signature = run(card, identity.evidence.sign(challenge(nonce, uuid, request)))
        assert isinstance(signature, bytes)
        groups = {str(number): text(file) for number, file in identity.evidence.groups.items()}
        return CardProof(nonce, text(identity.evidence.security_object), groups, text(signature))


def run(card: Card, talk: object) -> object:
    try:
        question = next(talk)  # type: ignore[call-overload]
        while True:
            question = talk.send(card.answer(question))  # type: ignore[attr-defined]
    except StopIteration as end:
        return end.value


def text(file: bytes) -> str:
    return base64.b64encode(file).decode()


@pytest.fixture
def wary() -> Wary:
    town = Town(MemoryCityStore())
    authority = make_authority(Random(7).randbytes, town.time - timedelta(days=30))
    keys = make_keys(Random(8).randbytes)
    return Wary(town, authority, keys, make_files(HONG, authority, keys))


def test_with_the_card_a_paper_is_reserved_and_the_same_again_is_the_same(wary: Wary) -> None:
    uuid, request = str(uuid4()), wary.town.abstract()
    proved = replace(request, proof=wary.proof(wary.nonce(uuid), uuid, request))
    first = wary.city.reserve(KIOSK, uuid, proved)
    assert isinstance(first, bytes)
    wary.town.wait(minutes=5)
    assert wary.city.reserve(KIOSK, uuid, proved) == first, "an answer that was lost"
    assert wary.town.alarms() == []


def test_what_anybody_may_have_needs_no_card(wary: Wary) -> None:
    assert wary.ask(wary.town.land(), str(uuid4())) is None


def test_without_the_card_nothing_is_reserved_and_nothing_is_learnt(wary: Wary) -> None:
    """The same word for somebody, for nobody, and for a card that is lost; and none of it costs anybody a try."""
    for number, card in (
        ("8011239000018", "WJ0000018"),
        ("8011239000019", "WJ0000018"),
        ("7909090000042", "WJ0000042"),
    ):
        assert wary.ask(wary.town.abstract(number, card), str(uuid4())) is RefusalCode.PROOF_WANTED


@pytest.mark.parametrize("card", ["WJ0000018", "WJ0000099"])
def test_nobody_hears_of_what_was_left_whether_its_holder_could_have_it_before_the_card_was_there(
    wary: Wary, card: str
) -> None:
    """A kiosk that knows somebody's numbers would learn from the answer what the registers say of them."""
    wary.town.city = wary.city
    ticket = leave(wary.town, wary.town.abstract(card_number=card))
    wary.city.left_requests.look_after()
    assert state(wary.town, ticket) == "ready"
    assert wary.ask(with_ticket(wary.town.abstract(card_number=card), ticket), str(uuid4())) is RefusalCode.PROOF_WANTED


def falsified(wary: Wary, how: str) -> tuple[IssuanceRequest, str]:
    """A request, and the kiosk that asks, with a proof in which one thing is another."""
    uuid, request = str(uuid4()), wary.town.abstract()
    nonce = wary.nonce(uuid)
    proof = wary.proof(nonce, uuid, request)
    match how:
        case "for another reservation":
            return replace(request, proof=proof), str(uuid4())
        case "for another paper":
            return replace(request, input={"form": "other"}, proof=proof), uuid
        case "of another person":
            return replace(wary.town.abstract("8503120000026", "WJ0000026"), proof=proof), uuid
        case "over a nonce of one's own":
            made = f"{int(wary.town.time.timestamp()) + 30}-{'0' * 64}"
            return replace(request, proof=wary.proof(made, uuid, request)), uuid
        case "too late":
            wary.town.wait(seconds=GOOD_FOR.total_seconds() + 1)
        case "with a later end written into the nonce":
            until, _, mark = nonce.partition("-")
            return replace(request, proof=wary.proof(f"{int(until) + 600}-{mark}", uuid, request)), uuid
        case "without a signature":
            proof = replace(proof, signature="")
        case "with another signature":
            proof = replace(proof, signature=text(bytes(64)))
        case "with a file that was not signed":
            proof = replace(proof, groups=proof.groups | {"11": text(wary.files[lds.DG11][:-1] + b"9")})
        case "without the number":
            proof = replace(proof, groups={each: file for each, file in proof.groups.items() if each != "11"})
        case "without the key":
            proof = replace(proof, groups={each: file for each, file in proof.groups.items() if each != "15"})
        case "that is no base64":
            proof = replace(proof, security_object="가나다")
        case "that is no file":
            proof = replace(proof, security_object=text(b"\x77\x82"))
    return replace(request, proof=proof), uuid


@pytest.mark.parametrize(
    "how",
    [
        "for another reservation", "for another paper", "of another person", "over a nonce of one's own", "too late",
        "with a later end written into the nonce", "without a signature", "with another signature",
        "with a file that was not signed", "without the number", "without the key", "that is no base64", "that is no file",
    ],
)  # fmt: skip
def test_a_proof_that_does_not_hold_reserves_nothing_and_is_seen(wary: Wary, how: str) -> None:
    request, uuid = falsified(wary, how)
    assert wary.ask(request, uuid) is RefusalCode.NOT_PROVED
    assert wary.town.alarms() == [(KIOSK, AlarmKind.NOT_PROVED, "reservation")]


def test_a_proof_given_at_one_kiosk_is_none_at_another(wary: Wary) -> None:
    uuid, request = str(uuid4()), wary.town.abstract()
    proof = wary.proof(wary.nonce(uuid), uuid, request)
    assert wary.ask(replace(request, proof=proof), uuid, OTHER) is RefusalCode.NOT_PROVED


def test_a_copy_of_the_card_proves_nothing_to_the_city_either(wary: Wary) -> None:
    """Its files are the card's, its key is not; and the kiosk that believed it may be stolen, too."""
    uuid, request = str(uuid4()), wary.town.abstract()
    nonce = wary.nonce(uuid)
    others = make_keys(Random(9).randbytes)
    theirs = replace(wary, files=make_files(HONG, wary.authority, others), keys=others)
    signature = theirs.proof(nonce, uuid, request).signature
    copied = replace(wary.proof(nonce, uuid, request), signature=signature)
    assert wary.ask(replace(request, proof=copied), uuid) is RefusalCode.NOT_PROVED


def test_a_card_of_a_state_that_is_not_believed(wary: Wary) -> None:
    uuid, request = str(uuid4()), wary.town.abstract()
    own = make_authority(Random(10).randbytes, wary.town.time - timedelta(days=30))
    theirs = replace(wary, authority=own, files=make_files(HONG, own, wary.keys))
    proof = theirs.proof(wary.nonce(uuid), uuid, request)
    assert wary.ask(replace(request, proof=proof), uuid) is RefusalCode.NOT_PROVED


def test_a_card_whose_last_day_has_passed(wary: Wary) -> None:
    """The kiosk's clock may say what it wants."""
    yesterday = (wary.town.time - timedelta(days=1)).strftime("%y%m%d")
    wary.files = make_files(replace(HONG, expiry=yesterday), wary.authority, wary.keys)
    uuid, request = str(uuid4()), wary.town.abstract()
    nonce = wary.nonce(uuid)
    wary.town.wait(days=-2)
    proof = wary.proof(nonce, uuid, request)  # by a kiosk that is two days behind
    wary.town.wait(days=2)
    assert wary.ask(replace(request, proof=proof), uuid) is RefusalCode.NOT_PROVED
