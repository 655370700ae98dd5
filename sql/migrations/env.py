"""Alembic's entry point. `warehouse.migrate` hands in the connection; there is no alembic.ini and no offline mode."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table="warehouse_version", version_table_schema="public")
with context.begin_transaction():
    context.run_migrations()
