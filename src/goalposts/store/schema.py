"""Every table of our own state in one place, for migrations and for tests."""

from goalposts.store import goal_tables, people_tables, review_tables, strategy_tables, tables
from goalposts.store.base import Base

TABLES = (tables, strategy_tables, goal_tables, review_tables, people_tables)
METADATA = Base.metadata
