"""IPP messages as bytes: RFC 8010 section 3 (encoding), RFC 8011 section 5.1 (value types).

A message is a version, a code (operation or status), a request id, groups of attributes and, after the end tag, the
document.

An attribute's values carry their own tag, because a 1setOf may mix types (``media`` is keywords and names). What a
value holds follows from its tag:

==========================================  ===========================================
``INTEGER``, ``ENUM``                       int, 32 bits signed
``BOOLEAN``                                 bool
``RANGE``, ``RESOLUTION``                   `Range`, `Resolution`
``COLLECTION``                              tuple of `Attribute`, nested at most 8 deep
``TEXT`` … ``MIME_TYPE``                    str (bytes that are no UTF-8 become U+FFFD)
``TEXT_WITH_LANGUAGE``, ``NAME_…``          `WithLanguage`; whoever asks for a ``str`` gets its text
``UNSUPPORTED_VALUE`` … ``NO_VALUE``        None: the attribute has no value at all
anything else, dates and octets included    bytes, as they came
==========================================  ===========================================

A value of the wrong size for its tag is left as bytes as well, and an attribute that is put together wrongly (a part of a
collection outside of one, a collection that does not end) is left out: one bad attribute of a printer's firmware must
not make the other hundred unreadable. Whoever asks for the ``int`` of that name then finds none. Every piece has its
length before it, so that what comes behind a bad one is found.

Decoding takes time and memory in proportion to its input, whose size the transport limits.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple, TypeVar, cast

MAX_DEPTH = 8
MAX_LENGTH = 0x7FFF  # of a name or a value: both lengths are SIGNED-SHORT


class IppError(Exception):
    """These bytes are no IPP message, or this message cannot be written as bytes."""


class Group(IntEnum):
    """Delimiter tags (RFC 8010 section 3.5.1)."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    UNSUPPORTED = 0x05


class Tag(IntEnum):
    """Value tags (RFC 8010 section 3.5.2)."""

    UNSUPPORTED_VALUE = 0x10
    UNKNOWN = 0x12
    NO_VALUE = 0x13
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTETS = 0x30
    DATE_TIME = 0x31
    RESOLUTION = 0x32
    RANGE = 0x33
    COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    URI_SCHEME = 0x46
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49
    MEMBER_NAME = 0x4A


STRINGS = frozenset(range(Tag.TEXT, Tag.MEMBER_NAME))
NOTHINGS = frozenset(range(0x10, 0x20))
LAYOUTS: dict[int, str] = {
    Tag.INTEGER: ">i",
    Tag.ENUM: ">i",
    Tag.BOOLEAN: ">?",
    Tag.RANGE: ">ii",
    Tag.RESOLUTION: ">iib",
}


class Range(NamedTuple):
    low: int
    high: int


class Resolution(NamedTuple):
    """``units``: 3 dots an inch, 4 dots a centimetre."""

    across: int
    along: int
    units: int


class WithLanguage(NamedTuple):
    """A text or name in a language other than the message's (RFC 8010 section 3.9); a printer may send any of its own so."""

    language: str
    text: str


class Attribute(NamedTuple):
    name: str
    values: tuple[Value, ...]


Data = int | bool | str | bytes | Range | Resolution | WithLanguage | tuple[Attribute, ...] | None


class Value(NamedTuple):
    tag: int
    data: Data


class AttributeGroup(NamedTuple):
    tag: int
    attributes: tuple[Attribute, ...]


T = TypeVar("T", int, bool, str)


@dataclass(frozen=True)
class Message:
    """``code`` is an operation in a request and a status in a reply; ``data`` is the document."""

    code: int
    groups: tuple[AttributeGroup, ...]
    data: bytes = b""
    request_id: int = 1
    version: tuple[int, int] = (2, 0)

    def all(self, group: int) -> list[AttributeGroup]:
        return [each for each in self.groups if each.tag == group]


