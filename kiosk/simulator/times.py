"""How long, in virtual ms, each that the kiosk asks takes to answer."""

from __future__ import annotations

WIRE_MS = 2
CITY_MS = 60
PRINTER_MS = 15
CARD_MS = 20
DISK_MS = 5
LAYOUT_MS = 80
PIN_MS = 100
