import polars as pl

from goalposts.sources.row_ids import row_ids


def test_rows_that_say_the_same_stay_apart_and_keep_their_ids():
    rows = pl.DataFrame({"who": ["a", "b", "a", None], "amount": [1.5, 2.0, 1.5, None]})
    ids = row_ids(rows, "order", 7, ["who", "amount"])
    assert ids.n_unique() == 4
    assert ids.dtype == pl.Int64
    assert (ids > 0).all()
    turned = row_ids(rows.reverse(), "order", 7, ["who", "amount"])
    assert set(turned) == set(ids)
    longer = row_ids(pl.concat([rows, rows.head(1)]), "order", 7, ["who", "amount"])
    assert longer.head(4).to_list() == ids.to_list()


def test_kind_account_and_cells_all_count():
    rows = pl.DataFrame({"who": ["a"], "more": ["b"]})
    found = {
        row_ids(rows, kind, account, columns)[0]
        for kind in ("order", "touch")
        for account in (7, 8)
        for columns in (["who"], ["who", "more"])
    }
    assert len(found) == 8
    joined = pl.DataFrame({"who": ["a\x1fb"]})
    assert row_ids(joined, "order", 7, ["who"])[0] != row_ids(pl.DataFrame({"who": ["ab"]}), "order", 7, ["who"])[0]
