"""A table of days and numbers that no measure is named like: asked, never guessed, and remembered once answered."""

from __future__ import annotations

from pathlib import Path

import goalposts
from goalposts.sources.source import Choices

TABLE = 'Date,Seitenladungen,Besuche\n9/14/2014,"2,146",1582\n9/15/2014,3621,2528\n'
MAPPING = {"Date": "date:mdy", "Seitenladungen": "page_views", "Besuche": "users"}
SAID = Choices(account="Teaching site", platform="ga4", time_zone="UTC", accept_flags=True)


def test_it_is_asked_even_with_yes_and_stored_once_mapped(tmp_path: Path) -> None:
    file = tmp_path / "visitors.csv"
    file.write_text(TABLE)
    with goalposts.open(tmp_path / "home") as workspace:
        asked = workspace.import_paths([file], SAID).to_dict()["files"][0]
        assert (asked["status"], asked["detected"], asked["rows_stored"]) == ("asked", "generic_table", 0)
        assert [question["field"] for question in asked["questions"]] == ["mapping"]
        assert "Seitenladungen" in asked["questions"][0]["question"]
        mapped = Choices(**{**{name: getattr(SAID, name) for name in SAID.__dataclass_fields__}, "mapping": MAPPING})
        assert workspace.import_paths([file], mapped).ok
        assert workspace.ask("page_views").rows()[0].value == 2146 + 3621
        newer = tmp_path / "newer.csv"
        newer.write_text(TABLE.replace("9/15/2014", "9/16/2014"))
        assert workspace.import_paths([newer], SAID).ok
        assert workspace.ask("page_views", period="2014-09-16").rows()[0].value == 3621
