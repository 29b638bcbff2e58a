"""A roll-out goes from one machine to a twentieth and to all, as far as those before got well with it, and else no further."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from config.ids import KioskId
from config.trouble import Trouble
from config.updates.bundle import packed
from config.updates.roles import FLEET, LAW, NOTICES, ROLLOUT, WORDS
from config.updates.rollout import Course, Outcome, Ring, Rollout, as_rolled_out, judged, release_of
from config.vocabulary import ConfigurationTrouble
from kiosk.__main__ import main
from sync.journal import events as ev
from sync.journal.format import Chain, Head
from sync.reference_city.enrolments import KnownCertificate
from sync.reference_city.store import SqlStore
from tests.config.updates.office import Kiosk, Office, served

NOW = datetime(2031, 1, 1, tzinfo=UTC)
FIRST, FLEET_OF = "kiosk-7", [f"kiosk-{number}" for number in range(1_000)]
OLD = {LAW.bundle: b"500", WORDS.bundle: b"old words", FLEET.bundle: b"{}"}
NEW = OLD | {LAW.bundle: b"900", NOTICES.bundle: b"new notices"}


def told(ring: Ring, release: str = release_of(NEW)) -> dict[str, bytes]:
    return {ROLLOUT.bundle: packed({"rollout.toml": Rollout(release, ring, FIRST).written()})}


def takers(ring: Ring) -> list[str]:
    return [kiosk for kiosk in FLEET_OF if as_rolled_out(NEW | told(ring), kiosk, OLD)[LAW.bundle] == b"900"]


def test_one_takes_it_first_then_one_in_twenty_and_that_one_then_all_and_none_where_it_was_stopped() -> None:
    assert takers(Ring.ONE) == [FIRST]
    twentieth = takers(Ring.TWENTIETH)
    assert 30 <= len(twentieth) <= 70
    assert FIRST in twentieth
    assert takers(Ring.ALL) == FLEET_OF
    assert takers(Ring.NOBODY) == []


def test_who_waits_has_todays_notices_all_the_same() -> None:
    waits = as_rolled_out(NEW | told(Ring.ONE), "kiosk-8", OLD)
    assert waits == OLD | {NOTICES.bundle: b"new notices"}


def test_who_has_nothing_yet_takes_what_there_is_and_a_roll_out_of_something_else_holds_nobody() -> None:
    assert as_rolled_out(NEW | told(Ring.NOBODY), "kiosk-8", {}) == NEW
    assert as_rolled_out(NEW | told(Ring.ONE, release_of(OLD)), "kiosk-8", OLD) == NEW
    assert as_rolled_out(NEW, "kiosk-8", OLD) == NEW
    with pytest.raises(Trouble, match="ring"):
        as_rolled_out(
            NEW | {ROLLOUT.bundle: packed({"rollout.toml": 'release = "a"\nring = "some"\nfirst = ""'})}, "k", OLD
        )


@pytest.mark.parametrize(
    ("ring", "outcomes", "then"),
    [
        (Ring.ONE, [], Ring.ONE),
        (Ring.ONE, [Outcome.OPEN], Ring.ONE),
        (Ring.ONE, [Outcome.KEPT], Ring.TWENTIETH),
        (Ring.ONE, [Outcome.LEFT], Ring.NOBODY),
        (Ring.TWENTIETH, 8 * [Outcome.KEPT] + 2 * [Outcome.OPEN], Ring.TWENTIETH),
        (Ring.TWENTIETH, 9 * [Outcome.KEPT] + [Outcome.OPEN], Ring.ALL),
        (Ring.TWENTIETH, 9 * [Outcome.KEPT] + [Outcome.LEFT], Ring.ALL),
        (Ring.TWENTIETH, 8 * [Outcome.KEPT] + 2 * [Outcome.LEFT], Ring.NOBODY),
        (Ring.ALL, 95 * [Outcome.KEPT] + 5 * [Outcome.LEFT], Ring.ALL),
        (Ring.ALL, 80 * [Outcome.OPEN] + 20 * [Outcome.LEFT], Ring.NOBODY),
        (Ring.NOBODY, 10 * [Outcome.KEPT], Ring.NOBODY),
    ],
)
def test_it_goes_further_when_nine_of_ten_have_kept_it_and_stops_when_more_than_one_of_ten_has_left_it(
    ring: Ring, outcomes: list[Outcome], then: Ring
) -> None:
    assert judged(Rollout("a", ring, FIRST), outcomes) is then


def say(database: str, kiosk: str, *events: ev.Event) -> None:
    """The city has these entries of a journal of the kiosk's own."""
    store = SqlStore(database)
    store.own(kiosk, KioskId(kiosk), "2031-01-01")
    chain = Chain(kiosk, "boot", Head(), 1)
    bodies = [chain.entry(event, 1, NOW).body for event in events]
    store.add_entries(kiosk, 1, bodies)
    store.enrolments.admit(KnownCertificate(kiosk, KioskId(kiosk), kiosk, "2031-01-01", "2041-01-01", "kim"))
    store.close()


def test_what_the_machines_say_brings_it_from_one_to_all_by_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = Office(tmp_path / "desk", bits=1)
    key = tmp_path / "server.key"
    key.write_bytes(office.keys["server"].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    office.publish()
    office.write("words/texts/en.json", '{"out.power": "No power"}')
    office.desk.draft()
    office.desk.sign(office.signer("anna"))
    database = f"sqlite:///{tmp_path / 'city.sqlite'}"
    rollout = ["config", "rollout", str(office.folder), "--key", str(key)]
    assert main([*rollout, "--database", database]) == 1
    assert "nothing is rolled out" in capsys.readouterr().err
    assert main(["config", "publish", str(office.folder), "--key", str(key), "--first", FIRST, "--yes"]) == 0
    version = office.desk.version_of(FIRST)
    with served(office.repository) as server:
        root = (office.repository / "metadata" / "1.root.json").read_bytes()
        seen = Kiosk(tmp_path / "kiosk", root, server.port).fetched(ROLLOUT.bundle)
        assert seen
        assert 'ring = "one"' in seen.decode().replace("\\", "")

    say(database, FIRST, ev.ConfigurationBegun(version, True))
    assert main([*rollout, "--database", database]) == 0
    assert capsys.readouterr().out.endswith("one machine has it\n")
    store = SqlStore(database)
    chain = Chain(FIRST, "boot", Head(1, ""), 1)
    store.add_entries(FIRST, 2, [chain.entry(ev.ConfigurationKept(version), 1, office.now).body])
    assert main([*rollout, "--database", database]) == 0
    assert f"{FIRST}: kept" in capsys.readouterr().out
    found = office.desk.rollout(Course.CONFIGURATION)
    assert found
    assert found.ring is Ring.TWENTIETH

    left = ev.ConfigurationLeft(version, ConfigurationTrouble.NOT_WELL)
    store.add_entries(FIRST, 3, [chain.entry(left, 1, office.now).body])
    assert main([*rollout, "--database", database]) == 1
    assert "STOPPED" in capsys.readouterr().out
    assert main([*rollout, "--to", "all"]) == 0
    assert "all may take it" in capsys.readouterr().out
