"""Alembic runs this for every upgrade; the connection and its transaction come from `store/database.py`."""

from alembic import context

from goalposts.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
context.run_migrations()
