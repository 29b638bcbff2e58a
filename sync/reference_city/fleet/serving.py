"""The fleet page as a process of its own: for admins, on a port of its own, and none of the kiosks' business."""

from __future__ import annotations

import json
import secrets
import socket
from datetime import UTC, datetime
from uuid import uuid4

from config.city import City
from sync.reference_city.again import again
from sync.reference_city.authority import KioskAuthority
from sync.reference_city.enrolments import Enrolments
from sync.reference_city.fleet.accounts import Accounts
from sync.reference_city.fleet.audit import Audit
from sync.reference_city.fleet.books import Books
from sync.reference_city.fleet.deciding import Deciding, add_deciding
from sync.reference_city.fleet.notices import NoticeDesk
from sync.reference_city.fleet.pages import fleet_app
from sync.reference_city.fleet.receivers import Receivers
from sync.reference_city.fleet.site import Site, Words
from sync.reference_city.fleet.telling import Teller
from sync.reference_city.fleet.watch import EVERY_S, Watch
from sync.reference_city.keys import CityKeys
from sync.reference_city.listening import Certificate, listen
from sync.reference_city.server import load_authority
from sync.reference_city.store import SqlStore


def serve_fleet(
    of: City,
    store: SqlStore,
    keys: CityKeys,
    words: Words,
    receivers: Receivers,
    desk: NoticeDesk | None,
    metrics_token: str,
    bind: str,
    port: int,
) -> None:
    """Until it is told to stop. Prints one line of JSON with its address once it listens. ``port``: 0 for any free one."""

    def now() -> datetime:
        return datetime.now(UTC)

    site = Site(of, Accounts(store.accounts, now, secrets.token_bytes), Audit(store.audit, now), words, now)
    books = Books(
        Enrolments(store.enrolments, now, secrets.token_bytes),
        store.beats,
        store.audit,
        store.alerts,
        store.wishes,
        store.support,
        store.issued,
        Teller(of, words),
        lambda: str(uuid4()),
        metrics_token,
    )
    app = fleet_app(site, books)
    add_deciding(app, Deciding(site, store, books.enrolments, _authority(keys), desk))
    listener = socket.create_server((bind, port))
    print(json.dumps({"fleet": f"https://{bind}:{listener.getsockname()[1]}"}), flush=True)
    own = Certificate(keys.certificate("server"), keys.key("server"), None)
    watch = Watch(store, receivers, Teller(of, words), now)
    listen(app, listener, own, lambda: again(EVERY_S, watch.look))


def _authority(keys: CityKeys) -> KioskAuthority | None:
    """None where the key by which kiosks are let in does not lie here."""
    try:
        return load_authority(keys)
    except (OSError, ValueError):
        return None
