"""How Alembic runs a migration: on the connection it is handed, in that connection's transaction.

Alembic runs this file; as a module, imported by anything else, it does nothing.
"""

from alembic import context

from api.store.tables import Base

if hasattr(context, "config"):
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
