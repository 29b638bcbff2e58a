"""BER-TLV with definite lengths (ISO 7816-4, X.690): what chip files, secure messaging and PACE are made of."""

from __future__ import annotations

from collections.abc import Iterator


class TlvError(Exception):
    """These bytes are no TLV."""


def encode(tag: int, value: bytes) -> bytes:
    """One object. ``tag`` as it is written: 0x7C, 0x5F1F, 0x7F49."""
    return tag.to_bytes((tag.bit_length() + 7) // 8) + encode_length(len(value)) + value


def encode_length(size: int) -> bytes:
    if size < 0x80:
        return bytes((size,))
    data = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((0x80 | len(data),)) + data


def header(data: bytes, at: int = 0) -> tuple[int, int, int]:
    """Tag, start of the value and its length at ``at``; the value itself need not be there.

    Raises:
        TlvError: the header is cut short, indefinite or longer than four bytes.
    """
    try:
        start, tag = at + 1, data[at]
        if tag & 0x1F == 0x1F:
            while True:
                tag, start = tag << 8 | data[start], start + 1
                if not tag & 0x80:
                    break
                if tag > 0xFFFFFF:
                    raise TlvError("tag too long")
        size = data[start]
        start += 1
        if size & 0x80:
            count = size & 0x7F
            if not 1 <= count <= 3 or len(data) < start + count:
                raise TlvError("length not usable")
            size = int.from_bytes(data[start : start + count])
            start += count
    except IndexError:
        raise TlvError("cut short") from None
    return tag, start, size


def objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The objects one after the other, to the end of ``data``."""
    at = 0
    while at < len(data):
        tag, start, size = header(data, at)
        if start + size > len(data):
            raise TlvError("cut short")
        yield tag, data[start : start + size]
        at = start + size


def find(data: bytes, *path: int) -> bytes:
    """The value at a path of tags, each the first of its kind at its level.

    Raises:
        TlvError: it is not there.
    """
    for tag in path:
        for found, value in objects(data):
            if found == tag:
                data = value
                break
        else:
            raise TlvError(f"no object {tag:X}")
    return data
