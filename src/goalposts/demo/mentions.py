"""What others said of the brand and of its competitors: social mentions, tags, press and links."""

from __future__ import annotations

import numpy as np
import polars as pl

from goalposts.demo.calendar import Calendar, stamps
from goalposts.demo.ledger import BRAND, LABEL, Account, Array, Ledger, Part, generator
from goalposts.demo.rivals import RIVALS
from goalposts.demo.truths import Truths
from goalposts.demo.uniques import edges
from goalposts.periods import Grain
from goalposts.warehouse.tables import identity

LISTENING = Account("brand24", f"{BRAND} listening")
_KINDS = {"social_mention": 0.68, "tag": 0.24, "pr": 0.03, "media_coverage": 0.02, "backlink": 0.03}
_AUTHORS = {"customer": 0.6, "other": 0.24, "influencer": 0.08, "lead": 0.05, "press": 0.03}
_SOCIAL = ("instagram", "x", "facebook", "linkedin")
_TEXTS = {
    "positive": ("Best oolong I have had this year", "차향이 정말 좋아요", "包裝很美，茶也好喝"),
    "neutral": ("Has anyone tried the new tin?", "신제품 나왔네요", "下個月有新品嗎"),
    "negative": ("Parcel took nine days", "배송이 너무 늦어요", "這次的味道淡了些"),
}


def mentions(calendar: Calendar, truths: Truths) -> Part:
    """One row per mention of us or a competitor; who shared us is counted by month."""
    rng = generator(truths.seed, "mentions")
    ledger = Ledger(LISTENING, "listening-simulated.csv", truths.captured_at)
    subjects = [(0, 7.5), *((account.id, size) for (account, *_), size in zip(RIVALS, (5.5, 2.6), strict=True))]
    frames, own = [], np.zeros(len(calendar), dtype=np.int64)
    for competitor, per_day in subjects:
        day = np.repeat(np.arange(len(calendar)), rng.poisson(per_day * calendar.rhythm((1,) * 7, growth=0.3)))
        frame = _rows(rng, calendar, competitor, day)
        frames.append(frame)
        if competitor == 0:
            counted = frame["kind"].is_in(["social_mention", "tag"]).to_numpy()
            own = np.bincount(day, counted, len(calendar)).astype(np.int64)
    ledger.events("fact_mention", pl.concat(frames), calendar.period)
    for account, *_ in RIVALS:
        ledger.events("fact_mention", pl.DataFrame(), calendar.period, account)
    months = calendar.whole(Grain.MONTH)
    known = rng.poisson(120, len(months))
    ledger.measure("classified_sharers", known, *edges(months), window="month")
    ledger.measure("icp_sharers", rng.binomial(known, 0.36), *edges(months), window="month")
    return Part([ledger.batch()], {"mentions": own})


def _rows(rng: np.random.Generator, calendar: Calendar, competitor: int, day: Array) -> pl.DataFrame:
    count = len(day)
    kinds = rng.choice(list(_KINDS), count, p=list(_KINDS.values()))
    tone = rng.choice(["positive", "neutral", "negative"], count, p=[0.38, 0.5, 0.12])
    social = np.isin(kinds, ["social_mention", "tag"])
    text = [_TEXTS[mood][pick] for mood, pick in zip(tone.tolist(), rng.integers(0, 3, count).tolist(), strict=True)]
    moment = stamps(calendar.dates[day], rng.integers(0, 86_400, count))
    return pl.DataFrame(
        {
            "mention_id": [identity("mention", LISTENING.id, competitor, n) for n in range(count)],
            "kind": kinds,
            "platform": np.where(social, rng.choice(list(_SOCIAL), count), "web"),
            "account_id": [LISTENING.id] * count,
            "competitor_id": [competitor] * count,
            "url": [f"https://example.com/{LABEL}/{competitor % 997}/{n}" for n in range(count)],
            "domain": ["example.com"] * count,
            "author_class": rng.choice(list(_AUTHORS), count, p=list(_AUTHORS.values())),
            "author_followers": np.rint(rng.lognormal(6.2, 1.4, count)).astype(np.int64),
            "found_at": moment,
            "published_at": moment,
            "sentiment": tone,
            "text_excerpt": text,
        }
    )
