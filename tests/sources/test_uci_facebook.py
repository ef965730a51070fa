import polars as pl

from tests.sources.exports import OWN, TODAY, fault_places, logged, read_export, shared, total, with_items


def test_reference_figures_of_the_500_posts() -> None:
    reading = read_export(shared("facebook_metrics/dataset_Facebook.csv"), "uci_facebook")
    assert (reading.rows_read, reading.faults) == (500, [])
    posts = reading.rows["dim_item"]
    counts = dict(posts["content_type"].value_counts().iter_rows())
    assert counts == {"image": 426, "text": 45, "link": 22, "video": 7}
    assert total(reading, "posts_published", paid_split="paid") == 139
    assert total(reading, "posts_published", paid_split="unknown") == 1
    interactions = sum(int(total(reading, part) or 0) for part in ("likes", "comments", "shares"))
    assert interactions / 500 == 212.12
    assert float(total(reading, "reach") or 0) / 500 == 13903.36
    assert logged(reading, "shares", "paid+post") == [(TODAY, TODAY, "loaded")]


def test_no_post_has_a_day_and_weekdays_begin_on_sunday() -> None:
    posts = read_export(OWN / "uci_facebook.csv", "uci_facebook").rows["dim_item"]
    assert "published_on" not in posts.columns
    assert posts.select("item_ext", "weekday", "hour", "theme", "content_type").rows() == [
        ("1", 3, 3, "product", "image"),
        ("2", 7, 10, "action", "text"),
        ("3", 1, 10, "inspiration", "link"),
    ]


def test_an_empty_part_is_0_only_where_the_total_proves_it() -> None:
    reading = read_export(OWN / "uci_facebook.csv", "uci_facebook")
    shares = with_items(reading).filter(pl.col("measure_code") == "shares")
    assert [(ext, int(value)) for ext, value in shares.select("item_ext", "value").rows()] == [
        ("1", 17),
        ("2", 0),
        ("3", 0),
    ]
    assert any("3 empty cells of like and share are 0" in note for note in reading.notes)


def test_a_total_that_does_not_fit_and_an_impossible_weekday_are_faults() -> None:
    reading = read_export(OWN / "uci_facebook.csv", "uci_facebook")
    assert fault_places(reading) == [(6, "Post Weekday", "8"), (5, "Total Interactions", "7")]
    assert (reading.rows_read, total(reading, "posts_published")) == (5, 3)
    assert logged(reading, "likes", "paid+post") == [(TODAY, TODAY, "partial")]


def test_paid_is_unknown_where_the_file_leaves_it_empty() -> None:
    reading = read_export(OWN / "uci_facebook.csv", "uci_facebook")
    splits = {split: total(reading, "posts_published", paid_split=split) for split in ("paid", "organic", "unknown")}
    assert splits == {"paid": 1, "organic": 1, "unknown": 1}
