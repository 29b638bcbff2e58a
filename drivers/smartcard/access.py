"""Opening the channel to a chip: PACE with a secret that it shares with its holder (ICAO Doc 9303 part 11, 4.4; BSI TR-03110)."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable

from cryptography.hazmat.primitives.constant_time import bytes_eq

from config.chip_card import lds, tlv
from config.dialogue import Failure
from config.vocabulary import CardFault
from drivers.smartcard import pace
from drivers.smartcard.apdu import OK, WRONG_SECRET, Command
from drivers.smartcard.exchange import Chip, Stop
from drivers.smartcard.identity import CardResult, Faulty, NotSupported, PinBlocked, PinSuspended, WrongCan, WrongPin
from drivers.smartcard.questions import Question
from drivers.smartcard.secure_messaging import Channel

WRONG_PARAMETERS = 0x6A


class Access:
    """The way in that was chosen of those that the chip offers."""

    def __init__(self, chip: Chip, offers: list[pace.Protocol]) -> None:
        self._chip = chip
        self._protocol = max(offers, key=pace.strength)
        self._one_of_several = len({each.domain for each in offers if each.suite == self._protocol.suite}) > 1

    @classmethod
    def choose(cls, chip: Chip) -> Generator[Question, bytes | Failure, Access]:
        """EF.CardAccess must offer a kind of PACE that is spoken here; of several the strongest cipher, then the longest curve."""
        offers = list(pace.offered((yield from chip.read_file(lds.CARD_ACCESS))))
        if not offers:
            raise Stop(NotSupported("it offers no PACE with ECDH and generic mapping on a curve that is spoken here"))
        return cls(chip, offers)

    def is_the_best_of(self, signed: Iterable[pace.Protocol]) -> bool:
        """EF.CardAccess is read before anything is proven: who stands between could leave all but the weakest way out of it. So what it
        said is held against what the chip's signed files say, where they say anything of it.
        """
        known = list(signed)
        return not known or self._protocol == max(known, key=pace.strength)

    def _select_password(self, password: int) -> Generator[Question, bytes | Failure, int]:
        """MSE:Set AT; the status word says how many tries are left. Which curve is meant is said where the chip offers several, and
        to those that want to hear it of the only one too (some Ukrainian documents answer 6A87 otherwise).
        """
        data = tlv.encode(0x80, self._protocol.oid) + tlv.encode(0x83, bytes((password,)))
        curve = tlv.encode(0x84, bytes((self._protocol.domain.number,)))
        if not self._one_of_several:
            status = (yield from self._chip.send(Command(0, 0x22, 0xC1, 0xA4, data))).status
            if status >> 8 != WRONG_PARAMETERS:
                return status
        return (yield from self._chip.send(Command(0, 0x22, 0xC1, 0xA4, data + curve))).status

    def show(
        self, password: int, secret: str, random: Callable[[int], bytes]
    ) -> Generator[Question, bytes | Failure, None]:
        """Opens the channel; stops with the reason when the secret is wrong or may not be tried."""
        protocol, domain = self._protocol, self._protocol.domain
        self._allowed((yield from self._select_password(password)), password)
        encrypted = tlv.find((yield from self._authenticate(b"", last=False)), 0x80)
        if not protocol.is_nonce(encrypted):
            raise tlv.TlvError("no nonce")
        nonce = protocol.nonce_cipher(secret.encode()).decryptor().update(encrypted)
        mapping = domain.private_key(random(domain.random_size))
        reply = yield from self._authenticate(tlv.encode(0x81, domain.encode(domain.generator * mapping)), last=False)
        cards = domain.decode(tlv.find(reply, 0x82))
        own = domain.private_key(random(domain.random_size))
        public = protocol.mapped(nonce, mapping, cards, own)
        reply = yield from self._authenticate(tlv.encode(0x83, domain.encode(public)), last=False)
        others = domain.decode(tlv.find(reply, 0x84))
        if others == public:
            raise Stop(Faulty(CardFault.SECRET_NOT_KNOWN, "it mirrored our key"))
        k_enc, k_mac = protocol.session_keys(own, others)
        proof = tlv.encode(0x85, protocol.token(k_mac, others))
        response = yield from self._chip.send(Command(0, 0x86, 0, 0, tlv.encode(0x7C, proof), 0))
        if response.status >> 8 == WRONG_SECRET >> 8:  # a chip may put the tries left in its lower half
            if password == pace.CAN:
                raise Stop(WrongCan())
            # A fresh question tells how many tries the chip has left now.
            status = yield from self._select_password(password)
            raise Stop(_password_state(status) or NotSupported(f"MSE after a wrong PIN: {status:04X}"))
        if response.status != OK:
            raise Stop(NotSupported(f"PACE: {response.status:04X}"))
        if not bytes_eq(tlv.find(response.data, 0x7C, 0x86), protocol.token(k_mac, public)):
            raise Stop(Faulty(CardFault.SECRET_NOT_KNOWN, "its token is another"))
        self._chip.channel = Channel(protocol.suite, k_enc, k_mac)

    def _allowed(self, status: int, password: int) -> None:
        state = _password_state(status) if password == pace.PIN else None
        # Within the channel that the CAN opened, the last try is allowed.
        if isinstance(state, PinBlocked) or (isinstance(state, PinSuspended) and self._chip.channel is None):
            raise Stop(state)
        if status != OK and status & 0xFFF0 != 0x63C0:
            raise Stop(NotSupported(f"MSE: {status:04X}"))

    def _authenticate(self, data: bytes, last: bool) -> Generator[Question, bytes | Failure, bytes]:
        command = Command(0 if last else 0x10, 0x86, 0, 0, tlv.encode(0x7C, data), 0)
        return tlv.find((yield from self._chip.expect(command)), 0x7C)


def _password_state(status: int) -> CardResult | None:
    """What MSE:Set AT says about the PIN (TR-03110 part 3, B.11.1): 9000 fresh, 63C1 suspended, 63C0 blocked."""
    if status & 0xFFF0 != 0x63C0:
        return None
    tries = status & 0xF
    return PinBlocked() if tries == 0 else PinSuspended() if tries == 1 else WrongPin(tries)
