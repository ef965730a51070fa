"""Why a value is not simply measured: a text for JSON that also carries its code and facts for translation."""

from __future__ import annotations

TEMPLATES = {
    "no_source": "no source held gives {measure}",
    "no_account": "no account that was asked about gives {measure}",
    "not_sliced": "{measure} is not broken down by {axes} in any source held",
    "not_loaded": "{measure} was not loaded for these days",
    "not_window": "{measure} is only known for the windows a source reports; none covers exactly this period",
    "not_added": "{measure} of {count} accounts or slices cannot be added; break it down further",
    "days_missing": "{held} of {wanted} days of {measure} are loaded",
    "late": "{measure} of {account} is late: its last data is of {day}",
    "days_late": "{held} of {wanted} days of {measure} are loaded; {account} is late: its last data is of {day}",
    "failed": "loading {measure} has failed since {since}: {detail}",
    "failed_expired_token": "loading {measure} has failed since {since}: the access has expired{detail}; sign in again",
    "failed_permission": "loading {measure} has failed since {since}: the permission to read it is missing{detail}",
    "failed_retired_metric": "loading {measure} has failed since {since}: the platform no longer gives it{detail}",
    "failed_rate_limit": "loading {measure} has failed since {since}: the platform allows no more calls{detail}",
    "failed_malformed": "loading {measure} has failed since {since}: what came cannot be read{detail}",
    "failed_empty": "loading {measure} has failed since {since}: what came holds nothing{detail}",
    "undated": "the rows of {measure} carry no date",
    "undated_rows": "some rows of {measure} carry no date and are in no period",
    "no_reading": "{measure} was not read in this period",
    "readings_missing": "{measure} was read for {held} of {wanted} accounts",
    "gap": "growth of {measure} includes days before the period, because the counter was not read at its start",
    "not_published": "no items published in this period are held for {measure}",
    "without_part": "without {parts}: no source held gives it",
    "parts_only": "only parts by {axes} are held for {measure}; they need not add up to the whole",
    "suppressed": "the source withholds {measure}",
    "provisional": "{measure} may still change at its source",
    "provisional_until": "{measure} may still change at its source until {day}",
    "read_early": "{measure} was read before its source had settled it; bring these days in again",
    "series_break": "{platform} changed what it counts on {day}: before and after do not compare",
    "definition_changed": "{platform} changed what it counts on {day}; this number holds both",
    "no_base": "the divisor is 0",
    "mixed_currencies": "amounts in several currencies cannot be added",
    "not_yet": "{measure} is not due yet",
    "not_a_year": "it counts per year: ask for twelve months",
    "published": "lifetime totals of items published in the period",
    "left_out": "{count} items are excluded from counting",
    "baseline_unknown": "the baseline is not known yet",
    "no_due_day": "no due day is set, so that nothing can be said of the pace",
    "no_tasks": "no task belongs to it yet",
    "not_entered": "nobody has entered a value for these days yet",
    "without_accounts": "without {accounts}, which do not give every part of it",
}


MINOR = ("provisional", "provisional_until", "read_early")
"""What the state says already: any other reason is said in its place."""


class Reason(str):
    """The English sentence, with `code` and `facts` so that a page can say it in the reader's language."""

    code: str
    facts: dict[str, str]

    __slots__ = ("code", "facts")

    def __new__(cls, code: str, **facts: object) -> Reason:
        texts = {name: str(fact) for name, fact in facts.items()}
        reason = super().__new__(cls, TEMPLATES[code].format(**texts))
        reason.code, reason.facts = code, texts
        return reason
