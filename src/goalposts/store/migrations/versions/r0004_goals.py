"""Strategies, objectives and goals."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    _strategies()
    _goals()


def _edited() -> list[sa.Column[Any]]:
    """The columns of everything people edit."""
    return [
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
    ]


def _strategies() -> None:
    """Profile, strategies, objectives, audiences, campaigns, chosen KPIs."""
    op.create_table(
        "audience",
        *_edited(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("wants", sa.Text, nullable=False),
        sa.Column("values", sa.JSON, nullable=False),
        sa.Column("platforms", sa.JSON, nullable=False),
        sa.Column("ideal_customer", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audience"),
    )
    op.create_table(
        "profile",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_profile"),
    )
    op.create_table(
        "strategy",
        *_edited(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=True),
        sa.Column("ends_on", sa.Date, nullable=True),
        sa.Column("north_star", sa.Text, nullable=False),
        sa.Column("north_star_where", sa.JSON, nullable=False),
        sa.Column("north_star_reason", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_strategy"),
    )
    op.create_table(
        "objective",
        *_edited(),
        sa.Column("strategy_id", sa.Integer, nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("audience_id", sa.Integer, nullable=True),
        sa.Column("starts_on", sa.Date, nullable=True),
        sa.Column("ends_on", sa.Date, nullable=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_objective"),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name="fk_objective_audience_id"),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name="fk_objective_strategy_id"),
    )
    op.create_table(
        "campaign",
        *_edited(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("objective_id", sa.Integer, nullable=True),
        sa.Column("audience_id", sa.Integer, nullable=True),
        sa.Column("utm_campaign", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=True),
        sa.Column("ends_on", sa.Date, nullable=True),
        sa.Column("budget", sa.Double, nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("budget_lines", sa.JSON, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name="fk_campaign_audience_id"),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name="fk_campaign_objective_id"),
    )
    op.create_table(
        "chosen_kpi",
        *_edited(),
        sa.Column("objective_id", sa.Integer, nullable=False),
        sa.Column("kpi", sa.String(128), nullable=False),
        sa.Column("where", sa.JSON, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("rivals_note", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chosen_kpi"),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name="fk_chosen_kpi_objective_id"),
    )


def _goals() -> None:
    """Goals, targets and what belongs to them."""
    op.create_table(
        "goal",
        *_edited(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("objective_id", sa.Integer, nullable=True),
        sa.Column("audience_id", sa.Integer, nullable=True),
        sa.Column("campaign_id", sa.Integer, nullable=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("relevance", sa.Text, nullable=False),
        sa.Column("resources", sa.Text, nullable=False),
        sa.Column("confirmed_by", sa.Text, nullable=False),
        sa.Column("confirmed_at", sa.DateTime, nullable=True),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=True),
        sa.Column("smart", sa.JSON, nullable=False),
        sa.Column("visibility", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("reviewed_at", sa.DateTime, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_goal"),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name="fk_goal_audience_id"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_goal_campaign_id"),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name="fk_goal_objective_id"),
    )
    op.create_table(
        "target",
        *_edited(),
        sa.Column("goal_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("kpi", sa.String(128), nullable=False),
        sa.Column("where", sa.JSON, nullable=False),
        sa.Column("operator", sa.String(16), nullable=False),
        sa.Column("direction", sa.String(8), nullable=False),
        sa.Column("mode", sa.String(24), nullable=False),
        sa.Column("amount", sa.Double, nullable=True),
        sa.Column("target_value", sa.Double, nullable=True),
        sa.Column("unit", sa.String(16), nullable=False),
        sa.Column("progress_mode", sa.String(16), nullable=False),
        sa.Column("baseline_value", sa.Double, nullable=True),
        sa.Column("baseline_from", sa.Date, nullable=True),
        sa.Column("baseline_to", sa.Date, nullable=True),
        sa.Column("cadence", sa.String(16), nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=True),
        sa.Column("steps", sa.JSON, nullable=False),
        sa.Column("lines", sa.JSON, nullable=False),
        sa.Column("weight", sa.Double, nullable=False),
        sa.Column("done_on", sa.Date, nullable=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_target"),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name="fk_target_goal_id"),
    )
    op.create_index("ix_target_goal_id", "target", ["goal_id"])
    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("goal_id", sa.Integer, nullable=False),
        sa.Column("target_id", sa.Integer, nullable=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("obstacle", sa.Text, nullable=False),
        sa.Column("next_step", sa.Text, nullable=False),
        sa.Column("value", sa.Double, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_check_in"),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name="fk_check_in_goal_id"),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name="fk_check_in_target_id"),
    )
    op.create_index("ix_check_in_goal_id", "check_in", ["goal_id"])
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("goal_id", sa.Integer, nullable=False),
        sa.Column("target_id", sa.Integer, nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("period_start", sa.Date, nullable=False),
        sa.Column("value", sa.Double, nullable=True),
        sa.Column("reached_on", sa.Date, nullable=False),
        sa.Column("found_at", sa.DateTime, nullable=False),
        sa.Column("why_it_worked", sa.Text, nullable=False),
        sa.Column("repeat_by", sa.Text, nullable=False),
        sa.Column("told_by", sa.Text, nullable=False),
        sa.Column("told_at", sa.DateTime, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_milestone"),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name="fk_milestone_goal_id"),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name="fk_milestone_target_id"),
        sa.UniqueConstraint("target_id", "kind", "period_start", name="uq_milestone_target_id"),
    )
    op.create_index("ix_milestone_goal_id", "milestone", ["goal_id"])
    op.create_table(
        "target_progress",
        sa.Column("target_id", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("snapshot", sa.Integer, nullable=False),
        sa.Column("target_version", sa.Integer, nullable=False),
        sa.Column("worked_out_at", sa.DateTime, nullable=False),
        sa.Column("outcome", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("target_id", "day", name="pk_target_progress"),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name="fk_target_progress_target_id"),
    )
    op.create_table(
        "task",
        *_edited(),
        sa.Column("list_name", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("assignee", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date, nullable=True),
        sa.Column("goal_id", sa.Integer, nullable=True),
        sa.Column("target_id", sa.Integer, nullable=True),
        sa.Column("campaign_id", sa.Integer, nullable=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("done_on", sa.Date, nullable=True),
        sa.Column("done_by", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_task_campaign_id"),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name="fk_task_goal_id"),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name="fk_task_target_id"),
    )
    op.create_index("ix_task_assignee", "task", ["assignee"])
    op.create_index("ix_task_goal_id", "task", ["goal_id"])
