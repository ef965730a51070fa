import polars as pl

from tests.sources.exports import OWN, read_export, shared, totals


def test_reference_totals_of_the_119_posts() -> None:
    reading = read_export(shared("instagram_reach/Instagram data.csv"), "instagram_reach")
    assert totals(reading, "post") == {
        "impressions": 678775, "saves": 18244, "comments": 793, "shares": 1114, "likes": 20680,
        "profile_visits": 6024, "follows_gained": 2470, "posts_published": 119,
        "impressions_home": 294619, "impressions_hashtags": 224614, "impressions_explore": 128294,
        "impressions_other": 20360,
    }  # fmt: skip
    assert reading.rows["dim_item"].height == 119
    assert "17 rows repeat another row exactly; each is kept as a post of its own." in reading.notes


def test_equal_rows_stay_two_posts_and_cp1252_is_read() -> None:
    reading = read_export(OWN / "instagram.csv", "instagram_reach")
    items = reading.rows["dim_item"]
    first, second, third = items["item_ext"].to_list()
    assert third == f"{second}/2"
    assert first != second
    assert items["title"].to_list() == ["Café au lait", "Croissants", "Croissants"]
    assert totals(reading, "post")["impressions"] == 4920


def test_ids_do_not_depend_on_the_order_of_the_rows() -> None:
    reading = read_export(OWN / "instagram.csv", "instagram_reach", None)
    again = read_export(OWN / "instagram.csv", "instagram_reach", None)
    assert reading.rows["dim_item"]["item_id"].equals(again.rows["dim_item"]["item_id"])
    assert reading.rows["fact_measure"].select(pl.col("item_id").n_unique()).item() == 3


def test_where_impressions_came_from_is_kept_beside_them() -> None:
    reading = read_export(OWN / "instagram.csv", "instagram_reach")
    assert "impressions_home" in totals(reading, "post")
    assert any("do not add up to it" in note for note in reading.notes)
