"""The facts and dimensions of the lake: names, columns and keys in one place.

Every fact table has a twin `<table>_superseded` with the same columns and `superseded_at`: together they are the whole
history, and a row was what we knew at T when `known_from <= T < superseded_at`. Key columns are never null: 0, '',
'ZZ', 'all' and 'total' stand for "not sliced by this axis, or none". Ids are 63-bit numbers made from the natural key,
so two processes that read the same files in any order make the same warehouse.
"""

from __future__ import annotations

from goalposts.warehouse.control_tables import ERROR_CLASSES as ERROR_CLASSES
from goalposts.warehouse.control_tables import EXCLUSION as EXCLUSION
from goalposts.warehouse.control_tables import IMPORT_BATCH as IMPORT_BATCH
from goalposts.warehouse.control_tables import LOAD_LOG as LOAD_LOG
from goalposts.warehouse.control_tables import NO_DAY as NO_DAY
from goalposts.warehouse.control_tables import UNDATED as UNDATED
from goalposts.warehouse.control_tables import WITHDRAWAL as WITHDRAWAL
from goalposts.warehouse.identities import account_identity as account_identity
from goalposts.warehouse.identities import campaign_identity as campaign_identity
from goalposts.warehouse.identities import identity as identity
from goalposts.warehouse.identities import item_identity as item_identity
from goalposts.warehouse.identities import segment_identity as segment_identity
from goalposts.warehouse.identities import segment_value as segment_value
from goalposts.warehouse.table import Table as Table

SCHEMA_VERSION = 5


_PROVENANCE = {
    "source_id": "BIGINT",
    "captured_at": "TIMESTAMP",  # UTC: when the source told it
    "known_from": "TIMESTAMP",  # UTC: since when it is what we know; later than captured_at after a withdrawal
    "part": "SMALLINT",  # the table of the file (sheet, section), from 0
    "line": "INTEGER",  # its line or row number there, from 1; 0 = not from a line
}

FACT_MEASURE = Table(
    "fact_measure",
    {
        "measure_code": "VARCHAR",
        "account_id": "BIGINT",
        "cut": "VARCHAR",
        "window_kind": "VARCHAR",
        "period_start": "DATE",
        "period_end": "DATE",
        "item_id": "BIGINT",
        "campaign_id": "BIGINT",
        "channel": "VARCHAR",
        "segment_id": "BIGINT",
        "country_code": "VARCHAR",
        "device": "VARCHAR",
        "paid_split": "VARCHAR",
        "source_kind": "VARCHAR",
        "value": "DECIMAL(24,6)",
        "currency": "VARCHAR",
        "status": "VARCHAR",
        **_PROVENANCE,
    },
    key=(
        "measure_code",
        "account_id",
        "cut",
        "window_kind",
        "period_start",
        "period_end",
        "item_id",
        "campaign_id",
        "channel",
        "segment_id",
        "country_code",
        "device",
        "paid_split",
        "source_kind",
    ),
    twice_dated=True,
)
"""One reported value of one measure over one window, as captured once.

window_kind: instant, day, week, month, quarter, year, days_7, days_28, days_30, days_90, lifetime, custom, undated. For
`instant` and `lifetime` both dates are the day the counter was read, for `undated` NO_DAY. `value` is null only for
status `suppressed`.
status: final, provisional, estimated, suppressed. source_kind is "platform/method", for example "x/csv".
"""

_SLICE = {"item_id": "BIGINT", "campaign_id": "BIGINT", "segment_id": "BIGINT", "country_code": "VARCHAR"}

FACT_MENTION = Table(
    "fact_mention",
    {
        "mention_id": "BIGINT",
        "kind": "VARCHAR",
        "platform": "VARCHAR",
        "account_id": "BIGINT",
        "competitor_id": "BIGINT",
        "campaign_id": "BIGINT",
        "url": "VARCHAR",
        "domain": "VARCHAR",
        "author_ext": "VARCHAR",
        "author_followers": "BIGINT",
        "author_class": "VARCHAR",
        "found_at": "TIMESTAMP",
        "published_at": "TIMESTAMP",
        "lost_at": "TIMESTAMP",
        "sentiment": "VARCHAR",
        "sentiment_score": "DOUBLE",
        "authority_score": "DOUBLE",
        "authority_vendor": "VARCHAR",
        "is_follow": "BOOLEAN",
        "est_reach": "BIGINT",
        "text_excerpt": "VARCHAR",
        "responded_at": "TIMESTAMP",
        **_PROVENANCE,
    },
    key=("mention_id",),
    twice_dated=True,
)

