import polars as pl
import pytest

from goalposts.sources.countries import read_countries


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("South Korea", "KR"), ("대한민국", "KR"), ("南韓", "KR"), ("韓国", "KR"), ("Taiwan", "TW"), ("台灣", "TW"),
        ("대만", "TW"), ("Hong Kong", "HK"), ("Hong Kong SAR China", "HK"), ("Türkiye", "TR"), ("Turkey", "TR"),
        ("United Kingdom", "GB"), ("vereinigte staaten", "US"), ("Côte d’Ivoire", "CI"), ("Kosovo", "XK"),
        ("Unknown Region", "ZZ"), ("gb", "GB"), ("Atlantis", None), ("World", None), ("Europe", None),
    ],
)  # fmt: skip
def test_names_in_several_languages(name: str, code: str | None) -> None:
    assert read_countries(pl.Series([name])).to_list() == [code]


def test_missing_names_stay_missing() -> None:
    assert read_countries(pl.Series([None, "Japan"], dtype=pl.String)).to_list() == [None, "JP"]
    assert read_countries(pl.Series([], dtype=pl.String)).to_list() == []
