"""Journal format 1: what an entry is, and how each holds the one before it. Pure.

A `sync.journal.store` keeps entries, `sync.journal.check` finds out whether they are whole.

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
type, v    event type and its version (`sync.journal.events`)
data       the event's fields; won as whole numbers, words by their values, a text that is not there as ""
=========  ==========================================================================================
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from config.won import Won
from config.word import Word
from sync.journal.events import TYPES, Event
from sync.journal.events.earlier import EARLIER

FORMAT = 1
FIRST_PREV = "0" * 64


class JournalError(Exception):
    """An entry is not what format 1 says."""


@dataclass(frozen=True)
class Head:
    """The last entry: its number and the hash of its bytes. ``Head(0, FIRST_PREV)`` is an empty journal."""

    seq: int = 0
    hash: str = FIRST_PREV


BEGINNING = Head()
"""What the first entry follows."""


@dataclass(frozen=True)
class Entry:
    """One entry as stored."""

    seq: int
    body: bytes

    @property
    def hash(self) -> str:
        return sha256(self.body).hexdigest()

    @property
    def head(self) -> Head:
        """The head of a journal that ends with this entry."""
        return Head(self.seq, self.hash)


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
    """Makes entries, each holding the hash of the last.

    Attributes:
        head: the last entry made; the next one continues it.
    """

    def __init__(self, journal: str, boot: str, head: Head, segment: int) -> None:
        self.journal = journal
        self.boot = boot
        self.head = head
        self._segment = segment

    def entry(self, event: Event, mono_ms: int, wall: datetime) -> Entry:
        """The next entry. ``wall`` is aware, in UTC.

        Raises:
            TypeError: a field of the event has no form in the journal.
        """
        text = _encoder.encode(
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
                "data": event,
            }
        )
        # Half of a surrogate pair (a reason some peer sent) has no UTF-8; the backslash form means the same in JSON.
        entry = Entry(self.head.seq + 1, text.encode("utf-8", "backslashreplace"))
        self.head = entry.head
        return entry


def _plain(value: object) -> object:
    if isinstance(value, Won):
        return int(value)
    if is_dataclass(value):
        type_: Any = type(value)
        names, texts = _names(type_)
        plain = {name: getattr(value, name) for name in names}
        for name in texts:
            if plain[name] is None:
                plain[name] = ""
        return plain
    raise TypeError(f"no journal form: {value!r}")


@cache
def _names(type_: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All fields, and those that hold a text or None: a text that is not there is stored as an empty one."""
    hints = get_type_hints(type_)
    names = tuple(each.name for each in fields(type_))
    return names, tuple(name for name in names if _is_text_or_none(hints[name]))


def _is_text_or_none(hint: Any) -> bool:
    arguments = get_args(hint)
    return NoneType in arguments and any(_is_text(each) for each in arguments)


def _is_text(hint: Any) -> bool:
    return isinstance(_plain_type(hint), type) and issubclass(_plain_type(hint), str)


def _plain_type(hint: Any) -> Any:
    """That of an id (`config.ids`) is the type it is made of."""
    return getattr(hint, "__supertype__", hint)


_encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)


def open_entry(body: bytes) -> Opened:
    """Reads an entry's bytes.

    Raises:
        JournalError: they are not an entry of format 1.
    """
    try:
        raw = json.loads(body)
        format_ = _int(raw["format"])
        if format_ != FORMAT:
            raise JournalError(f"in format {format_}, which is not known here")
        return Opened(
            seq=_int(raw["seq"]),
            journal=_str(raw["journal"]),
            boot=_str(raw["boot"]),
            segment=_int(raw["segment"]),
            mono_ms=_int(raw["mono_ms"]),
            wall=_str(raw["wall"]),
            prev=_str(raw["prev"]),
            type=_str(raw["type"]),
            data=dict(raw["data"]),
            event=_event(raw["type"], _int(raw["v"]), dict(raw["data"])),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise JournalError(f"not an entry of format {FORMAT}: {type(error).__name__}") from None


class Outline(msgspec.Struct, gc=False):
    """What holds an entry in its chain. The rest of its line is read past: it is JSON, and of an entry's form."""

    format: int
    journal: str
    boot: str
    seq: int
    segment: int
    mono_ms: int
    wall: str
    prev: str
    type: str
    v: int
    data: _Object


class _Object(msgspec.Struct, gc=False):
    """Whatever stands in it."""


outline_of = msgspec.json.Decoder(Outline).decode
"""What `open_entry` would read of the chain, at a tenth of the work. Whoever asks looks at the format, and that the line is UTF-8.

Raises:
    ValueError, RecursionError: `open_entry` says whether these bytes are an entry, and if not, why.
"""


def _event(name: str, version: int, data: dict[str, Any]) -> Event | None:
    type_: Any = TYPES.get(name)
    earlier = EARLIER.get((name, version))
    if type_ is None or (version != type_.VERSION and earlier is None):
        return None
    read = _reader(type_)
    try:
        event: Event = read(earlier(data) if earlier else data)
    except (TypeError, ValueError, KeyError):
        return None
    return event


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:  # a type hint has no type of its own
    """What turns a JSON value into a field of this type. It raises TypeError, ValueError or KeyError on another's value."""
    arguments = get_args(hint)
    if hint is Won:
        return Won
    if isinstance(hint, type) and issubclass(hint, Word):
        return hint
    hint = _plain_type(hint)
    if hint in (str, int, bool, NoneType):
        return lambda value: _exactly(hint, value)
    if get_origin(hint) in (Union, UnionType) and NoneType in arguments:
        # Several kinds of id in one field are one kind of text.
        (present,) = {_plain_type(each) for each in arguments} - {NoneType}
        inner, none = _reader(present), "" if _is_text(present) else None
        return lambda value: None if value == none else inner(value)
    if get_origin(hint) is tuple and arguments[-1] is ...:
        item = _reader(arguments[0])
        return lambda value: tuple(item(each) for each in _exactly(list, value))
    if get_origin(hint) is tuple:
        items = tuple(_reader(each) for each in arguments)
        return lambda value: tuple(read(each) for read, each in zip(items, _exactly(list, value), strict=True))
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        members = {field.name: _reader(hints[field.name]) for field in fields(hint)}
        return lambda value: _instance(hint, members, value)
    raise NotImplementedError(f"no journal form for a field of type {hint}")


def _instance(type_: Any, members: dict[str, Callable[[Any], Any]], value: object) -> Any:
    data = _exactly(dict, value)
    if data.keys() != members.keys():
        raise ValueError("other fields")
    return type_(**{name: read(data[name]) for name, read in members.items()})


def _exactly(type_: type, value: Any) -> Any:
    if type(value) is not type_:
        raise TypeError("another type")
    return value


def _int(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
