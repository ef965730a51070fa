"""Audits: runs and findings."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of the audits."""
    op.create_table(
        "audit_run",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("milliseconds", sa.Integer, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("checks", sa.JSON, nullable=False),
        sa.Column("cut_off", sa.JSON, nullable=False),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_run"),
    )
    op.create_table(
        "audit_finding",
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("check_code", sa.String(64), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("account_id", sa.BigInteger, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("measure", sa.String(128), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("first_day", sa.Date),
        sa.Column("last_day", sa.Date),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("examples", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("first_seen", sa.DateTime, nullable=False),
        sa.Column("last_seen", sa.DateTime, nullable=False),
        sa.Column("fixed_at", sa.DateTime),
        sa.Column("accepted_at", sa.DateTime),
        sa.Column("accepted_by", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("accepted_until", sa.Date),
        sa.PrimaryKeyConstraint("key", name="pk_audit_finding"),
    )
    op.create_index("ix_audit_finding_state", "audit_finding", ["state"])
