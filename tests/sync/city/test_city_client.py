"""The client trusts nothing it has not verified, and ends whatever the city does."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from config.catalogue.land_register import LandRegister
from config.dialogue import Failure, FailureReason
from config.official_seal import Sealing, sign
from config.visible_seal import decode, encode, signer
from sync.city.api import IssuanceRequest, JournalUpload, RefusalCode
from sync.city.client import (
    RESERVE_TRIES,
    Acknowledged,
    AnotherJournal,
    Behind,
    CityCall,
    CityClient,
    CityReply,
    CityUnavailable,
    NotUnderstood,
    Refused,
    Reserved,
    SourcesKnown,
    Unsealed,
    Untrusted,
)
from sync.reference_city.domain import ReferenceCity
from sync.reference_city.made_up.people import people
from sync.reference_city.memory import MemoryCityStore
from tests.cities import MARKS, REGISTERS, SEAL, WONJU
from tests.kiosk.verification import test_verification_signers as signers
from tests.sync.city.conftest import KIOSK, Town

if TYPE_CHECKING:
    from tests.sync.city.conftest import Talk

A, B = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
TIMEOUT, UNREACHABLE = Failure(FailureReason.TIMEOUT), Failure(FailureReason.UNREACHABLE)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def client(town: Town) -> CityClient:
    return CityClient(WONJU, (town.seal_key.public_key(),))


@pytest.fixture
def body(town: Town) -> bytes:
    answer = town.city.reserve(KIOSK, A, town.land())
    assert isinstance(answer, bytes)
    return answer


def ok(body: bytes) -> CityReply:
    return CityReply(200, body)


# --- reserving ---------------------------------------------------------------------------------------------------


def test_a_reservation(town: Town, talk: type[Talk], client: CityClient, body: bytes) -> None:
    conversation = talk(ok(body))
    result = conversation.run(client.reserve(A, town.land()))
    assert isinstance(result, Reserved)
    assert isinstance(result.record, LandRegister)
    assert result.record.lot == "9423-1"
    issue = result.issue("무인민원발급기 03 (단구동)")
    assert (issue.number, issue.issuer, issue.signed_code) == (result.reply.number, "원주시장", result.signed_code)
    assert issue.issued_at.isoformat() == "2031-03-15T03:00:07+09:00"
    [call] = conversation.asked
    assert (call.method, call.path) == ("PUT", f"/v1/issuances/{A}")
    assert TypeAdapter(IssuanceRequest).validate_json(call.body) == town.land()


def test_the_same_request_is_repeated_while_nobody_answers(
    town: Town, talk: type[Talk], client: CityClient, body: bytes
) -> None:
    conversation = talk(TIMEOUT, UNREACHABLE, ok(body))
    assert isinstance(conversation.run(client.reserve(A, town.land())), Reserved)
    assert len(set(conversation.asked)) == 1


@pytest.mark.parametrize("failure", [TIMEOUT, UNREACHABLE, CityReply(500, b"oops"), CityReply(503, b"")])
def test_in_the_end_it_gives_up(town: Town, talk: type[Talk], client: CityClient, failure: object) -> None:
    result = talk(*[failure] * RESERVE_TRIES).run(client.reserve(A, town.land()))
    assert isinstance(result, CityUnavailable)


@pytest.mark.parametrize("reason", [FailureReason.REFUSED, FailureReason.TOO_LARGE])
def test_what_will_not_change_is_not_repeated(
    town: Town, talk: type[Talk], client: CityClient, reason: FailureReason
) -> None:
    failure = Failure(reason)
    assert talk(failure).run(client.reserve(A, town.land())) == CityUnavailable(failure)


def test_a_refusal_says_why(town: Town, talk: type[Talk], client: CityClient) -> None:
    refusal = CityReply(404, b'{"refused": "no-such-record", "since": "later versions"}')
    assert talk(refusal).run(client.reserve(A, town.land())) == Refused(RefusalCode.NO_SUCH_RECORD)


def test_a_newer_citys_refusal_is_a_refusal(town: Town, talk: type[Talk], client: CityClient) -> None:
    """Not a forgery: the city may be newer than the kiosk."""
    refusal = CityReply(403, b'{"refused": "fee-table-changed"}')
    assert talk(refusal).run(client.reserve(A, town.land())) == Refused(RefusalCode.UNKNOWN)


@pytest.mark.parametrize("reply", [CityReply(204, b""), CityReply(200, b""), CityReply(200, b"<html>")])
def test_what_claims_to_be_a_paper_and_is_none_is_not_trusted(
    town: Town, talk: type[Talk], client: CityClient, reply: CityReply
) -> None:
    found = talk(reply).run(client.reserve(A, town.land()))
    assert isinstance(found, Untrusted if reply.status == 200 else CityUnavailable)


@pytest.mark.parametrize(
    "reply",
    [
        CityReply(404, b"<html>"),
        CityReply(302, b""),
        CityReply(400, b"{}"),
        CityReply(418, b'{"refused": 7}'),
        CityReply(410, b""),
    ],
)
def test_no_word_that_is_not_understood_looks_like_a_forger(
    town: Town, talk: type[Talk], client: CityClient, reply: CityReply
) -> None:
    """A newer city, a proxy on the way: unavailable, and nobody is accused."""
    assert isinstance(talk(reply).run(client.reserve(A, town.land())), CityUnavailable)


@pytest.mark.parametrize("status", [429, 503])
def test_who_is_asked_to_wait_waits(town: Town, talk: type[Talk], client: CityClient, status: int) -> None:
    """One question, not three, and whoever asks in the background knows for how long; whatever stands in the body."""
    reply = CityReply(status, b'{"refused": "too-many-requests"}', 90_000)
    expected = CityUnavailable(Failure(FailureReason.UNREACHABLE, f"status {status}"), 90_000)
    assert talk(reply).run(client.reserve(A, town.land())) == expected
    assert talk(reply).run(client.check_sources()) == expected
    assert talk(reply).run(client.upload(A, 1, [b"entry"])) == expected


@pytest.mark.parametrize(
    ("reply", "taken"),
    [
        (CityReply(200, b'{"acknowledged": 30}'), Acknowledged(3)),
        (CityReply(200, b'{"acknowledged": 2}'), NotUnderstood(200)),
        (CityReply(200, b'{"acknowledged": 1}'), Behind(1)),
        (CityReply(200, b'{"acknowledged": 0}'), Behind(0)),
        (CityReply(200, b'{"acknowledged": -1}'), NotUnderstood(200)),
        (CityReply(409, b'{"refused": "forked"}'), AnotherJournal()),
        (CityReply(409, b'{"refused": "not-yours"}'), AnotherJournal()),
        (CityReply(409, b'{"refused": "a word of tomorrow"}'), NotUnderstood(409)),
        (CityReply(409, b"<html>"), NotUnderstood(409)),
    ],
)
def test_what_the_city_makes_of_the_journal(
    talk: type[Talk], client: CityClient, reply: CityReply, taken: object
) -> None:
    assert talk(reply).run(client.upload(A, 3, [b"entry"])) == taken


@pytest.mark.parametrize(
    "change",
    [
        {"number": "0000-0000-0000-0000"},
        {"kind": "resident-abstract"},
        {"issuance": B},
        {"issued_at": "2031-03-15T03:00:08+09:00"},
        {"issued_at": "2031-03-14T18:00:07+00:00"},
        {"issued_at": "2031-03-15T03:00:07"},
        {"issued_at": "yesterday"},
        {"expires_at": "2031-03-15T03:10:07"},
        {"expires_at": "2031-03-15T03:00:07+09:00"},
        {"expires_at": ""},
        {"signed_code": ""},
        {"signed_code": "가"},
        {"signed_code": "AAAA"},
        {"signed_code": None},
        {"issuer": "x" * 61},
        {"record": {}},
        {"record": []},
        {"number": None},
    ],
)
def test_what_the_city_did_not_sign_is_not_trusted(
    town: Town, talk: type[Talk], client: CityClient, body: bytes, change: dict[str, object]
) -> None:
    changed = json.dumps(json.loads(body) | change).encode()
    assert isinstance(talk(ok(changed)).run(client.reserve(A, town.land())), Untrusted)


def test_a_changed_record_is_not_trusted(town: Town, talk: type[Talk], client: CityClient, body: bytes) -> None:
    for change in ("owners", "location", "prices"):
        reply = json.loads(body)
        if change == "owners":
            reply["record"]["owners"][-1]["name"] = "김가짜"
        elif change == "location":
            reply["record"]["location"] += " "
        else:
            reply["record"]["prices"].pop()
        result = talk(ok(json.dumps(reply).encode())).run(client.reserve(A, town.land()))
        assert result == Untrusted("the record is not what was signed")


@pytest.mark.parametrize(
    "value", [r'"\ud800"', "9" * 5_000, "1e400", "NaN", "null", "[" * 500 + "]" * 500, '"\\u0000"']
)
def test_a_value_that_is_none_is_not_trusted(
    town: Town, talk: type[Talk], client: CityClient, body: bytes, value: str
) -> None:
    reply = json.loads(body)
    reply["record"]["location"] = reply["record"]["prices"][0]["won_per_m2"] = "HERE"
    changed = json.dumps(reply).replace('"HERE"', value)
    assert isinstance(talk(ok(changed.encode())).run(client.reserve(A, town.land())), Untrusted)


def test_another_document_of_the_same_city_is_not_this_one(
    town: Town, talk: type[Talk], client: CityClient, body: bytes
) -> None:
    other = json.loads(body)
    other["signed_code"] = town.reserve(B, town.land()).signed_code
    assert isinstance(talk(ok(json.dumps(other).encode())).run(client.reserve(A, town.land())), Untrusted)
    assert isinstance(talk(ok(body)).run(client.reserve(B, town.land())), Untrusted)
    assert isinstance(talk(ok(body)).run(client.reserve(A, town.abstract())), Untrusted)


def test_a_city_that_mixes_up_two_people_hands_nobody_the_others_paper(
    town: Town, talk: type[Talk], client: CityClient
) -> None:
    """Signed by the city, for this very request, and about somebody else: as it happened elsewhere."""
    asking, other = people()["8011239000018"], people()["8503120000026"]
    town.registers.enter([(asking.resident_number, replace(other, card_number=asking.card_number))])
    answer = town.city.reserve(KIOSK, A, town.abstract())
    assert isinstance(answer, bytes)
    assert talk(ok(answer)).run(client.reserve(A, town.abstract())) == Untrusted("the record is somebody else's")


# --- the official seal -------------------------------------------------------------------------------------------


def test_the_seal_comes_with_the_reservation(town: Town, talk: type[Talk], client: CityClient, body: bytes) -> None:
    result = talk(ok(body)).run(client.reserve(A, town.land()))
    assert isinstance(result, Reserved)
    assert result.issue("무인민원발급기 03 (단구동)").seal == SEAL


def other_seal(town: Town) -> dict[str, str]:
    """Signed for another number."""
    seal = town.reserve(B, town.land()).official_seal
    assert seal
    return {"signature": seal.signature}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda town: None, "the city sent no seal"),
        (lambda town: {"picture": base64.b64encode(SEAL[:-1]).decode()}, "the seal is not what was signed"),
        (lambda town: {"signature": ""}, "the seal is not what was signed"),
        (lambda town: {"picture": "가"}, "the seal is no base64"),
        (other_seal, "the seal is not what was signed"),
    ],
    ids=["none", "another picture", "no signature", "no base64", "another number's"],
)
def test_without_its_own_seal_it_is_not_a_reservation(
    town: Town, talk: type[Talk], client: CityClient, body: bytes, change: Callable[[Town], dict[str, str] | None], why: str
) -> None:  # fmt: skip
    reply = json.loads(body)
    changed = change(town)
    reply["official_seal"] = changed and reply["official_seal"] | changed
    assert talk(ok(json.dumps(reply).encode())).run(client.reserve(A, town.land())) == Unsealed(why)


def test_a_city_that_knows_of_no_seal_is_understood(
    town: Town, talk: type[Talk], client: CityClient, body: bytes
) -> None:
    reply = json.loads(body)
    del reply["official_seal"]
    assert talk(ok(json.dumps(reply).encode())).run(client.reserve(A, town.land())) == Unsealed("the city sent no seal")


def test_another_name_beside_the_seal_is_not_what_was_signed(
    town: Town, talk: type[Talk], client: CityClient, body: bytes
) -> None:
    reply = json.loads(body) | {"issuer": "견본시장"}
    assert talk(ok(json.dumps(reply).encode())).run(client.reserve(A, town.land())) == Unsealed(
        "the seal is not what was signed"
    )


def test_another_citys_signature_is_worth_nothing(
    town: Town, talk: type[Talk], client: CityClient, body: bytes
) -> None:
    reply = json.loads(body)
    fields, _, _ = decode(base64.b64decode(reply["signed_code"]))
    stranger = signer(ec.derive_private_key(7, ec.SECP256R1()))
    reply["signed_code"] = base64.b64encode(encode(fields, stranger)).decode()
    assert talk(ok(json.dumps(reply).encode())).run(client.reserve(A, town.land())) == Untrusted(
        "signed code: not signed by the city"
    )
    known = replace(client, keys=(ec.derive_private_key(7, ec.SECP256R1()).public_key(), *client.keys))
    assert isinstance(talk(ok(body)).run(known.reserve(A, town.land())), Reserved), "the key is being changed"


def test_a_newer_citys_further_fields_do_no_harm(town: Town, talk: type[Talk], client: CityClient, body: bytes) -> None:
    newer = json.dumps(json.loads(body) | {"weather": "fine"}).encode()
    assert isinstance(talk(ok(newer)).run(client.reserve(A, town.land())), Reserved)


def answer_always(dialogue: Generator[CityCall, CityReply, object], reply: CityReply) -> None:
    """A city that wants to be asked later is asked again."""
    next(dialogue)
    for _ in range(RESERVE_TRIES):
        dialogue.send(reply)


@given(
    st.integers(0, 600).filter(lambda status: status < 500),
    st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()),
)
def test_any_answer_ends_every_dialogue(status: int, content: bytes) -> None:
    client, request = CityClient(WONJU, ()), IssuanceRequest("land-register", "wonju-test")
    for dialogue in (client.reserve(A, request), client.check_sources(), client.upload(A, 1, [b"entry"])):
        with pytest.raises(StopIteration):
            answer_always(dialogue, CityReply(status, content))


# --- sources and journal -----------------------------------------------------------------------------------------


def test_sources(talk: type[Talk], client: CityClient) -> None:
    reply = ok(b'{"sources": {"resident": true, "land": false}}')
    assert talk(reply).run(client.check_sources()) == SourcesKnown((("land", False), ("resident", True)))
    assert talk(TIMEOUT).run(client.check_sources()) == CityUnavailable(TIMEOUT)
    assert talk(CityReply(502, b"")).run(client.check_sources()) == NotUnderstood(502)


def test_entries_are_sent_as_they_are_stored(talk: type[Talk], client: CityClient) -> None:
    bodies = [b'{"seq":7}', "\u2028 가".encode(), bytes(range(256))]
    conversation = talk(ok(b'{"acknowledged": 9}'))
    assert conversation.run(client.upload(A, 7, bodies)) == Acknowledged(9)
    [call] = conversation.asked
    upload = TypeAdapter(JournalUpload).validate_json(call.body)
    assert (call.method, call.path, upload.first, upload.bodies()) == ("POST", f"/v1/journals/{A}/entries", 7, bodies)


@pytest.mark.parametrize(
    "reply", [CityReply(409, b"{}"), ok(b'{"acknowledged": 6}'), ok(b'{"acknowledged": "all"}'), ok(b"")]
)
def test_an_answer_that_takes_nothing_is_no_acknowledgement(
    talk: type[Talk], client: CityClient, reply: CityReply
) -> None:
    assert isinstance(talk(reply).run(client.upload(A, 7, [b"entry"])), NotUnderstood)


B = "22222222-2222-4222-8222-222222222222"
MACHINE = "무인민원발급기 03 (단구동)"


def test_a_kiosk_that_says_how_it_is_printed_has_all_of_its_paper_signed(
    town: Town, talk: type[Talk], client: CityClient
) -> None:
    request = replace(town.land(), machine=MACHINE)
    answer = town.city.reserve(KIOSK, A, request)
    assert isinstance(answer, bytes)
    reserved = talk(ok(answer)).run(client.reserve(A, request))
    assert isinstance(reserved, Reserved)
    fields, _, _ = decode(reserved.signed_code)
    assert (fields.edition, fields.decisive[0]) == (2, "지목=대")
    elsewhere = replace(request, machine="무인민원발급기 04 (중앙동)")
    assert talk(ok(answer)).run(client.reserve(A, elsewhere)) == Untrusted(
        "what the paper would show is not what was signed"
    )


def test_an_issuer_that_the_city_seals_and_does_not_sign_for_is_refused_before_anybody_pays(
    town: Town, talk: type[Talk], client: CityClient
) -> None:
    """A verifier could not tell it from a forger's. One of the city's own titles may stand there unsigned, as it did before."""

    def answered(uuid: str, request: IssuanceRequest, issuer: str) -> bytes:
        reply = json.loads(town.city.reserve(KIOSK, uuid, request))  # type: ignore[arg-type]
        signature = sign(Sealing(WONJU.id, issuer, reply["number"]), SEAL, signer(town.seal_key))
        seal = {"picture": base64.b64encode(SEAL).decode(), "signature": base64.b64encode(signature).decode()}
        return json.dumps(reply | {"issuer": issuer, "official_seal": seal}).encode()

    acting = WONJU.other_issuers[0]
    for uuid, request, issuer, believed in (
        (A, town.land(), "견본시장", False),
        (A, town.land(), acting, True),
        (B, replace(town.land(), machine=MACHINE), acting, False),
    ):
        found = talk(ok(answered(uuid, request, issuer))).run(client.reserve(uuid, request))
        assert isinstance(found, Reserved if believed else Untrusted), (issuer, found)


@pytest.mark.parametrize("why", ["forked", "not-yours"])
def test_a_journal_that_the_city_has_otherwise_is_told_from_one_that_it_does_not_understand(
    talk: type[Talk], client: CityClient, why: str
) -> None:
    refusal = CityReply(409, b'{"refused": "%s"}' % why.encode())
    assert talk(refusal).run(client.upload(A, 7, [b"entry"])) == AnotherJournal()


def test_no_more_is_acknowledged_than_was_sent(talk: type[Talk], client: CityClient) -> None:
    """The city has the journal further than the kiosk, whose disk came back old: what is beyond is not this kiosk's."""
    assert talk(ok(b'{"acknowledged": 900}')).run(client.upload(A, 7, [b"a", b"b"])) == Acknowledged(8)


