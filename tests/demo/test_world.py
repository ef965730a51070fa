"""The world is the same every time, its keys are its own, its parts meet its totals, and it says what it is."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from goalposts.demo.world import World, make_world
from goalposts.errors import Invalid
from goalposts.warehouse.tables import FACTS

END = dt.date(2026, 10, 31)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(END)


def test_same_arguments_same_world(world: World) -> None:
    again = make_world(END)
    assert again.truths == world.truths
    for one, other in zip(world.batches, again.batches, strict=True):
        assert one.origin == other.origin
        assert one.load_log.equals(other.load_log)
        assert one.rows.keys() == other.rows.keys()
        assert all(frame.equals(other.rows[table]) for table, frame in one.rows.items())


def test_another_seed_is_another_world(world: World) -> None:
    other = make_world(END, seed=8, months=6)
    assert other.truths.totals != world.truths.totals
    assert other.truths.start == dt.date(2026, 5, 1)


@pytest.mark.parametrize("end", [dt.date(2027, 2, 28), dt.date(2028, 2, 29), dt.date(2026, 12, 31)])
def test_any_last_day_will_do(end: dt.date) -> None:
    truths = make_world(end, months=6).truths
    assert truths.start < truths.lift.start < truths.lift.end < truths.outage.start < truths.restated.start < end
    assert truths.start <= truths.totals_start < truths.totals_end <= end


def test_too_short_a_world_is_refused() -> None:
    with pytest.raises(Invalid, match="at least 6"):
        make_world(END, months=5)


def test_world_is_18_months_to_the_day(world: World) -> None:
    assert (world.truths.start, world.truths.end) == (dt.date(2025, 5, 1), END)


@pytest.mark.parametrize("table", FACTS, ids=lambda table: table.name)
def test_no_key_is_told_twice_by_one_file(world: World, table: object) -> None:
    frames = [batch.rows[table.name] for batch in world.batches if table.name in batch.rows]  # type: ignore[attr-defined]
    assert frames
    for frame in frames:
        key = [name for name in table.key if name in frame.columns]  # type: ignore[attr-defined]
        assert not frame.select(key).is_duplicated().any()


def test_every_account_says_it_is_simulated(world: World) -> None:
    accounts = pl.concat([batch.rows["dim_account"] for batch in world.batches])
    assert accounts.height >= 20
    assert accounts["name"].str.contains("(simulated)", literal=True).all()
    assert accounts["brand"].str.contains("(simulated)", literal=True).all()
    assert all("simulated" in batch.origin.file_name for batch in world.batches)


def test_only_competitors_show_only_what_is_public(world: World) -> None:
    rivals = [b for b in world.batches if b.rows["dim_account"]["owner_kind"][0] == "competitor"]
    assert len(rivals) == 2
    for batch in rivals:
        codes = set(batch.rows["fact_measure"]["measure_code"])
        assert codes == {"followers", "posts_published", "likes", "comments"}


def test_channels_and_devices_add_up_to_the_whole_every_day(world: World) -> None:
    (web,) = (b.rows["fact_measure"] for b in world.batches if b.origin.platform == "ga4")
    sums = (
        web.filter((pl.col("window_kind") == "day") & pl.col("cut").is_in(["", "channel", "device"]))
        .group_by("measure_code", "period_start", "cut")
        .agg(pl.col("value").sum())
        .pivot("cut", index=["measure_code", "period_start"], values="value")
        .filter(pl.col("channel").is_not_null())
    )
    assert sums["measure_code"].n_unique() == 11
    assert sums.height == 11 * (549 - 4)
    assert (sums[""] == sums["channel"]).all()
    assert (sums[""] == sums["device"]).all()


def test_posts_have_readings_and_every_language(world: World) -> None:
    batches = [b for b in world.batches if b.origin.file_name.endswith("posts-simulated.csv")]
    items = pl.concat([b.rows["dim_item"] for b in batches])
    facts = pl.concat([b.rows["fact_measure"] for b in batches]).filter(pl.col("measure_code") == "likes")
    assert 1000 <= items.height <= 1400
    assert set(items["language"]) == {"en", "ko", "zh-Hant"}
    assert set(facts["cut"]) == {"campaign+post"}
    assert 0 in set(facts["campaign_id"])
    readings = facts.group_by("item_id").len().join(items, on="item_id").with_columns(age=END - pl.col("published_on"))
    recent = readings.filter(pl.col("age").is_between(dt.timedelta(1), dt.timedelta(59)))
    assert recent["len"].min() >= 2  # type: ignore[operator]
    assert set(readings.filter(pl.col("age") >= dt.timedelta(60))["len"]) == {1}
