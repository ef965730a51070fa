"""Surveys: questions, links good for one answer, and the answers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of the surveys."""
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("campaign", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("open_hash", sa.String(64)),
        sa.Column("opened_at", sa.DateTime, nullable=False),
        sa.Column("closed_at", sa.DateTime),
        sa.Column("covered_until", sa.Date),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
        sa.UniqueConstraint("code", name="uq_survey_code"),
        sa.UniqueConstraint("open_hash", name="uq_survey_open_hash"),
    )
    op.create_table(
        "survey_wording",
        sa.Column("survey_id", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("texts", sa.JSON, nullable=False),
        sa.Column("since", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("survey_id", "version", name="pk_survey_wording"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_survey_wording_survey_id"),
    )
    op.create_table(
        "survey_link",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("survey_id", sa.Integer, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("used_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_survey_link"),
        sa.UniqueConstraint("token_hash", name="uq_survey_link_token_hash"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_survey_link_survey_id"),
    )
    op.create_table(
        "survey_answer",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("survey_id", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("link_id", sa.Integer),
        sa.Column("visitor_hash", sa.String(64)),
        sa.Column("address_hash", sa.String(64), nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("answered_at", sa.DateTime, nullable=False),
        sa.Column("sent_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_survey_answer"),
        sa.UniqueConstraint("key", name="uq_survey_answer_key"),
        sa.UniqueConstraint("link_id", name="uq_survey_answer_link_id"),
        sa.UniqueConstraint("survey_id", "visitor_hash", name="uq_survey_answer_survey_id"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_survey_answer_survey_id"),
        sa.ForeignKeyConstraint(["link_id"], ["survey_link.id"], name="fk_survey_answer_link_id"),
    )
    op.create_index("ix_survey_answer_sent_at", "survey_answer", ["sent_at"])
