"""Values that others computed: the worked example of ICAO Doc 9303 part 11, and OpenSSL."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from hashlib import sha256
from random import Random
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from config.chip_card import lds, tlv
from config.chip_card.domain import BRAINPOOL_256
from drivers.smartcard import secret
from drivers.smartcard.apdu import Command
from drivers.smartcard.cipher import AES_128
from drivers.smartcard.dialogue import CardProfile, read_card
from drivers.smartcard.emulator import PROTOCOL, Card
from drivers.smartcard.issuer import Authority, make_authority, make_files
from drivers.smartcard.secure_messaging import Channel
from tests.patience import PATIENCE_S

NOW = datetime(2026, 11, 23, tzinfo=UTC)
NONCE = bytes.fromhex("3F00C4D39D153F2B2A214A078D899B22")
MAP_TERMINAL = 0x7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99
MAP_CARD = 0x498FF49756F2DC1587840041839A85982BE7761D14715FB091EFA7BCE9058560
KEY_TERMINAL = 0xA73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595
KEY_CARD = 0x107CF58696EF6155053340FD633392BA81909DF7B9706F226F32086C7AFF974A
GENERATOR_X = 0x8CED63C91426D4F0EB1435E7CB1D74A46723A0AF21C89634F65A9AE87A9265E2
K_ENC = bytes.fromhex("F5F0E35C0D7161EE6724EE513A0D9A7F")
K_MAC = bytes.fromhex("FE251C7858B356B24514B3BD5F4297D1")


def randomness(*keys: int) -> bytes:
    """What `Domain.private_key` turns into these keys."""
    return b"".join((key - 1).to_bytes(40) for key in keys)


def feed(data: bytes) -> Any:
    pieces = [data]

    def take(count: int) -> bytes:
        out, pieces[0] = pieces[0][:count], pieces[0][count:]
        assert len(out) == count
        return out

    return take


def test_the_password_becomes_the_nonces_key() -> None:
    password = bytes.fromhex("7E2D2A41C74EA0B38CD36F863939BFA8E9032AAD")
    assert AES_128.key(password, 3) == bytes.fromhex("89DED1B26624EC1E634C1989302849DD")
    encrypted = bytes.fromhex("95A3A016522EE98D01E76CB6B98B42C3")
    assert PROTOCOL.nonce_cipher(password).decryptor().update(encrypted) == NONCE


def test_mapping_agreement_and_tokens() -> None:
    card, terminal = BRAINPOOL_256.generator * MAP_CARD, BRAINPOOL_256.generator * MAP_TERMINAL
    generator = PROTOCOL.mapped(NONCE, MAP_TERMINAL, card, 1)
    assert generator == PROTOCOL.mapped(NONCE, MAP_CARD, terminal, 1)
    assert int(generator.x()) == GENERATOR_X
    public_terminal, public_card = generator * KEY_TERMINAL, generator * KEY_CARD
    assert public_terminal == PROTOCOL.mapped(NONCE, MAP_TERMINAL, card, KEY_TERMINAL)
    assert public_card == PROTOCOL.mapped(NONCE, MAP_CARD, terminal, KEY_CARD)
    assert (
        PROTOCOL.session_keys(KEY_TERMINAL, public_card)
        == (K_ENC, K_MAC)
        == PROTOCOL.session_keys(KEY_CARD, public_terminal)
    )
    assert PROTOCOL.token(K_MAC, public_card).hex().upper() == "C2B0BD78D94BA866"
    assert PROTOCOL.token(K_MAC, public_terminal).hex().upper() == "3ABB9674BCE93C08"


def test_the_worked_example_runs_between_dialogue_and_card(
    files: dict[int, bytes], authority: Authority, run: Any
) -> None:
    """With the example's random numbers on both sides the tokens on the wire are the example's."""
    card = Card(files, "123456", "654321", feed(NONCE + randomness(MAP_CARD, KEY_CARD)))
    wire: list[tuple[bytes, bytes]] = []

    def answer(question: Any) -> bytes:
        if not hasattr(question, "data"):
            return b""
        reply = card.transmit(question.data)
        wire.append((question.data, reply))
        return reply

    random = feed(randomness(MAP_TERMINAL, KEY_TERMINAL, 7))
    run(read_card(CardProfile((authority.csca,)), secret.pin("123456"), random, NOW), answer)
    last = [(asked, reply) for asked, reply in wire if asked[:2] == b"\x00\x86"]
    assert [asked[5:-1].hex().upper() for asked, _ in last] == ["7C0A8508C2B0BD78D94BA866"]
    assert last[0][1].hex().upper() == "7C0A86083ABB9674BCE93C089000"


def openssl(*arguments: str, data: bytes) -> bytes:
    return subprocess.run(
        ["openssl", *arguments], input=data, capture_output=True, check=True, timeout=PATIENCE_S
    ).stdout


def test_a_protected_command_is_what_openssl_makes_of_it() -> None:
    """Counter 1: select EF.DG1 (ICAO Doc 9303 part 11, 9.8.6), built here with the command line of OpenSSL."""
    counter = (1).to_bytes(16)
    vector = openssl("enc", "-aes-128-ecb", "-K", K_ENC.hex(), "-nopad", data=counter)
    padded = bytes.fromhex("0101") + b"\x80" + bytes(13)
    secret = openssl("enc", "-aes-128-cbc", "-K", K_ENC.hex(), "-iv", vector.hex(), "-nopad", data=padded)
    body = b"\x87\x11\x01" + secret
    covered = counter + bytes.fromhex("0CA4020C") + b"\x80" + bytes(11) + body + b"\x80" + bytes(-(len(body) + 1) % 16)
    mac = openssl("mac", "-cipher", "AES-128-CBC", "-macopt", f"hexkey:{K_MAC.hex()}", "-binary", "CMAC", data=covered)[
        :8
    ]
    protected = Channel(AES_128, K_ENC, K_MAC).protect(Command(0, 0xA4, 2, 0x0C, b"\x01\x01")).encode()
    assert protected == bytes.fromhex("0CA4020C1D") + body + b"\x8e\x08" + mac + b"\x00"


def test_cmac_rfc_4493() -> None:
    key = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
    assert AES_128.mac(key, b"").hex() == "bb1d6929e9593728"
    assert AES_128.mac(key, bytes.fromhex("6bc1bee22e409f96e93d7e117393172a")).hex() == "070a16b46b4d4144"


def test_openssl_verifies_the_security_object(files: dict[int, bytes], authority: Authority, tmp_path: Any) -> None:
    (tmp_path / "csca.pem").write_bytes(authority.csca.public_bytes(Encoding.PEM))
    signed = tlv.find(files[lds.SOD], 0x77)
    verify = [
        "cms",
        "-verify",
        "-inform",
        "DER",
        "-purpose",
        "any",
        "-CAfile",
        str(tmp_path / "csca.pem"),
        "-attime",
        "1795392000",
    ]
    content = openssl(*verify, "-binary", data=signed)
    assert sha256(files[lds.DG1]).digest() in content
    assert sha256(files[lds.DG11]).digest() in content
    assert subprocess.run(
        ["openssl", *verify], input=signed[:-1] + bytes((signed[-1] ^ 1,)), capture_output=True, timeout=PATIENCE_S
    ).returncode  # fmt: skip


def test_the_same_random_bytes_make_the_same_card(holder: Any) -> None:
    one, two = (make_files(holder, make_authority(Random(5).randbytes, NOW)) for _ in range(2))
    assert one == two


def test_check_digits_of_the_sample() -> None:
    """ICAO Doc 9303 part 3, 4.9."""
    assert lds.check_digit("520727") == "3"
    assert lds.check_digit("AB2134<<<") == "5"
    assert lds.check_digit("L898902C<") == "3"
