"""As released in 0.1.0."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, String

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "issuance",
        Column("uuid", String(36), primary_key=True),
        Column("request_hash", String(64), nullable=False),
        Column("number", String(19), nullable=False, unique=True),
        Column("kind", String(60), nullable=False),
        Column("issued_at", String(40), nullable=False),
        Column("expires_at", String(40), nullable=False),
        Column("reply", LargeBinary, nullable=False),
    )
    op.create_table(
        "outcome",
        Column("uuid", String, primary_key=True),
        Column("state", String(10), nullable=False),
        Column("reason", String, nullable=False),
    )
    op.create_table(
        "journal_entry",
        Column("journal", String, primary_key=True),
        Column("seq", Integer, primary_key=True),
        Column("hash", String(64), nullable=False),
        Column("body", LargeBinary, nullable=False),
    )
    op.create_table(
        "settlement",
        Column("journal", String, primary_key=True),
        Column("claim", String, primary_key=True),
        Column("amount", Integer, nullable=False),
        Column("at", String(40), nullable=False),
        Column("by", String, nullable=False),
    )
