"""The sentences of each check of the audit, in English; the catalogues hold the other languages."""

from __future__ import annotations

from dataclasses import dataclass

from goalposts.i18n.catalogues import N_


@dataclass(frozen=True, slots=True)
class Sentences:
    """Four texts of one check; `{name}` stands for a fact of the finding, `{rows}` for how many rows it has."""

    title: str
    expected: str
    found: str
    remedy: str


TEXTS = {
    "missing_days": Sentences(
        N_("Missing days"),
        N_("every day between the first and the last is loaded"),
        N_("{days} days were not loaded, in {rows} series"),
        N_("Export these days again and import the file. Until then they are unknown, not zero."),
    ),
    "stale_source": Sentences(
        N_("Source gone stale"),
        N_("new data at the latest {allowed} days after the last day held"),
        N_("nothing for {days} days; the last day held is {last_day}"),
        N_("Bring in a new export, or check whether the source still delivers."),
    ),
    "orphan_account": Sentences(
        N_("Account without current data"),
        N_("an account of ours has data"),
        N_("last day with data: {last_day}"),
        N_("Bring in what is missing, or accept this if the account is closed or kept only for its history."),
    ),
    "failed_load": Sentences(
        N_("Failed load not repaired"),
        N_("a failed load is repeated until it works"),
        N_("{rows} figures of a day could not be loaded ({error_class}): {reason}"),
        N_("Mend the cause and load these days again. If they are lost for good, accept this with the reason."),
    ),
    "log_gap": Sentences(
        N_("Rows the load log does not cover"),
        N_("every stored row lies within days the load log knows"),
        N_("{rows} rows lie outside, so no answer counts them"),
        N_("Withdraw the import and bring the file in again."),
    ),
    "unknown_account": Sentences(
        N_("Rows of an account nobody knows"),
        N_("every row belongs to an account in the list"),
        N_("{rows} rows of {table_name} belong to none"),
        N_("Withdraw the import and bring the file in again with its account."),
    ),
    "file_twice": Sentences(
        N_("Same file under two accounts"),
        N_("one file tells the numbers of one account"),
        N_("{file} was imported for {other} as well"),
        N_("Withdraw the import that names the wrong account."),
    ),
    "account_twins": Sentences(
        N_("Two accounts of one name"),
        N_("one account has one name"),
        N_("{other} differs only in spaces, signs or capitals (time zones {zone} and {other_zone})"),
        N_("Withdraw the import under the wrong name and bring it in again under the right one."),
    ),
    "item_twins": Sentences(
        N_("Same item under two ids"),
        N_("one post or e-mail has one id"),
        N_("{rows} items are held twice, such as “{item}”"),
        N_("Look at both files: withdraw the import that tells the items under the other id."),
    ),
    "series_twins": Sentences(
        N_("Two accounts with the same numbers"),
        N_("two accounts do not count exactly the same every day"),
        N_("the same {days} days as {other}"),
        N_("One of the two was imported under the wrong account: withdraw it."),
    ),
    "told_twice": Sentences(
        N_("Two sources tell different values"),
        N_("two sources of one figure agree within the tolerance"),
        N_("{day}: {high} from {high_kind}, {low} from {low_kind}; {rows} rows differ"),
        N_("Find out which source is right and withdraw the other."),
    ),
    "part_exceeds_whole": Sentences(
        N_("A part is larger than its whole"),
        N_("never more than {whole_measure}"),
        N_("{part} of {whole} in the clearest of {rows} rows"),
        N_("Compare the lines with the platform: two columns may be swapped, or the export is wrong."),
    ),
    "engagements_exceed_impressions": Sentences(
        N_("More engagements than impressions"),
        N_("nobody likes, comments or shares what was not shown"),
        N_("{part} engagements at {whole} impressions in the clearest of {rows} rows"),
        N_("Check the mapping of the columns and whether both cover the same days and the same paid or organic share."),
    ),
    "negative_value": Sentences(
        N_("Negative count"),
        N_("a count is 0 or more"),
        N_("{number} on {day}; {rows} rows in all"),
        N_("Correct the line at its source and import it again."),
    ),
    "ratio_above_one": Sentences(
        N_("Share outside 0 to 1"),
        N_("a share is kept as 0 to 1, so 4 % is 0.04"),
        N_("{number} on {day}; {rows} rows in all"),
        N_("The file gives percent: map the column as a percentage and import it again."),
    ),
    "score_off_scale": Sentences(
        N_("Score outside its scale"),
        N_("from {low} to {high}"),
        N_("{number} in the clearest of {rows} answers"),
        N_("Check the scale given for the survey, or remove the answers at their source."),
    ),
    "impossible_date": Sentences(
        N_("Impossible date"),
        N_("days since 1990 that have been"),
        N_("{day} in the clearest of {rows} rows"),
        N_("Check the order of day and month and the year in the file, then import it again."),
    ),
    "counter_fell": Sentences(
        N_("A counter fell"),
        N_("a counter over a lifetime only grows, apart from a few taken back"),
        N_("from {before} to {number} by {day}; {rows} readings in all"),
        N_("Ask the platform: it may have removed false accounts. If so, accept this with that reason."),
    ),
    "level_jump": Sentences(
        N_("Level jumps where the file changes"),
        N_("two files that follow each other continue on about the same level"),
        N_("{before} a day before {day}, {after} from then on"),
        N_("Compare both exports: another view, filter or definition may be behind it. If it is real, accept it."),
    ),
    "unit_jump": Sentences(
        N_("Unit changes where the file changes"),
        N_("two files that follow each other use the same unit"),
        N_("{before} a day before {day}, {after} from then on: about {factor} times"),
        N_("One file gives seconds and the other minutes, or thousands: import it again with the right unit."),
    ),
    "shifted_day": Sentences(
        N_("Days shifted by one"),
        N_("two sources of one series agree day by day"),
        N_("{code} over {days} days: {unmoved} apart as it is, {moved} when moved by a day"),
        N_("The two were exported in different time zones: import one again with the right zone."),
    ),
    "currency_mix": Sentences(
        N_("Several currencies in one series"),
        N_("all amounts in {usual}"),
        N_("{rows} rows in {currency}"),
        N_("Check the currency given at the import; withdraw it and import it again if it is wrong."),
    ),
    "money_without_currency": Sentences(
        N_("Money without a currency"),
        N_("every amount has a currency"),
        N_("{rows} amounts without one"),
        N_("Import the file again and say the currency; until then it is never added to other money."),
    ),
    "refunds_exceed_orders": Sentences(
        N_("More refunded than sold"),
        N_("refunds stay below the orders they belong to"),
        N_("{refunds} refunded, {orders} sold"),
        N_("Orders may be missing: bring in the whole period, or check the sign of the amounts."),
    ),
    "parts_against_whole": Sentences(
        N_("Parts do not add up to the whole"),
        N_("{whole} in all"),
        N_("the parts add up to {parts} ({day}); {rows} days or periods differ"),
        N_("Compare both exports: a filter, a limit of rows or another day of export may be behind it."),
    ),
    "segments_against_whole": Sentences(
        N_("Segments do not add up to the whole"),
        N_("{whole} over all segments"),
        N_("the segments add up to {parts} ({day}); {rows} days or periods differ"),
        N_("A segment may be missing or counted twice; export the segments again."),
    ),
    "stored_against_provider": Sentences(
        N_("Stored total differs from its rows"),
        N_("{counted}, counted from the rows"),
        N_("{stored} was stored ({day}); {rows} periods differ"),
        N_("The rows count. Find out what the stored total includes besides, and withdraw it if it is wrong."),
    ),
    "clicks_without_visits": Sentences(
        N_("Clicks that never arrive"),
        N_("a fair share of {clicks} clicks become visits"),
        N_("{visits} visits by {channel} ({month}); {rows} months like this"),
        N_("Check the tags on the links and the tracking on the landing pages."),
    ),
    "claimed_conversions": Sentences(
        N_("Ads claim more conversions than there were"),
        N_("at most the {measured} conversions the site counted"),
        N_("the ad platforms claim {claimed} ({month}); {rows} months like this"),
        N_("Compare attribution windows and whether a conversion is counted by two platforms."),
    ),
    "sends_exceed_list": Sentences(
        N_("More sent than the list holds"),
        N_("at most the {subscribers} subscribers of that day"),
        N_("{sent} sent with “{item}” on {day}; {rows} sends like this"),
        N_("Check whether the list export leaves out a segment or another list was used."),
    ),
    "level_against_flow": Sentences(
        N_("Followers do not follow from gained and lost"),
        N_("gained less lost is {flow}"),
        N_("the number of followers moved by {moved} ({month}); {rows} months like this"),
        N_("The platform may have removed false accounts, or a column is mapped wrongly."),
    ),
    "undated_items": Sentences(
        N_("Items without a date"),
        N_("every item has its day of publication"),
        N_("{rows} of kind {item_kind} have none"),
        N_("Export them with the date if the platform gives it. Without it they count for no period."),
    ),
    "test_sends": Sentences(
        N_("Test sends among the e-mails"),
        N_("a campaign goes to at least {fewest} people; the largest went to {largest}"),
        N_("{rows} of {sends} sends went to fewer"),
        N_("Exclude them: means per e-mail are wrong with them. Rates of sums hardly feel them."),
    ),
    "campaign_twins": Sentences(
        N_("Campaigns whose names differ in signs only"),
        N_("one campaign has one name everywhere"),
        N_("{names}"),
        N_("Agree on one spelling and correct it where the campaigns are kept."),
    ),
    "utm_breach": Sentences(
        N_("Link tags that break the rules"),
        N_("source, medium and campaign, in small letters without spaces"),
        N_("{breach} in {rows} links, such as {url}"),
        N_("Correct the links; visits from them are filed under a source or campaign of their own."),
    ),
    "arm_mismatch": Sentences(
        N_("Shown something else than their arm"),
        N_("{arm} is shown {usual}"),
        N_("{rows} were shown something else, such as {shown}"),
        N_("Leave these rows out of the test, and find out why they were served the wrong variant."),
    ),
    "restated_far": Sentences(
        N_("Large restatement"),
        N_("{old}, as told at first"),
        N_("{number} since ({day}); {rows} values changed as much"),
        N_("Look at what changed and tell those who were given the old number."),
    ),
    "stale_benchmarks": Sentences(
        N_("Reference figures too old"),
        N_("data of the last 24 months"),
        N_("{rows} figures of {publisher} end on {data_to} or before"),
        N_("Do not compare with them, or enter newer figures."),
    ),
}
"""Code of a check -> its sentences; a test holds them against the checks."""
