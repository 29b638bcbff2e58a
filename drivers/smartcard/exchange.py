"""One chip in the reader: a command and its answer, whatever it is transported by, and the files that are read so."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from config.chip_card import lds, tlv
from config.dialogue import Failure
from config.vocabulary import CardFault
from drivers.smartcard.apdu import LONGEST, OK, Command, Response, decode_response
from drivers.smartcard.atr import announces_extended_length
from drivers.smartcard.identity import CardFailed, CardResult, Faulty, NotSupported
from drivers.smartcard.questions import Apdu, Dialogue, PowerUp
from drivers.smartcard.secure_messaging import Channel

CHUNK = 0xDF
"""Bytes of a file in one reply that still fit one short APDU under secure messaging."""
PROTECTION = 64
"""What secure messaging adds to them, and some to spare."""
MAX_FILE = 32_767
"""READ BINARY with a short offset reaches no further."""
MAX_EXCHANGES = 200
"""Room for 40 KB of files; a card that hands its files out byte by byte ends here."""
GET_RESPONSE = 0xC0
_MORE, _WRONG_LENGTH = 0x61, 0x6C


SELECT_APPLICATION = Command(0, 0xA4, 0x04, 0x0C, lds.APPLICATION)
"""That with who holds the card; the files are below it."""


def select(file: int) -> Command:
    return Command(0, 0xA4, 0x02, 0x0C, file.to_bytes(2))


class Stop(Exception):
    """The conversation is over with this result."""

    def __init__(self, result: CardResult) -> None:
        super().__init__()
        self.result = result


class Chip:
    """Attributes:
    channel: by which everything goes, once it is open.
    exchanges: since the conversation began.
    """

    def __init__(self, extended: bool = True) -> None:
        """``extended``: whether lengths are extended where the chip says that it takes them."""
        self.channel: Channel | None = None
        self.exchanges = 0
        self._extended = extended
        self._chunk = CHUNK

    @property
    def is_extended(self) -> bool:
        """A reply may be longer than a short one."""
        return self._chunk > CHUNK

    def power_up(self) -> Dialogue[None]:
        answer = yield PowerUp()
        if isinstance(answer, Failure):
            raise Stop(CardFailed(answer))
        if self._extended and announces_extended_length(answer):
            yield from self._ask_for_lengths()

    def _ask_for_lengths(self) -> Dialogue[None]:
        """EF.ATR/INFO says how long a reply may be. Whatever is wrong with it, there is the short way."""
        if (yield from self.send(select(lds.ATR_INFO))).status != OK:
            return
        with suppress(tlv.TlvError):
            file = yield from self.read_selected(lds.ATR_INFO)
            lengths = [int.from_bytes(value) for _, value in tlv.objects(tlv.find(file, 0x7F66))]
            if len(lengths) == 2:  # of a command, of a reply
                self._chunk = max(CHUNK, min(lengths[1], LONGEST) - PROTECTION)

    def send(self, command: Command) -> Dialogue[Response]:
        protected = self.channel.protect(command) if self.channel else command
        response = yield from self._transmit(protected)
        return self.channel.open(response) if self.channel else response

    def _transmit(self, command: Command) -> Dialogue[Response]:
        """One command, as a chip that speaks T=0 wants it: asked again with the length that it names (6Cxx), and for what it
        keeps ready (61xx), below whatever is encrypted (ISO 7816-3, 12.2; ISO 7816-4, 5.3.4).
        """
        kept = b""
        while True:
            self.exchanges += 1
            if self.exchanges > MAX_EXCHANGES:
                raise Stop(Faulty(CardFault.ENDLESS, f"over {MAX_EXCHANGES} exchanges"))
            answer = yield Apdu(command.encode())
            if isinstance(answer, Failure):
                raise Stop(CardFailed(answer))
            response = decode_response(answer)
            kind, length = divmod(response.status, 256)
            if kind == _WRONG_LENGTH and command.expected != length:
                command = replace(command, expected=length)
            elif kind == _MORE:
                kept += response.data
                command = Command(0, GET_RESPONSE, 0, 0, expected=length)
            else:
                return Response(kept + response.data, response.status)

    def expect(self, command: Command) -> Dialogue[bytes]:
        """The data of the reply. With a warning (62xx, 63xx) it was done all the same: a file that ends before so many bytes, one
        that is selected though something about it is to be told. Whoever needs data and finds none says so.
        """
        return self.done((yield from self.send(command)), command.ins)

    @staticmethod
    def done(response: Response, instruction: int) -> bytes:
        """As `expect`, of a reply that is here."""
        if response.status != OK and response.status >> 8 not in (0x62, 0x63):
            raise Stop(NotSupported(f"{instruction:02X}: {response.status:04X}"))
        return response.data

    def read_file(self, file: int) -> Dialogue[bytes]:
        yield from self.expect(select(file))
        return (yield from self.read_selected(file))

    def read_selected(self, file: int) -> Dialogue[bytes]:
        """The file that was selected last."""
        head = yield from self.expect(Command(0, 0xB0, 0, 0, expected=8))
        _, start, size = tlv.header(head)
        if start + size > MAX_FILE:
            raise Stop(Faulty(CardFault.ENDLESS, f"file {file:04X}: {size} bytes"))
        data = head[: start + size]
        while len(data) < start + size:
            wanted = min(self._chunk, start + size - len(data))
            part = yield from self.expect(
                Command(0, 0xB0, len(data) >> 8, len(data) & 0xFF, expected=wanted, extended=wanted > CHUNK)
            )
            if not part:
                raise tlv.TlvError("file cut short")
            data += part[:wanted]
        return data
