"""From a card presented to its holder proved, over a real pcscd and vpcd, by a chip as slow as the slow ones in people's hands.

The chip takes 8 ms for a command and 60 ms for an operation on its curve, and its bytes go at 106 kbit/s, as over the air; time that the
terminal takes for its own arithmetic comes on top. What is measured is the whole `read_card`, from power to identity.
"""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from drivers.smartcard import secret
from drivers.smartcard.apdu import decode_command
from drivers.smartcard.dialogue import CardProfile, read_card
from drivers.smartcard.emulator import Card, ChipKeys, make_keys
from drivers.smartcard.identity import CardIdentity
from drivers.smartcard.issuer import Authority, make_authority, make_files
from drivers.smartcard.pcscd import PcscdUnavailable, PrivatePcscd
from drivers.smartcard.reader import PcscReader
from drivers.smartcard.vpcd import VpcdSlot
from tests.drivers.smartcard.conftest import CAN, HOLDER, PIN, converse

COMMAND_S, CURVE_S, BITS_A_SECOND = 0.008, 0.060, 106_000
LIMIT_S, LIMIT_WITH_CHIP_S = 2.0, 3.0
PATIENCE_MS = 60_000
READER = "Virtual PCD"


class SlowChip:
    """A chip before which its slowness is put: what the emulator itself takes is within what is waited."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self.atr = card.atr
        self.commands = 0

    def reset(self) -> None:
        self._card.reset()

    def transmit(self, data: bytes) -> bytes:
        until = time.perf_counter()
        reply = self._card.transmit(data)
        self.commands += 1
        until += COMMAND_S + 8 * (len(data) + len(reply)) / BITS_A_SECOND + CURVE_S * _operations(data, reply)
        time.sleep(max(0.0, until - time.perf_counter()))
        return reply


def _operations(data: bytes, reply: bytes) -> int:
    """On the curve: PACE's mapping takes two (its own key, the shared point), its agreement three (the nonce's, its own key, the
    shared point), chip authentication and a signature one each.
    """
    command = decode_command(data)
    if command.ins in (0x88, 0x86) and command.cla & 0x0C:
        return 1
    return {b"\x7c\x43\x82": 2, b"\x7c\x43\x84": 3}.get(reply[:3], 0) if command.ins == 0x86 else 0


def _read(slot: VpcdSlot, reader: PcscReader, authority: Authority, keys: ChipKeys) -> tuple[float, int]:
    chip = SlowChip(Card(make_files(HOLDER, authority, keys), PIN, CAN, secrets.token_bytes, keys))
    slot.insert(chip)
    _until("present")
    started = time.perf_counter()
    profile = CardProfile((authority.csca,), chip_key=False)
    talk = read_card(profile, secret.pin(PIN), secrets.token_bytes, datetime.now(UTC))
    result = converse(talk, lambda question: reader.transmit(question, PATIENCE_MS))
    took = time.perf_counter() - started
    assert isinstance(result, CardIdentity), result
    slot.remove()
    _until("notPresent")
    return took, chip.commands


def _until(media: str) -> None:
    while PcscReader(READER).media_now() != media:
        time.sleep(0.05)


def main() -> None:
    with TemporaryDirectory() as folder:
        socket = Path(folder) / "socket"
        os.environ["PCSCLITE_CSOCK_NAME"] = str(socket)
        try:
            daemon = PrivatePcscd()
        except PcscdUnavailable as why:
            print(f"card            not measured: {why}")
            return
        socket.symlink_to(daemon.socket)
        authority, keys = make_authority(secrets.token_bytes, datetime.now(UTC)), make_keys(secrets.token_bytes)
        slot, reader = VpcdSlot(daemon.port), PcscReader(READER)
        nothing = replace(keys, agreement=None, signing=None)
        for name, its, limit in (
            ("no chip key", nothing, LIMIT_S),
            ("chip auth.", replace(keys, signing=None), LIMIT_WITH_CHIP_S),
            ("active auth.", replace(keys, agreement=None), LIMIT_WITH_CHIP_S),
        ):
            took, commands = min(_read(slot, reader, authority, its) for _ in range(3))
            print(
                f"card            {took:5.2f} s from power to identity, {commands} commands, {name:<12} ({took / limit:4.0%} of {limit:.0f} s)"
            )
        daemon.stop()


if __name__ == "__main__":
    main()
