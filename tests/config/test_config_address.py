"""Addresses: what the check lets pass is what can be connected to."""

from __future__ import annotations

import re

import pytest

from config.address import Address, city_address, printer_address


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("ipp://192.0.2.10/ipp/print", Address("192.0.2.10", 631, "/ipp/print")),
        ("ipp://printer:8631", Address("printer", 8631, "/")),
        ("ipps://printer/ipp/print", Address("printer", 631, "/ipp/print")),
        ("IPP://[2001:db8::1]:631/a/b", Address("2001:db8::1", 631, "/a/b")),
    ],
)
def test_a_printer(uri: str, address: Address) -> None:
    assert printer_address(uri) == address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://city.example", Address("city.example", 443, "/")),
        ("https://city.example:8443/", Address("city.example", 8443, "/")),
    ],
)
def test_a_city(url: str, address: Address) -> None:
    assert city_address(url) == address


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("http://printer/ipp/print", "only ipp://, ipps:// is spoken here"),
        ("printer", "only ipp://, ipps:// is spoken here"),
        ("", "only ipp://, ipps:// is spoken here"),
        ("ipp:///ipp/print", "names no host"),
        ("ipp://pri nter/", "names no host"),
        ("ipp://" + "a" * 64 + "/", "is no name that can be looked up"),
        ("ipp://prin^ter/", "is no name that can be looked up"),
        ("ipp://printer..example/", "is no name that can be looked up"),
        ("ipp://printer/\n", "names no host"),
        ("ipp://printer:print/", "the port is a number"),
        ("ipp://printer:70000/", "the port is a number"),
        ("ipp://printer:0/", "the port is a number"),
        ("ipp://[2001:db8::1/", "the port is a number"),
        ("ipp://user:word@printer/", "no user"),
        ("ipp://printer/ipp?queue=1", "no ?"),
        ("ipp://printer/ipp#1", "no ?"),
    ],
)
def test_what_is_no_printer(uri: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        printer_address(uri)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://city.example", "only https:// is spoken here"),
        ("https://", "names no host"),
        ("https://:8443", "names no host"),
        ("https://city.example/kiosks", "leave out /kiosks"),
        ("https://city.example//", "leave out //"),
        ("https://city.example?kiosk=1", "no ?"),
        ("https://city.example?", "no ?"),
        ("https://kiosk@city.example", "no user"),
    ],
)
def test_what_is_no_city(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        city_address(url)
