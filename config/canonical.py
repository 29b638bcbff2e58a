"""The canonical text of a record: what the city's signature covers, written so that anyone can make it again.

One line a field, in the order of the record's definition: ``path=value``, ended by a line feed, in UTF-8. A list's
entries are numbered from 1 (``owners.2.name=...``) and preceded by their count (``owners=3``). Text is NFC; a backslash,
carriage return and line feed within a value are written ``\\\\``, ``\\r`` and ``\\n``. The first line is the record's type.
"""

from __future__ import annotations

import json
import unicodedata
import zlib
from base64 import b64decode, b64encode
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from hashlib import sha256

from pydantic import TypeAdapter

from config.catalogue import Record

MAX_PACKED = 4_000_000


def canonical_text(record: Record) -> str:
    """See the module. Different records have different texts."""
    lines = [f"record={type(record).__name__}"]
    _write("", record, lines)
    return "".join(f"{line}\n" for line in lines)


def digest(record: Record) -> bytes:
    """SHA-256 of the canonical text, 32 bytes."""
    return sha256(canonical_text(record).encode()).digest()


def packed(record: Record) -> str:
    """The record as text of the characters of base64, to go with the paper; `unpacked` reads it."""
    return b64encode(zlib.compress(json.dumps(asdict(record), ensure_ascii=False).encode())).decode()


def unpacked(text: str, type_: type[Record]) -> Record:
    """Raises `ValueError` for what is no packed record of this type."""
    try:
        data = zlib.decompressobj().decompress(b64decode(text, validate=True), MAX_PACKED)
        return record_reader(type_).validate_json(data)
    except zlib.error as error:
        raise ValueError(f"not a packed record: {error}") from None


@cache
def record_reader(type_: type[Record]) -> TypeAdapter[Record]:
    """Makes such a record of plain values or JSON; raises `pydantic.ValidationError`, a `ValueError`."""
    return TypeAdapter(type_)


def escaped(text: str) -> str:
    """A text as it stands in a canonical one: NFC, on one line."""
    text = unicodedata.normalize("NFC", text)
    return text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")


def _write(path: str, value: object, lines: list[str]) -> None:
    if is_dataclass(value) and not isinstance(value, type):
        prefix = f"{path}." if path else ""
        for name in _names(type(value)):
            _write(prefix + name, getattr(value, name), lines)
    elif isinstance(value, tuple):
        lines.append(f"{path}={len(value)}")
        for number, each in enumerate(value, 1):
            _write(f"{path}.{number}", each, lines)
    elif isinstance(value, str):
        lines.append(f"{path}={escaped(value)}")
    elif type(value) is int:
        lines.append(f"{path}={value}")
    else:
        raise TypeError(f"{path}: no canonical form for {type(value).__name__}")


@cache
def _names(type_: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(type_))
