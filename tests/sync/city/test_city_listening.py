"""How the city listens: what goes on beside it does not die unseen."""

from __future__ import annotations

import socket
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI

from sync.reference_city.listening import Certificate, listen
from tests.patience import PATIENCE_S

if TYPE_CHECKING:
    from sync.reference_city.keys import CityKeys


def test_an_error_in_what_goes_on_beside_it_ends_the_city_and_is_seen(demo_keys: CityKeys) -> None:
    async def beside() -> None:
        raise ZeroDivisionError

    def serve() -> None:
        own = Certificate(demo_keys.certificate("server"), demo_keys.key("server"), None)
        with pytest.raises(ZeroDivisionError):
            listen(FastAPI(), socket.create_server(("127.0.0.1", 0)), own, beside)
        seen.append(True)

    seen: list[bool] = []
    city = Thread(target=serve, daemon=True)
    city.start()
    city.join(PATIENCE_S)
    assert seen