FACT_FEEDBACK = Table(
    "fact_feedback",
    {
        "feedback_id": "BIGINT",
        "kind": "VARCHAR",
        "score": "DECIMAL(12,4)",
        "scale_min": "DECIMAL(12,4)",
        "scale_max": "DECIMAL(12,4)",
        "answered_at": "TIMESTAMP",
        "survey_ext": "VARCHAR",
        "question_version": "INTEGER",
        "customer_id": "BIGINT",
        "account_id": "BIGINT",
        **_SLICE,
        "text": "VARCHAR",
        "language": "VARCHAR",
        **_PROVENANCE,
    },
    key=("feedback_id",),
    twice_dated=True,
)

FACT_LEAD = Table(
    "fact_lead",
    {
        "lead_id": "BIGINT",
        "lead_ext": "VARCHAR",
        "account_id": "BIGINT",
        "created_at": "TIMESTAMP",
        "qualified_at": "TIMESTAMP",
        "accepted_at": "TIMESTAMP",
        "opportunity_at": "TIMESTAMP",
        "closed_at": "TIMESTAMP",
        "outcome": "VARCHAR",
        "amount": "DECIMAL(20,6)",
        "currency": "VARCHAR",
        "company_size": "VARCHAR",
        "owner": "VARCHAR",
        "first_channel": "VARCHAR",
        "first_campaign_id": "BIGINT",
        "first_item_id": "BIGINT",
        "channel": "VARCHAR",
        "campaign_id": "BIGINT",
        "item_id": "BIGINT",
        "form_item_id": "BIGINT",
        "customer_id": "BIGINT",
        "segment_id": "BIGINT",
        "country_code": "VARCHAR",
        **_PROVENANCE,
    },
    key=("lead_id",),
    twice_dated=True,
)

FACT_REVENUE = Table(
    "fact_revenue",
    {
        "revenue_id": "BIGINT",
        "event": "VARCHAR",
        "expansion_kind": "VARCHAR",
        "account_id": "BIGINT",
        "customer_id": "BIGINT",
        "occurred_at": "TIMESTAMP",
        "effective_month": "DATE",
        "amount": "DECIMAL(20,6)",
        "gross_amount": "DECIMAL(20,6)",
        "cost_of_goods": "DECIMAL(20,6)",
        "currency": "VARCHAR",
        "quantity": "INTEGER",
        "order_ext": "VARCHAR",
        "channel": "VARCHAR",
        "campaign_id": "BIGINT",
        "item_id": "BIGINT",
        "attribution_model": "VARCHAR",
        "country_code": "VARCHAR",
        **_PROVENANCE,
    },
    key=("revenue_id",),
    twice_dated=True,
)

FACT_TOUCHPOINT = Table(
    "fact_touchpoint",
    {
        "touch_id": "BIGINT",
        "account_id": "BIGINT",
        "person_key": "VARCHAR",
        "lead_id": "BIGINT",
        "customer_id": "BIGINT",
        "touched_at": "TIMESTAMP",
        "channel": "VARCHAR",
        "campaign_id": "BIGINT",
        "item_id": "BIGINT",
        "platform": "VARCHAR",
        "touch_kind": "VARCHAR",
        "is_conversion": "BOOLEAN",
        "conversion_code": "VARCHAR",
        "conversion_value": "DECIMAL(20,6)",
        "currency": "VARCHAR",
        **_PROVENANCE,
    },
    key=("touch_id",),
    twice_dated=True,
)

