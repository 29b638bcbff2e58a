"""Documents that are opened by what is printed on them: PACE with the machine readable zone, basic access control where there is no
PACE, and the chip's proof by its mapping. Values are of the worked examples of ICAO Doc 9303 part 11 (appendices D, G and I).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import pytest

from config.chip_card import lds, tlv
from config.chip_card.domain import BRAINPOOL_256, DOMAINS
from config.dialogue import Failure
from config.vocabulary import CardDoubt, CardFault
from drivers.smartcard import basic_access, secret
from drivers.smartcard.apdu import OK, Command, Response, decode_command, decode_response
from drivers.smartcard.cipher import SUITES, TDES, Suite
from drivers.smartcard.dialogue import read_card
from drivers.smartcard.emulator import PROTOCOL, Card, ChipKeys, make_keys
from drivers.smartcard.identity import CardIdentity, CardResult, Faulty, NotAuthentic, NotSupported, WrongCan
from drivers.smartcard.issuer import Authority, Holder, make_files
from drivers.smartcard.pace import Protocol
from drivers.smartcard.questions import PowerUp, Question
from drivers.smartcard.secret import Secret
from drivers.smartcard.secure_messaging import SecureMessagingError
from tests.drivers.smartcard.conftest import CAN, PIN, Desk, converse

MRZ = secret.mrz("M12345678", "991231", "361231")
OTHER = secret.mrz("M12345679", "991231", "361231")
CAM = replace(PROTOCOL, proves_chip=True)


def h(text: str) -> bytes:
    return bytes.fromhex(text)


# -- basic access control, appendix D --


def test_the_keys_of_the_worked_example() -> None:
    example = secret.mrz("L898902C", "690806", "940623")
    assert example.password[:16] == h("239AB9CB282DAF66231DC5A4DF6BFBAE")
    keys = basic_access.DocumentKeys.of(example)
    assert keys.encryption == h("AB94FDECF2674FDFB9B391F85D7F76F2")
    assert keys.mac == h("7962D9ECE03D1ACD4C76089DCE131543")


CHALLENGE_OF_CHIP, CHALLENGE_OF_TERMINAL = h("4608F91988702212"), h("781723860C06C226")
KEY_OF_TERMINAL, KEY_OF_CHIP = h("0B795240CB7049B01C19B33E32804F0B"), h("0B4F80323EB3191CB04970CB4052790B")
SHOWN = h("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F25F1448EEA8AD90A7")
ANSWERED = h("46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D7449")


def fed(*pieces: bytes) -> Callable[[int], bytes]:
    left = list(pieces)

    def take(count: int) -> bytes:
        piece = left.pop(0)
        assert len(piece) == count
        return piece

    return take


def test_the_worked_example_runs_between_dialogue_and_document(desk: Desk) -> None:
    """Byte by byte, the first protected commands too: what is selected and read after that is the example's EF.COM."""
    example = secret.mrz("L898902C", "690806", "940623")
    com = h("60145F0104303130365F36063034303030305C026175")
    card = Card({0x011E: com}, PIN, CAN, fed(CHALLENGE_OF_CHIP, KEY_OF_CHIP), mrz=example)
    wire: list[tuple[bytes, bytes]] = []

    def answer(question: Question) -> bytes:
        reply = card.answer(question)
        if not isinstance(question, PowerUp):
            wire.append((question.data, reply))
        return reply

    talk = read_card(
        replace(desk.profile, basic_access=True), example, fed(CHALLENGE_OF_TERMINAL, KEY_OF_TERMINAL), desk.now
    )
    question = next(talk)
    while len(wire) < 4:  # until the channel is open
        question = talk.send(answer(question))
    assert [asked for asked, _ in wire] == [
        h("00A4020C02011C"), h("00A4040C07A0000002471001"), h("0084000008"), h("0082000028") + SHOWN + h("28"),
    ]  # fmt: skip
    assert wire[0][1] == h("6A82")
    assert wire[3][1] == ANSWERED + h("9000")
    channel = basic_access.channel(KEY_OF_TERMINAL, KEY_OF_CHIP, CHALLENGE_OF_CHIP, CHALLENGE_OF_TERMINAL)
    for command, protected, reply, data in (
        (Command(0, 0xA4, 2, 0x0C, h("011E")), "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800",
         "990290008E08FA855A5D4C50A8ED9000", b""),
        (Command(0, 0xB0, 0, 0, expected=4), "0CB000000D9701048E08ED6705417E96BA5500",
         "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000", com[:4]),
        (Command(0, 0xB0, 0, 4, expected=18), "0CB000040D9701128E082EA28A70F3C7B53500", None, com[4:]),
    ):  # fmt: skip
        asked = channel.protect(command).encode()
        assert asked == h(protected)
        came = card.transmit(asked)
        if reply:
            assert came == h(reply)
        assert channel.open(decode_response(came)).data == data


