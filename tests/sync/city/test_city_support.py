"""What a kiosk sends for whoever helps it from afar: over its own TLS, for a wish of its own, and kept until the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from config.ids import KioskId
from sync.city.client import CityCall, CityReply
from sync.city.support import PIECE, piece_path
from sync.reference_city.fleet.wishes import Wanted, wish_of
from sync.reference_city.keys import CityKeys
from sync.reference_city.store import SqlStore
from tests.patience import PATIENCE_S
from tests.sync.city.conftest import KIOSK
from tests.sync.city.test_city_server import serving, transport

WISH, LATER, OTHERS, RESTART = (str(UUID(int=number)) for number in range(1, 5))


@pytest.fixture
def store(database: str) -> Iterator[SqlStore]:
    opened = SqlStore(database)
    for kiosk, what, wish in (
        (KIOSK, "support", WISH), ("two", "support", OTHERS), (KIOSK, "restart", RESTART), (KIOSK, "support", LATER),
    ):  # fmt: skip
        taken = "" if wish == LATER else "2031"
        opened.wishes.want(Wanted(KioskId(kiosk), wish_of(wish, what, "the office", ""), "2031", taken))
    yield opened
    opened.close()


def test_all_pieces_of_it_are_one_file_and_the_next_takes_its_place(store: SqlStore) -> None:
    kiosk = KioskId(KIOSK)
    assert store.support.take(kiosk, WISH, 1, 2, b"end")
    assert (store.support.whole(kiosk), store.support.bundle(kiosk, WISH)) == ("", None)
    for _ in range(2):  # a reply that was lost
        assert store.support.take(kiosk, WISH, 0, 2, b"beginning ")
    assert (store.support.whole(kiosk), store.support.bundle(kiosk, WISH)) == (WISH, b"beginning end")
    assert store.support.bundle(KioskId("two"), WISH) is None
    assert store.support.take(kiosk, WISH, 0, 3, b"made anew"), "and what came of the one before is gone"
    assert store.support.bundle(kiosk, WISH) is None
    assert store.support.take(kiosk, LATER, 0, 1, b"later")
    assert (store.support.whole(kiosk), store.support.bundle(kiosk, WISH)) == (LATER, None)


@pytest.mark.parametrize("wish", [OTHERS, RESTART, str(UUID(int=9))])
def test_what_nobody_wants_of_this_kiosk_is_not_taken(store: SqlStore, wish: str) -> None:
    assert not store.support.take(KioskId(KIOSK), wish, 0, 1, b"x")
    assert store.support.whole(KioskId(KIOSK)) == ""


def test_over_the_wire_a_piece_has_a_size_and_a_place(demo_keys: CityKeys, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'city.sqlite'}"
    with serving(database, demo_keys) as url:
        store = SqlStore(database, "there")
        store.wishes.want(Wanted(KioskId(KIOSK), wish_of(WISH, "support", "the office", ""), "2031"))
        carry = transport(url, demo_keys)

        def put(path: str, piece: bytes) -> int:
            reply = carry(CityCall("PUT", path, piece, 5_000), int(PATIENCE_S * 1000))
            assert isinstance(reply, CityReply)
            return reply.status

        assert put(piece_path(WISH, 0, 2), bytes(PIECE)) == 204
        assert put(piece_path(WISH, 1, 2), b"end") == 204
        assert put(piece_path(WISH, 0, 2), bytes(PIECE + 1)) == 404
        assert put(piece_path(LATER, 0, 1), b"x") == 404
        assert put(piece_path(WISH, 16, 16), b"x") == 422
        assert put(piece_path(WISH, 0, 17), b"x") == 422
        assert store.support.bundle(KioskId(KIOSK), WISH) == bytes(PIECE) + b"end"
        store.close()
