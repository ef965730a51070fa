"""`kpis`, `guide export` and `catalog check`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TEXTS = "names: {en: One, ko: 하나, zh-Hant: 一}, definitions: {en: One., ko: 하나., zh-Hant: 一。}"


def test_all_kpis_are_listed_as_json_in_three_languages(run: Run, tmp_path: Path) -> None:
    listed = json.loads(run("kpis", "--format", "json", "--home", tmp_path).stdout)
    assert len(listed) == 89 + 25
    for kpi in listed:
        assert set(kpi["names"]) == set(kpi["definitions"]) == {"en", "ko", "zh-Hant"}, kpi["id"]
        assert all((kpi["formula"], kpi["unit"], kpi["direction"], kpi["additivity"], kpi["stage"])), kpi["id"]


def test_one_kpi_by_id_or_by_another_name(run: Run, tmp_path: Path) -> None:
    by_id = json.loads(run("kpis", "bounce_rate", "--format", "json", "--home", tmp_path).stdout)
    by_name = json.loads(run("kpis", "跳出率", "--format", "json", "--home", tmp_path).stdout)
    assert [kpi["id"] for kpi in by_id] == ["bounce_rate"]
    assert by_name == by_id


def test_a_word_with_several_meanings_is_asked_about(run: Run, tmp_path: Path) -> None:
    done = run("kpis", "이탈률", "--home", tmp_path)
    assert done.exit_code == 4
    assert "'bounce_rate'" in done.stderr
    assert "churn" in done.stderr


@pytest.mark.parametrize(("lang", "name"), [("en", "Bounce rate"), ("ko", "이탈률"), ("zh-Hant", "跳出率")])
def test_a_kpi_is_shown_in_the_language(run: Run, tmp_path: Path, lang: str, name: str) -> None:
    assert run("kpis", "bounce_rate", "--lang", lang, "--home", tmp_path).stdout.startswith(name)


@pytest.mark.parametrize("words", ["bounce", "이탈률", "跳出率"])
def test_search_finds_words_of_every_language(run: Run, tmp_path: Path, words: str) -> None:
    found = json.loads(run("kpis", "--search", words, "--format", "json", "--home", tmp_path).stdout)
    assert "bounce_rate" in [kpi["id"] for kpi in found]
    assert len(found) < 20


def test_an_unknown_kpi_is_not_found(run: Run, tmp_path: Path) -> None:
    done = run("kpis", "bounce_rat", "--home", tmp_path)
    assert done.exit_code == 3
    assert "Did you mean 'bounce_rate'" in done.stderr


@pytest.mark.parametrize(("shape", "ending"), [("markdown", "md"), ("html", "html")])
def test_the_guide_is_written_for_each_language(run: Run, tmp_path: Path, shape: str, ending: str) -> None:
    done = run("guide", "export", "--to", tmp_path / "out", "--format", shape, "--home", tmp_path / "home")
    paths = [tmp_path / "out" / f"kpi-guide.{lang}.{ending}" for lang in ("en", "ko", "zh-Hant")]
    assert done.stdout.split() == [str(path) for path in paths]
    for path, name in zip(paths, ("Bounce rate", "이탈률", "跳出率"), strict=True):
        assert name in path.read_text(encoding="utf-8")


def test_check_reports_every_fault_of_every_file(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "catalog"
    folder.mkdir()
    (folder / "a.yaml").write_text(f"kpis:\n  one: {{{TEXTS}, formula: nothing_here, unit: count, direction: up}}\n")
    (folder / "b.yaml").write_text(f"kpis:\n  two: {{{TEXTS}, formula: likes, unit: furlong, direction: up}}\n")
    done = run("catalog", "check", "--home", tmp_path)
    assert done.exit_code == 4
    for text in ("a.yaml:2", "nothing_here", "b.yaml:2", "furlong"):
        assert text in done.stderr


def test_check_names_your_own_kpis(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "mine.yaml").write_text(
        "kpis:\n  saves_per_post:\n    names: {en: Saves per post, ko: 게시물당 저장, zh-Hant: 單篇收藏}\n"
        "    definitions: {en: Saves by posts., ko: 저장 수., zh-Hant: 收藏數。}\n"
        "    formula: saves / posts_published\n    unit: ratio\n    direction: up\n"
    )
    done = run("catalog", "check", folder, "--home", tmp_path)
    assert done.exit_code == 0, done.stderr
    assert "saves_per_post" in done.stdout


def test_a_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    assert run("catalog", "check", "--home", tmp_path).exit_code == 3
