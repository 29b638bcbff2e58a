"""Journal format 1: what an entry is, and how each holds the one before it. Pure; the store is `sync.journal_store`.

An entry is a line of JSON whose exact bytes are stored, hashed and sent; nothing hashed is ever serialised again.
Its keys, in this order:

=========  ==========================================================================================
format     1
journal    UUID of the journal; entries of two kiosks can never be mixed
boot       the computer's boot id: within one boot ``mono_ms`` can be compared
seq        1, 2, 3 …; the order of things, whatever the clock says
segment    1, 2, 3 …; counts the kiosk's starts
mono_ms    monotonic milliseconds
wall       UTC with milliseconds; informs, orders nothing
prev       SHA-256 of the previous entry's bytes in hexadecimal; 64 zeros in the first
type, v    event type and its version (`sync.events`)
data       the event's fields; won as whole numbers
=========  ==========================================================================================
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any, get_type_hints

from config.won import Won
from sync.events import TYPES, Event

FORMAT = 1
FIRST_PREV = "0" * 64


class JournalError(Exception):
    """An entry is not what format 1 says."""


@dataclass(frozen=True)
class Head:
    """The last entry: its number and the hash of its bytes. ``Head(0, FIRST_PREV)`` is an empty journal."""

    seq: int = 0
    hash: str = FIRST_PREV


@dataclass(frozen=True)
class Entry:
    """One entry as stored."""

    seq: int
    body: bytes

    @property
    def hash(self) -> str:
        return sha256(self.body).hexdigest()


@dataclass(frozen=True)
class Opened:
    """An entry read back. ``event`` is None for a type or version this program does not know."""

    seq: int
    journal: str
    boot: str
    segment: int
    mono_ms: int
    wall: str
    prev: str
    type: str
    data: dict[str, Any]
    event: Event | None


class Chain:
    """Makes entries, each holding the hash of the last."""

    def __init__(self, journal: str, boot: str, head: Head, segment: int) -> None:
        self.journal = journal
        self.boot = boot
        self.head = head
        self._segment = segment

    def entry(self, event: Event, mono_ms: int, wall: datetime) -> Entry:
        body = json.dumps(
            {
                "format": FORMAT,
                "journal": self.journal,
                "boot": self.boot,
                "seq": self.head.seq + 1,
                "segment": self._segment,
                "mono_ms": mono_ms,
                "wall": wall.isoformat(timespec="milliseconds"),
                "prev": self.head.hash,
                "type": type(event).__name__,
                "v": event.VERSION,
                "data": {name: getattr(event, name) for name in _names(type(event))},
            },
            ensure_ascii=False,
            separators=(",", ":"),
            default=_plain,
        ).encode()
        entry = Entry(self.head.seq + 1, body)
        self.head = Head(entry.seq, entry.hash)
        return entry


def _plain(value: object) -> object:
    if isinstance(value, Won):
        return int(value)
    raise TypeError(f"no journal form: {value!r}")


@cache
def _names(type_: type[Any]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(type_))


@cache
def _won_names(type_: type[Any]) -> frozenset[str]:
    return frozenset(name for name, hint in get_type_hints(type_).items() if hint is Won)


def open_entry(body: bytes) -> Opened:
    """Reads an entry's bytes.

    Raises:
        JournalError: they are not an entry of format 1.
    """
    try:
        raw = json.loads(body)
        if raw["format"] != FORMAT:
            raise JournalError(f"format {raw['format']!r} is not known here")
        opened = Opened(
            seq=_int(raw["seq"]),
            journal=_str(raw["journal"]),
            boot=_str(raw["boot"]),
            segment=_int(raw["segment"]),
            mono_ms=_int(raw["mono_ms"]),
            wall=_str(raw["wall"]),
            prev=_str(raw["prev"]),
            type=_str(raw["type"]),
            data=dict(raw["data"]),
            event=_event(_str(raw["type"]), _int(raw["v"]), dict(raw["data"])),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise JournalError(f"not an entry: {type(error).__name__}") from None
    return opened


def _event(name: str, version: int, data: dict[str, Any]) -> Event | None:
    type_ = TYPES.get(name)
    if type_ is None or version != type_.VERSION or data.keys() != set(_names(type_)):
        return None
    won = _won_names(type_)
    values: dict[str, Any] = {key: Won(value) if key in won else _tuple(value) for key, value in data.items()}
    return type_(**values)


def _tuple(value: Any) -> Any:
    return tuple(_tuple(each) for each in value) if isinstance(value, list) else value


def _int(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


@dataclass(frozen=True)
class Problem:
    """What is wrong with a journal. ``place`` says where: an entry's number, a file."""

    place: str
    what: str


@dataclass(frozen=True)
class Verdict:
    """Outcome of a check: no problems, and the journal is whole up to ``head``."""

    entries: int
    head: Head
    problems: tuple[Problem, ...]


def check_chain(entries: Iterable[tuple[int, bytes]], journal: str) -> Verdict:
    """Checks every entry's form, number and hold on the one before it."""
    problems: list[Problem] = []
    head = Head()
    count = 0
    for seq, body in entries:
        count += 1
        problems.extend(_check_link(seq, body, head, journal))
        head = Head(seq, sha256(body).hexdigest())
    return Verdict(count, head, tuple(problems))


def _check_link(seq: int, body: bytes, head: Head, journal: str) -> Iterator[Problem]:
    place = f"entry {seq}"
    if seq != head.seq + 1:
        missing = f"entry {head.seq + 1}" if seq == head.seq + 2 else f"entries {head.seq + 1} to {seq - 1}"
        yield Problem(missing, "missing" if seq > head.seq else "out of order")
    try:
        opened = open_entry(body)
    except JournalError as error:
        yield Problem(place, str(error))
        return
    if opened.seq != seq:
        yield Problem(place, f"calls itself {opened.seq}")
    if opened.journal != journal:
        yield Problem(place, "belongs to another journal")
    if seq == head.seq + 1 and opened.prev != head.hash:
        before = f"entry {seq - 1}" if seq > 1 else place
        yield Problem(before, f"changed: entry {seq} holds another hash of it")
