"""Run migrations on the connection that the ledger hands over; it owns the transaction."""

from alembic import context

from monitor.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by rebuilding it
)
context.run_migrations()
