import datetime as dt

import pytest

from goalposts.app.live_data import live_data, what_to_connect
from goalposts.app.suggesting import serves, suggest
from goalposts.app.workspace import Workspace
from goalposts.errors import Invalid, NotFound
from goalposts.settings import read_settings
from goalposts.sources.source import Choices
from goalposts.store.profile import set_profile
from goalposts.store.strategies import AUDIENCES

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("suggesting")
    file = folder / "page.csv"
    rows = "\n".join(f"2026-11-{day:02},1000,50,4,3" for day in range(1, 21))
    file.write_text(f"Date,Impressions,Likes,Comments,Shares\n{rows}\n", encoding="utf-8")
    with Workspace(read_settings({}, home=folder / "home"), clock=lambda: NOW) as made:
        said = Choices(account="Corner", platform="facebook", time_zone="UTC", accept_flags=True)
        assert made.import_paths([file], said).ok
        with made.database.transaction() as transaction:
            values = {"name": "Regulars", "owner": "owner", "values": ("interaction",)}
            AUDIENCES.add(transaction, values, person="owner", now=NOW)
        yield made


def kpis(found):
    return [one.kpi for one in found]


@pytest.mark.parametrize(
    ("words", "language", "label"),
    [
        ("raise brand awareness", "en", "Brand impressions"),
        ("브랜드 인지도 제고", "ko", "브랜드 노출수"),
        ("提升品牌知名度", "zh-Hant", "品牌曝光"),
    ],
)
def test_brand_awareness_suggests_reach_and_impressions_labelled_by_their_purpose(workspace, words, language, label):
    found = suggest(workspace, objective=words, language=language)
    assert kpis(found)[:2] == ["reach", "impressions"]
    assert found[1].label == label
    assert all(one.reason for one in found)


def test_an_engaged_audience_wants_likes_comments_and_shares_before_traffic(workspace):
    plain = kpis(suggest(workspace, objective="site_traffic"))
    assert plain[0] == "website_visitors"
    for audience in ("engaged", "interaction", "Regulars", 1):
        order = kpis(suggest(workspace, objective="site_traffic", audience=audience))
        first_visit = min(order.index(kpi) for kpi in ("website_visits", "website_visitors", "referral_traffic"))
        assert max(order.index(kpi) for kpi in ("likes", "comments", "shares")) < first_visit


@pytest.mark.parametrize(
    ("channel", "kpi"),
    [
        ("seo", "organic_traffic"),
        ("ppc", "conversion_rate@ads"),
        ("social", "engagement_rate"),
        ("email", "email_open_rate"),
        ("website", "conversion_rate"),
    ],
)
def test_each_channel_has_its_default(workspace, channel, kpi):
    found = suggest(workspace, channel=channel)
    assert [one.kpi for one in found if one.is_default] == [kpi]
    assert found[0].kpi == kpi


def test_what_a_platform_cannot_give_stands_last_and_says_why(workspace):
    found = {one.kpi: one for one in suggest(workspace, objective="brand_awareness", channel="x")}
    assert list(found)[-1] in ("reach", "frequency")
    assert not found["reach"].available
    assert "never how many different people" in found["reach"].terms[0].text
    assert found["impressions"].terms[0].available
    on_facebook = {one.kpi: one for one in suggest(workspace, objective="brand_awareness", channel="facebook")}
    assert on_facebook["reach"].available


def test_a_suggestion_says_what_data_there_is_or_what_to_connect(workspace):
    found = {one.kpi: one for one in suggest(workspace, objective="brand_awareness")}
    held = found["impressions"]
    assert (held.live.state, held.live.since, held.connect) == ("live", dt.date(2026, 11, 1), None)
    assert held.live.platforms == ("facebook",)
    missing = found["reach"]
    assert (missing.live.state, missing.live.missing) == ("none", ("reach",))
    assert "Meta Business Suite: Facebook content" in [export.title for export in missing.connect.exports]
    told = missing.to_dict()
    assert told["data"]["state"] == "none"
    assert told["connect"]


def test_a_ratio_is_live_only_where_every_part_is(workspace):
    assert live_data(workspace, "engagement_rate").state == "live"
    assert live_data(workspace, "applause_rate").missing == ("reach",)
    assert live_data(workspace, "impressions", "x").state == "none"
    assert live_data(workspace, "avg_engagement_rate").state == "none"
    survey = what_to_connect(workspace.catalog, live_data(workspace, "nps").missing)
    assert survey.survey


def test_a_sum_with_a_part_missing_is_partial(workspace):
    assert live_data(workspace, "engagements", "facebook").state == "live"
    assert live_data(workspace, "marketing_spend").state == "none"


def test_the_business_model_adds_its_reasons(tmp_path):
    with Workspace(read_settings({}, home=tmp_path), clock=lambda: NOW) as fresh:
        before = kpis(suggest(fresh, objective="sales"))
        with fresh.database.transaction() as transaction:
            set_profile(transaction, {"business_model": "ecommerce"}, person="owner", now=NOW)
        after = suggest(fresh, objective="sales")
        assert kpis(after) != before
        order = {one.kpi: one for one in after}["average_order_value"]
        assert "Online shop" in order.reason


def test_without_anything_said_the_priorities_decide(tmp_path):
    with Workspace(read_settings({}, home=tmp_path), clock=lambda: NOW) as fresh:
        assert len(suggest(fresh)) > 60
        with fresh.database.transaction() as transaction:
            set_profile(transaction, {"priorities": ("loyalty",)}, person="owner", now=NOW)
        assert suggest(fresh)[0].kpi == "nps"


def test_words_that_mean_nothing_are_refused(workspace):
    with pytest.raises(NotFound):
        suggest(workspace, objective="conquer the world")
    with pytest.raises(NotFound):
        suggest(workspace, channel="radio")
    with pytest.raises(NotFound, match="Regulars"):
        suggest(workspace, audience="Regularz")
    with pytest.raises(Invalid):
        suggest(workspace, objective="leads and sales")


def test_traffic_does_not_serve_loyalty_and_kpis_of_a_stage_serve_it(workspace):
    catalog = workspace.catalog
    assert not serves(catalog.kpis["website_visits"], "loyalty")
    assert serves(catalog.kpis["nps"], "loyalty")
    assert serves(catalog.kpis["keyword_rank"], "brand_awareness")
