"""Loading the catalog with a workspace's own files, and asking it for names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from goalposts.catalog.expression import MeasureTerm, Operation
from goalposts.catalog.files import load_catalog
from goalposts.errors import Invalid, NotFound

OWN = """\
measures:
  webinar_seats:
    names: {en: Webinar seats, ko: 웨비나 좌석}
    unit: count
    additivity: additive
kpis:
  seat_cost:
    names: {en: Cost per seat, ko: 좌석당 비용, zh-Hant: 每席成本}
    formula: marketing_cost / webinar_seats
    version: 2
    valid_from: 2026-03-01
    also: [CPS]
    history:
      - version: 1
        valid_from: 2025-01-01
        formula: ad_spend / webinar_seats
"""


def own(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def faults_of(folder: Path, **files: str) -> list[str]:
    with pytest.raises(Invalid) as caught:
        load_catalog(own(folder, **files))
    return [str(fault) for fault in caught.value.faults]


def test_own_kpis_and_measures(tmp_path: Path) -> None:
    catalog = load_catalog(own(tmp_path, seats=OWN))
    kpi = catalog.kpis["seat_cost"]
    assert (kpi.own, kpi.stage, kpi.unit, kpi.additivity, kpi.version) == (True, "own", "currency", "R", 2)
    assert catalog.measures["webinar_seats"].names == {
        "en": "Webinar seats",
        "ko": "웨비나 좌석",
        "zh-Hant": "Webinar seats",
    }
    assert catalog.define("seat_cost").version == "seat_cost v2"
    assert catalog.define("cps").kpi is kpi
    assert "seat_cost" not in load_catalog().kpis
    assert len(catalog.kpis) == 115


def test_versions_by_date(tmp_path: Path) -> None:
    catalog = load_catalog(own(tmp_path, seats=OWN))
    old = catalog.define("seat_cost", on=dt.date(2026, 2, 28))
    assert (old.formula, old.version) == ("ad_spend / webinar_seats", "seat_cost v1")
    assert old.names["ko"] == "좌석당 비용"
    new = catalog.define("seat_cost", on=dt.date(2026, 3, 1))
    assert new.formula == "marketing_cost / webinar_seats"
    assert [kpi.version for kpi in catalog.history["seat_cost"]] == [1, 2]
    with pytest.raises(NotFound, match="first definition is valid from 2025-01-01"):
        catalog.define("seat_cost", on=dt.date(2024, 12, 31))


TEN_FAULTS = """\
measures:
  seats:
    names: Seats
    unit: pieces
    additivity: additive
  Bad Name:
    names: Bad
    unit: count
    additivity: additive
kpis:
  seat_rate:
    names: Seat rate
    formula: seats / sesions
  reach_sum:
    names: Reach sum
    formula: reach + users
  mixed:
    names: Mixed
    formula: ad_spend + sessions
  left:
    names: Left
    formula: right * 2
  right:
    names: Right
    formula: left / 2
  nameless:
    formula: likes
  dated:
    names: Dated
    formula: likes
    valid_from: 2025-02-30
    colour: red
  bounce_rate:
    names: My bounce
    formula: 1 - engaged_sessions / sessions
