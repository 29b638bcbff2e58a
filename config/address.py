"""Addresses in the settings, taken apart once and in one way: what the check accepts is what the wires use."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_address
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
    """``ipp://HOST[:PORT][/PATH]``, or ``ipps://`` for IPP `over_tls`.

    Raises:
        ValueError: it is none; the message says what about it is wrong.
    """
    return _address(uri, ("ipp", "ipps"), 631)


def over_tls(uri: str) -> bool:
    """Whether the printer at ``uri`` is spoken to over TLS."""
    return urlsplit(uri).scheme == "ipps"


def city_address(url: str) -> Address:
    """``https://HOST[:PORT]``: the paths below it are the kiosk's to choose.

    Raises:
        ValueError: it is none; the message says what about it is wrong.
    """
    address = _address(url, ("https",), 443)
    if address.path != "/":
        raise refused(Flaw.ADDRESS_PATH, value=url, path=address.path)
    return address


def _address(uri: str, schemes: tuple[str, ...], port: int) -> Address:
    try:
        parts = urlsplit(uri)
        host, there = parts.hostname, parts.port
    except ValueError:  # a bracket too few, or a port that is no number
        raise refused(Flaw.ADDRESS_PORT, value=uri) from None
    if parts.scheme not in schemes:
        raise refused(Flaw.ADDRESS_SCHEME, value=uri, schemes=", ".join(f"{scheme}://" for scheme in schemes))
    if not host or uri != "".join(uri.split()):
        raise refused(Flaw.ADDRESS_HOST, value=uri)
    if not _can_be_asked_for(host):
        raise refused(Flaw.ADDRESS_NAME, value=uri, host=host)
    if there == 0:
        raise refused(Flaw.ADDRESS_PORT, value=uri)
    if parts.username is not None or "?" in uri or "#" in uri:
        raise refused(Flaw.ADDRESS_MORE, value=uri)
    return Address(host, there or port, parts.path or "/")


def _can_be_asked_for(host: str) -> bool:
    """Whether it is an address, or a name server could know it: requests would not even ask for another."""
    if ":" in host:
        return _is_address(host)
    try:
        return bool(re.fullmatch(r"[\w-]+(\.[\w-]+)*\.?", host.encode("idna").decode()))
    except UnicodeError:  # a label too long, or an empty one
        return False


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _is(parse: Callable[[str], Address]) -> AfterValidator:
    def check(text: str) -> str:
        parse(text)
        return text

    return AfterValidator(check)


PrinterUri = Annotated[str, _is(printer_address)]
CityUrl = Annotated[str, _is(city_address)]
