"""The plan of the sample brand: a plan file whose days are counted from the day the sample is built."""

from __future__ import annotations

import datetime as dt
from importlib import resources
from string import Template

from goalposts.periods import DAY, Grain, add_months, bucket_end, bucket_start

PLAN_FILE = "plan.yaml"


def sample_plan(today: dt.date) -> bytes:
    """The plan as YAML (UTF-8), as if it had been written and followed until the day before `today`."""
    quarter = bucket_start(today - DAY, Grain.QUARTER)
    year = bucket_start(today - DAY, Grain.YEAR)
    days = {
        "yesterday": today - DAY,
        "last_week": today - 7 * DAY,
        "next_week": today + 7 * DAY,
        "quarter_start": quarter,
        "quarter_end": bucket_end(quarter, Grain.QUARTER),
        "last_quarter_start": add_months(quarter, -3),
        "last_quarter_end": quarter - DAY,
        "half_year_start": add_months(bucket_start(today - DAY, Grain.MONTH), -5),
        "year_start": year,
        "year_end": bucket_end(year, Grain.YEAR),
        "year_after": bucket_end(bucket_start(add_months(today, 6), Grain.MONTH), Grain.MONTH),
    }
    text = (resources.files("goalposts.demo") / "data" / PLAN_FILE).read_text("utf-8")
    return Template(text).substitute({name: day.isoformat() for name, day in days.items()}).encode()
