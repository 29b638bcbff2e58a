"""The fleet page as a process of its own: for admins, on a port of its own, and none of the kiosks' business."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
from datetime import UTC, datetime

from config.city import City
from sync.reference_city.enrolments import Enrolments
from sync.reference_city.fleet.accounts import Accounts
from sync.reference_city.fleet.audit import Audit
from sync.reference_city.fleet.pages import Books, fleet_app
from sync.reference_city.fleet.site import Site, Words
from sync.reference_city.keys import CityKeys
from sync.reference_city.listening import Certificate, listen
from sync.reference_city.store import SqlStore


def serve_fleet(of: City, store: SqlStore, keys: CityKeys, words: Words, bind: str, port: int) -> None:
    """Until it is told to stop. Prints one line of JSON with its address once it listens. ``port``: 0 for any free one."""

    def now() -> datetime:
        return datetime.now(UTC)

    site = Site(of, Accounts(store.accounts, now, secrets.token_bytes), Audit(store.audit, now), words, now)
    books = Books(Enrolments(store.enrolments, now, secrets.token_bytes), store.beats, store.audit)
    listener = socket.create_server((bind, port))
    print(json.dumps({"fleet": f"https://{bind}:{listener.getsockname()[1]}"}), flush=True)
    own = Certificate(keys.certificate("server"), keys.key("server"), None)
    listen(fleet_app(site, books), listener, own, _for_ever)


async def _for_ever() -> None:
    await asyncio.Event().wait()
