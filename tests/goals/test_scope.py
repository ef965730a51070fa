from __future__ import annotations

import pytest

from goalposts.goals.scope import where_of


@pytest.mark.parametrize(
    ("kpi", "scope", "where"),
    [
        ("likes", {"platform": "instagram", "items": "post"}, {"platform": "instagram"}),
        ("likes", {"platform": "instagram", "items": "video"}, {"platform": "instagram", "content_type": "video"}),
        ("likes", {"items": "story"}, {"item_kind": "story"}),
        ("social_site_visits", {"platform": "facebook"}, {"source": "facebook"}),
        ("website_visits", {"platform": "facebook", "country": "KR"}, {"source": "facebook", "country": "KR"}),
        ("website_visits", {"platform": "ga4"}, {"platform": "ga4"}),
        ("email_open_rate", {"items": "email"}, {}),
        ("engagement_rate@followers", {"platform": "x"}, {"platform": "x"}),
        ("likes", {"audience": "students"}, {}),
        ("a_kpi_of_ones_own", {"platform": "facebook", "items": "post"}, {"platform": "facebook"}),
    ],
)
def test_a_scope_becomes_conditions(kpi: str, scope: dict[str, str], where: dict[str, str]) -> None:
    assert where_of(kpi, scope) == where
    assert where_of(kpi, where) == where
