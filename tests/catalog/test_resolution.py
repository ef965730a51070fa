"""Meaning of formulas: unknown names, circles, units that do not fit, people that must not be added."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from goalposts.catalog.expression import Condition, MeasureTerm, Number, Operation
from goalposts.catalog.files import load_catalog
from goalposts.catalog.resolution import Resolver, Written, natural_unit_of
from goalposts.catalog.units import additivity_of

MEASURES = load_catalog().measures


def faults_of(formulas: Mapping[str, Written | str], name: str = "it") -> list[str]:
    found: list[str] = []
    written = {key: Written(value) if isinstance(value, str) else value for key, value in formulas.items()}
    Resolver(MEASURES, written, lambda where, message, value: found.append(f"{where}: {message}")).resolve(name)
    return found


def test_other_kpis_are_put_in_their_place() -> None:
    resolver = Resolver(
        MEASURES, {"rate": Written("likes / reach"), "it": Written("1 - rate")}, lambda *fault: pytest.fail(str(fault))
    )
    rate = Operation("/", MeasureTerm("likes"), MeasureTerm("reach"))
    assert resolver.resolve("it") == Operation("-", Number(1.0), rate)


def test_a_name_that_is_both_means_the_measure() -> None:
    resolver = Resolver(
        MEASURES, {"reach": Written("likes"), "it": Written("reach")}, lambda *fault: pytest.fail(str(fault))
    )
    assert resolver.resolve("it") == MeasureTerm("reach")


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("likess", "it: there is no measure or KPI 'likess'; did you mean 'likes' (measure)"),
        ("ratte", "it: there is no measure or KPI 'ratte'; did you mean 'rate' (KPI)"),
        ("likes where chanel = email", "it: there is no dimension 'chanel'; did you mean channel"),
        ("likes where channel = emial", "it: channel is never 'emial'; did you mean email"),
        ("likes where paid = yes", "it: paid is never 'yes'; allowed: total, organic, paid, unknown"),
        ("rate where paid = paid", "it: a filter belongs to a measure, not to another KPI"),
        ("diversity(rate, content_type)", "it: there is no measure 'rate'"),
        ("session_seconds + ad_spend", "it: the units do not fit: cannot add seconds to currency"),
        ("ad_spend - likes", "it: the units do not fit: cannot take count from currency"),
        ("1 + likes", "it: the units do not fit"),
        ("reach + likes", "it: 'reach' counts different people: it cannot be added to or taken from anything"),
        ("likes - users", "it: 'users' counts different people"),
        ("likes + 2 * reach", "it: 'reach' counts different people"),
        ("mean_of_items(engagements / followers)", "it: 'followers' is a level of the account"),
        ("mean_of_items(mean_of_items(likes))", "it: mean_of_items cannot hold another"),
        ("diversity(reach, content_type)", "it: diversity needs a measure that adds up, and 'reach' is unique"),
        ("ad_spend * ad_spend", "it: the formula gives currency^2, for which there is no unit"),
    ],
)
def test_faults(formula: str, message: str) -> None:
    found = faults_of({"it": formula, "rate": "likes / impressions"})
    assert [text.startswith(message) for text in found] == [True], found


@pytest.mark.parametrize(
    ("formula", "unit", "fits"),
    [
        ("likes / impressions", "ratio", True),
        ("likes / impressions", "currency", False),
        ("likes", "count", True),
        ("likes", "ratio", False),
        ("ad_spend / link_clicks", "currency", True),
        ("ad_spend / link_clicks", "ratio", False),
        ("conversion_value / ad_spend", "score", True),
        ("session_seconds / sessions", "seconds", True),
        ("sessions / session_seconds", "seconds", False),
        ("1000 * ad_spend / impressions", "currency", True),
        ("1 - engaged_sessions / sessions", "ratio", True),
        ("position_weighted / search_impressions", "rank", True),
        ("mean_of_items(likes)", "count", True),
        ("100 * (nps_promoters - nps_detractors) / nps_passives", "points", True),
    ],
)
def test_declared_unit_against_the_formula(formula: str, unit: str, fits: bool) -> None:
    found = faults_of({"it": Written(formula, unit)})
    assert (found == []) is fits, found
    if not fits:
        assert f"but the declared unit is {unit}" in found[0]


def test_other_kpis_count_with_their_declared_unit() -> None:
    parts = {"often": Written("orders / active_customers", "per_year"), "long": Written("orders / leads", "years")}
    assert faults_of({**parts, "it": Written("revenue / orders * often * long", "currency")}) == []
    assert "declared unit is currency" in faults_of({**parts, "it": Written("revenue / orders * often", "currency")})[0]


@pytest.mark.parametrize(
    ("formula", "unit", "additivity"),
    [
        ("likes + comments", "count", "A"),
        ("2 * likes", "count", "A"),
        ("reach", "count", "U"),
        ("followers - followers_start", "count", "L"),
        ("mean_of_items(likes / reach)", "ratio", "M"),
        ("ad_spend / leads", "currency", "R"),
        ("diversity(posts_published, content_type)", "ratio", "R"),
    ],
)
def test_natural_unit_and_additivity(formula: str, unit: str, additivity: str) -> None:
    resolver = Resolver(MEASURES, {"it": Written(formula)}, lambda *fault: pytest.fail(str(fault)))
    expression = resolver.resolve("it")
    assert expression is not None
    assert (natural_unit_of(expression, MEASURES), additivity_of(expression, MEASURES)) == (unit, additivity)


def test_declared_additivity_must_be_the_formula_s() -> None:
    assert faults_of({"it": Written("likes / reach", "ratio", "A")}) == [
        "it: declared additivity A, but the formula is R"
    ]
    assert faults_of({"it": Written("reach", "count", "A")}) == ["it: declared additivity A, but the formula is U"]


def test_a_circle_is_named() -> None:
    found = faults_of({"it": "b + 1", "b": "c / 2", "c": "it * 3"})
    assert found[0] == "c: the KPIs define each other in a circle: it -> b -> c -> it"
    assert faults_of({"it": "it"}) == ["it: the KPIs define each other in a circle: it -> it"]


def test_growing_without_end_is_refused() -> None:
    doubling: dict[str, Written | str] = {f"k{n}": f"k{n - 1} + k{n - 1}" for n in range(1, 40)}
    found = faults_of({**doubling, "k0": "likes", "it": "k15"})
    assert "parts with the KPIs it uses; allowed are 400" in found[0]
    chain: dict[str, Written | str] = {f"k{n}": f"k{n - 1}" for n in range(1, 500)}
    assert any("built on one another" in text for text in faults_of({**chain, "k0": "likes", "it": "k499"}))


def test_filter_on_several_dimensions() -> None:
    resolver = Resolver(
        MEASURES, {"it": Written("sessions where device = mobile and channel in (email, direct)")}, lambda *_: None
    )
    where = (Condition("channel", ("direct", "email")), Condition("device", ("mobile",)))
    assert resolver.resolve("it") == MeasureTerm("sessions", where)
