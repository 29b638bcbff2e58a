"""Opening the channel to a chip with a secret that it shares with its holder: by PACE (ICAO Doc 9303 part 11, 4.4; BSI TR-03110), or by
basic access control where the chip has no PACE and the profile allows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cryptography.hazmat.primitives.constant_time import bytes_eq
from ecdsa.ellipticcurve import PointJacobi

from config.chip_card import lds, tlv
from config.vocabulary import CardFault
from drivers.smartcard import basic_access, pace
from drivers.smartcard.apdu import FILE_NOT_FOUND, OK, WRONG_SECRET, Command
from drivers.smartcard.exchange import SELECT_APPLICATION, Chip, Stop, select
from drivers.smartcard.identity import CardResult, Faulty, NotSupported, PinBlocked, PinSuspended, WrongCan, WrongPin
from drivers.smartcard.questions import Dialogue
from drivers.smartcard.secret import Secret, SecretKind
from drivers.smartcard.secure_messaging import Channel

WRONG_PARAMETERS = 0x6A
Random = Callable[[int], bytes]


class Access:
    """The way in that was chosen of those that the chip offers."""

    def __init__(self, chip: Chip, offers: list[pace.Protocol]) -> None:
        self._chip = chip
        self._protocol = max(offers, key=pace.strength)
        self._one_of_several = len({each.domain for each in offers if each.suite == self._protocol.suite}) > 1
        self._mapped: tuple[PointJacobi, int] | None = None  # the chip's mapping key, and the factor to it from its own

    @classmethod
    def choose(cls, chip: Chip, basic: bool = False) -> Dialogue[Access | BasicAccess]:
        """Of the kinds of PACE in EF.CardAccess that are spoken here, that with the strongest cipher, then the longest curve. Only a chip
        that says of itself, before anything was tried, that it has no such file has basic access control, where ``basic`` allows it:
        whoever could make PACE fail must not get the weaker one by it.
        """
        selected = yield from chip.send(select(lds.CARD_ACCESS))
        if selected.status == FILE_NOT_FOUND and basic:
            return BasicAccess(chip)
        chip.done(selected, 0xA4)
        offers = list(pace.offered((yield from chip.read_selected(lds.CARD_ACCESS))))
        if not offers:
            raise Stop(NotSupported("it offers no PACE with ECDH and generic mapping on a curve that is spoken here"))
        return cls(chip, offers)

    def is_the_best_of(self, signed: Iterable[pace.Protocol]) -> bool:
        """EF.CardAccess is read before anything is proven: who stands between could leave all but the weakest way out of it. So what it
        said is held against what the chip's signed files say, where they say anything of it.
        """
        known = list(signed)
        return not known or self._protocol == max(known, key=pace.strength)

    def proves(self, domain: object, public: PointJacobi) -> bool:
        """Whether the chip showed by its mapping (chip authentication mapping) that it has this key's private half."""
        if self._mapped is None or domain is not self._protocol.domain:
            return False
        point, factor = self._mapped
        return bool(public * factor == point)

    def _select_password(self, kind: SecretKind) -> Dialogue[int]:
        """MSE:Set AT; the status word says how many tries are left. Which curve is meant is said where the chip offers several, and
        to those that want to hear it of the only one too (some Ukrainian documents answer 6A87 otherwise).
        """
        data = tlv.encode(0x80, self._protocol.oid) + tlv.encode(0x83, bytes((kind,)))
        curve = tlv.encode(0x84, bytes((self._protocol.domain.number,)))
        if not self._one_of_several:
            status = (yield from self._chip.send(Command(0, 0x22, 0xC1, 0xA4, data))).status
            if status >> 8 != WRONG_PARAMETERS:
                return status
        return (yield from self._chip.send(Command(0, 0x22, 0xC1, 0xA4, data + curve))).status

    def show(self, secret: Secret, random: Random) -> Dialogue[None]:
        """Opens the channel; stops with the reason when the secret is wrong or may not be tried."""
        protocol, domain = self._protocol, self._protocol.domain
        self._allowed((yield from self._select_password(secret.kind)), secret.kind)
        encrypted = tlv.find((yield from self._authenticate(b"")), 0x80)
        if not protocol.is_nonce(encrypted):
            raise tlv.TlvError("no nonce")
        nonce = protocol.nonce_cipher(secret.password).decryptor().update(encrypted)
        mapping = domain.private_key(random(domain.random_size))
        reply = yield from self._authenticate(tlv.encode(0x81, domain.encode(domain.generator * mapping)))
        cards = domain.decode(tlv.find(reply, 0x82))
        own = domain.private_key(random(domain.random_size))
        public = protocol.mapped(nonce, mapping, cards, own)
        reply = yield from self._authenticate(tlv.encode(0x83, domain.encode(public)))
        others = domain.decode(tlv.find(reply, 0x84))
        if others == public:
            raise Stop(Faulty(CardFault.SECRET_NOT_KNOWN, "it mirrored our key"))
        k_enc, k_mac = protocol.session_keys(own, others)
        proof = tlv.encode(0x85, protocol.token(k_mac, others))
        response = yield from self._chip.send(Command(0, 0x86, 0, 0, tlv.encode(0x7C, proof), 0))
        if response.status >> 8 == WRONG_SECRET >> 8:  # a chip may put the tries left in its lower half
            if secret.kind is not SecretKind.PIN:
                raise Stop(WrongCan())
            # A fresh question tells how many tries the chip has left now.
            status = yield from self._select_password(secret.kind)
            raise Stop(_password_state(status) or NotSupported(f"MSE after a wrong PIN: {status:04X}"))
        if response.status != OK:
            raise Stop(NotSupported(f"PACE: {response.status:04X}"))
        if not bytes_eq(tlv.find(response.data, 0x7C, 0x86), protocol.token(k_mac, public)):
            raise Stop(Faulty(CardFault.SECRET_NOT_KNOWN, "its token is another"))
        if protocol.proves_chip:
            self._mapped = cards, protocol.open_chip_data(k_enc, tlv.find(response.data, 0x7C, 0x8A))
        self._chip.channel = Channel(protocol.suite, k_enc, k_mac)

    def _allowed(self, status: int, kind: SecretKind) -> None:
        state = _password_state(status) if kind is SecretKind.PIN else None
        # Within the channel that the CAN opened, the last try is allowed.
        if isinstance(state, PinBlocked) or (isinstance(state, PinSuspended) and self._chip.channel is None):
            raise Stop(state)
        if status != OK and status & 0xFFF0 != 0x63C0:
            raise Stop(NotSupported(f"MSE: {status:04X}"))

    def _authenticate(self, data: bytes) -> Dialogue[bytes]:
        """A step that is not the last."""
        return tlv.find((yield from self._chip.expect(Command(0x10, 0x86, 0, 0, tlv.encode(0x7C, data), 0))), 0x7C)


