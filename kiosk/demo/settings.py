"""The settings of the emulated machine, as the demo, the bench and the simulator share them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.city import City
from config.identity import KioskIdentity
from drivers.bench.machine import TERMINAL_ID
from drivers.smartcard.issuer import Holder

COINS = {1: ("KR010A", 10), 2: ("KR050A", 50), 3: ("KR100A", 100), 4: ("KR500A", 500)}
"""Position in the acceptor's table to coin id and won."""
NOTES = {0x61: 1_000, 0x62: 5_000, 0x63: 10_000, 0x64: 50_000}
"""Escrow code to won."""
BILLS = {1: ("KR0001A", 1_000), 2: ("KR0005A", 5_000), 3: ("KR0010A", 10_000), 4: ("KR0050A", 50_000)}
"""Position in a bill validator's table to bill id and won."""
HOPPERS = {3: ("hopper-500", 500, 60), 4: ("hopper-100", 100, 120)}
"""ccTalk address to name, won, and coins in it at first."""
RECEIPT_COLUMNS = 42


@dataclass(frozen=True)
class Places:
    """Where the parts of a demonstration are: paths, ports and addresses. ``kiosk``: which one it is, ``city_data`` of which city."""

    kiosk: KioskIdentity
    city_data: str
    journal: str
    city_url: str
    keys: str
    printer_uri: str
    coin_port: str
    note_port: str
    receipt_port: str
    terminal_port: str
    card_reader: str
    csca: str


def demo_kiosk(city: City) -> KioskIdentity:
    """At the site in the middle of the city's list."""
    site = city.sites[len(city.sites) // 2]
    return KioskIdentity(f"{city.id}-demo", site.number, site.name)


CARD_HOLDER = Holder("홍길동", "HONG", "GILDONG", "WJ0000018", "8011239000018", "801123", "M")
CARD_PIN, CARD_CAN = "135790", "246802"


def demo_settings(
    places: Places, hoppers: Mapping[int, tuple[str, int, int]] = HOPPERS, bill_validator: bool = False
) -> str:
    """The settings file. ``bill_validator``: notes are taken on the coin line instead of by the ID-003 acceptor."""
    coins = "\n".join(
        f'  {{ position = {position}, id = "{id_}", won = {won} }},'
        for position, (id_, won) in COINS.items()
        if won >= 100
    )
    if bill_validator:
        rows = (
            f'  {{ position = {at}, id = "{id_}", won = {won} }},' for at, (id_, won) in BILLS.items() if won <= 10_000
        )
        head = '[cctalk.bill_validator]\nname = "note-acceptor"\naddress = 40\nchecksum = "crc-16"\nnotes = [\n'
        takes_notes = head + "\n".join(rows) + "\n]"
    else:
        rows = (f"  {{ code = {code:#x}, won = {won} }}," for code, won in NOTES.items() if won <= 10_000)
        takes_notes = (
            f'[id003]\nport = "{places.note_port}"\nname = "note-acceptor"\nnotes = [\n' + "\n".join(rows) + "\n]"
        )
    hopper_rows = "\n".join(
        f'[[cctalk.hopper]]\nname = "{name}"\naddress = {address}\nwon = {won}\ncount = {count}\n'
        for address, (name, won, count) in hoppers.items()
    )
    return f"""# A machine that exists only in emulators; written anew for every demonstration.
[machine]
id = "{places.kiosk.id}"
number = "{places.kiosk.number}"
site = "{places.kiosk.site}"
journal = "{places.journal}"
refund_within_s = 60

[city]
data = "{places.city_data}"
url = "{places.city_url}"
ca = "{places.keys}/ca.pem"
certificate = "{places.keys}/kiosk.pem"
key = "{places.keys}/kiosk.key"
signing_keys = ["{places.keys}/city-signing.pem"]

[printer]
uri = "{places.printer_uri}"

[cctalk]
port = "{places.coin_port}"

[cctalk.acceptor]
name = "coin-acceptor"
address = 2
coins = [
{coins}
]

{hopper_rows}
{takes_notes}

[receipt]
port = "{places.receipt_port}"
name = "receipt-printer"
columns = {RECEIPT_COLUMNS}

[terminal]
port = "{places.terminal_port}"
name = "card-terminal"
id = "{TERMINAL_ID}"

[card]
reader = "{places.card_reader}"
csca = ["{places.csca}"]
"""
