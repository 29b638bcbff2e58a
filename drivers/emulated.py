"""The other side of a fitting: devices that are not there, with mechanics of their own.

Every emulated device tells what is where in it and what can be done to it; bench, simulator and oracle ask them all alike.
Those that take or pay out money are of a type by what they do, whatever protocol they speak.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, TypeVar

from drivers.device import Emulator, Ms
from drivers.keys import Key

Value = int | str


@dataclass(frozen=True)
class Action:
    """Something that can be done to a device: ``do(now, value)``, with one of ``values``, "" where there is no choice."""

    label: str
    do: Callable[[Ms, Value], object]
    values: tuple[Value, ...] = ("",)


class EmulatedDevice:
    """A device on the bench.

    Attributes:
        heading: over its part of the bench's page.
        front: those of its actions that somebody does who stands before the machine, whose door is shut.
        plugged: False: the cable is out, or the power.
    """

    heading: ClassVar[str]
    front: ClassVar[tuple[str, ...]] = ()
    plugged: bool

    def truth(self) -> dict[str, object]:
        """What is where, for JSON."""
        raise NotImplementedError

    def actions(self) -> dict[str, Action]:
        """By their names at the bench."""
        return {
            "unplug": Action("선 뽑기 unplug", self.becomes(plugged=False)),
            "plug": Action("선 꽂기 plug", self.becomes(plugged=True)),
        }

    def becomes(self, **attributes: object) -> Callable[[Ms, Value], object]:
        """Sets attributes, as an action does it."""

        def do(now: Ms, value: Value) -> None:
            for name, new in attributes.items():
                setattr(self, name, new)

        return do

    def taken(self) -> int:
        """Won inside that people put in."""
        return 0

    def paid_out(self) -> int:
        """Won that it threw out, ever."""
        return 0

    def in_path(self) -> int:
        """Won between a person and the inside."""
        return 0


class CoinTaker(EmulatedDevice):
    """Takes coins, and keeps what it has taken.

    Attributes:
        cashbox: coins taken, won to count.
        returned: how many were given back.
    """

    heading = "동전 coins"
    front = ("insert",)
    cashbox: Counter[int]
    returned: int

    def known(self) -> Collection[int]:
        """Won of the coins that it tells apart, whether it may take them or not."""
        raise NotImplementedError

    def insert_coin(self, now: Ms, won: int) -> bool:
        """A coin goes in (0: a foreign one); True if it stays in."""
        raise NotImplementedError

    def power_cycle(self, now: Ms) -> None:
        """Power fails and comes back: coins that it has not told of are forgotten."""
        raise NotImplementedError

    def truth(self) -> dict[str, object]:
        box = {str(won): count for won, count in sorted(self.cashbox.items())}
        return {"plugged": self.plugged, "returned": self.returned, "cashbox": box}

    def actions(self) -> dict[str, Action]:
        coins = (*sorted(self.known(), reverse=True), 0)
        insert = Action("넣기 insert", lambda now, won: self.insert_coin(now, int(won)), coins)
        return {"insert": insert, **super().actions()}

    def taken(self) -> int:
        return sum(won * count for won, count in self.cashbox.items())


class NoteTrouble(Enum):
    """What can be wrong inside a device that takes notes."""

    STACKER_FULL = "stacker-full"
    STACKER_OPEN = "stacker-open"
    JAM_IN_ACCEPTOR = "jam-in-acceptor"
    JAM_IN_STACKER = "jam-in-stacker"
    PAUSE = "second-note"
    CHEATED = "cheated"
    FAILURE = "failure"


class NoteTaker(EmulatedDevice):
    """Takes notes, one at a time.

    Attributes:
        box: notes in the cash box, won to count.
        returned: how many were given back.
        acknowledged: won of the notes inside whose credit it will not tell of again, where the protocol has such an end.
        trouble: what is wrong inside; None when all is well.
    """

    heading = "지폐 notes"
    front = ("insert", "pull")
    box: Counter[int]
    returned: int
    acknowledged = 0
    trouble: NoteTrouble | None

    def known(self) -> Collection[int]:
        """Won of the notes that it tells apart, whether it may take them or not."""
        raise NotImplementedError

    def insert_note(self, now: Ms, won: int) -> bool:
        """A note is offered; True if it is drawn in."""
        raise NotImplementedError

    def pull_note(self, now: Ms) -> bool:
        """The person holds on to the note and draws it back out of the escrow; True if they get it."""
        raise NotImplementedError

    def power_cycle(self, now: Ms, past_lever: bool = False) -> None:
        """Power fails and comes back. ``past_lever``: a note that was being stacked still slides into the box."""
        raise NotImplementedError

    @property
    def place(self) -> str:
        """Where the one note on its way is; ``nowhere`` when there is none."""
        raise NotImplementedError

    def truth(self) -> dict[str, object]:
        return {
            "plugged": self.plugged, "trouble": self.trouble.value if self.trouble else "",
            "box": {str(won): count for won, count in sorted(self.box.items())},
            "returned": self.returned, "in_path": self.in_path(), "place": self.place,
        }  # fmt: skip

    def actions(self) -> dict[str, Action]:
        notes = tuple(sorted(self.known()))
        return {
            "insert": Action("넣기 insert", lambda now, won: self.insert_note(now, int(won)), notes),
            "pull": Action("당겨 빼기 pull back", lambda now, _: self.pull_note(now)),
            "jam": Action("걸림 jam", self.becomes(trouble=NoteTrouble.JAM_IN_ACCEPTOR)),
            "open": Action("보관함 열기 open", self.becomes(trouble=NoteTrouble.STACKER_OPEN)),
            "clear": Action("해결 clear", self.becomes(trouble=None)),
            "power-cycle": Action("전원 껐다 켜기 power cycle", lambda now, _: self.power_cycle(now)),
            **super().actions(),
        }

    def taken(self) -> int:
        return sum(won * count for won, count in self.box.items())


class CoinThrower(EmulatedDevice):
    """Pays out coins of one value.

    Attributes:
        won: of a coin.
        tube: coins inside; ``thrown``: coins thrown out, ever.
        jammed: a coin holds the motor.
        refuses: it says no to whoever tells it to pay.
    """

    heading = "동전 방출기 hopper"
    won: int
    tube: int
    thrown: int
    jammed: bool
    refuses: bool = False

    def power_cycle(self, now: Ms) -> None:
        """Power fails now and comes back: what has not fallen stays unpaid."""
        raise NotImplementedError

    def truth(self) -> dict[str, object]:
        return {
            "plugged": self.plugged, "jammed": self.jammed, "won": self.won, "tube": self.tube, "thrown": self.thrown,
        }  # fmt: skip

    def actions(self) -> dict[str, Action]:
        return {
            "empty": Action("비우기 empty", self.becomes(tube=0)),
            "fill": Action(
                "채우기 fill", lambda now, coins: self.becomes(tube=self.tube + int(coins))(now, coins), (50,)
            ),
            "jam": Action("걸림 jam", self.becomes(jammed=True)),
            "clear": Action("해결 clear", self.becomes(jammed=False)),
            "power-cycle": Action("전원 껐다 켜기 power cycle", lambda now, _: self.power_cycle(now)),
            **super().actions(),
        }

    def paid_out(self) -> int:
        return self.won * self.thrown


class Keypad(EmulatedDevice):
    """Keys for the fingers.

    Attributes:
        presses: how many keys were pressed; which ones, a PIN among them, is not kept.
    """

    LOOK_MS: ClassVar[Ms] = 50
    """It speaks unasked: so soon it is looked at again."""
    heading = "키패드 keypad"
    front = ("press",)

    def __init__(self) -> None:
        self.plugged = True
        self.presses = 0

    def press(self, now: Ms, key: Key) -> None:
        """One key goes down and comes up."""
        raise NotImplementedError

    def truth(self) -> dict[str, object]:
        return {"plugged": self.plugged, "presses": self.presses}

    def actions(self) -> dict[str, Action]:
        keys = tuple(each.value for each in Key)
        return {
            "press": Action("누르기 press", lambda now, key: self.press(now, Key(str(key))), keys),
            **super().actions(),
        }


class ServiceSwitch(EmulatedDevice):
    """A key switch."""

    LOOK_MS: ClassVar[Ms] = 50
    """As of a keypad."""
    heading = "열쇠 스위치 key switch"
    front = ("turn",)

    def __init__(self) -> None:
        self.plugged = True

    def turn(self, now: Ms) -> None:
        """Somebody turns the key, and back."""
        raise NotImplementedError

    def truth(self) -> dict[str, object]:
        return {"plugged": self.plugged}

    def actions(self) -> dict[str, Action]:
        return {"turn": Action("돌리기 turn", lambda now, _: self.turn(now)), **super().actions()}


class EarphoneSocket(EmulatedDevice):
    """A socket, and the earphone that is in it or not.

    Attributes:
        earphone: it is in.
    """

    LOOK_MS: ClassVar[Ms] = 50
    """As of a keypad."""
    heading = "이어폰 earphone"
    front = ("put-in", "take-out")

    def __init__(self) -> None:
        self.plugged = True
        self.earphone = False

    def put(self, now: Ms, earphone: bool) -> None:
        """It goes in, or comes out."""
        raise NotImplementedError

    def truth(self) -> dict[str, object]:
        return {"plugged": self.plugged, "earphone": self.earphone}

    def actions(self) -> dict[str, Action]:
        return {
            "put-in": Action("이어폰 꽂기 put in", lambda now, _: self.put(now, True)),
            "take-out": Action("이어폰 빼기 take out", lambda now, _: self.put(now, False)),
            **super().actions(),
        }


@dataclass(frozen=True)
class Emulated:
    """What stands in for a fitting: ``devices`` by the names of the settings, and the ``line`` at the other end of its port."""

    devices: Mapping[str, EmulatedDevice]
    line: Emulator | None = None


Row = TypeVar("Row", int, tuple[str, int])


def with_factory_rows(rows: Mapping[int, Row], factory: Mapping[int, Row]) -> dict[int, Row]:
    """A device's table of money: the settings' rows, and its maker's for what they do not name.

    A denomination that is switched off is known to the device all the same. By position or code; a row is won, or id and won.
    """
    worth = {_won(row) for row in rows.values()}
    rest = {at: row for at, row in factory.items() if at not in rows and _won(row) not in worth}
    return dict(sorted({**rows, **rest}.items(), key=lambda item: item[0]))


def _won(row: int | tuple[str, int]) -> int:
    return row if isinstance(row, int) else row[1]