class BasicAccess:
    """Basic access control, for a chip without PACE."""

    def __init__(self, chip: Chip) -> None:
        self._chip = chip

    def is_the_best_of(self, signed: Iterable[pace.Protocol]) -> bool:
        """A chip whose signed files speak of PACE has hidden it."""
        return not list(signed)

    def proves(self, domain: object, public: PointJacobi) -> bool:
        return False

    def show(self, secret: Secret, random: Random) -> Dialogue[None]:
        if secret.kind is not SecretKind.MRZ:
            raise Stop(NotSupported("it has no PACE, and basic access control knows no PIN"))
        yield from self._chip.expect(SELECT_APPLICATION)
        theirs = yield from self._chip.expect(Command(0, 0x84, 0, 0, expected=basic_access.CHALLENGE_SIZE))
        if len(theirs) != basic_access.CHALLENGE_SIZE:
            raise tlv.TlvError("no challenge")
        challenge, key = random(basic_access.CHALLENGE_SIZE), random(basic_access.KEY_SIZE)
        keys = basic_access.DocumentKeys.of(secret)
        sealed = keys.seal(challenge + theirs + key)
        response = yield from self._chip.send(Command(0, 0x82, 0, 0, sealed, len(sealed)))
        if response.status >> 8 in (0x63, 0x69):  # which of them a document says for a wrong key is its maker's choice
            raise Stop(WrongCan())
        self._chip.done(response, 0x82)
        try:
            told, own, material = keys.open(response.data)
        except basic_access.NotItsKeyError:
            raise Stop(Faulty(CardFault.SECRET_NOT_KNOWN, "its answer is not made with the document's keys")) from None
        if (told, own) != (theirs, challenge):
            raise Stop(Faulty(CardFault.SECRET_NOT_KNOWN, "its answer is an old one"))
        self._chip.channel = basic_access.channel(key, material, theirs, challenge)


def _password_state(status: int) -> CardResult | None:
    """What MSE:Set AT says about the PIN (TR-03110 part 3, B.11.1): 9000 fresh, 63C1 suspended, 63C0 blocked."""
    if status & 0xFFF0 != 0x63C0:
        return None
    tries = status & 0xF
    return PinBlocked() if tries == 0 else PinSuspended() if tries == 1 else WrongPin(tries)
