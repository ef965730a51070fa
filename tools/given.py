"""Write catalog/exports.yaml: which measures each export gives, found by reading the example files."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml
from exports_page import example_readings

from goalposts.sources.detect import SOURCES

PAGE = Path(__file__).resolve().parents[1] / "src" / "goalposts" / "catalog" / "exports.yaml"
HEAD = "# Made by tools/given.py from the example files: which measures each export gives.\n"
RESEARCH = frozenset({
    "x_legacy_days", "x_legacy_tweets", "universal_analytics", "uci_facebook", "meta_ads_kag", "cdnow_orders",
    "telco_churn", "journey_paths", "email_experiment", "landing_page_experiment", "rated_reviews",
    "labelled_reviews", "labelled_mentions",
})  # fmt: skip
"""Old formats and research data: read when they come, but nobody is told to connect them."""


def exports() -> str:
    """The file: every export one can be told to connect, with its platform, title and measures."""
    readings, found = example_readings(), {}
    for source in SOURCES:
        logs = [reading.load_log["measure_code"].to_list() for _, reading in readings.get(source.name, ())]
        measures = sorted({code for codes in logs for code in codes})
        if measures and source.name not in RESEARCH:
            found[source.name] = {"platform": source.platform, "title": source.title, "measures": measures}
    return HEAD + yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None)


def main(arguments: list[str]) -> int:
    """Write the file, or with --check only compare it; 1 = it is stale."""
    text = exports()
    if "--check" in arguments:
        is_stale = PAGE.read_text(encoding="utf-8") != text
        if is_stale:
            print("exports.yaml is stale. Run: python tools/given.py", file=sys.stderr)
        return int(is_stale)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
