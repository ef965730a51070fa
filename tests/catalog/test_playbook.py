import subprocess
import sys
from pathlib import Path

import pytest

from goalposts.catalog.exports import load_exports
from goalposts.catalog.files import load_catalog
from goalposts.catalog.measure import LANGUAGES
from goalposts.catalog.platform_terms import load_platform_terms
from goalposts.catalog.playbook import AREAS, OUTCOME, ROLES, load_playbook
from goalposts.errors import Invalid, NotFound

ROOT = Path(__file__).resolve().parents[2]
BOOK, CATALOG = load_playbook(), load_catalog()


def test_every_kpi_the_playbook_names_exists():
    named = {kpi for aim in BOOK.objectives.values() for kpi in (*aim.kpis, *aim.labels)}
    named |= {kpi for channel in BOOK.channels.values() for kpi in channel.kpis}
    leanings = (*BOOK.values.values(), *BOOK.business_models.values())
    named |= {kpi for leaning in leanings for kpi in leaning.kpis} | BOOK.vanity | BOOK.financial
    named |= {kpi for terms in load_platform_terms().values() for kpi in terms.first}
    for name in sorted(named):
        assert CATALOG.define(name).kpi is not None


def test_every_text_is_there_in_three_languages():
    texts = [*BOOK.roles.values(), *BOOK.sectors.values(), *BOOK.areas.values(), *BOOK.sentences.values()]
    for aim in BOOK.objectives.values():
        texts += [aim.names, aim.aim, *aim.labels.values()]
    for part in (BOOK.channels, BOOK.values, BOOK.business_models):
        texts += [entry.names for entry in part.values()]
    texts += [
        text for terms in load_platform_terms().values() for text in (*terms.means.values(), *terms.lacks.values())
    ]
    for text in texts:
        assert set(text) == set(LANGUAGES)
        assert len(set(text.values())) == len(LANGUAGES), text


def test_every_objective_has_outcomes_and_every_role_a_sentence():
    assert tuple(BOOK.roles) == ROLES
    assert tuple(BOOK.areas) == AREAS
    for aim in BOOK.objectives.values():
        assert [kpi for kpi, role in aim.kpis.items() if role == OUTCOME]


def test_platform_terms_speak_of_platforms_and_measures_that_exist():
    for code, terms in load_platform_terms().items():
        assert code in CATALOG.platforms
        assert set(terms.means) | set(terms.lacks) <= set(CATALOG.measures)
        assert not set(terms.means) & set(terms.lacks)
        assert (("reach" in terms.lacks), ("impressions" in terms.lacks)) == (
            not CATALOG.platforms[code].has_reach,
            not CATALOG.platforms[code].has_impressions,
        )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("raise brand awareness", "brand_awareness"),
        ("브랜드 인지도 제고", "brand_awareness"),
        ("提升品牌知名度", "brand_awareness"),
        ("Visibility", "brand_awareness"),
        ("더 많은 리드 확보", "leads"),
        ("提高銷售", "sales"),
        ("site_traffic", "site_traffic"),
    ],
)
def test_an_objective_is_understood_in_three_languages(words, code):
    assert BOOK.objective_of(words).code == code


def test_a_phrase_that_means_nothing_or_several_is_refused():
    with pytest.raises(NotFound):
        BOOK.objective_of("be great")
    with pytest.raises(Invalid) as caught:
        BOOK.objective_of("leads and sales")
    assert {fault.value for fault in caught.value.faults} == {"leads", "sales"}


def test_the_first_kpi_of_each_channel_is_its_default():
    assert {code: channel.kpis[0] for code, channel in BOOK.channels.items()} == {
        "seo": "organic_traffic",
        "ppc": "conversion_rate@ads",
        "social": "engagement_rate",
        "email": "email_open_rate",
        "website": "conversion_rate",
    }


def test_stages_and_groups():
    stages = {id_: BOOK.stage_of(CATALOG.kpis[id_]) for id_ in ("reach", "email_open_rate", "revenue", "mrr", "nps")}
    assert stages == {
        "reach": "awareness",
        "email_open_rate": "engagement",
        "revenue": "leads_and_sales",
        "mrr": "retention",
        "nps": "retention",
    }
    assert BOOK.group_of(CATALOG.kpis["customer_acquisition_cost"]) == "financial"
    assert BOOK.group_of(CATALOG.kpis["likes"]) == "marketing"


def test_the_list_of_exports_is_what_the_readers_give():
    assert len(load_exports()) > 25
    assert {code for export in load_exports() for code in export.measures} <= set(CATALOG.measures)
    done = subprocess.run([sys.executable, ROOT / "tools" / "given.py", "--check"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
