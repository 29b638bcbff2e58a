"""Reading who holds the card: PACE with the PIN, the files under secure messaging, and their proof.

The profile is a demonstration's, not Korea's own, which is not public: the holder's six-digit PIN as in TR-03110 (a
counter of tries on the chip; at the last try the chip is suspended until the number printed on the card, the CAN, has
been shown; then blocked), and behind it the ICAO application. Which file and tag hold the resident number, whom to
trust, and whether a chip has to prove that it is no copy, is data (`CardProfile`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from config.chip_card import active_authentication, lds, tlv
from config.chip_card.domain import PointError
from config.chip_card.passive_authentication import NotGenuine, security_object
from config.dialogue import Failure, FailureReason
from config.vocabulary import CardDoubt
from drivers.smartcard import chip_authentication, pace
from drivers.smartcard.apdu import OK, WRONG_SECRET, ApduError, Command, Response, decode_response
from drivers.smartcard.cipher import TDES
from drivers.smartcard.identity import (
    CardEvidence,
    CardFailed,
    CardIdentity,
    CardResult,
    NotAuthentic,
    NotSupported,
    PinBlocked,
    PinSuspended,
    Signing,
    WrongCan,
    WrongPin,
)
from drivers.smartcard.questions import Apdu, PowerUp, Question
from drivers.smartcard.secure_messaging import Channel, SecureMessagingError

CHUNK = 0xDF
"""Bytes of a file in one reply that still fit one short APDU under secure messaging."""
MAX_FILE = 32_767
"""READ BINARY with a short offset reaches no further."""
MAX_EXCHANGES = 200
"""Room for 40 KB of files; a card that hands its files out byte by byte ends here."""
GET_RESPONSE = 0xC0
WRONG_PARAMETERS = 0x6A
_MORE, _WRONG_LENGTH = 0x61, 0x6C


@dataclass(frozen=True)
class CardProfile:
    """Attributes:
    anchors: CSCA certificates that are trusted.
    personal_number: tag within DG11 that holds the resident number.
    chip_key: whether a chip is refused that has no key to prove itself with: a copy of its files is not told from it.
    sha1: whether documents are believed whose signers knew no better hash (before 2011).
    crls: signers that the states have revoked.
    """

    anchors: tuple[x509.Certificate, ...]
    personal_number: int = lds.PERSONAL_NUMBER
    chip_key: bool = True
    sha1: bool = False
    crls: tuple[x509.CertificateRevocationList, ...] = ()


Talk = Generator[Question, bytes | Failure, CardResult]


class _Stop(Exception):
    """The conversation is over with this result."""

    def __init__(self, result: CardResult) -> None:
        super().__init__()
        self.result = result


def look_at_card() -> Generator[Question, bytes | Failure, NotSupported | CardFailed | None]:
    """Whether a PIN can be shown to the chip at all, before anybody types one: it speaks, and offers PACE. None when it does."""
    card = _Card()
    try:
        yield from card.power_up()
        yield from card.choose_protocol()
    except _Stop as stop:
        if isinstance(stop.result, CardFailed):
            return stop.result
        return stop.result if isinstance(stop.result, NotSupported) else NotSupported("it speaks of a secret unasked")
    except (tlv.TlvError, lds.LdsError, active_authentication.ChipError, ApduError) as error:
        return NotSupported(str(error))
    return None


def read_card(profile: CardProfile, pin: str, random: Callable[[int], bytes], now: datetime, can: str = "") -> Talk:
    """The whole conversation. With ``can`` a suspended chip is resumed first."""
    card = _Card()
    try:
        yield from card.power_up()
        yield from card.choose_protocol()
        if can:
            yield from card.pace(pace.CAN, can, random)
        yield from card.pace(pace.PIN, pin, random)
        return (yield from card.read(profile, random, now))
    except _Stop as stop:
        return stop.result
    except SecureMessagingError as error:
        return CardFailed(Failure(FailureReason.UNREACHABLE, f"secure messaging: {error}"))
    except (
        pace.PaceError,
        PointError,
        tlv.TlvError,
        lds.LdsError,
        active_authentication.ChipError,
        ApduError,
    ) as error:
        return NotSupported(str(error))


class _Card:
    _protocol: pace.Protocol
    """Once it is chosen."""
    _one_of_several: bool

    def __init__(self) -> None:
        self._channel: Channel | None = None
        self._exchanges = 0

    # -- exchange --

    def _send(self, command: Command) -> Generator[Question, bytes | Failure, Response]:
        protected = self._channel.protect(command) if self._channel else command
        response = yield from self._transmit(protected)
        return self._channel.open(response) if self._channel else response

    def _transmit(self, command: Command) -> Generator[Question, bytes | Failure, Response]:
        """One command, as a chip that speaks T=0 wants it: asked again with the length that it names (6Cxx), and for what it
        keeps ready (61xx), below whatever is encrypted (ISO 7816-3, 12.2; ISO 7816-4, 5.3.4).
        """
        kept = b""
        while True:
            self._exchanges += 1
            if self._exchanges > MAX_EXCHANGES:
                raise _Stop(NotSupported("too many exchanges"))
            answer = yield Apdu(command.encode())
            if isinstance(answer, Failure):
                raise _Stop(CardFailed(answer))
            response = decode_response(answer)
            kind, length = divmod(response.status, 256)
            if kind == _WRONG_LENGTH and command.expected != length:
                command = replace(command, expected=length)
            elif kind == _MORE:
                kept += response.data
                command = Command(0, GET_RESPONSE, 0, 0, expected=length)
            else:
                return Response(kept + response.data, response.status)

    def _expect(self, command: Command) -> Generator[Question, bytes | Failure, bytes]:
        """The data of the reply. With a warning (62xx, 63xx) it was done all the same: a file that ends before so many bytes, one
        that is selected though something about it is to be told. Whoever needs data and finds none says so.
        """
        response = yield from self._send(command)
        if response.status != OK and response.status >> 8 not in (0x62, 0x63):
            raise _Stop(NotSupported(f"{command.ins:02X}: {response.status:04X}"))
        return response.data

    def power_up(self) -> Generator[Question, bytes | Failure, None]:
        answer = yield PowerUp()
        if isinstance(answer, Failure):
            raise _Stop(CardFailed(answer))

    # -- PACE --

    def choose_protocol(self) -> Generator[Question, bytes | Failure, None]:
        """EF.CardAccess must offer a kind of PACE that is spoken here; of several the strongest cipher, then the longest curve."""
        offers = list(pace.offered((yield from self._read_file(lds.CARD_ACCESS))))
        if not offers:
            raise _Stop(NotSupported("it offers no PACE with ECDH and generic mapping on a curve that is spoken here"))
        self._protocol = max(offers, key=lambda each: (each.suite.suffix, each.domain.size))
        self._one_of_several = len({each.domain for each in offers if each.suite == self._protocol.suite}) > 1

    def _select_password(self, password: int) -> Generator[Question, bytes | Failure, int]:
        """MSE:Set AT; the status word says how many tries are left. Which curve is meant is said where the chip offers several, and
        to those that want to hear it of the only one too (some Ukrainian documents answer 6A87 otherwise).
        """
        data = tlv.encode(0x80, self._protocol.oid) + tlv.encode(0x83, bytes((password,)))
        curve = tlv.encode(0x84, bytes((self._protocol.domain.number,)))
        if not self._one_of_several:
            status = (yield from self._send(Command(0, 0x22, 0xC1, 0xA4, data))).status
            if status >> 8 != WRONG_PARAMETERS:
                return status
        return (yield from self._send(Command(0, 0x22, 0xC1, 0xA4, data + curve))).status

    def pace(
        self, password: int, secret: str, random: Callable[[int], bytes]
    ) -> Generator[Question, bytes | Failure, None]:
        """Opens the channel; stops with the reason when the secret is wrong or may not be tried."""
        protocol, domain = self._protocol, self._protocol.domain
        self._allowed((yield from self._select_password(password)), password)
        encrypted = tlv.find((yield from self._authenticate(b"", last=False)), 0x80)
        if not protocol.is_nonce(encrypted):
            raise pace.PaceError("nonce")
        nonce = protocol.nonce_cipher(secret.encode()).decryptor().update(encrypted)
        mapping = domain.private_key(random(domain.random_size))
        reply = yield from self._authenticate(tlv.encode(0x81, domain.encode(domain.generator * mapping)), last=False)
        cards = domain.decode(tlv.find(reply, 0x82))
        own = domain.private_key(random(domain.random_size))
        public = protocol.mapped(nonce, mapping, cards, own)
        reply = yield from self._authenticate(tlv.encode(0x83, domain.encode(public)), last=False)
        others = domain.decode(tlv.find(reply, 0x84))
        if others == public:
            raise pace.PaceError("the card mirrored our key")
        k_enc, k_mac = protocol.session_keys(own, others)
        proof = tlv.encode(0x85, protocol.token(k_mac, others))
        response = yield from self._send(Command(0, 0x86, 0, 0, tlv.encode(0x7C, proof), 0))
        if response.status >> 8 == WRONG_SECRET >> 8:  # a chip may put the tries left in its lower half
            if password == pace.CAN:
                raise _Stop(WrongCan())
            # A fresh question tells how many tries the chip has left now.
            status = yield from self._select_password(password)
            raise _Stop(_password_state(status) or NotSupported(f"MSE after a wrong PIN: {status:04X}"))
        if response.status != OK or tlv.find(response.data, 0x7C, 0x86) != protocol.token(k_mac, public):
            raise _Stop(NotSupported(f"PACE: {response.status:04X}"))
        self._channel = Channel(protocol.suite, k_enc, k_mac)

    def _allowed(self, status: int, password: int) -> None:
        state = _password_state(status) if password == pace.PIN else None
        # Within the channel that the CAN opened, the last try is allowed.
        if isinstance(state, PinBlocked) or (isinstance(state, PinSuspended) and self._channel is None):
            raise _Stop(state)
        if status != OK and status & 0xFFF0 != 0x63C0:
            raise _Stop(NotSupported(f"MSE: {status:04X}"))

    def _authenticate(self, data: bytes, last: bool) -> Generator[Question, bytes | Failure, bytes]:
        command = Command(0 if last else 0x10, 0x86, 0, 0, tlv.encode(0x7C, data), 0)
        return tlv.find((yield from self._expect(command)), 0x7C)

    # -- files --

    def _read_file(self, file: int) -> Generator[Question, bytes | Failure, bytes]:
        yield from self._expect(Command(0, 0xA4, 0x02, 0x0C, file.to_bytes(2)))
        head = yield from self._expect(Command(0, 0xB0, 0, 0, expected=8))
        _, start, size = tlv.header(head)
        if start + size > MAX_FILE:
            raise tlv.TlvError("file too long")
        data = head[: start + size]
        while len(data) < start + size:
            wanted = min(CHUNK, start + size - len(data))
            part = yield from self._expect(Command(0, 0xB0, len(data) >> 8, len(data) & 0xFF, expected=wanted))
            if not part:
                raise tlv.TlvError("file cut short")
            data += part[:wanted]
        return data

    def read(
        self, profile: CardProfile, random: Callable[[int], bytes], now: datetime
    ) -> Generator[Question, bytes | Failure, CardResult]:
        yield from self._expect(Command(0, 0xA4, 0x04, 0x0C, lds.APPLICATION))
        sod = yield from self._read_file(lds.SOD)
        try:
            signed = security_object(sod, profile.anchors, now, profile.sha1, profile.crls)
            files = {}
            for file, number in (lds.HOLDER | lds.CHIP).items():
                if number in signed.hashes or file in lds.HOLDER:
                    files[number] = yield from self._read_file(file)
            signed.check(files)
            yield from self._prove_chip(profile, files, random)
        except NotGenuine as doubt:
            return NotAuthentic(doubt.reason)
        mrz = lds.read_dg1(files[1])
        if mrz.has_ended(now):
            return NotAuthentic(CardDoubt.CARD_EXPIRED)
        name, number_ = lds.read_dg11(files[11], profile.personal_number)
        if len(number_) != 13 or not (number_.isascii() and number_.isdigit()):
            return NotSupported("no resident number")
        evidence = CardEvidence(sod, files, self.sign) if 15 in files else None
        return CardIdentity(number_, mrz.document_number, name or mrz.name, evidence)

    # -- the chip itself --

    def _prove_chip(
        self, profile: CardProfile, files: Mapping[int, bytes], random: Callable[[int], bytes]
    ) -> Generator[Question, bytes | Failure, None]:
        """That it holds the private half of a key that was signed with its data. What is signed cannot be left out by who copies it.

        Raises:
            NotGenuine: it does not, or it has none and the profile wants one.
        """
        offers = chip_authentication.agreements(files[14]) if 14 in files else []
        if offers:
            yield from self._agree(offers[0], random)
        elif 15 in files:
            yield from self._have_signed(
                active_authentication.signer(files[15], files.get(14)), random(active_authentication.CHALLENGE_SIZE)
            )
        elif profile.chip_key:
            raise NotGenuine(CardDoubt.NO_CHIP_KEY)

    def _agree(
        self, agreement: chip_authentication.Agreement, random: Callable[[int], bytes]
    ) -> Generator[Question, bytes | Failure, None]:
        """Chip authentication: the channel goes on with keys that only the signed key's owner knows, so its next reply is the proof."""
        domain = agreement.domain
        own = domain.private_key(random(domain.random_size))
        public = domain.encode(domain.generator * own)
        which = b"" if agreement.number is None else tlv.encode(0x84, _shortest(agreement.number))
        if agreement.suite is TDES:
            command = Command(0, 0x22, 0x41, 0xA6, tlv.encode(0x91, public) + which)
        else:
            setting = Command(0, 0x22, 0x41, 0xA4, tlv.encode(0x80, agreement.oid) + which)
            if (yield from self._send(setting)).status != OK:
                raise NotGenuine(CardDoubt.COPIED)
            command = Command(0, 0x86, 0, 0, tlv.encode(0x7C, tlv.encode(0x80, public)), 0)
        if (yield from self._send(command)).status != OK:
            raise NotGenuine(CardDoubt.COPIED)
        self._channel = Channel(agreement.suite, *agreement.suite.session_keys(domain.shared(own, agreement.public)))
        try:
            yield from self._send(Command(0, 0xA4, 0x02, 0x0C, lds.DG14.to_bytes(2)))
        except SecureMessagingError:
            raise NotGenuine(CardDoubt.COPIED) from None

    def _have_signed(
        self, signer: active_authentication.Signer, challenge: bytes
    ) -> Generator[Question, bytes | Failure, None]:
        """Active authentication."""
        response = yield from self._send(Command(0, 0x88, 0, 0, challenge, 0))
        try:
            signer.check(challenge, response.data)
        except InvalidSignature:
            raise NotGenuine(CardDoubt.COPIED) from None

    def sign(self, challenge: bytes) -> Signing:
        """A signature, over the channel that was opened when the card was read."""
        self._exchanges = 0
        try:
            response = yield from self._send(Command(0, 0x88, 0, 0, challenge, 0))
        except _Stop as stop:
            failed = stop.result
            return failed.failure if isinstance(failed, CardFailed) else Failure(FailureReason.REFUSED, str(failed))
        except (SecureMessagingError, ApduError) as error:
            return Failure(FailureReason.UNREACHABLE, str(error))
        return response.data if response.status == OK else Failure(FailureReason.REFUSED, f"{response.status:04X}")


def _shortest(number: int) -> bytes:
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8))


def _password_state(status: int) -> CardResult | None:
    """What MSE:Set AT says about the PIN (TR-03110 part 3, B.11.1): 9000 fresh, 63C1 suspended, 63C0 blocked."""
    if status & 0xFFF0 != 0x63C0:
        return None
    tries = status & 0xF
    return PinBlocked() if tries == 0 else PinSuspended() if tries == 1 else WrongPin(tries)
