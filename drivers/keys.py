"""What the parts of a machine report that a hand finds without eyes: the keypad and the earphone's socket.

Keys are those that the standard for kiosks asks for (digits, 취소, 정정, 확인) and those that accessible kiosks have beside them:
arrows, help, volume. What a key comes to is decided where it is known what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from config.ids import DeviceName


class Key(StrEnum):
    """``CLEAR`` (정정) takes the last digit back, ``ENTER`` (확인) is the one with the raised circle."""

    ZERO = "0"
    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"
    SIX = "6"
    SEVEN = "7"
    EIGHT = "8"
    NINE = "9"
    CANCEL = "cancel"
    CLEAR = "clear"
    ENTER = "enter"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    HELP = "help"
    LOUDER = "louder"
    QUIETER = "quieter"


@dataclass(frozen=True)
class KeyPressed:
    """A key went down. Its coming up, and its repeating while it is held, are no news: a hand may rest on it."""

    device: DeviceName
    key: Key


@dataclass(frozen=True)
class JackMoved:
    """An earphone went in, or came out; also told when the socket is first heard of."""

    device: DeviceName
    plugged: bool


@dataclass(frozen=True)
class ServiceSwitched:
    """The key switch was turned: somebody of the staff wants to come in."""

    device: DeviceName


KeyEvent = KeyPressed | JackMoved | ServiceSwitched