FACT_EXPOSURE = Table(
    "fact_exposure",
    {
        "exposure_id": "BIGINT",
        "account_id": "BIGINT",
        "experiment": "VARCHAR",
        "arm": "VARCHAR",  # the arm the unit was assigned to
        "shown": "VARCHAR",  # what it was shown; '' = the source does not say
        "unit_key": "VARCHAR",  # hashed
        "exposed_at": "TIMESTAMP",  # null = the source does not say
        "visited": "BOOLEAN",
        "converted": "BOOLEAN",
        "value": "DECIMAL(20,6)",
        "currency": "VARCHAR",
        "segment_id": "BIGINT",
        "country_code": "VARCHAR",
        **_PROVENANCE,
    },
    key=("exposure_id",),
    twice_dated=True,
)
FACT_PATH = Table(
    "fact_path",
    {
        "path_id": "BIGINT",
        "account_id": "BIGINT",
        "path": "VARCHAR",  # the channels of the journey from first to last, joined by " > "
        "first_day": "DATE",  # the days the sums are over; null = the source does not say
        "last_day": "DATE",
        "conversions": "DECIMAL(20,6)",
        "value": "DECIMAL(20,6)",
        "currency": "VARCHAR",
        "without_conversion": "DECIMAL(20,6)",
        **_PROVENANCE,
    },
    key=("path_id",),
    twice_dated=True,
)
"""Journeys that a source has already added up: how many took a path, with and without a conversion at its end."""

DIM_ACCOUNT = Table(
    "dim_account",
    {
        "account_id": "BIGINT",
        "platform": "VARCHAR",
        "account_ext": "VARCHAR",
        "name": "VARCHAR",
        "brand": "VARCHAR",
        "owner_kind": "VARCHAR",
        "time_zone": "VARCHAR",
        "currency": "VARCHAR",
        "industry_code": "VARCHAR",
        "country": "VARCHAR",
    },
    key=("account_id",),
)
DIM_CAMPAIGN = Table(
    "dim_campaign",
    {
        "campaign_id": "BIGINT",
        "name": "VARCHAR",
        "objective_code": "VARCHAR",
        "starts_on": "DATE",
        "ends_on": "DATE",
        "budget": "DECIMAL(20,6)",
        "currency": "VARCHAR",
        "utm_campaign": "VARCHAR",
    },
    key=("campaign_id",),
)
DIM_ITEM = Table(
    "dim_item",
    {
        "item_id": "BIGINT",
        "account_id": "BIGINT",
        "item_kind": "VARCHAR",
        "item_ext": "VARCHAR",
        "content_type": "VARCHAR",
        "title": "VARCHAR",
        "url": "VARCHAR",
        "theme": "VARCHAR",
        "language": "VARCHAR",
        "word_count": "INTEGER",
        "published_on": "DATE",  # in the account's zone; null = the source does not say
        "weekday": "TINYINT",  # 1 = Monday ... 7 = Sunday, in the account's zone
        "hour": "TINYINT",  # 0..23 in the account's zone; null = no time of day given
        "tracking_code": "VARCHAR",
    },
    key=("item_id",),
)
DIM_SEGMENT = Table(
    "dim_segment",
    {
        "segment_id": "BIGINT",
        "value": "VARCHAR",  # "age=30-34|gender=F"
        **dict.fromkeys(
            (
                "age",
                "gender",
                "region",
                "language",
                "interest",
                "behaviour",
                "journey_stage",
                "icp",
                "seniority",
                "industry",
                "job_function",
                "company_size",
                "follower_status",
                "search_appearance",
                "experiment",
                "arm",
                "source",  # who sent a visit: a platform code, else the name or domain as told
            ),
            "VARCHAR",
        ),
    },
    key=("segment_id",),
)
DIM_CUSTOMER = Table(
    "dim_customer",
    {
        "customer_id": "BIGINT",
        "customer_ext": "VARCHAR",
        "first_order_at": "TIMESTAMP",
        "acquired_channel": "VARCHAR",
        "acquired_campaign_id": "BIGINT",
        "country_code": "VARCHAR",
        "status": "VARCHAR",
        "churned_at": "TIMESTAMP",
    },
    key=("customer_id",),
)
FX_RATE = Table(
    "fx_rate",
    {
        "rate_date": "DATE",
        "from_currency": "VARCHAR",
        "to_currency": "VARCHAR",
        "rate": "DECIMAL(24,10)",
        "source": "VARCHAR",
    },
    key=("rate_date", "from_currency", "to_currency"),
)

FACTS = (FACT_MEASURE, FACT_MENTION, FACT_FEEDBACK, FACT_LEAD, FACT_REVENUE, FACT_TOUCHPOINT, FACT_EXPOSURE, FACT_PATH)
DIMENSION_TABLES = (DIM_ACCOUNT, DIM_CAMPAIGN, DIM_ITEM, DIM_SEGMENT, DIM_CUSTOMER, FX_RATE)
CONTROL_TABLES = (IMPORT_BATCH, LOAD_LOG, WITHDRAWAL, EXCLUSION)
