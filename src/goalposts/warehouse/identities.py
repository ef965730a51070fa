"""Ids made from natural keys: two processes that read the same files in any order make the same ids."""

from __future__ import annotations

import hashlib


def identity(*natural_key: object) -> int:
    """A stable 63-bit id for a natural key (BLAKE2b); never 0, which means "none"."""
    text = "\x1f".join("" if part is None else str(part) for part in natural_key)
    number = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
    return number or 1


def account_identity(platform: str, account_ext: str) -> int:
    """The id of an account: the same platform and name (case folded) are the same account."""
    return identity("account", platform, account_ext.strip().casefold())


def item_identity(account_id: int, item_axis: str, item_ext: str) -> int:
    """The id of an item within its account; `item_axis` keeps a page and a keyword of one name apart."""
    return identity("item", account_id, item_axis, item_ext)


def campaign_identity(name: str) -> int:
    """The id of a campaign: campaigns of one name are one campaign on every platform."""
    return identity("campaign", name.strip().casefold())


def segment_identity(values: dict[str, str]) -> int:
    """The id of an audience slice such as {"age": "30-34", "gender": "F"}."""
    return identity("segment", segment_value(values))


def segment_value(values: dict[str, str]) -> str:
    """The canonical text of a slice: "age=30-34|gender=F"."""
    return "|".join(f"{axis}={value}" for axis, value in sorted(values.items()))
