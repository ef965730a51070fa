from __future__ import annotations

from dataclasses import replace

import pytest

from goalposts.errors import Invalid
from goalposts.warehouse.failures import LoadFailure
from goalposts.warehouse.lake import Lake
from tests.warehouse.samples import ACCOUNT, batch, day, moment

EXPIRED = LoadFailure(
    account_id=ACCOUNT,
    measure_codes=("likes", "shares"),
    cut="",
    window_kind="day",
    table_name="content",
    first_day=day(5),
    last_day=day(6),
    error_class="expired_token",
    reason="The token expired on 5 January.",
    source_id=77,
    at=moment(6),
)


def test_failed_days_are_in_the_log_beside_those_that_came(lake: Lake) -> None:
    lake.append(batch(1, 1, {1: 5}))
    lake.record_failures([EXPIRED])
    failed = lake.load_log().filter(state="failed")
    columns = (
        "source_id",
        "measure_code",
        "account_id",
        "first_day",
        "last_day",
        "error_class",
        "reason",
        "captured_at",
    )
    told = (day(5), day(6), "expired_token", EXPIRED.reason, moment(6).replace(tzinfo=None))
    assert failed.select(columns).rows() == [(77, code, ACCOUNT, *told) for code in ("likes", "shares")]
    assert lake.load_log(moment(5)).height == 1


def test_the_same_failure_again_keeps_its_first_moment(lake: Lake) -> None:
    lake.record_failures([EXPIRED])
    lake.record_failures([replace(EXPIRED, at=moment(9)), replace(EXPIRED, at=moment(9), error_class="permission")])
    log = lake.load_log().select("error_class", "captured_at").unique().sort("error_class")
    assert [(kind, at.day) for kind, at in log.iter_rows()] == [("expired_token", 6), ("permission", 9)]


def test_all_faults_at_once_and_nothing_is_stored(lake: Lake) -> None:
    wrong = [
        replace(EXPIRED, error_class="expired_tokens"),
        replace(EXPIRED, measure_codes=(), account_id=0),
        replace(EXPIRED, last_day=day(4)),
        EXPIRED,
    ]
    with pytest.raises(Invalid, match="did you mean expired_token") as caught:
        lake.record_failures(wrong)
    assert [f.column for f in caught.value.faults] == ["error_class", "measure_codes", "account_id", "last_day"]
    assert lake.load_log().is_empty()
