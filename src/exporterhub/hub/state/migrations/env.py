"""What Alembic runs: the migrations on the connection, and in the transaction, that the caller has opened."""

from __future__ import annotations

from alembic import context

from exporterhub.hub.state._migrate import VERSION_TABLE
from exporterhub.hub.state.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
