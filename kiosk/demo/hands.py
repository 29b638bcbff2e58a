"""A resident's hands: which emulated device what they do is done to, and how that is called there."""

from __future__ import annotations

from typing import NamedTuple

from config.won import Won
from drivers.device import PRINTER_NAME
from drivers.emulated import Value
from drivers.fitting import ChargesCards, HasKeys
from drivers.smartcard.fitting import READER
from kiosk.core.view import Tap
from kiosk.demo.resident import (
    Action,
    InsertCoin,
    InsertNote,
    PresentIdCard,
    PresentPaymentCard,
    PressKey,
    PullNote,
    TakeIdCard,
    TakePaper,
    TakePaymentCard,
)
from kiosk.shell.settings import Settings


class Deed(NamedTuple):
    """What is done at the bench, as its page takes it."""

    device: str
    action: str
    value: Value = ""


class Hands:
    """They find the slot for what they hold by what it takes."""

    def __init__(self, settings: Settings) -> None:
        self._coins = [each for each in settings.acceptors if not each.notes]
        self._notes = [each.device for each in settings.acceptors if each.notes]
        terminal = settings.of(ChargesCards)
        self._terminal = terminal.name if terminal else ""
        keypad = settings.of(HasKeys)
        self._keypad = keypad.name if keypad else ""

    def deed(self, action: Action) -> Deed:
        """Raises `IndexError` where nothing is fitted that it could be done to; a tap is none."""
        match action:
            case InsertCoin():
                takers = [each for each in self._coins if Won(action.won) in each.values] or self._coins
                return Deed(takers[0].device, "insert", action.won)
            case InsertNote():
                return Deed(self._notes[0], "insert", action.won)
            case PullNote():
                return Deed(self._notes[0], "pull")
            case PresentIdCard():
                return Deed(READER, "present")
            case TakeIdCard():
                return Deed(READER, "pull")
            case PresentPaymentCard():
                return Deed(self._terminal, "present", action.how)
            case TakePaymentCard():
                return Deed(self._terminal, "take")
            case TakePaper():
                return Deed(PRINTER_NAME, "take-output")
            case PressKey():
                return Deed(self._keypad, "press", action.key.value)
            case Tap():
                raise AssertionError(action)
