"""From the schema of any release to that of this program, step by step (Alembic).

A database says which schema it has (``alembic_version``); one of 0.1.0 says nothing. A step is never changed once it is released, and
names no table of the program's: those go on changing. A new database is made as it is now and needs no step.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, MetaData, inspect, text

HEAD = "0002"
"""Of the newest step: a database that says this is asked nothing more, and Alembic is not even imported."""
FIRST = "0001"
_VERSION = "alembic_version"


def bring_up_to_date(connection: Connection, metadata: MetaData) -> None:
    """``metadata``: of the schema as it is now. All of it happens, or nothing; of two at once the second waits for the first."""
    _alone(connection)
    if not inspect(connection).get_table_names():
        metadata.create_all(connection)
        connection.execute(text(f"create table {_VERSION} (version_num varchar(32) not null primary key)"))
        connection.execute(text(f"insert into {_VERSION} values ('{HEAD}')"))
    elif version(connection) != HEAD:
        _upgrade(connection)


def version(connection: Connection) -> str:
    """Of the schema that is there; of a database that says nothing, the first."""
    if not inspect(connection).has_table(_VERSION):
        return FIRST
    return connection.execute(text(f"select version_num from {_VERSION}")).scalar() or FIRST


def _alone(connection: Connection) -> None:
    """SQLite's driver begins no transaction before tables are made."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("begin immediate")
    else:
        connection.exec_driver_sql("select pg_advisory_xact_lock(hashtext('alembic_version'))")


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if not inspect(connection).has_table(_VERSION):
        command.stamp(config, FIRST)
    command.upgrade(config, "head")
