"""The door as a program of its own: where a kiosk that the city does not know yet asks to be let in (`sync.city.enrolment`).

Anybody may knock, so it holds no key of the city's but the server's: it writes a request down, and tells later what an admin made of
it. What strangers do to it is done to this process, within its own limits.
"""

from __future__ import annotations

import argparse
import secrets
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from sync.city.enrolment import MAX_ENROLMENT_BYTES, EnrolmentReply, EnrolmentRequest, Welcome
from sync.reference_city.authority import NotSigned
from sync.reference_city.counting import Busy
from sync.reference_city.enrolments import Enrolments
from sync.reference_city.keys import CityKeys
from sync.reference_city.listening import Certificate, SizeLimit, input_ends, listen
from sync.reference_city.store import SqlStore


def door_app(enrolments: Enrolments, welcome: Welcome) -> FastAPI:
    app = FastAPI(title="Where kiosks ask to be let in", openapi_url=None, docs_url=None, redoc_url=None)
    app.add_middleware(SizeLimit, most=MAX_ENROLMENT_BYTES)

    @app.exception_handler(RequestValidationError)
    def bad_input(request: Request, error: RequestValidationError) -> Response:
        return _refusal("bad-input", 422)

    @app.get("/v1/city")
    def city() -> Welcome:
        return welcome

    @app.put("/v1/enrolments/{uuid}", response_model=EnrolmentReply)
    def ask(uuid: UUID, asked: EnrolmentRequest, request: Request) -> EnrolmentReply | Response:
        try:
            answer = enrolments.ask(str(uuid), asked, request.client.host if request.client else "")
        except NotSigned:
            return _refusal("bad-input", 422)
        if isinstance(answer, Busy):
            return _refusal("too-many-requests", 429, {"Retry-After": str(answer.retry_after_s)})
        return answer or _refusal("conflict", 409)

    @app.get("/v1/enrolments/{uuid}", response_model=EnrolmentReply)
    def look(uuid: UUID) -> EnrolmentReply | Response:
        return enrolments.look(str(uuid)) or _refusal("unknown", 404)

    return app


def _refusal(why: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"refused": why}, status, headers)


def command(city: str, database: str, listener: int, keys: CityKeys, kiosks: int) -> list[str]:
    """What starts this program on a socket that it inherits by that number; ``city``: its id, ``kiosks``: the port of theirs."""
    places = [city, database, str(listener), str(keys.folder), str(kiosks)]
    return [sys.executable, "-m", __name__, *places]


def main() -> None:
    parser = argparse.ArgumentParser(description="The door, for `serve` of the same package to start.")
    parser.add_argument("city")
    parser.add_argument("database")
    parser.add_argument("listener", type=int)
    parser.add_argument("keys", type=Path)
    parser.add_argument("kiosks", type=int)
    asked = parser.parse_args()
    keys = CityKeys(asked.keys)
    try:
        store = SqlStore(asked.database, "there")
        enrolments = Enrolments(store.enrolments, lambda: datetime.now(UTC), secrets.token_bytes, asked.kiosks)
        ca = keys.ca.read_text()
        app = door_app(enrolments, Welcome(asked.city, ca, (ca,)))
        own = Certificate(keys.certificate("server"), keys.key("server"), None)
        listen(app, socket.socket(fileno=asked.listener), own, input_ends)
    except OSError as error:  # whoever started it tries again
        sys.exit(f"the door: {error}")


if __name__ == "__main__":
    main()
