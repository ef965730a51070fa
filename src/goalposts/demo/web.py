"""The web shop as an analytics tool sees it: sessions by channel and device, pages, and days that were lost."""

from __future__ import annotations

import numpy as np
import polars as pl

from goalposts.demo.calendar import Calendar, Flags, Floats, Ints
from goalposts.demo.ledger import BRAND, LABEL, Account, Ledger, Part, generator
from goalposts.demo.truths import Truths, lift_of
from goalposts.demo.uniques import edges, write_windows
from goalposts.periods import DAY, Grain, Period
from goalposts.warehouse.tables import item_identity, segment_identity

SHOP_SITE = Account("ga4", f"{BRAND} web shop")
CHANNELS = {
    "direct": (190, 0.52),
    "organic_search": (260, 0.60),
    "paid_search": (120, 0.55),
    "organic_social": (110, 0.48),
    "paid_social": (95, 0.42),
    "email": (70, 0.64),
    "referral": (55, 0.58),
    "display": (35, 0.36),
    "affiliate": (22, 0.50),
}
"""Channel -> sessions a day at the start, share of engaged sessions."""
SENDERS = {
    "organic_search": {"google": 0.58, "naver": 0.42},
    "paid_search": {"google": 0.5, "naver": 0.5},
    "organic_social": {"facebook": 0.3, "instagram": 0.42, "x": 0.12, "linkedin": 0.1, "tiktok": 0.06},
    "paid_social": {"facebook": 0.38, "instagram": 0.62},
    "email": {"newsletter": 1.0},
    "referral": {"tea-notes.example": 0.6, "city-guide.example": 0.4},
    "direct": {"(direct)": 1.0},
    "display": {"banner.example": 1.0},
    "affiliate": {"tea-club.example": 1.0},
}
"""Channel -> who sent its sessions, and their shares."""
DEVICES = {"desktop": (0.3, 1.08), "mobile": (0.64, 0.97), "tablet": (0.06, 1.0)}
"""Device -> share of sessions, how engaged they are."""
PAGES = {
    "/": ("page", 0.24),
    "/shop/oolong": ("page", 0.16),
    "/shop/matcha": ("page", 0.15),
    "/shop/gift-boxes": ("page", 0.11),
    "/stories/first-flush": ("page", 0.07),
    "/lp/first-order": ("landing_page", 0.1),
    "/lp/tea-club": ("landing_page", 0.09),
    "/lp/wholesale": ("landing_page", 0.08),
}
_WEEK = (1.04, 1.02, 1.0, 0.99, 0.97, 0.94, 1.04)


def web(calendar: Calendar, truths: Truths) -> Part:
    """Day rows of the whole, by channel, by device and by page; users per day, week and month."""
    rng = generator(truths.seed, "web")
    ledger = Ledger(SHOP_SITE, "web-analytics-simulated.csv", truths.captured_at)
    cube = _cube(rng, calendar, truths)
    lost = Period(truths.outage.start, truths.outage.end)
    known = [Period(calendar.start, lost.start - DAY), Period(lost.end + DAY, calendar.end)]
    keep = ~calendar.inside(lost)
    whole = {code: values.sum(axis=(1, 2)) for code, values in cube.items()}
    ledger.daily(calendar, whole, known)
    for code, values in cube.items():
        _sliced(ledger, calendar, code, values.sum(axis=2)[keep], known, keep, "channel", list(CHANNELS))
        _sliced(ledger, calendar, code, values.sum(axis=1)[keep], known, keep, "device", list(DEVICES))
    _senders(generator(truths.seed, "senders"), ledger, calendar, cube, known, keep)
    _pages(rng, ledger, calendar, whole["page_views"], known, keep)
    _people(rng, ledger, calendar, whole, known, lost)
    for code in whole:
        for cut in ("", "channel", "device"):
            ledger.cover(code, [lost], cut=cut, state="failed", reason=truths.outage.reason)
    for code in ("sessions", "engaged_sessions"):
        ledger.cover(code, [lost], cut="channel+source", state="failed", reason=truths.outage.reason)
    ledger.cover("users", [lost], state="failed", reason=truths.outage.reason)
    return Part([ledger.batch()], {code: np.where(keep, values, 0) for code, values in whole.items()})


def _cube(rng: np.random.Generator, calendar: Calendar, truths: Truths) -> dict[str, Ints]:
    """Every measure by day, channel and device."""
    size = np.array([size for size, _ in CHANNELS.values()])
    share, engaged = (np.array(column) for column in zip(*DEVICES.values(), strict=True))
    demand = calendar.rhythm(_WEEK, yearly=0.12, growth=0.3, rest=0.9) * lift_of(calendar, truths)
    noise = rng.gamma(120, 1 / 120, (len(calendar), len(size)))
    sessions = rng.poisson((demand[:, None] * size[None, :] * noise)[:, :, None] * share[None, None, :])
    rate = np.array([rate for _, rate in CHANNELS.values()])[:, None] * engaged[None, :]
    alive = rng.binomial(sessions, np.minimum(rate, 0.9))
    seconds = np.rint(sessions * rng.normal(128, 6, sessions.shape)).astype(np.int64)
    converting = rng.binomial(alive, 0.052)
    starts = rng.binomial(sessions, 0.034)
    return {
        "sessions": sessions,
        "engaged_sessions": alive,
        "page_views": sessions + rng.poisson(1.6 * sessions),
        "session_seconds": seconds,
        "engagement_seconds": np.rint(seconds * 0.57).astype(np.int64),
        "conversions": converting + rng.binomial(converting, 0.12),
        "converting_sessions": converting,
        "form_starts": starts,
        "form_submits": rng.binomial(starts, 0.56),
        "downloads": rng.binomial(alive, 0.012),
        "signups": rng.binomial(alive, 0.02),
    }