def test_a_city_changes_its_key_and_no_kiosk_has_to_be_told(talk: type[Talk]) -> None:
    """The kiosk knows the CA alone; the signer's certificate comes with each reservation."""
    now = Town(MemoryCityStore()).time
    for number in (1, 2):
        own = ec.derive_private_key(number, ec.SECP256R1())
        named = signers.certificate("KRWJ", own, "KRCity CA", signers.key(1), number, since=now)
        city = ReferenceCity(
            WONJU, REGISTERS, MemoryCityStore(), lambda: now, signer(own), random.Random(number).randbytes, MARKS,
            signer=named.public_bytes(Encoding.DER),
        )  # fmt: skip
        request = replace(Town.land(), machine=MACHINE)
        answer = city.reserve(KIOSK, A, request)
        assert isinstance(answer, bytes)
        reserved = talk(ok(answer)).run(CityClient(WONJU, (signers.CA,)).reserve(A, request))
        assert isinstance(reserved, Reserved)
        assert reserved.issue(MACHINE).signer == named.public_bytes(Encoding.DER)
        stranger = CityClient(WONJU, (signers.OTHER_CA,))
        assert talk(ok(answer)).run(stranger.reserve(A, request)) == Untrusted(
            f"signed code: certificate {number} of KRWJ is not known here"
        )
