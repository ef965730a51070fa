"""The library of improvements: whole in three languages, and only about KPIs there are."""

from __future__ import annotations

import pytest

from goalposts.catalog.documents import Document
from goalposts.catalog.files import load_catalog
from goalposts.catalog.improvements import load_improvements, read_improvements
from goalposts.catalog.measure import LANGUAGES


def test_every_text_is_there_in_every_language() -> None:
    found = load_improvements()
    texts = [*found.triggers.values(), *(idea.text for idea in found.suggestions)]
    texts += [text for step in found.weak_steps for text in (step.name, step.todo)]
    texts += [text for area in found.areas for text in (area.name, area.advice)]
    assert all(set(text) == set(LANGUAGES) and all(text.values()) for text in texts)


def test_the_steps_for_a_weak_kpi_are_these_seven_in_this_order() -> None:
    steps = [step.name["en"] for step in load_improvements().weak_steps]
    assert steps == [
        "Find the cause",
        "Analyse the data",
        "Know the audience",
        "Review the content",
        "Test the channels",
        "Run an A/B test",
        "Watch the result",
    ]


def test_the_important_areas_are_these_four() -> None:
    areas = [area.id for area in load_improvements().areas]
    assert areas == [
        "goal_setting",
        "kpi_choice",
        "data_tracking",
        "reporting",
    ]


@pytest.mark.parametrize(
    ("kpi", "ideas"),
    [
        ("website_traffic", ["Search engine optimisation (SEO)", "Social media campaigns"]),
        ("conversion_rate", ["Better user experience of the site", "A/B tests"]),
        ("customer_acquisition_cost", ["Targeted advertising", "Marketing automation"]),
        ("customer_lifetime_value", ["Loyalty programme", "Personal service"]),
        ("conversion_rate@ads", ["Adjust targeting and message of the campaign"]),
        ("conversion_rate@users", ["Better user experience of the site", "A/B tests"]),
    ],
)
def test_each_kpi_has_its_ideas(kpi: str, ideas: list[str]) -> None:
    assert [idea.text["en"] for idea in load_improvements().suggested(kpi)] == ideas


def test_ideas_are_about_kpis_of_the_catalog() -> None:
    catalog = load_catalog()
    for idea in load_improvements().suggestions:
        for kpi in idea.kpis:
            assert catalog.define(kpi).kpi is not None


def test_every_kpi_of_the_guide_that_a_brand_can_move_has_an_idea() -> None:
    library = load_improvements()
    without = {kpi.id for kpi in load_catalog().kpis.values() if not kpi.supporting and not library.suggested(kpi.id)}
    assert without == {"target_progress", "variance_to_target", "tasks_completed", "share_of_icp_sharers"}


def test_faults_are_told_with_their_place() -> None:
    document = Document("ours.yaml")
    read_improvements(
        document, b"triggers: {}\nweak_steps: {cause: {look: nowhere, name: {en: A, ko: B, zh-Hant: C}}}\n"
    )
    told = [fault.column for fault in document.faults]
    assert "weak_steps.cause.look" in told
    assert any("todo" in str(fault) for fault in document.faults)
    assert any("suggestions" in str(fault) for fault in document.faults)
