"""Alembic's entry point. The connection is handed in by `warehouse.migrate`; there is no alembic.ini and no offline mode."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table="warehouse_version", version_table_schema="public")
with context.begin_transaction():
    context.run_migrations()
