"""The words a question may break down or filter by, and the axis of the facts each one needs.

An axis is a way a source can slice its numbers. A row that is not sliced is a total; totals and parts are never added.
Axes of the account itself (platform, brand) need no slicing.
"""

from __future__ import annotations

from dataclasses import dataclass

SEGMENT_AXES = (
    "age",
    "gender",
    "region",
    "language",
    "interest",
    "behaviour",
    "journey_stage",
    "icp",
    "seniority",
    "industry",
    "job_function",
    "company_size",
    "follower_status",
    "search_appearance",
    "experiment",
    "arm",
    "source",
)

ITEM_AXES = {
    "post": ("post", "video", "short_video", "story"),
    "ad": ("ad",),
    "email": ("email",),
    "page": ("page", "landing_page"),
    "form": ("form",),
    "keyword": ("keyword",),
    "document": ("document",),
}
"""Axis of the facts -> item kinds it holds."""

AXES = (*ITEM_AXES, "campaign", "channel", "country", "device", "paid", *SEGMENT_AXES)
"""Every axis; a cut is some of these, sorted and joined by '+', and '' is the uncut whole."""

OVERLAPPING_AXES = frozenset({"page", "keyword", *SEGMENT_AXES})
"""Axes whose parts need not add up to the whole (withheld queries, pages of one session), unless a source says so."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """`axis`: what the facts must be cut by ('' = none, 'item' = any item axis); `column`: where the value is read."""

    name: str
    axis: str
    column: str


def _registry() -> dict[str, Dimension]:
    account = ("platform", "brand", "owner_kind", "industry_code")
    item = ("content_type", "item_kind", "theme", "title", "weekday", "hour", "tracking_code")
    rows = [
        Dimension("account", "", "account.name"),
        *(Dimension(name, "", f"account.{name}") for name in account),
        Dimension("item", "item", "item.item_ext"),
        *(Dimension(name, "item", f"item.{name}") for name in item),
        *(Dimension(axis, axis, "item.item_ext") for axis in ITEM_AXES),
        Dimension("campaign", "campaign", "campaign.name"),
        Dimension("objective", "campaign", "campaign.objective_code"),
        Dimension("channel", "channel", "fact.channel"),
        Dimension("country", "country", "fact.country_code"),
        Dimension("device", "device", "fact.device"),
        Dimension("paid", "paid", "fact.paid_split"),
        *(Dimension(axis, axis, f"segment.{axis}") for axis in SEGMENT_AXES),
    ]
    return {row.name: row for row in rows}


DIMENSIONS = _registry()


def cut_of(*axes: str) -> str:
    """The canonical text of a cut: `cut_of("paid", "age") == "age+paid"`."""
    return "+".join(sorted(axes))
