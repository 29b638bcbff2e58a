"""For Alembic, which runs this file: over the connection, and in the transaction, of whoever asked for the upgrade."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=False)
context.run_migrations()
