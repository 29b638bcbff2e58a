"""Whoever copied a card's files puts them on a chip of their own, with a PIN of their own: it is not believed."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from config.chip_card import active_authentication, lds, tlv
from config.chip_card.domain import BRAINPOOL_256, DOMAINS
from config.vocabulary import CardDoubt, CardFault
from drivers.smartcard.apdu import OK, Command, Response, decode_command
from drivers.smartcard.cipher import SUITES
from drivers.smartcard.emulator import Card, ChipKeys, make_keys, speak_extended
from drivers.smartcard.identity import CardIdentity, CardResult, Faulty, NotAuthentic, NotSupported
from drivers.smartcard.issuer import Authority, Holder, make_files
from tests.drivers.smartcard.conftest import CAN, PIN, Desk
from tests.patience import PATIENCE_S

ON_EACH_CURVE = [make_keys(Random(5).randbytes, domain) for domain in DOMAINS.values()]
WITH_EACH_CIPHER = [make_keys(Random(5).randbytes, BRAINPOOL_256, suite) for suite in SUITES.values()]
SIGNING_ON_EACH_CURVE = [replace(keys, agreement=None) for keys in ON_EACH_CURVE]
ALL = ON_EACH_CURVE + WITH_EACH_CIPHER + SIGNING_ON_EACH_CURVE


def name(keys: ChipKeys) -> str:
    how = "signs" if keys.agreement is None else keys.suite.name
    return f"{keys.domain.name}-{how}"


def others(keys: ChipKeys) -> ChipKeys:
    """Of the copy: its owner can make keys, but not those."""
    made = make_keys(Random(6).randbytes, keys.domain, keys.suite)
    return replace(made, agreement=made.agreement if keys.agreement else None)


def read(desk: Desk, files: dict[int, bytes], keys: ChipKeys | None) -> CardResult:
    desk.card = Card(files, PIN, CAN, Random(3).randbytes, keys)
    return desk.read()


@pytest.mark.parametrize("its", ALL, ids=name)
def test_the_card_is_read_and_its_copies_are_not(
    desk: Desk, holder: Holder, authority: Authority, its: ChipKeys
) -> None:
    files = make_files(holder, authority, its)
    assert isinstance(read(desk, files, its), CardIdentity)
    assert read(desk, files, others(its)) == NotAuthentic(CardDoubt.COPIED)
    assert read(desk, files, None) == NotAuthentic(CardDoubt.COPIED)


def test_a_copy_without_the_files_that_name_the_keys(desk: Desk, files: dict[int, bytes]) -> None:
    """They are on the signed list."""
    without = {file: data for file, data in files.items() if file not in lds.CHIP}
    assert isinstance(read(desk, without, None), NotSupported)


def test_a_copy_that_names_keys_of_its_own(
    desk: Desk, holder: Holder, authority: Authority, files: dict[int, bytes]
) -> None:
    own = make_keys(Random(6).randbytes)
    theirs = make_files(holder, authority, own)
    forged = files | {file: theirs[file] for file in lds.CHIP}
    assert read(desk, forged, own) == NotAuthentic(CardDoubt.HASH_MISMATCH)


def test_a_copy_that_says_yes_to_everything(desk: Desk, files: dict[int, bytes], keys: ChipKeys) -> None:
    class Nodding(Card):
        def execute(self, command: Command) -> Response:
            if (command.ins == 0x86 and self._application) or (command.p1, command.p2) == (0x41, 0xA4):
                return Response(b"\x7c\x00", OK)
            return super().execute(command)

    desk.card = Nodding(files, PIN, CAN, Random(3).randbytes)
    assert desk.read() == NotAuthentic(CardDoubt.COPIED)


def test_an_old_answer_proves_nothing(desk: Desk, holder: Holder, authority: Authority, keys: ChipKeys) -> None:
    """What a chip signed once is signed for that once."""
    only_signs = replace(keys, agreement=None)
    files = make_files(holder, authority, only_signs)
    seen: list[Response] = []

    class Heard(Card):
        def _sign(self, command: Command) -> Response:
            seen.append(super()._sign(command))
            return seen[0]

    desk.card = Heard(files, PIN, CAN, Random(3).randbytes, only_signs)
    assert isinstance(desk.read(seed=1), CardIdentity)
    assert desk.read(seed=2) == NotAuthentic(CardDoubt.COPIED)
    assert len(seen) == 2


def test_a_card_without_any_such_key_is_read_where_the_settings_allow_it(
    desk: Desk, holder: Holder, authority: Authority
) -> None:
    files = make_files(holder, authority)
    assert read(desk, files, None) == NotAuthentic(CardDoubt.NO_CHIP_KEY)
    desk.profile = replace(desk.profile, chip_key=False)
    assert isinstance(read(desk, files, None), CardIdentity)


def test_where_the_settings_allow_it_a_copy_of_a_card_that_has_one_is_still_refused(
    desk: Desk, files: dict[int, bytes]
) -> None:
    desk.profile = replace(desk.profile, chip_key=False)
    assert read(desk, files, None) == NotAuthentic(CardDoubt.COPIED)


@pytest.mark.parametrize(
    ("at", "read_"),
    [
        (datetime(2026, 11, 23, 14, 59, tzinfo=UTC), True),  # 23:59 in Korea
        (datetime(2026, 11, 23, 15, 0, tzinfo=UTC), False),
    ],
)
def test_a_card_is_good_to_the_end_of_its_last_day(
    desk: Desk, holder: Holder, authority: Authority, keys: ChipKeys, at: datetime, read_: bool
) -> None:
    files = make_files(replace(holder, expiry="261123"), authority, keys)
    desk.now = at
    result = read(desk, files, keys)
    assert isinstance(result, CardIdentity) if read_ else result == NotAuthentic(CardDoubt.CARD_EXPIRED)


def test_a_day_that_there_is_not(desk: Desk, holder: Holder, authority: Authority, keys: ChipKeys) -> None:
    files = make_files(replace(holder, expiry="270230"), authority, keys)
    assert read(desk, files, keys) == Faulty(CardFault.MALFORMED, "DG1 has no day of expiry")


def test_the_proof_goes_by_the_reader_in_one_or_two_commands(desk: Desk) -> None:
    """Chip authentication adds three exchanges to a reading and the two files."""
    assert isinstance(desk.read(), CardIdentity)
    commands = [decode_command(command) for command, _ in desk.transcript]
    assert sum(command.ins == 0x22 for command in commands) == 2
    assert len(commands) < 60


# -- RSA --


def openssl_signs(key: Path, whole: bytes) -> bytes:
    """The bare operation with the private key."""
    return subprocess.run(
        ["openssl", "pkeyutl", "-decrypt", "-inkey", str(key), "-pkeyopt", "rsa_padding_mode:none"],
        input=whole, capture_output=True, check=True, timeout=PATIENCE_S,
    ).stdout  # fmt: skip


@pytest.mark.parametrize(
    ("hash_name", "trailer"),
    [("sha1", "bc"), ("sha224", "38cc"), ("sha256", "34cc"), ("sha384", "36cc"), ("sha512", "35cc")],
)
def test_what_openssl_signs_by_iso_9796_is_believed_and_nothing_else(
    tmp_path: Path, hash_name: str, trailer: str
) -> None:
    private = rsa.generate_private_key(65_537, 2_048)
    (tmp_path / "key").write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    signer = active_authentication.signer(tlv.encode(0x6F, public), None)
    challenge, end = b"12345678", bytes.fromhex(trailer)
    own = bytes(256 - 1 - hashlib.new(hash_name).digest_size - len(end))
    whole = b"\x6a" + own + hashlib.new(hash_name, own + challenge).digest() + end
    signed = openssl_signs(tmp_path / "key", whole)
    signer.check(challenge, signed)
    for other, by in ((b"12345679", signed), (challenge, signed[:-1] + bytes((signed[-1] ^ 1,))), (challenge, signed[1:]),
                      (challenge, b"\xff" * 256), (challenge, b""), (challenge, bytes(256)),
                      (challenge, openssl_signs(tmp_path / "key", b"\x4a" + whole[1:]))):  # fmt: skip
        with pytest.raises(InvalidSignature):
            signer.check(other, by)


@pytest.mark.parametrize(("size", "extended"), [(1_024, False), (2_048, True)])
def test_a_card_that_signs_with_rsa_is_read_and_its_copies_are_not(
    desk: Desk, holder: Holder, authority: Authority, size: int, extended: bool
) -> None:
    """The longer signature does not fit a short reply under secure messaging."""
    its, others_ = (ChipKeys(None, rsa.generate_private_key(65_537, size)) for _ in range(2))
    files = make_files(holder, authority, its)
    for keys, expected in ((its, CardIdentity), (others_, NotAuthentic)):
        card = Card(dict(files), PIN, CAN, Random(3).randbytes, keys)
        if extended:
            speak_extended(card, 1_000, 1_000)
        desk.card = card
        assert isinstance(desk.read(), expected)
