"""The formula language: what it reads, what it refuses and where, and its way back to text."""

from __future__ import annotations

import pytest

from goalposts.catalog.expression import Condition, Number
from goalposts.catalog.files import load_catalog
from goalposts.catalog.formula import Binary, Mean, Mistake, Name, Spread, parse_formula, render_formula


def name(text: str, at: int, *where: Condition) -> Name:
    return Name(text, where, at)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("reach", name("reach", 1)),
        ("1.5", Number(1.5)),
        ("-2", Number(-2.0)),
        ("- likes", Binary("*", Number(-1.0), name("likes", 3), 1)),
        ("a + b * c", Binary("+", name("a", 1), Binary("*", name("b", 5), name("c", 9), 7), 3)),
        ("a - b - c", Binary("-", Binary("-", name("a", 1), name("b", 5), 3), name("c", 9), 7)),
        ("a / b * c", Binary("*", Binary("/", name("a", 1), name("b", 5), 3), name("c", 9), 7)),
        ("(a + b) / c", Binary("/", Binary("+", name("a", 2), name("b", 6), 4), name("c", 11), 9)),
        ("mean_of_items(a / b)", Mean(Binary("/", name("a", 15), name("b", 19), 17), 1)),
        ("diversity(a, content_type)", Spread(name("a", 11), "content_type", 1)),
        ("engagement_rate@followers", name("engagement_rate@followers", 1)),
        ("a where paid = paid", name("a", 1, Condition("paid", ("paid",)))),
        (
            "a where channel in (direct, email, direct) and paid = organic",
            name("a", 1, Condition("channel", ("direct", "email")), Condition("paid", ("organic",))),
        ),
        ('a where campaign = "봄 세일 + more"', name("a", 1, Condition("campaign", ("봄 세일 + more",)))),
    ],
)
def test_reads(text: str, tree: object) -> None:
    assert parse_formula(text) == tree


def test_filter_binds_to_one_measure() -> None:
    tree = parse_formula("1000 * ad_spend / impressions where paid = paid")
    assert isinstance(tree, Binary)
    assert tree.right == name("impressions", 19, Condition("paid", ("paid",)))
    assert tree.left == Binary("*", Number(1000.0), name("ad_spend", 8), 6)


@pytest.mark.parametrize(
    ("text", "at", "part"),
    [
        ("", 1, "expected a measure"),
        ("likes +", 8, "expected a measure"),
        ("(likes", 7, "expected ')'"),
        ("likes comments", 7, "expected + - * /"),
        ("likes $ 2", 7, "cannot be read"),
        ("5x", 1, "cannot be read"),
        ("sum(likes)", 1, "is not a function"),
        ("likes where", 12, "expected a dimension"),
        ("likes where paid", 17, "expected '=' or 'in'"),
        ("likes where paid = )", 20, "expected a value"),
        ("diversity(likes)", 16, "expected ',' and a dimension"),
        ("where", 1, "expected a measure"),
        ("likes where paid = 'open", 20, "cannot be read"),
    ],
)
def test_refuses_with_the_place(text: str, at: int, part: str) -> None:
    with pytest.raises(Mistake) as caught:
        parse_formula(text)
    assert (caught.value.at, part in caught.value.message) == (at, True), caught.value.message


def test_refuses_deep_and_long_formulas() -> None:
    with pytest.raises(Mistake, match="nested deeper"):
        parse_formula("(" * 400 + "likes" + ")" * 400)
    with pytest.raises(Mistake, match="may have 1000 characters"):
        parse_formula("likes + " * 200 + "likes")


def test_every_built_in_formula_survives_the_way_to_text_and_back() -> None:
    catalog = load_catalog()
    for kpi in catalog.kpis.values():
        for formula in (kpi.formula, *kpi.variants.values()):
            text = render_formula(formula.expression)
            assert render_formula(_resolved(text)) == text, kpi.id


def _resolved(text: str) -> object:
    from goalposts.catalog.resolution import Resolver, Written

    resolver = Resolver(load_catalog().measures, {"it": Written(text)}, lambda *fault: pytest.fail(str(fault)))
    return resolver.resolve("it")


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("((likes)) + (comments + shares)", "likes + (comments + shares)"),
        ("(likes + comments) / reach", "(likes + comments) / reach"),
        ("likes/(comments/shares)", "likes / (comments / shares)"),
        ("likes * 0.00001 / reach", "likes * 0.00001 / reach"),
        ("likes / reach * 12345678", "likes / reach * 12345678"),
        ('likes where campaign = "봄 세일"', 'likes where campaign = "봄 세일"'),
        ("likes where paid in (paid, organic)", "likes where paid in (organic, paid)"),
    ],
)
def test_renders_with_no_more_brackets_than_needed(text: str, rendered: str) -> None:
    assert render_formula(_resolved(text)) == rendered  # type: ignore[arg-type]
