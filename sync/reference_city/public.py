"""The public pages as a program of its own: it reads the database, holds no key of the city's, and knows no kiosk.

What strangers do to it (connections that say nothing, forms without end) is done to this process, within its own limits.
"""

from __future__ import annotations

import argparse
import gzip
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from config.barcode_signer import Anchors
from config.city import City, read_city
from config.credentials import UnusableFileError, anchors
from sync.reference_city.keys import CityKeys
from sync.reference_city.listening import Certificate, SizeLimit, input_ends, listen
from sync.reference_city.lookup import Lookup
from sync.reference_city.public_pages.found import LOOKUP, found_page, not_found_page
from sync.reference_city.public_pages.frame import PAGES, Texts, language_of
from sync.reference_city.public_pages.verifier import WORKER, UnfitAnchorsError, verifier
from sync.reference_city.store import SqlStore

KEPT_S = 600
"""So long a browser shows the page without asking for it again."""
MAX_FORM_BYTES = 4_000
"""A number and a subject, of which each character may take nine bytes in a form."""


def public_app(lookup: Lookup, believed: Anchors) -> FastAPI:
    """The verifier, and the page on which anybody looks a paper up by its number. What is typed comes by POST: names stay out of
    addresses and logs.

    ``believed``: whose signatures the verifier believes.

    Raises:
        UnfitAnchorsError
    """
    city = lookup.city
    app = FastAPI(
        title=f"{city.name['en']}: is this certificate genuine?", openapi_url=None, docs_url=None, redoc_url=None
    )
    app.add_middleware(SizeLimit, most=MAX_FORM_BYTES)
    files = {name: gzip.compress(content) for name, content in verifier(city, believed, LOOKUP).items()}

    @app.get("/")
    @app.get("/{name}")
    def file(request: Request, name: str = PAGES["ko"]) -> Response:
        """Packed, whole: on a slow line it has to come within the time that there is for an answer."""
        if name not in files:
            return Response(status_code=404)
        kind = "text/javascript" if name == WORKER else "text/html; charset=utf-8"
        headers = {"Cache-Control": f"max-age={KEPT_S}", "Vary": "Accept-Encoding", **_UNFRAMED}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(gzip.decompress(files[name]), 200, headers, kind)
        return Response(files[name], 200, headers | {"Content-Encoding": "gzip"}, kind)

    @app.post("/")
    async def look_up(request: Request) -> Response:
        asked = parse_qs((await request.body()).decode(errors="replace"))
        number, about, language = (asked.get(name, [""])[0] for name in ("number", "about", "language"))
        found = await run_in_threadpool(lookup.look_up, number, about)
        t = Texts(city, language_of(language))
        return _page(found_page(t, found)) if found else _page(not_found_page(t), 404)

    return app


_UNFRAMED = {"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff"}


def _page(html: str, status: int = 200) -> Response:
    """Nothing of it is kept by a browser: the next person at a shared computer must not find it."""
    return Response(html, status, {"Cache-Control": "no-store", **_UNFRAMED}, "text/html; charset=utf-8")


def signers_of(keys: CityKeys) -> Anchors:
    """Whose signatures on its papers a city with these keys believes. Raises `UnusableFileError`."""
    if keys.signer.exists():
        return (*anchors(keys.ca), *anchors(keys.signer))
    return anchors(keys.signing_public)


def serve_public(of: City, database: str, listener: socket.socket, keys: CityKeys) -> None:
    """Until it is told to stop, or its standard input ends, which is whoever started it."""
    app = public_app(Lookup(of, SqlStore(database, "read"), lambda: datetime.now(UTC)), signers_of(keys))
    listen(app, listener, Certificate(keys.certificate("server"), keys.key("server"), None), input_ends)


def command(of: City, database: str, listener: int, keys: CityKeys) -> list[str]:
    """What starts this program on a socket that it inherits by that number."""
    return [sys.executable, "-m", __name__, str(of.folder), database, str(listener), str(keys.folder)]


def main() -> None:
    parser = argparse.ArgumentParser(description="The public page, for `serve` of the same package to start.")
    parser.add_argument("city", type=Path)
    parser.add_argument("database")
    parser.add_argument("listener", type=int)
    parser.add_argument("keys", type=Path)
    asked = parser.parse_args()
    try:
        serve_public(read_city(asked.city), asked.database, socket.socket(fileno=asked.listener), CityKeys(asked.keys))
    except (OSError, UnusableFileError, UnfitAnchorsError) as error:  # whoever started it tries again
        sys.exit(f"the public page: {error}")


if __name__ == "__main__":
    main()