def values(group: AttributeGroup, name: str, kind: type[T]) -> tuple[T, ...]:
    """The values of that name that are of that type; of other types or absent: none."""
    found = [data for each in group.attributes if each.name == name for _, data in each.values]
    plain = [data.text if type(data) is WithLanguage else data for data in found]
    return tuple([data for data in plain if type(data) is kind])


def value(group: AttributeGroup, name: str, kind: type[T]) -> T | None:
    """The first of ``values``."""
    found = values(group, name, kind)
    return found[0] if found else None


def attribute(tag: int, name: str, *data: Data) -> Attribute:
    """An attribute whose values all have the same tag."""
    return Attribute(name, tuple([Value(tag, each) for each in data]))


# --- to bytes ----------------------------------------------------------------------------------------------------


def encode(message: Message) -> bytes:
    """The message as the body of an HTTP request or reply.

    Raises:
        IppError: a value does not fit its tag or its length field.
    """
    out = bytearray()
    try:
        out += struct.pack(">BBHI", *message.version, message.code, message.request_id)
        for group in message.groups:
            if group.tag == Group.END or group.tag >= 0x10:
                raise IppError(f"{group.tag:#04x} begins no group")
            out.append(group.tag)
            for each in group.attributes:
                _put_attribute(out, each.name, each.values, 0)
    except (struct.error, ValueError, TypeError, AttributeError, KeyError) as bad:
        raise IppError(f"cannot be encoded: {bad}") from bad
    out.append(Group.END)
    return bytes(out) + message.data


def _put_attribute(out: bytearray, name: str, values: tuple[Value, ...], depth: int) -> None:
    if not name or not values:
        raise IppError("an attribute has a name and at least one value")
    for each in values:
        _put_value(out, name, each, depth)
        name = ""  # a further value of the same attribute has no name


def _put_value(out: bytearray, name: str, value: Value, depth: int) -> None:
    if value.tag != Tag.COLLECTION:
        _put_field(out, value.tag, name, _value_bytes(value))
        return
    if depth == MAX_DEPTH:
        raise IppError("nested too deep")
    members = cast("tuple[Attribute, ...]", value.data)
    _put_field(out, Tag.COLLECTION, name, b"")
    for member in members:
        if not member.name or not member.values:
            raise IppError("a member has a name and at least one value")
        _put_field(out, Tag.MEMBER_NAME, "", member.name.encode())
        for each in member.values:
            _put_value(out, "", each, depth + 1)
    _put_field(out, Tag.END_COLLECTION, "", b"")


def _put_field(out: bytearray, tag: int, name: str, data: bytes) -> None:
    name_bytes = name.encode()
    if len(name_bytes) > MAX_LENGTH or len(data) > MAX_LENGTH:
        raise IppError(f"{name[:40]}: too long")
    out.append(tag)
    out += len(name_bytes).to_bytes(2) + name_bytes + len(data).to_bytes(2) + data


def _value_bytes(value: Value) -> bytes:
    tag, data = value
    if isinstance(data, WithLanguage):
        return b"".join([len(part).to_bytes(2) + part for part in (data.language.encode(), data.text.encode())])
    if isinstance(data, str):
        return data.encode()
    if isinstance(data, bytes):
        return data
    if data is None:
        return b""
    return struct.pack(LAYOUTS[tag], *(data if isinstance(data, tuple) else (data,)))


# --- from bytes --------------------------------------------------------------------------------------------------


class _Reader:
    def __init__(self, body: bytes) -> None:
        self.body = body
        self.at = 0

    def take(self, count: int) -> bytes:
        piece = self.body[self.at : self.at + count]
        if len(piece) < count:
            raise IppError("the message ends in the middle")
        self.at += count
        return piece

    def tag(self) -> int:
        if self.at >= len(self.body):
            raise IppError("the message ends in the middle")
        self.at += 1
        return self.body[self.at - 1]

    def counted(self) -> bytes:
        body, start = self.body, self.at + 2
        end = start + int.from_bytes(body[self.at : start])
        if end - start > MAX_LENGTH:
            raise IppError("a negative length")
        if end > len(body):
            raise IppError("the message ends in the middle")
        self.at = end
        return body[start:end]


