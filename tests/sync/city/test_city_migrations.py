"""A city's database of any release becomes that of this program, with all that is in it; or stays what it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, create_engine, insert, inspect, select

from sync.city.api import DocumentState
from sync.reference_city import migrations
from sync.reference_city.claims import claims
from sync.reference_city.migrations import HEAD, version
from sync.reference_city.store import SqlStore
from sync.reference_city.tables import METADATA
from tests.sync.city.conftest import Report, Town
from tests.sync.city.released import make_0_1_0


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = create_engine(database)
    yield engine
    engine.dispose()


def tables(engine: Engine) -> MetaData:
    found = MetaData()
    found.reflect(engine)
    return found


def differences(engine: Engine) -> list[Any]:
    """Between the database and the tables of the program."""
    with engine.connect() as connection:
        return [
            each
            for each in compare_metadata(MigrationContext.configure(connection), METADATA)
            if "alembic_version" not in str(each)
        ]


def lived_in(engine: Engine, town: Town, report: Report) -> str:
    """A database of 0.1.0 with a reservation, its outcome, a journal with a claim, and a claim that was paid; the reservation's number."""
    uuid = str(uuid4())
    reply = town.reserve(uuid, town.land())
    report.took("session", uuid, 10_000)
    report.claims("session", "9114-3449", 9_600)
    issuance = town.store.get(uuid)
    assert issuance
    with engine.begin() as connection:
        make_0_1_0(connection)
    made = tables(engine).tables
    with engine.begin() as connection:
        connection.execute(insert(made["issuance"]), {
            "uuid": uuid, "request_hash": issuance.request_hash, "number": reply.number, "kind": issuance.kind, "reply": issuance.reply,
            "issued_at": issuance.issued_at.isoformat(), "expires_at": issuance.expires_at.isoformat(),
        })  # fmt: skip
        connection.execute(insert(made["outcome"]), {"uuid": uuid, "state": "issued", "reason": ""})
        connection.execute(insert(made["journal_entry"]), [
            {"journal": report.journal, "seq": seq, "hash": sha256(body).hexdigest(), "body": body} for seq, body in enumerate(report.bodies, 1)
        ])  # fmt: skip
        connection.execute(
            insert(made["settlement"]), {"journal": "an earlier one", "claim": "1", "amount": 5, "at": "", "by": "kim"}
        )
    return reply.number


def test_a_database_of_the_first_release_becomes_that_of_now_with_all_that_is_in_it(
    database: str, engine: Engine, town: Town, report: Report
) -> None:
    number = lived_in(engine, town, report)
    with closing(SqlStore(database)) as store:
        after = Town(store)
        found = after.lookup.look_up(number, "강원특별자치도 원주시 단구동 9423-1")
        assert found
        assert (found.document.state, found.document.number) == (DocumentState.ISSUED, number)
        assert [(each.number, int(each.amount), each.doubts) for each in claims(store)] == [("9114-3449", 9_600, [])]
        assert [(each.claim, each.by) for each in store.settlements()] == [("1", "kim")]
        after.send(report)  # the kiosk goes on with its journal
        assert after.alarms() == []
    assert differences(engine) == []
    with engine.connect() as connection:
        assert version(connection) == HEAD


def test_what_the_steps_make_is_what_the_program_makes_anew(database: str, engine: Engine) -> None:
    with engine.begin() as connection:
        make_0_1_0(connection)
    assert differences(engine) != []
    SqlStore(database).close()
    assert differences(engine) == []
    names = inspect(engine).get_table_names()
    with engine.begin() as connection:
        MetaData().reflect(connection)
        METADATA.drop_all(connection)
        connection.exec_driver_sql("drop table alembic_version")
    SqlStore(database).close()
    assert differences(engine) == []
    assert sorted(inspect(engine).get_table_names()) == sorted(names)


def test_the_newest_step_is_the_one_that_the_program_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_an_upgrade_that_fails_changes_nothing(
    database: str, engine: Engine, town: Town, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here at its last step, over an entry of a journal."""
    lived_in(engine, town, report)
    before = tables(engine)
    monkeypatch.setattr("sync.reference_city.deeds.filed", lambda text: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        SqlStore(database)
    now = tables(engine)
    assert {name: table.columns.keys() for name, table in now.tables.items()} == {
        name: table.columns.keys() for name, table in before.tables.items()
    }
    monkeypatch.undo()
    with closing(SqlStore(database)) as store:
        assert len(claims(store)) == 1


def test_a_database_of_an_older_program_is_not_brought_up_to_date_by_a_listing(
    database: str, engine: Engine, town: Town, report: Report
) -> None:
    lived_in(engine, town, report)
    for opened in ("there", "read"):
        with pytest.raises(OSError, match="an older program"):
            SqlStore(database, opened)
    assert set(inspect(engine).get_table_names()) == {"issuance", "outcome", "journal_entry", "settlement"}
    with engine.connect() as connection:
        assert len(connection.execute(select(tables(engine).tables["issuance"])).all()) == 1