@pytest.fixture
def old(desk: Desk, files: dict[int, bytes], holder: Holder, authority: Authority, keys: ChipKeys) -> Desk:
    """A document without PACE, where the settings allow basic access control."""
    made = make_files(holder, authority, keys, ())
    del made[lds.CARD_ACCESS]
    desk.card = Card(made, PIN, CAN, Random(3).randbytes, keys, mrz=MRZ)
    desk.profile = replace(desk.profile, basic_access=True)
    return desk


def shown(
    desk: Desk, given: Secret, answer: Callable[[Question], bytes | Failure] | None = None, seed: int = 1
) -> CardResult:
    return converse(read_card(desk.profile, given, Random(seed).randbytes, desk.now), answer or desk.card.answer)


def test_an_old_document_is_read_where_the_settings_allow_it(old: Desk) -> None:
    assert isinstance(shown(old, MRZ), CardIdentity)
    assert shown(old, OTHER) == WrongCan()
    assert isinstance(shown(old, secret.pin(PIN)), NotSupported)
    old.profile = replace(old.profile, basic_access=False)
    assert shown(old, MRZ) == NotSupported("A4: 6A82")


def test_a_copy_of_an_old_document_is_refused(old: Desk) -> None:
    old.card = Card(old.card.files, PIN, CAN, Random(3).randbytes, make_keys(Random(6).randbytes), mrz=MRZ)
    assert shown(old, MRZ) == NotAuthentic(CardDoubt.COPIED)


def test_an_old_answer_opens_nothing(old: Desk) -> None:
    heard: list[bytes] = []

    def hear(question: Question) -> bytes:
        reply = old.card.answer(question)
        heard.append(reply)
        return reply

    assert isinstance(shown(old, MRZ, hear), CardIdentity)
    replies = iter(heard)
    result = shown(old, MRZ, lambda question: next(replies), seed=2)
    assert result == Faulty(CardFault.SECRET_NOT_KNOWN, "its answer is an old one")


def test_a_document_that_has_pace_is_not_talked_down_to_basic_access(
    desk: Desk, holder: Holder, authority: Authority, keys: ChipKeys
) -> None:
    """Its signed files say that it has it."""
    desk.profile = replace(desk.profile, basic_access=True)
    files = make_files(holder, authority, keys)
    hidden = {file: data for file, data in files.items() if file != lds.CARD_ACCESS}
    desk.card = Card(hidden, PIN, CAN, Random(3).randbytes, keys, mrz=MRZ)
    assert shown(desk, MRZ) == NotAuthentic(CardDoubt.DOWNGRADED)


@pytest.mark.parametrize("fails", [0x22, 0x86])
@pytest.mark.parametrize("status", ["6300", "6A80", "6985", "6A82"])
def test_a_pace_that_failed_is_followed_by_nothing_weaker(desk: Desk, keys: ChipKeys, fails: int, status: str) -> None:
    desk.profile = replace(desk.profile, basic_access=True)
    desk.card = Card(desk.card.files, PIN, CAN, Random(3).randbytes, keys, mrz=MRZ)
    asked: list[int] = []

    def answer(question: Question) -> bytes:
        if isinstance(question, PowerUp):
            return desk.card.answer(question)
        asked.append(question.data[1])
        return h(status) if question.data[1] == fails else desk.card.answer(question)

    assert not isinstance(shown(desk, MRZ, answer), CardIdentity)
    assert fails in asked
    assert 0x82 not in asked
    assert 0x84 not in asked


# -- PACE with the machine readable zone, appendix G --


def test_the_secret_of_the_worked_example() -> None:
    example = secret.mrz("T22000129", "640812", "101031")
    assert example.password == h("7E2D2A41C74EA0B38CD36F863939BFA8E9032AAD")
    nonce = PROTOCOL.nonce_cipher(example.password).decryptor().update(h("95A3A016522EE98D01E76CB6B98B42C3"))
    assert nonce == h("3F00C4D39D153F2B2A214A078D899B22")


def test_a_document_is_opened_by_its_machine_readable_zone(desk: Desk, keys: ChipKeys) -> None:
    desk.card = Card(desk.card.files, PIN, CAN, Random(3).randbytes, keys, mrz=MRZ)
    assert isinstance(shown(desk, MRZ), CardIdentity)
    assert shown(desk, OTHER) == WrongCan()
    assert shown(desk, secret.can("000000")) == WrongCan()
    assert isinstance(shown(desk, secret.can(CAN)), CardIdentity)
    assert desk.card.tries_left == 3, "what is printed is no PIN"


# -- chip authentication mapping, appendix I --


