"""Posts of the sample brand: what was published when, and how its counters grew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from goalposts.demo.calendar import Calendar, Ints
from goalposts.demo.ledger import LABEL, Account, Array, Ledger
from goalposts.demo.titles import THEMES, invented_titles
from goalposts.demo.truths import Campaign, Truths
from goalposts.periods import Period
from goalposts.warehouse.tables import campaign_identity, item_identity

HOURS = (8, 10, 12, 14, 17, 19, 20, 21)
_HOUR_NOISE = (1.0, 0.96, 1.03, 0.95, 1.0, 1.05, 1.04, 0.98)
_WEEKDAY = (0.97, 1.0, 1.02, 1.05, 1.0, 0.98, 0.96)
LIFE_DAYS = 21
"""After this many days a post gathers nothing more."""
_GROWTH = np.diff(1 - np.exp(-np.arange(LIFE_DAYS + 1) / 2.2)) / (1 - np.exp(-LIFE_DAYS / 2.2))
RECENT_DAYS = 60
_CLICK_FACTOR = {"link": 1.9, "article": 1.7, "video": 0.8}


@dataclass(frozen=True)
class Style:
    """How one platform is used: posts a day, typical impressions of a post, and rates."""

    per_day: float
    impressions: float
    engagement: float
    click: float | None
    content_types: tuple[str, ...]
    saves: float = 0.0
    has_reach: bool = True


@dataclass(frozen=True)
class Posts:
    """The posts of one account in order of publication; `counters` are their totals over the whole life."""

    day: Ints
    hour: Ints
    content_type: list[str]
    campaign: Ints
    item: Ints
    counters: dict[str, Ints]

    def shares(self, code: str) -> Ints:
        """What each post gained at each age in days: rows are posts, the sum over ages is the counter."""
        known = np.floor(self.counters[code][:, None] * np.cumsum(_GROWTH)[None, :] + 1e-9).astype(np.int64)
        return np.asarray(np.diff(known, axis=1, prepend=0))

    def per_day(self, code: str, days: int) -> Ints:
        """What all posts together gained on each day."""
        gained = np.zeros(days + LIFE_DAYS, dtype=np.int64)
        np.add.at(gained, self.day[:, None] + np.arange(LIFE_DAYS)[None, :], self.shares(code))
        return gained[:days]


def publish(
    rng: np.random.Generator, calendar: Calendar, truths: Truths, account: Account, style: Style, waves: list[Campaign]
) -> tuple[Posts, pl.DataFrame]:
    """Draw the posts of an account; also their rows for dim_item."""
    week = np.array([1.15, 1.2, 1.2, 1.15, 1.1, 0.6, 0.6])[calendar.weekdays]
    day = np.repeat(np.arange(len(calendar)), rng.poisson(style.per_day * week))
    count = len(day)
    cells = [(hour, kind) for hour in range(len(HOURS)) for kind in range(len(style.content_types))]
    order = np.concatenate([rng.permutation(len(cells)) for _ in range(count // len(cells) + 1)])[:count]
    slot, kind = np.array(cells)[order].T
    hour = np.array(HOURS)[slot]
    kinds = [style.content_types[k] for k in kind]
    campaign = _campaigns(rng, calendar, waves, day)
    counters = _counters(rng, calendar, truths, account, style, day, slot, kinds)
    names = [f"{LABEL}-{account.platform}-{number:04d}" for number in range(1, count + 1)]
    item = np.array([item_identity(account.id, "post", name) for name in names], dtype=np.int64)
    themes = [THEMES[i] for i in rng.integers(0, len(THEMES), count)]
    titles, languages = invented_titles(rng, themes)
    rows = pl.DataFrame(
        {
            "item_id": item,
            "account_id": account.id,
            "item_kind": "post",
            "item_ext": names,
            "content_type": kinds,
            "title": titles,
            "theme": themes,
            "language": languages,
            "published_on": pl.Series(calendar.dates[day]),
            "weekday": pl.Series(calendar.weekdays[day] + 1, dtype=pl.Int8),
            "hour": pl.Series(hour, dtype=pl.Int8),
        }
    )
    return Posts(day, hour, kinds, campaign, item, counters), rows


def _campaigns(rng: np.random.Generator, calendar: Calendar, waves: list[Campaign], day: Ints) -> Ints:
    """About a third of the posts published while a campaign runs belong to it; 0 = none."""
    chosen = np.zeros(len(day), dtype=np.int64)
    lucky = rng.random(len(day)) < 0.35
    for wave in waves:
        chosen[calendar.inside(wave.period)[day] & lucky] = campaign_identity(wave.name)
    return chosen


def _counters(
    rng: np.random.Generator,
    calendar: Calendar,
    truths: Truths,
    account: Account,
    style: Style,
    day: Ints,
    slot: Ints,
    kinds: list[str],
) -> dict[str, Ints]:
    video = np.array([kind == truths.best_content_type for kind in kinds])
    demand = calendar.rhythm((1, 1, 1, 1, 1, 1, 1), growth=0.3, rest=1.08)[day]
    impressions = np.rint(style.impressions * demand * rng.lognormal(-0.06, 0.35, len(day))).astype(np.int64)
    best = np.array(HOURS)[slot] == truths.best_hour[account.platform]
    rate = style.engagement * np.where(best, truths.best_hour_factor, np.array(_HOUR_NOISE)[slot])
    rate = rate * np.where(video, truths.best_content_factor, 1.0) * np.array(_WEEKDAY)[calendar.weekdays[day]]
    engaged = rng.binomial(impressions, np.minimum(rate * rng.lognormal(-0.02, 0.2, len(day)), 0.5))
    likes, comments, shares = rng.multinomial(engaged, [0.82, 0.07, 0.11]).T
    found = {"impressions": impressions, "likes": likes, "comments": comments, "shares": shares}
    if style.click is not None:
        pull = np.array([_CLICK_FACTOR.get(kind, 1.0) for kind in kinds])
        found["link_clicks"] = rng.binomial(impressions, style.click * pull)
    if style.saves:
        found["saves"] = rng.binomial(impressions, style.saves, len(day))
    found["video_views"] = np.where(video, rng.binomial(impressions, 0.42), 0)
    if style.has_reach:
        found["reach"] = np.rint(impressions / rng.uniform(1.15, 1.4, len(day))).astype(np.int64)
    return {code: values.astype(np.int64) for code, values in found.items()}


def reading_days(calendar: Calendar) -> list[int]:
    """On which days the counters of recent posts were read: every week, and every day of the last week."""
    last = len(calendar) - 1
    return sorted({last - ago for ago in (*range(0, 7), *range(7, RECENT_DAYS, 7))})


def write_readings(ledger: Ledger, calendar: Calendar, posts: Posts) -> None:
    """Lifetime counters: older posts were read once, on the last day; recent ones on every reading day."""
    last = len(calendar) - 1
    recent = posts.day > last - RECENT_DAYS
    pairs = [(day, (posts.day <= day) & (recent | (day == last))) for day in reading_days(calendar)]
    codes = [*posts.counters, "posts_published"]
    known = {code: np.cumsum(posts.shares(code), axis=1) for code in posts.counters}
    for code in codes:
        rows, read = [], []
        for day, seen in pairs:
            index = np.flatnonzero(seen & _shown(posts, code))
            rows.append(index)
            read.append(np.full(len(index), day))
        row, when = np.concatenate(rows), np.concatenate(read)
        values = known[code][row, np.minimum(when - posts.day[row], LIFE_DAYS - 1)] if code in known else row * 0 + 1
        _measure(ledger, calendar, posts, code, values, row, when)


def _shown(posts: Posts, code: str) -> Array:
    """Only videos have video views."""
    if code != "video_views":
        return np.ones(len(posts.day), dtype=bool)
    return np.array([kind == "video" for kind in posts.content_type])


def _measure(ledger: Ledger, calendar: Calendar, posts: Posts, code: str, values: Array, row: Ints, when: Ints) -> None:
    slices = {"item_id": posts.item[row], "campaign_id": posts.campaign[row]}
    dates = calendar.dates[when]
    spans = [Period(day, day) for day in np.unique(dates).tolist()]
    ledger.measure(code, values, dates, window="lifetime", cut="campaign+post", covers=spans[0], slices=slices)
    ledger.cover(code, spans[1:], cut="campaign+post", window="lifetime")
