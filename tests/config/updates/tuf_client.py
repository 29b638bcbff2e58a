#!/usr/bin/env python3
"""The product's own client behind the command line that conformance suites of The Update Framework call.

    tuf_client.py --metadata-dir DIR init ROOT
    tuf_client.py --metadata-dir DIR --metadata-url URL refresh
    tuf_client.py … --target-name PATH --target-base-url URL --target-dir DIR download

Exit status 0 when all of it succeeded, 1 otherwise.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from config.address import Address
from config.updates.follower import Fetcher, Follower, NotFollowed
from config.wire import Wire

SHIPPED = "shipped-root"
"""Beside the metadata: what a package would hold."""
TIME_MS = 20_000


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--metadata-dir", type=Path, required=True)
    parser.add_argument("--metadata-url")
    parser.add_argument("--target-name")
    parser.add_argument("--target-base-url", default="http://127.0.0.1/")
    parser.add_argument("--target-dir", type=Path)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("init").add_argument("root", type=Path)
    commands.add_parser("refresh")
    commands.add_parser("download")
    options = parser.parse_args()
    shipped = options.metadata_dir.parent / f"{options.metadata_dir.name}.{SHIPPED}"
    if options.command == "init":
        shipped.write_bytes(options.root.read_bytes())
        (options.metadata_dir / "root.json").write_bytes(options.root.read_bytes())
        return 0
    where = urlsplit(options.metadata_url)
    wire = Wire(Address(where.hostname or "", where.port or 80, "/"), None)
    follower = Follower(
        folder=options.metadata_dir,
        kept=options.target_dir or options.metadata_dir.parent / "targets",
        root=shipped.read_bytes(),
        metadata=options.metadata_url.rstrip("/") + "/",
        targets=options.target_base_url.rstrip("/") + "/",
        fetcher=partial(Fetcher, wire, TIME_MS),
    )
    try:
        look = follower.look()
        if options.command == "download":
            target = look.find(options.target_name)
            if not target:
                raise NotFollowed(f"there is no {options.target_name}")
            look.fetch(target)
    except NotFollowed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
