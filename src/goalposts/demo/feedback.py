"""What customers and the public answered: recommendation, satisfaction, reviews and brand awareness."""

from __future__ import annotations

import numpy as np
import polars as pl

from goalposts.demo.calendar import Calendar, Ints, stamps
from goalposts.demo.ledger import BRAND, Account, Ledger, Part, generator
from goalposts.demo.truths import Truths
from goalposts.warehouse.tables import identity

SURVEYS = Account("manual", f"{BRAND} surveys")
_NPS = (0.01, 0.005, 0.01, 0.015, 0.02, 0.04, 0.06, 0.12, 0.16, 0.28, 0.28)
_CSAT = (0.03, 0.05, 0.11, 0.34, 0.47)
_STARS = (0.03, 0.03, 0.08, 0.26, 0.6)
_ASKED_ABOUT_BRAND = 300


def feedback(calendar: Calendar, truths: Truths) -> Part:
    """One row per answer. People are asked about the brand in the first week of every quarter."""
    rng = generator(truths.seed, "feedback")
    ledger = Ledger(SURVEYS, "surveys-simulated.csv", truths.captured_at)
    size = len(calendar)
    asked = {"nps": 5.2, "csat": 6.5, "review": 2.1}
    day = {kind: np.repeat(np.arange(size), rng.poisson(per_day, size)) for kind, per_day in asked.items()}
    scores = {
        "nps": rng.choice(11, len(day["nps"]), p=_NPS),
        "csat": 1 + rng.choice(5, len(day["csat"]), p=_CSAT),
        "review": 1 + rng.choice(5, len(day["review"]), p=_STARS),
    }
    day["recall"] = _survey_days(rng, calendar)
    knows = 0.27 + 0.06 * day["recall"] / size
    scores["recall"] = (rng.random(len(day["recall"])) < knows).astype(np.int64)
    scales = {"nps": (0, 10), "csat": (1, 5), "review": (1, 5), "recall": (0, 1)}
    frames = [_rows(rng, calendar, kind, day[kind], scores[kind], scales[kind]) for kind in scales]
    ledger.events("fact_feedback", pl.concat(frames), calendar.period)
    promoters = np.bincount(day["nps"], scores["nps"] >= 9, size)
    return Part([ledger.batch()], {"nps_promoters": promoters, "reviews": np.bincount(day["review"], minlength=size)})


def _survey_days(rng: np.random.Generator, calendar: Calendar) -> Ints:
    first_week = np.array([d.month % 3 == 1 and d.day <= 7 for d in calendar.dates.tolist()])
    days = np.flatnonzero(first_week)
    return np.sort(rng.choice(days, _ASKED_ABOUT_BRAND * max(1, len(days) // 7)))


def _rows(
    rng: np.random.Generator, calendar: Calendar, kind: str, day: Ints, scores: Ints, scale: tuple[int, int]
) -> pl.DataFrame:
    count = len(day)
    return pl.DataFrame(
        {
            "feedback_id": [identity("feedback", SURVEYS.id, kind, n) for n in range(count)],
            "kind": [kind] * count,
            "score": pl.Series(scores).cast(pl.Decimal(12, 4)),
            "scale_min": pl.Series([scale[0]] * count).cast(pl.Decimal(12, 4)),
            "scale_max": pl.Series([scale[1]] * count).cast(pl.Decimal(12, 4)),
            "answered_at": stamps(calendar.dates[day], rng.integers(0, 86_400, count)),
            "survey_ext": [f"simulated-{kind}"] * count,
            "account_id": [SURVEYS.id] * count,
            "language": rng.choice(["ko", "zh-Hant", "en"], count, p=[0.55, 0.25, 0.2]),
        }
    )