def _sliced(
    ledger: Ledger,
    calendar: Calendar,
    code: str,
    values: Ints,
    known: list[Period],
    keep: Flags,
    axis: str,
    names: list[str],
) -> None:
    days = np.repeat(calendar.dates[keep], len(names))
    labels = np.tile(np.array(names), len(values))
    ledger.measure(code, values.ravel(), days, cut=axis, covers=known[0], slices={axis: labels})
    ledger.cover(code, known[1:], cut=axis)


def _senders(
    rng: np.random.Generator,
    ledger: Ledger,
    calendar: Calendar,
    cube: dict[str, Ints],
    known: list[Period],
    keep: Flags,
) -> None:
    """Sessions by channel and by who sent them, which add up to the channels."""
    pairs = [(channel, sender) for channel in CHANNELS for sender in SENDERS[channel]]
    ids = np.array([segment_identity({"source": sender}) for _, sender in pairs])
    named = {"segment_id": ids, "value": [f"source={s}" for _, s in pairs], "source": [s for _, s in pairs]}
    ledger.add("dim_segment", pl.DataFrame(named).unique("segment_id", maintain_order=True))
    sent = [
        rng.multinomial(cube["sessions"].sum(axis=2)[keep][:, place], list(SENDERS[channel].values()))
        for place, channel in enumerate(CHANNELS)
    ]
    engaged = cube["engaged_sessions"].sum(axis=2)[keep]
    alive = [
        np.array(
            [rng.multivariate_hypergeometric(day, whole) for day, whole in zip(by, engaged[:, place], strict=True)]
        )
        for place, by in enumerate(sent)
    ]
    for code, drawn in (("sessions", sent), ("engaged_sessions", alive)):
        values = np.concatenate(drawn, axis=1)
        slices = {
            "channel": np.tile(np.array([channel for channel, _ in pairs]), len(values)),
            "segment_id": np.tile(ids, len(values)),
        }
        days = np.repeat(calendar.dates[keep], len(pairs))
        ledger.measure(code, values.ravel(), days, cut="channel+source", covers=known[0], slices=slices)
        ledger.cover(code, known[1:], cut="channel+source")


def _pages(
    rng: np.random.Generator,
    ledger: Ledger,
    calendar: Calendar,
    views: Ints,
    known: list[Period],
    keep: Flags,
) -> None:
    """Every page view belongs to one page, so pages add up to the whole."""
    items = np.array([item_identity(SHOP_SITE.id, "page", path) for path in PAGES])
    kinds = [kind for kind, _ in PAGES.values()]
    rows = {"item_id": items, "account_id": SHOP_SITE.id, "item_kind": kinds, "item_ext": list(PAGES)}
    titles = [f"{path} ({LABEL})" for path in PAGES]
    ledger.add("dim_item", pl.DataFrame(rows).with_columns(pl.Series("title", titles), pl.Series("url", list(PAGES))))
    by_page = rng.multinomial(views, [share for _, share in PAGES.values()])[keep]
    timed = rng.binomial(by_page, 0.8)
    found = {
        "page_views": by_page,
        "page_timed_views": timed,
        "page_seconds": np.rint(timed * rng.normal(52, 4, timed.shape)),
    }
    left = by_page
    for depth, stay in ((25, 0.86), (50, 0.78), (75, 0.74), (90, 0.72)):
        left = rng.binomial(left, stay)
        found[f"scroll_{depth}"] = left
    days, item = np.repeat(calendar.dates[keep], len(items)), np.tile(items, len(by_page))
    for code, values in found.items():
        ledger.measure(code, values.ravel(), days, cut="page", covers=known[0], slices={"item_id": item})
        ledger.cover(code, known[1:], cut="page")


def _people(
    rng: np.random.Generator,
    ledger: Ledger,
    calendar: Calendar,
    whole: dict[str, Ints],
    known: list[Period],
    lost: Period,
) -> None:
    """Users of days, and of the weeks and months of which no day was lost."""
    users = whole["sessions"] * rng.uniform(0.8, 0.86, len(calendar))
    buyers = whole["converting_sessions"].astype(np.float64) * 0.97
    people: dict[str, Floats] = {"users": users, "new_users": users * 0.62, "converting_users": buyers}
    for code, counts in people.items():
        ledger.daily(calendar, {code: np.floor(counts)}, known)
        write_windows(ledger, calendar, code, counts, Grain.WEEK, 0.83, without=lost)
        write_windows(ledger, calendar, code, counts, Grain.MONTH, 0.66, without=lost)
    months = [m for m in calendar.whole(Grain.MONTH) if m.clipped(lost) is None]
    domains = np.array([round(34 + 0.6 * n + rng.integers(-4, 5)) for n in range(len(months))])
    ledger.measure("referral_domains", domains, *edges(months), window="month")
