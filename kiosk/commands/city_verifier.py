"""``kiosk city verifier``: the page on which anybody checks a paper by its signed code, as files for any site."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from config.credentials import anchors
from config.trouble import Trouble
from kiosk.commands.arguments import add_city
from sync.reference_city.public_pages.verifier import UnfitAnchorsError, verifier

if TYPE_CHECKING:
    from kiosk.commands.arguments import Actions


def add_actions(actions: Actions) -> None:
    made = actions.add_parser("verifier", help="write the page on which anybody checks a paper, for any site to host")
    add_city(made)
    made.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="into this folder; what it has is replaced"
    )
    made.add_argument(
        "--key", type=Path, action="append", required=True, metavar="FILE",
        help="the certificate of the city's CA, and those of its signers, earlier ones as well (PEM or DER); or a public key",
    )  # fmt: skip
    made.add_argument(
        "--lookup", type=_address, metavar="URL", help="the city's public page, where a number is looked up"
    )
    made.set_defaults(action=_verifier)


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or not set(text).isdisjoint(" ;,'\""):
        raise argparse.ArgumentTypeError("an address is written https://HOST/…")
    return text


def _verifier(options: argparse.Namespace) -> int:
    try:
        files = verifier(
            options.city, tuple(each for path in options.key for each in anchors(path)), options.lookup or ""
        )
    except UnfitAnchorsError as error:
        raise Trouble(f"--key: {error}") from None
    options.out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (options.out / name).write_bytes(content)
        print(f"{options.out / name}  {len(content):,} bytes")
    return 0
