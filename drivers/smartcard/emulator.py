"""The card's side: files, a PIN with its tries, PACE and secure messaging, strict about every byte.

The tries left are the card's own memory: they outlast being pulled and every power cut.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from ecdsa import SigningKey
from ecdsa.ellipticcurve import PointJacobi
from ecdsa.util import sigencode_string

from config.chip_card import active_authentication, lds, tlv
from config.chip_card.domain import BRAINPOOL_256, Domain, PointError
from drivers.smartcard import basic_access, chip_authentication, pace, secret
from drivers.smartcard.apdu import (
    END_OF_FILE,
    FILE_NOT_FOUND,
    LONGEST,
    OK,
    SECURITY_STATUS,
    SHORT_ANSWER,
    SM_INCORRECT,
    WRONG_SECRET,
    ApduError,
    Command,
    Response,
    decode_command,
)
from drivers.smartcard.atr import with_historical_bytes
from drivers.smartcard.cipher import AES_128, TDES, Suite
from drivers.smartcard.questions import PowerUp, Question
from drivers.smartcard.secret import Secret, SecretKind
from drivers.smartcard.secure_messaging import Channel, SecureMessagingError

ATR = bytes.fromhex("3B80800101")
TRIES = 3
NONCE_SIZE = 16
BEFORE_PACE = (lds.ATR_INFO, lds.CARD_ACCESS)
"""Files of the chip itself."""
PROTOCOL = pace.Protocol(BRAINPOOL_256, AES_128)


@dataclass(frozen=True, repr=False)
class ChipKeys:
    """The private keys that never leave the chip.

    Attributes:
        agreement: for chip authentication; None for a chip that has none.
        signing: for active authentication.
    """

    agreement: int | None
    signing: int | RSAPrivateKey | None
    domain: Domain = BRAINPOOL_256
    suite: Suite = AES_128


def make_keys(random: Callable[[int], bytes], domain: Domain = BRAINPOOL_256, suite: Suite = AES_128) -> ChipKeys:
    agreement, signing = (domain.private_key(random(domain.random_size)) for _ in range(2))
    return ChipKeys(agreement, signing, domain, suite)


class Card:
    """Attributes:
    tries_left: 1 means suspended until the CAN was shown, 0 blocked.
    mute: it says its ATR, and then nothing.
    atr: what it says at power.
    files: what can be read of it, by file number.
    """

    def __init__(
        self, files: Mapping[int, bytes], pin: str, can: str, random: Callable[[int], bytes],
        keys: ChipKeys | None = None, protocol: pace.Protocol = PROTOCOL, mrz: Secret | None = None,
    ) -> None:  # fmt: skip
        self.tries_left = TRIES
        self._own = keys or ChipKeys(None, None)
        self._protocol, self._domain = protocol, protocol.domain
        self.mute = False
        self.atr = ATR
        self.files = files
        self._secrets = {each.kind: each for each in (secret.pin(pin), secret.can(can), *((mrz,) if mrz else ()))}
        self._random = random
        self.reset()

    def reset(self) -> None:
        """Power off and on again."""
        self._channel: Channel | None = None
        self._file = b""
        self._application = False
        self._resumed = False
        self._agreeing = False
        self._challenge = b""
        self._forget_pace()

    def _forget_pace(self) -> None:
        self._password: SecretKind | None = None
        self._step = 0
        self._nonce = b""
        self._mapping = 0
        self._mapped: Callable[[int], PointJacobi] | None = None
        self._keys = (b"", b"")
        self._public: PointJacobi | None = None
        self._others: PointJacobi | None = None

    def answer(self, question: Question) -> bytes:
        """A dialogue's question without any reader between."""
        if isinstance(question, PowerUp):
            self.reset()
            return self.atr
        return self.transmit(question.data)

    def transmit(self, data: bytes) -> bytes:
        """One command APDU to one response APDU; nothing from a mute chip."""
        if self.mute:
            return b""
        try:
            command = decode_command(data)
        except ApduError:
            return Response(b"", 0x6700).encode()
        if self._channel is None:
            return self.execute(command).encode()
        channel = self._channel
        try:
            command = channel.open_command(command)
        except SecureMessagingError:
            # Whoever speaks without the keys ends the channel and all that was opened through it.
            self.reset()
            return Response(b"", SM_INCORRECT).encode()
        response = channel.protect_response(self.execute(command))
        return response.encode()

    def execute(self, command: Command) -> Response:
        try:
            match command.ins:
                case 0xA4:
                    return self._select(command)
                case 0xB0:
                    return self._read(command)
                case 0x22 if (command.p1, command.p2) == (0xC1, 0xA4):
                    return self._set_password(command)
                case 0x22 if (command.p1, command.p2) == (0x41, 0xA4):
                    return self._begin_agreement(command)
                case 0x22 if (command.p1, command.p2) == (0x41, 0xA6):
                    return self._agree_with_3des(command)
                case 0x86 if self._agreeing:
                    return self._agree(tlv.find(command.data, 0x7C, 0x80))
                case 0x86:
                    return self._authenticate(command)
                case 0x88:
                    return self._sign(command)
                case 0x84 if self._is_old:
                    self._challenge = self._random(basic_access.CHALLENGE_SIZE)
                    return Response(self._challenge, OK)
                case 0x82 if self._is_old:
                    return self._authenticate_basically(command)
        except (tlv.TlvError, PointError):
            self._forget_pace()
            return Response(b"", 0x6A80)
        return Response(b"", 0x6D00)

    # -- files --

    def _select(self, command: Command) -> Response:
        if command.p1 == 0x04:
            found = command.data == lds.APPLICATION and (self._channel is not None or self._is_old)
            self._application = found and self._channel is not None
            return Response(b"", OK if found else FILE_NOT_FOUND)
        file = int.from_bytes(command.data)
        if (file in BEFORE_PACE and file in self.files) or (self._application and file in self.files):
            self._file = self.files[file]
            return Response(b"", OK)
        hidden = file not in BEFORE_PACE and not self._application
        return Response(b"", SECURITY_STATUS if hidden else FILE_NOT_FOUND)

    def _read(self, command: Command) -> Response:
        offset = command.p1 << 8 | command.p2
        if offset > len(self._file) or not self._file:
            return Response(b"", 0x6B00)
        wanted = command.expected or (LONGEST if command.extended else SHORT_ANSWER)
        part = self._file[offset : offset + wanted]
        return Response(part, OK if len(part) == wanted else END_OF_FILE if not part else OK)

    # -- PACE --

    def _set_password(self, command: Command) -> Response:
        objects = dict(tlv.objects(command.data))
        named = int.from_bytes(objects.get(0x83, b""))
        password = next((kind for kind in self._secrets if kind == named), None)
        self._forget_pace()
        if objects.get(0x80) != self._protocol.oid or password is None:
            return Response(b"", 0x6A88)
        self._password = password
        if password == SecretKind.PIN and self.tries_left < TRIES:
            return Response(b"", 0x63C0 | self.tries_left)
        return Response(b"", OK)

    def _authenticate(self, command: Command) -> Response:
        if not self._password or (self._password == SecretKind.PIN and not self._may_try()):
            return Response(b"", 0x6985)
        asked = dict(tlv.objects(tlv.find(command.data, 0x7C)))
        self._step += 1
        match self._step, list(asked):
            case 1, []:
                self._nonce = self._random(NONCE_SIZE)
                cipher = self._protocol.nonce_cipher(self._secrets[self._password].password)
                return _reply(0x80, cipher.encryptor().update(self._nonce))
            case 2, [0x81]:
                others = self._domain.decode(asked[0x81])
                own = self._domain.private_key(self._random(self._domain.random_size))
                self._mapping = own
                self._mapped = partial(self._protocol.mapped, self._nonce, own, others)
                return _reply(0x82, self._domain.encode(self._domain.generator * own))
            case 3, [0x83] if self._mapped:
                self._others = self._domain.decode(asked[0x83])
                own = self._domain.private_key(self._random(self._domain.random_size))
                self._public = self._mapped(own)
                self._keys = self._protocol.session_keys(own, self._others)
                if self._password == SecretKind.PIN:
                    # Counted before the answer can be judged: pulling the card in time must not save a try.
                    self.tries_left -= 1
                return _reply(0x84, self._domain.encode(self._public))
            case 4, [0x85]:
                return self._finish(asked[0x85])
        self._forget_pace()
        return Response(b"", 0x6985)

    def _may_try(self) -> bool:
        counted = self._step >= 3  # this very try is counted already
        return self.tries_left > 1 or (self.tries_left == 1 and self._resumed) or counted

    def _finish(self, token: bytes) -> Response:
        k_enc, k_mac = self._keys
        password, public, others, mapping = self._password, self._public, self._others, self._mapping
        self._forget_pace()
        if token != self._protocol.token(k_mac, public):
            return Response(b"", WRONG_SECRET)
        if password == SecretKind.PIN:
            self.tries_left = TRIES
        else:
            self._resumed = True
        self._next_channel(k_enc, k_mac)
        reply = tlv.encode(0x86, self._protocol.token(k_mac, others))
        if self._protocol.proves_chip and self._own.agreement is not None:
            factor = pow(self._own.agreement, -1, self._domain.order) * mapping % self._domain.order
            sealed = self._protocol.seal_chip_data(k_enc, factor.to_bytes(self._domain.size))
            reply += tlv.encode(0x8A, sealed)
        return Response(tlv.encode(0x7C, reply), OK)

    def _next_channel(self, k_enc: bytes, k_mac: bytes) -> None:
        """The reply to the last step still goes through the old channel; `transmit` holds on to it."""
        self._channel = Channel(self._protocol.suite, k_enc, k_mac)

    # -- basic access control --

    @property
    def _is_old(self) -> bool:
        """It has no PACE."""
        return lds.CARD_ACCESS not in self.files and SecretKind.MRZ in self._secrets

    def _authenticate_basically(self, command: Command) -> Response:
        keys, own = basic_access.DocumentKeys.of(self._secrets[SecretKind.MRZ]), self._challenge
        self._challenge = b""  # each is good for one try
        try:
            theirs, told, material = keys.open(command.data)
        except basic_access.NotItsKeyError:
            return Response(b"", WRONG_SECRET)
        if not own or told != own:
            return Response(b"", WRONG_SECRET)
        key = self._random(basic_access.KEY_SIZE)
        self._channel, self._application = basic_access.channel(material, key, own, theirs), True
        return Response(keys.seal(own + theirs + key), OK)

    # -- that it is no copy --

    def _begin_agreement(self, command: Command) -> Response:
        oid = dict(tlv.objects(command.data)).get(0x80)
        self._agreeing = self._may_agree() and oid == chip_authentication.AGREEMENT + bytes((self._own.suite.suffix,))
        return Response(b"", OK if self._agreeing else 0x6A80)

    def _agree_with_3des(self, command: Command) -> Response:
        if not self._may_agree() or self._own.suite is not TDES:
            return Response(b"", 0x6A80)
        return Response(b"", self._agree(dict(tlv.objects(command.data)).get(0x91, b"")).status)

    def _may_agree(self) -> bool:
        return self._application and self._own.agreement is not None

    def _agree(self, public: bytes) -> Response:
        """The reply still goes through the old channel."""
        own = self._own
        self._agreeing = False
        assert own.agreement is not None
        shared = own.domain.shared(own.agreement, own.domain.decode(public))
        self._channel = Channel(own.suite, *own.suite.session_keys(shared))
        return Response(tlv.encode(0x7C, b""), OK)

    def _sign(self, command: Command) -> Response:
        if (
            not self._application
            or self._own.signing is None
            or len(command.data) != active_authentication.CHALLENGE_SIZE
        ):
            return Response(b"", 0x6985)
        if isinstance(self._own.signing, RSAPrivateKey):
            return Response(_sign_with_rsa(self._own.signing, command.data, self._random), OK)
        key = SigningKey.from_secret_exponent(self._own.signing, self._own.domain.curve, sha256)
        return Response(key.sign_deterministic(command.data, sigencode=sigencode_string), OK)


def speak_extended(card: Card, command: int, answer: int) -> None:
    """From now on it announces extended lengths, up to so many bytes."""
    longest = tlv.encode(0x02, command.to_bytes(2)) + tlv.encode(0x02, answer.to_bytes(2))
    card.files = {**card.files, lds.ATR_INFO: tlv.encode(0x7F66, longest)}
    card.atr = with_historical_bytes(bytes.fromhex("8073000060"))


def _sign_with_rsa(key: RSAPrivateKey, challenge: bytes, random: Callable[[int], bytes]) -> bytes:
    """ISO 9796-2, scheme 1, with SHA-256: as many bytes of the chip's own as fit come back with it."""
    numbers, size = key.private_numbers(), key.key_size // 8
    own = random(size - 1 - 32 - 2)
    whole = b"\x6a" + own + sha256(own + challenge).digest() + b"\x34\xcc"
    modulus = numbers.public_numbers.n
    return pow(int.from_bytes(whole), numbers.d, modulus).to_bytes(size)


def _reply(tag: int, value: bytes) -> Response:
    return Response(tlv.encode(0x7C, tlv.encode(tag, value)), OK)
