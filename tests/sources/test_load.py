import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goalposts.catalog.files import load_catalog
from goalposts.sources.limits import Limits
from goalposts.sources.load import import_paths
from goalposts.sources.source import Choices
from goalposts.warehouse.lake import Lake

CATALOG = load_catalog()
NOW = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)
YES = Choices(account="acme", platform="manual", time_zone="UTC", currency="EUR", accept_flags=True)
HEADER = "Date,Campaign,Impressions,Likes\n"


@pytest.fixture
def lake(tmp_path):
    with Lake.open(tmp_path / "home") as opened:
        yield opened


def write(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def run(lake: Lake, *paths: Path, choices: Choices = YES, now: dt.datetime = NOW, **more):
    return import_paths(lake, CATALOG, lake.home, paths, choices, now, **more)


def facts(lake: Lake):
    return lake.query(
        "SELECT measure_code, cut, window_kind, period_start, period_end, value, currency "
        "FROM fact_measure ORDER BY ALL"
    ).rows()


def counts(report):
    return [(f.status, f.rows_read, f.rows_stored, f.rows_unchanged, f.rows_rejected) for f in report.files]


def test_a_daily_table_becomes_facts(lake, tmp_path):
    file = write(tmp_path, "daily.csv", "Date,Impressions,Amount spent (USD)\n2025-03-09,12,1.50\n2025-03-10,,2\n")
    report = run(lake, file)
    assert report.ok
    day, next_day = dt.date(2025, 3, 9), dt.date(2025, 3, 10)
    assert facts(lake) == [
        ("ad_spend", "", "day", day, day, Decimal("1.500000"), "USD"),
        ("ad_spend", "", "day", next_day, next_day, Decimal("2.000000"), "USD"),
        ("impressions", "", "day", day, day, Decimal("12.000000"), None),
    ]


def test_the_report_as_plain_data(lake, tmp_path):
    text = HEADER + '2025-03-09,"Spring\nsale",5,1\n2025-02-30,Spring,6,2\n2025-03-10,Spring,x,3\n2025-03-11,Spring,7\n'
    file = write(tmp_path, "t.csv", text)
    (told,) = json.loads(json.dumps(run(lake, file).to_dict()))["files"]
    assert {key: told[key] for key in ("path", "detected", "account", "status")} == {
        "path": str(file), "detected": "generic_table", "account": "acme", "status": "stored",
    }  # fmt: skip
    assert [told[key] for key in ("rows_read", "rows_stored", "rows_unchanged", "rows_rejected")] == [4, 1, 0, 3]
    assert [(fault["line"], fault["column"], fault["value"]) for fault in told["faults"]] == [
        (6, None, "2025-03-11,Spring,7"),
        (4, "Date", "2025-02-30"),
        (5, "Impressions", "x"),
    ]
    assert list(told["faults"][0]) == ["line", "column", "value", "message"]
    assert {fact[0] for fact in facts(lake)} == {"impressions", "likes"}


def test_importing_twice_changes_nothing(lake, tmp_path):
    file = write(tmp_path, "t.csv", HEADER + "2025-03-09,A,5,1\n2025-03-10,A,6,2\n")
    assert counts(run(lake, file)) == [("stored", 2, 2, 0, 0)]
    before = facts(lake)
    assert counts(run(lake, file, now=NOW + dt.timedelta(days=9))) == [("unchanged", 2, 0, 2, 0)]
    assert facts(lake) == before


def test_counters_of_a_file_already_read_keep_their_day(lake, tmp_path):
    file = write(tmp_path, "posts.csv", "Post id,Likes\np1,5\np2,6\n")
    assert counts(run(lake, file)) == [("stored", 2, 2, 0, 0)]
    report = run(lake, file, now=NOW + dt.timedelta(days=9))
    assert counts(report) == [("unchanged", 2, 0, 2, 0)]
    assert "This very file came in on 2026-01-02; its counters keep that day." in report.files[0].notes
    assert {fact[3] for fact in facts(lake)} == {NOW.date()}


def test_records_are_counted_not_facts(lake, tmp_path):
    run(lake, write(tmp_path, "a.csv", HEADER + "2025-03-09,A,5,1\n2025-03-10,A,6,2\n"))
    later = write(tmp_path, "b.csv", HEADER + "2025-03-09,A,5,1\n2025-03-10,A,6,3\n2025-03-11,A,1,1\n")
    assert counts(run(lake, later, now=NOW + dt.timedelta(days=1))) == [("stored", 3, 2, 1, 0)]
    row = lake.batches().sort("captured_at").row(1, named=True)
    assert [row[f"rows_{name}"] for name in ("read", "stored", "unchanged", "rejected")] == [3, 2, 1, 0]


def test_open_questions_keep_a_file_out_and_yes_is_noted(lake, tmp_path):
    file = write(tmp_path, "spend.csv", "Date,Spend\n2025-03-09,5\n")
    (asked,) = run(lake, file, choices=Choices()).files
    assert (asked.status, asked.ok) == ("asked", False)
    assert [question.field for question in asked.questions] == [
        "account",
        "time_zone",
        "platform",
        "mapping",
        "currency",
    ]
    assert facts(lake) == []
    (stored,) = run(lake, file, choices=Choices(accept_flags=True)).files
    assert stored.ok
    assert stored.notes[:2] == ("Assumed account: spend.", "Assumed time_zone: UTC.")


def test_a_doubt_nobody_can_assume_away_is_asked_even_with_yes(lake, tmp_path):
    file = write(tmp_path, "t.csv", "Date,Likes\n03/04/2025,5\n03/05/2025,6\n")
    (asked,) = run(lake, file).files
    assert (asked.status, asked.questions[0].assumed) == ("asked", None)
    mapping = {"Date": "date:dmy", "Likes": "likes"}
    assert run(lake, file, choices=Choices("acme", "manual", "UTC", mapping=mapping)).ok
    assert [fact[3] for fact in facts(lake)] == [dt.date(2025, 4, 3), dt.date(2025, 5, 3)]


def test_a_confirmed_mapping_is_reused(lake, tmp_path):
    mapping = {"Tag": "date", "Aufrufe": "page_views"}
    first = write(tmp_path, "a.csv", "Tag;Aufrufe\n01.03.2025;5\n13.03.2025;6\n")
    second = write(tmp_path, "b.csv", "Tag;Aufrufe\n14.03.2025;7\n")
    told = Choices("acme", "manual", "UTC")
    assert not run(lake, first, choices=told).ok
    assert run(lake, first, choices=Choices("acme", "manual", "UTC", mapping=mapping)).ok
    (report,) = run(lake, second, choices=told).files
    assert report.ok
    assert "The columns were read by the mapping saved for tables of these columns." in report.notes
    assert [fact[5] for fact in facts(lake)] == [5, 6, 7]


def test_a_long_table(lake, tmp_path):
    text = "날짜,지표,값\n2025-03-09,노출수,12\n2025-03-09,likes,3\n2025-03-10,무엇,4\n"
    (report,) = run(lake, write(tmp_path, "long.csv", text)).files
    assert (report.rows_stored, report.rows_rejected) == (2, 1)
    assert [(fault.line, fault.value) for fault in report.faults] == [(4, "무엇")]
    assert [(fact[0], fact[5]) for fact in facts(lake)] == [("impressions", 12), ("likes", 3)]


def test_axes_of_a_table_make_its_cut(lake, tmp_path):
    text = "Month,Country,Device,Age,Sessions\n2025-02,대한민국,모바일,25-34,5\n2025-02,TW,Desktop,25-34,6\n"
    assert run(lake, write(tmp_path, "t.csv", text)).ok
    rows = lake.query(
        "SELECT cut, window_kind, period_end, country_code, device, s.value, f.value FROM fact_measure f "
        "JOIN dim_segment s USING (segment_id) ORDER BY f.value"
    ).rows()
    cut, end = "age+country+device", dt.date(2025, 2, 28)
    assert rows == [
        (cut, "month", end, "KR", "mobile", "age=25-34", 5),
        (cut, "month", end, "TW", "desktop", "age=25-34", 6),
    ]
    assert lake.load_log()["adds_up"].to_list() == [False]


HOSTILE = {
    "empty.csv": b"",
    "header.csv": b"Date,Likes\n",
    "zero.csv": b"Date,Likes\n2025-03-09,\x001\n",
    "mixed.csv": "Date,Likes,Note\n2025-03-09,1,süß für\n".encode() + "2025-03-10,2,Málaga\n".encode("latin1"),
    "quote.csv": b'Date,Note,Likes\n2025-03-09,"open,1\n2025-03-10,x,2\n',
    "twice.csv": b"Date,Likes,Likes\n2025-03-09,1,2\n",
    "impossible.csv": b"Date,Likes\n2025-02-30,1\n",
    "formula.csv": b"Date,Likes\n2025-03-09,=cmd()|' /C calc'!A0\n",
    "currencies.csv": "Date,Spend\n2025-03-09,€5\n2025-03-10,£6\n".encode(),
    "unknown.csv": b"foo,bar\na,b\n",
    "contradiction.csv": b"Date,Likes\n2025-03-09,1\n2025-03-09,2\n2025-03-09,3\n",
    "page.xls": b"<html><table></table></html>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_leave_the_lake_as_it_was(lake, tmp_path, name):
    before = lake.snapshot()
    (report,) = run(lake, write(tmp_path, name, HOSTILE[name])).files
    assert (report.status, report.rows_stored) == ("failed", 0)
    assert len(report.faults[0].message) > 20
    assert lake.snapshot() == before
    assert list(lake.home.glob("files/*")) == []


def test_a_faulty_file_keeps_no_other_out(lake, tmp_path):
    write(tmp_path, "a.csv", HEADER + "2025-03-09,A,5,1\n")
    write(tmp_path, "b.csv", b"")
    report = run(lake, tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "absent.csv")
    assert [file.status for file in report.files] == ["stored", "failed", "failed"]
    assert not report.ok


def test_an_unknown_file_says_what_it_looked_like(lake, tmp_path):
    header = "Post id,Date,Post text,Colour"
    (report,) = run(lake, write(tmp_path, "odd.csv", f"{header}\n1,2025-03-09,hello,red\n"), choices=Choices()).files
    message = report.faults[0].message
    assert "utf-8 text cut by ','" in message
    assert "1 rows under: Post id, Date, Post text, Colour" in message
    assert report.faults[1].message.startswith("nearest known export: X content (posts); missing headers: Post Link")


def test_money_with_decimal_commas(lake, tmp_path):
    text = "Datum;Kosten;Reichweite\n01.03.2025;1.234,50;1.200\n13.03.2025;7,00;900\n"
    mapping = {"Datum": "date", "Kosten": "ad_spend", "Reichweite": "impressions"}
    choices = Choices("acme", "manual", "UTC", "EUR", mapping)
    assert run(lake, write(tmp_path, "kosten.csv", text), choices=choices).ok
    assert [(fact[0], fact[5]) for fact in facts(lake)] == [
        ("ad_spend", Decimal("1234.500000")),
        ("ad_spend", Decimal("7.000000")),
        ("impressions", 1200),
        ("impressions", 900),
    ]


def test_progress_goes_up_to_the_whole(lake, tmp_path):
    files = [write(tmp_path, f"{n}.csv", HEADER + f"2025-03-0{n},A,5,1\n") for n in (1, 2)]
    seen: list[tuple[int, int, str]] = []
    run(lake, *files, progress=lambda done, total, label: seen.append((done, total, label)))
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)
    assert seen[-1][0] == seen[-1][1] == sum(file.stat().st_size for file in files)
    assert {label for _, _, label in seen} == {"1.csv", "2.csv"}


def test_limits_reach_the_files(lake, tmp_path):
    file = write(tmp_path, "t.csv", HEADER + "2025-03-09,A,5,1\n" * 100)
    assert run(lake, file, limits=Limits(file=100)).files[0].status == "failed"


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.dictionaries(st.tuples(st.integers(1, 4), st.sampled_from("AB")), st.integers(0, 3), min_size=1),
        min_size=2,
        max_size=3,
    )
)
def test_any_order_and_twice_gives_the_same_warehouse(tmp_path_factory, contents):
    folder = tmp_path_factory.mktemp("files")
    moments = {}
    for number, rows in enumerate(contents):
        lines = "".join(f"2025-03-0{day},{name},{value},{value + 1}\n" for (day, name), value in rows.items())
        file = write(folder, f"{number}.csv", HEADER + lines)
        moments[file] = NOW + dt.timedelta(hours=number)
    states = []
    for order in (tuple(moments), tuple(reversed(moments))):
        with Lake.open(tmp_path_factory.mktemp("home")) as lake:
            for file in (*order, order[0]):
                assert run(lake, file, now=moments[file]).ok
            states.append(facts(lake))
    assert all(state == states[0] for state in states)


def test_rows_added_up_into_one_count_as_stored_and_then_as_unchanged(lake, tmp_path):
    hours = (
        "Session default channel group,Date + hour (YYYYMMDDHH),Sessions\n"
        "Direct,2025060100,4\nDirect,2025060101,3\nReferral,2025060100,1\nDirect,2025060200,many\n"
    )
    file = write(tmp_path, "hours.csv", hours)
    choices = Choices(account="acme", time_zone="UTC", accept_flags=True)
    assert counts(run(lake, file, choices=choices)) == [("stored", 4, 3, 0, 1)]
    assert counts(run(lake, file, choices=choices)) == [("unchanged", 4, 0, 3, 1)]
    assert sorted(row[-2] for row in facts(lake)) == [Decimal(1), Decimal(7)]
