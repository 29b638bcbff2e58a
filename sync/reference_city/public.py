"""The public page as a program of its own: it reads the database, holds no key of the city's, and knows no kiosk.

What strangers do to it (connections that say nothing, forms without end) is done to this process, within its own limits.
"""

from __future__ import annotations

import argparse
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from config.city import City, read_city
from sync.reference_city.keys import CityKeys
from sync.reference_city.listening import Certificate, SizeLimit, input_ends, listen
from sync.reference_city.lookup import Lookup
from sync.reference_city.lookup_page import found_page, lookup_form
from sync.reference_city.store import SqlStore

MAX_FORM_BYTES = 4_000
"""A number and a subject, of which each character may take nine bytes in a form."""


def public_app(lookup: Lookup) -> FastAPI:
    """The page on which anybody checks a paper by its number. What is typed comes by POST: names stay out of addresses and logs."""
    city = lookup.city
    app = FastAPI(
        title=f"{city.name['en']}: is this certificate genuine?", openapi_url=None, docs_url=None, redoc_url=None
    )
    app.add_middleware(SizeLimit, most=MAX_FORM_BYTES)

    @app.get("/")
    def form() -> Response:
        return _page(lookup_form(city))

    @app.post("/")
    async def look_up(request: Request) -> Response:
        asked = parse_qs((await request.body()).decode(errors="replace"))
        number, about = (asked.get(name, [""])[0] for name in ("number", "about"))
        found = await run_in_threadpool(lookup.look_up, number, about)
        return _page(found_page(city, found)) if found else _page(lookup_form(city, not_found=True), 404)

    return app


def _page(html: str, status: int = 200) -> Response:
    """Nothing of it is kept by a browser: the next person at a shared computer must not find it."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    }
    return Response(html, status, headers, "text/html; charset=utf-8")


def serve_public(of: City, database: str, listener: socket.socket, keys: CityKeys) -> None:
    """Until it is told to stop, or its standard input ends, which is whoever started it."""
    app = public_app(Lookup(of, SqlStore(database, "read"), lambda: datetime.now(UTC)))
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
    except OSError as error:  # whoever started it tries again
        sys.exit(f"the public page: {error}")


if __name__ == "__main__":
    main()
