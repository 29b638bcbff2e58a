"""Addresses in the settings, taken apart once and in one way: what the check accepts is what the wires use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator

from config.problems import Flaw, refused


class Address(NamedTuple):
    """``path`` begins with a slash."""

    host: str
    port: int
    path: str


def printer_address(uri: str) -> Address:
    """``ipp://HOST[:PORT][/PATH]``. IPP over TLS is not spoken.

    Raises:
        ValueError: it is none; the message says what about it is wrong.
    """
    return _address(uri, "ipp", 631)


def city_address(url: str) -> Address:
    """``https://HOST[:PORT]``: the paths below it are the kiosk's to choose.

    Raises:
        ValueError: it is none; the message says what about it is wrong.
    """
    address = _address(url, "https", 443)
    if address.path != "/":
        raise refused(Flaw.ADDRESS_PATH, value=url, path=address.path)
    return address


def _address(uri: str, scheme: str, port: int) -> Address:
    try:
        parts = urlsplit(uri)
        host, there = parts.hostname, parts.port
    except ValueError:  # a bracket too few, or a port that is no number
        raise refused(Flaw.ADDRESS_PORT, value=uri) from None
    if parts.scheme != scheme:
        raise refused(Flaw.ADDRESS_SCHEME, value=uri, scheme=scheme)
    if not host or uri != "".join(uri.split()):
        raise refused(Flaw.ADDRESS_HOST, value=uri)
    if there == 0:
        raise refused(Flaw.ADDRESS_PORT, value=uri)
    if parts.username is not None or "?" in uri or "#" in uri:
        raise refused(Flaw.ADDRESS_MORE, value=uri)
    return Address(host, there or port, parts.path or "/")


def _is(parse: Callable[[str], Address]) -> AfterValidator:
    def check(text: str) -> str:
        parse(text)
        return text

    return AfterValidator(check)


PrinterUri = Annotated[str, _is(printer_address)]
CityUrl = Annotated[str, _is(city_address)]
