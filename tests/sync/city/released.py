"""A city's database as a released program made it, in that program's own words."""

from __future__ import annotations

from sqlalchemy import Connection, text

BLOB = {"sqlite": "BLOB", "postgresql": "BYTEA"}
OF_0_1_0 = """
CREATE TABLE issuance (uuid VARCHAR(36) NOT NULL, request_hash VARCHAR(64) NOT NULL, number VARCHAR(19) NOT NULL, kind VARCHAR(60) NOT NULL,
 issued_at VARCHAR(40) NOT NULL, expires_at VARCHAR(40) NOT NULL, reply {blob} NOT NULL, PRIMARY KEY (uuid), UNIQUE (number));
CREATE TABLE outcome (uuid VARCHAR NOT NULL, state VARCHAR(10) NOT NULL, reason VARCHAR NOT NULL, PRIMARY KEY (uuid));
CREATE TABLE journal_entry (journal VARCHAR NOT NULL, seq INTEGER NOT NULL, hash VARCHAR(64) NOT NULL, body {blob} NOT NULL,
 PRIMARY KEY (journal, seq));
CREATE TABLE settlement (journal VARCHAR NOT NULL, claim VARCHAR NOT NULL, amount INTEGER NOT NULL, at VARCHAR(40) NOT NULL,
 by VARCHAR NOT NULL, PRIMARY KEY (journal, claim))
"""


def make_0_1_0(connection: Connection) -> None:
    for statement in OF_0_1_0.format(blob=BLOB[connection.dialect.name]).split(";"):
        connection.execute(text(statement.replace(" by ", ' "by" ')))