def test_the_worked_example_of_the_mapping() -> None:
    k_enc, k_mac = h("0A9DA4DB03BDDE39FC5202BC44B2E89E"), h("4B1C06491ED5140CA2B537D344C6C0B1")
    sealed = h("1EEA964DAAE372AC990E3EFDE6333353BFC89A6704D93DA8798CF77F5B7A54BD10CBA372B42BE0B9B5F28AA8DE2F4F92")
    data = h("85DC3FA93D0952BFA82F5FD189EE75BD82F11D1F0B8ED4BF5319AC9B53C426B3")
    assert CAM.seal_chip_data(k_enc, data) == sealed
    factor = CAM.open_chip_data(k_enc, sealed)
    assert factor == int.from_bytes(data)
    chips = BRAINPOOL_256.decode(h(
        "041872709494399E7470A6431BE25E83EEE24FEA568C2ED28DB48E05DB3A610DC8"
        "84D256A40E35EFCB59BF6753D3A489D28C7A4D973C2DA138A6E7A4A08F68E16F"))  # fmt: skip
    mapping = h(
        "04A234236AA9B9621E8EFB73B5245C0E09D2576E5277183C1208BDD55280CAE8B3"
        "04F365713A356E65A451E165ECC9AC0AC46E3771342C8FE5AEDD092685338E23")  # fmt: skip
    assert BRAINPOOL_256.encode(chips * factor) == mapping
    own = 0x9E56A6B59C95D06ECE5CD10F983BB2F4F1943528E577F23881D89D8C3BBEE0AA
    assert BRAINPOOL_256.encode(BRAINPOOL_256.generator * own) == mapping
    terminals = BRAINPOOL_256.decode(h(
        "04446C934084D9DAB863944F219520076C29EE3F7AE6722B11FF319EC1C7728F95"
        "5483400BFF60BF0C5929270009277DC2A515E12575010AD9BA916CF1BF86FEFC"))  # fmt: skip
    agreed = BRAINPOOL_256.decode(h(
        "0402AD566F3C6EC7F9324509AD50A51FA52030782A4968FCFEDF737DAEA9933331"
        "11C3B9B4C2287789BD137E7F8AA882E2A3C633CCD6ECC2C63C57AD401A09C2E1"))  # fmt: skip
    assert CAM.token(k_mac, agreed) == h("E86BD06018A1CD3B")
    assert CAM.token(k_mac, terminals) == h("8596CF055C67C1A3")


@pytest.mark.parametrize("suite", [each for each in SUITES.values() if each is not TDES], ids=lambda each: each.name)
@pytest.mark.parametrize("number", [12, 13, 18])
def test_a_chip_that_proves_itself_by_its_mapping_is_asked_no_more(
    desk: Desk, holder: Holder, authority: Authority, suite: Suite, number: int
) -> None:
    protocol = Protocol(DOMAINS[number], suite, proves_chip=True)
    keys = make_keys(Random(5).randbytes, protocol.domain)
    files = make_files(holder, authority, keys, (protocol,))
    desk.card = Card(files, PIN, CAN, Random(3).randbytes, keys, protocol)
    assert isinstance(desk.read(), CardIdentity)
    asked: Sequence[Command] = [decode_command(command) for command, _ in desk.transcript]
    assert sum(each.ins == 0x22 for each in asked) == 1, "no chip authentication follows"
    desk.card = Card(files, PIN, CAN, Random(3).randbytes, make_keys(Random(6).randbytes, protocol.domain), protocol)
    assert desk.read() == NotAuthentic(CardDoubt.COPIED)


def test_of_both_mappings_the_one_that_proves_the_chip_is_spoken(
    desk: Desk, holder: Holder, authority: Authority, keys: ChipKeys
) -> None:
    files = make_files(holder, authority, keys, (PROTOCOL, CAM))
    desk.card = Card(files, PIN, CAN, Random(3).randbytes, keys, CAM)
    assert isinstance(desk.read(), CardIdentity)


@pytest.mark.parametrize("said", [b"", bytes(15), bytes(16), bytes(48)])
def test_data_of_the_mapping_that_is_none(
    desk: Desk, holder: Holder, authority: Authority, keys: ChipKeys, said: bytes
) -> None:
    class Odd(Card):
        def execute(self, command: Command) -> Response:
            response = super().execute(command)
            if response.status == OK and b"\x8a\x30" in response.data[:14]:
                token = tlv.find(response.data, 0x7C, 0x86)
                return Response(tlv.encode(0x7C, tlv.encode(0x86, token) + tlv.encode(0x8A, said)), OK)
            return response

    desk.card = Odd(make_files(holder, authority, keys, (CAM,)), PIN, CAN, Random(3).randbytes, keys, CAM)
    assert isinstance(desk.read(), Faulty)
    with pytest.raises(SecureMessagingError):
        CAM.open_chip_data(bytes(16), said)