"""


def test_a_file_with_many_faults_reports_all_with_their_lines(tmp_path: Path) -> None:
    found = faults_of(tmp_path, mine=TEN_FAULTS)
    expected = [
        "mine.yaml:4 [measures.seats.unit]: 'pieces' is not allowed here; allowed: count, currency, seconds,",
        "mine.yaml:6 [measures.Bad Name]: a name is 2 to 64 small letters, digits and '_', a letter first",
        "mine.yaml:13 [kpis.seat_rate.formula]: there is no measure or KPI 'sesions'; did you mean 'sessions' (",
        "mine.yaml:16 [kpis.reach_sum.formula]: 'reach' counts different people",
        "mine.yaml:16 [kpis.reach_sum.formula]: 'users' counts different people",
        "mine.yaml:19 [kpis.mixed.formula]: the units do not fit: cannot add currency to count",
        "mine.yaml:22 [kpis.left.formula]: it uses 'right', which has faults of its own",
        "mine.yaml:25 [kpis.right.formula]: the KPIs define each other in a circle: left -> right -> left",
        "mine.yaml:27 [kpis.nameless.names]: this key is missing",
        "mine.yaml:31 [kpis.dated.valid_from]: expected a date that exists, written like 2026-01-31",
        "mine.yaml:32 [kpis.dated.colour]: unknown key; allowed: ",
        "mine.yaml:33 [kpis.bounce_rate.version]: 'bounce_rate' is a KPI of the guide; to replace it, give a version h",
        "mine.yaml:33 [kpis.bounce_rate.valid_from]: 'bounce_rate' is a KPI of the guide; to replace it, give a valid_",
    ]
    assert len(found) == len(expected), found
    for text, start in zip(found, expected, strict=True):
        assert text.startswith(start)


def test_faults_of_several_files_come_together(tmp_path: Path) -> None:
    found = faults_of(tmp_path, a="kpis: [1]\n", b="kpis:\n  x y:\n    names: X\n    formula: likes\n", c=": :\n- x")
    assert [text.split(":")[0] for text in found] == ["a.yaml", "b.yaml", "c.yaml"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x [1]\nb: *x\n", "anchors and aliases (& and *) are not allowed"),
        ("kpis: !!python/object:os.system {}\n", "tags (!) are not allowed"),
        ("kpis: " + "[" * 50_000 + "\n", "nested deeper than 12 levels"),
        ("x: " + "y" * 1_000_001, "allowed are 1,000,000"),
        ("kpis:\n  aa: {names: A, formula: likes}\n  aa: {names: B, formula: likes}\n", "given twice; first on line 2"),
        ("kpis: {a: b\n", "this is not YAML"),
        ("kpis:\n\x07", "this is not YAML"),
        ("- a\n--- \n- b\n", "this is not YAML"),
        ("kpis:\n  aa: {names: {}, formula: likes}\n", "give the text in at least one of en, ko, zh-Hant"),
        ("kpis:\n  aa: {names: '', formula: likes}\n", "the text is empty"),
        ("kpis:\n  aa: {names: A, formula: [likes]}\n", "expected one text here"),
        ("kpis:\n  aa: {names: A, formula: ''}\n", "the text is empty"),
        ("kpis:\n  aa: [1]\n", "expected 'name: value' lines"),
        (
            "kpis:\n  aa: {names: A, formula: likes, variants: {b: {names: B, formula: lieks}}}\n",
            "kpis.aa.variants.b.formula",
        ),
        ("kpis:\n  aa: {names: A, formula: likes, n_of: lieks}\n", "kpis.aa.n_of"),
        ("kpis:\n  aa: {names: A, formula: likes, dimensions: [platfrom]}\n", "did you mean platform?"),
        ("just words", "expected 'name: value' lines"),
    ],
)
def test_hostile_yaml(tmp_path: Path, text: str, message: str) -> None:
    assert any(message in fault for fault in faults_of(tmp_path, bad=text))


def test_other_encodings_are_refused_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes("kpis:\n  이탈: {}\n".encode("cp949"))
    with pytest.raises(Invalid, match=r"bad.yaml:2: the file is not UTF-8"):
        load_catalog(tmp_path)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "kpis:\n", "kpis: {}\nmeasures: {}\n"])
def test_empty_files_add_nothing(tmp_path: Path, text: str) -> None:
    assert len(load_catalog(own(tmp_path, empty=text)).kpis) == 114
    assert len(load_catalog(tmp_path / "absent").kpis) == 114


def test_own_names_hide_nothing(tmp_path: Path) -> None:
    both = "measures:\n  bounce_rate: {names: B, unit: count, additivity: additive}\n"
    assert ["a measure and a KPI would have the same name" in fault for fault in faults_of(tmp_path, b=both)] == [True]
    kpi = "kpis:\n  link_clicks: {names: B, formula: likes}\n"
    assert "is a KPI of the guide; to replace it, give a version higher than 1" in faults_of(tmp_path, b=kpi)[0]
    kpi = "kpis:\n  saves: {names: B, formula: likes}\n"
    assert "a measure and a KPI would have the same name" in faults_of(tmp_path, b=kpi)[0]
    twice = "kpis:\n  mine: {names: A, formula: likes}\n"
    assert "mine" in faults_of(tmp_path, b=twice, c=twice)[0]


def test_derived_sums_are_checked(tmp_path: Path) -> None:
    text = """\
measures:
  s1: {names: A, unit: count, additivity: additive, sum_of: [likes, ad_spend, nothing, s2]}
  s2: {names: A, unit: count, additivity: additive, sum_of: [s1]}
  s3: {names: A, unit: count, additivity: unique, sum_of: [reach, users]}
"""
    found = faults_of(tmp_path, sums=text)
    for part in ("'ad_spend' is currency", "no measure 'nothing'", "the sum holds itself", "different people"):
        assert any(part in fault for fault in found), part


def test_history_goes_back_in_time(tmp_path: Path) -> None:
    text = OWN.replace("valid_from: 2025-01-01", "valid_from: 2026-04-01")
    message = "the older version must come before 2026-03-01, the one after it"
    assert faults_of(tmp_path, seats=text) == [f"seats.yaml:15 [kpis.seat_cost.history.valid_from]: {message}"]


def test_defines_ids_variants_measures_and_words() -> None:
    catalog = load_catalog()
    rate = catalog.define("engagement_rate")
    assert (rate.unit, rate.additivity, rate.direction, rate.version) == ("ratio", "R", "up", "engagement_rate v1")
    assert catalog.define("engagement_rate@impressions").expression == rate.expression
    followers = catalog.define("engagement_rate@followers")
    assert followers.expression == Operation("/", MeasureTerm("engagements"), MeasureTerm("followers"))
    assert followers.names["en"] == "Engagement rate (per follower)"
    assert followers.asked == "engagement_rate@followers"
    bare = catalog.define("saves")
    assert (bare.expression, bare.unit, bare.additivity, bare.kpi) == (MeasureTerm("saves"), "count", "A", None)
    assert catalog.define("CTR").formula == "link_clicks / impressions"
    assert catalog.define("跳出率").kpi is catalog.kpis["bounce_rate"]


def test_unknown_names_are_answered_with_the_nearest() -> None:
    catalog = load_catalog()
    with pytest.raises(NotFound) as caught:
        catalog.define("bounce_rat")
    assert caught.value.nearest[0] == "bounce_rate"
    with pytest.raises(NotFound, match="ROAS"):
        catalog.define("RAOS")
    with pytest.raises(NotFound, match=r"There is no variant of engagement_rate called 'folowers'.*'followers'.*reach"):
        catalog.define("engagement_rate@folowers")
    with pytest.raises(NotFound, match="It has none"):
        catalog.define("likes@people")


def test_a_word_of_several_meanings_is_asked_about() -> None:
    with pytest.raises(Invalid) as caught:
        load_catalog().define("이탈률")
    assert [fault.value for fault in caught.value.faults] == ["bounce_rate", "customer_churn_rate", "content_drop_off"]
    assert "Of the site (bounces), of customers (churn) or of reading (drop-off)?" in caught.value.message
