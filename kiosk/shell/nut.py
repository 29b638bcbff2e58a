"""A UPS, asked over upsd's own protocol (Network UPS Tools, RFC 9271): a line of text each way over TCP."""

from __future__ import annotations

import socket

from config.settings import PowerSettings
from config.vocabulary import Power
from drivers.device import Ms

MOST_BYTES = 512
"""Of an answer; one is a line of some sixty."""


def read_power(ups: PowerSettings, timeout_ms: Ms) -> Power:
    """Never raises: a UPS that does not say is a state of its own."""
    try:
        with socket.create_connection((ups.host, ups.port), timeout_ms / 1000) as line:
            line.sendall(f"GET VAR {ups.ups} ups.status\n".encode())
            said = b""
            while b"\n" not in said and len(said) < MOST_BYTES:
                chunk = line.recv(MOST_BYTES)
                if not chunk:
                    break
                said += chunk
    except OSError:
        return Power.UNKNOWN
    return power_of(said.decode("ascii", "replace"), ups.ups)


def power_of(answer: str, ups: str) -> Power:
    """What ``VAR NAME ups.status "OB LB"`` says: flags, of which OL is on line, OB on battery, LB its battery is low, and FSD that
    the computer is about to be switched off. Any other answer is none, ``ERR DATA-STALE`` among them.
    """
    head = f'VAR {ups} ups.status "'
    if not answer.startswith(head):
        return Power.UNKNOWN
    flags = answer.removeprefix(head).partition('"')[0].split()
    if "FSD" in flags or ("OB" in flags and "LB" in flags):
        return Power.LOW_BATTERY
    return Power.BATTERY if "OB" in flags else Power.MAINS if "OL" in flags else Power.UNKNOWN
