"""``kiosk fingerprint``: the certificate that a printer shows, for a person to compare and to pin in the settings."""

from __future__ import annotations

import argparse
from contextlib import suppress

from cryptography import x509

from config.address import over_tls, printer_address
from config.fingerprint import fingerprint
from config.trouble import Trouble
from config.wire import shown_by

ANSWER_MS = 15_000
"""Printers take some seconds for a handshake, the first one after they were switched on above all."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("uri", metavar="URI", type=_secure, help="of the printer: ipps://HOST[:PORT]/PATH")


def _secure(uri: str) -> str:
    printer_address(uri)
    if not over_tls(uri):
        raise ValueError(uri)
    return uri


def run(options: argparse.Namespace) -> int:
    """Shows it, and the lines for the settings. It trusts nobody and tells the printer nothing."""
    peer = printer_address(options.uri)
    try:
        shown = shown_by(peer, ANSWER_MS)
    except OSError as error:
        raise Trouble(f"{options.uri}: shows no certificate: {error}") from None
    print(f"{peer.host}:{peer.port} shows the certificate")
    with suppress(ValueError):  # some printers write theirs in ways that no reader takes; it is pinned as it is
        certificate = x509.load_der_x509_certificate(shown)
        print(f"  of       {certificate.subject.rfc4514_string()}")
        print(f"  by       {certificate.issuer.rfc4514_string()}")
        print(f"  valid    {certificate.not_valid_before_utc:%Y-%m-%d} to {certificate.not_valid_after_utc:%Y-%m-%d}")
    print(f"  SHA-256  {fingerprint(shown)}")
    print(
        "Compare its SHA-256 with what the printer itself says, on its panel or its printed network report: only that"
    )
    print("tells it from somebody between. If it is the same, put this into the settings:")
    print()
    print("[printer]")
    print(f'uri = "{options.uri}"')
    print(f'fingerprint = "{fingerprint(shown)}"')
    return 0