def decode(body: bytes) -> Message:
    """The message in ``body``; what follows its end tag is ``data``.

    Raises:
        IppError: the bytes are no IPP message.
    """
    reader = _Reader(body)
    major, minor, code, request_id = struct.unpack(">BBHI", reader.take(8))
    groups: list[_Growing] = []
    while (tag := reader.tag()) != Group.END:
        if tag < 0x10:
            groups.append(_Growing(tag))
        elif groups:
            groups[-1].put(tag, reader.counted(), reader.counted())
        else:
            raise IppError("an attribute before the first group")
    return Message(
        code, tuple([each.finished() for each in groups]), body[reader.at :], request_id, (major, minor)
    )  # fmt: skip


class _Growing:
    """A group under way. What is not put together as it must be leaves nothing behind."""

    def __init__(self, tag: int) -> None:
        self._tag = tag
        self._attributes: list[tuple[str, list[Value]]] = []
        self._open: list[list[tuple[str, list[Value]]]] = []  # collections that have not ended, the outermost first
        self._sound = False  # the attribute under way; none is, at first

    def put(self, tag: int, name: bytes, raw: bytes) -> None:
        """The next value: of a new attribute if it has a name, otherwise a further one, or a part of a collection."""
        if name:
            self._drop_unfinished()
            self._attributes.append((_text(name), []))
            self._sound = True
        if not self._sound:
            return
        if tag == Tag.COLLECTION:
            self._open.append([])
            self._sound = len(self._open) <= MAX_DEPTH
        elif tag == Tag.END_COLLECTION and self._open:
            members = self._open.pop()
            self._add(Value(Tag.COLLECTION, tuple([Attribute(each, tuple(values)) for each, values in members])))
        elif tag == Tag.MEMBER_NAME and self._open:
            self._open[-1].append((_text(raw), []))
        elif tag in (Tag.MEMBER_NAME, Tag.END_COLLECTION):
            self._sound = False  # a part of a collection outside of one: what follows belongs to that
        else:
            self._add(Value(tag, _data(tag, raw)))
        if not self._sound:
            self._drop_unfinished()

    def finished(self) -> AttributeGroup:
        self._drop_unfinished()
        found = [Attribute(name, tuple(values)) for name, values in self._attributes if values]
        return AttributeGroup(self._tag, tuple(found))

    def _add(self, value: Value) -> None:
        into = self._open[-1] if self._open else self._attributes
        if into:
            into[-1][1].append(value)
        else:
            self._sound = False  # a value of no member

    def _drop_unfinished(self) -> None:
        """A collection that has not ended by now never will."""
        if self._open:
            self._attributes.pop()
            self._open.clear()


def _data(tag: int, raw: bytes) -> Data:
    if tag in STRINGS:
        return _text(raw)
    if tag in NOTHINGS:
        return None
    if tag in (Tag.TEXT_WITH_LANGUAGE, Tag.NAME_WITH_LANGUAGE):
        return _with_language(raw)
    layout = LAYOUTS.get(tag)
    if layout is None or struct.calcsize(layout) != len(raw):
        return raw
    numbers = struct.unpack(layout, raw)
    if tag == Tag.RANGE:
        return Range(*numbers)
    if tag == Tag.RESOLUTION:
        return Resolution(*numbers)
    number: int | bool = numbers[0]
    return number


def _with_language(raw: bytes) -> WithLanguage | bytes:
    size = int.from_bytes(raw[:2])
    language, length, text = raw[2 : 2 + size], raw[2 + size : 4 + size], raw[4 + size :]
    if len(length) != 2 or int.from_bytes(length) != len(text):
        return raw
    return WithLanguage(_text(language), _text(text))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")
