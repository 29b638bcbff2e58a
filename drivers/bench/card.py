"""The resident's card on the bench: in a real PC/SC reader where vpcd is to be had, else over a direct link."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from cryptography.hazmat.primitives.serialization import Encoding

from drivers.bench.machine import CardSlot, DirectSlot
from drivers.smartcard.emulator import Card, make_keys
from drivers.smartcard.issuer import Authority, Holder, make_authority, make_files
from drivers.smartcard.pcscd import PcscdUnavailable, PrivatePcscd
from drivers.smartcard.vpcd import VpcdSlot


class BenchCard:
    """Attributes:
    authority: of whom the card says it is.
    card: the card; its tries are remembered however often it is pulled.
    slot: the reader.
    pcscd: None where the direct link is used; ``why`` says why.
    """

    def __init__(self, holder: Holder, pin: str, can: str) -> None:
        self.authority: Authority = make_authority(secrets.token_bytes, datetime.now(UTC))
        keys = make_keys(secrets.token_bytes)
        self.card = Card(make_files(holder, self.authority, keys), pin, can, secrets.token_bytes, keys)
        self.slot: CardSlot
        self.why = ""
        try:
            self.pcscd: PrivatePcscd | None = PrivatePcscd()
            self.slot = VpcdSlot(self.pcscd.port)
        except PcscdUnavailable as reason:
            self.pcscd, self.why, self.slot = None, str(reason), DirectSlot()

    def csca_pem(self) -> str:
        return self.authority.csca.public_bytes(Encoding.PEM).decode("ascii")

    def addresses(self) -> dict[str, str]:
        """How a kiosk finds the card; ``pcsc`` is pcscd's socket, absent with the direct link."""
        common = {"csca": self.csca_pem(), "card": "Virtual PCD"}
        return {**common, "pcsc": str(self.pcscd.socket)} if self.pcscd else {**common, "direct": self.why}

    def stop(self) -> None:
        self.slot.remove()
        if self.pcscd:
            self.pcscd.stop()
