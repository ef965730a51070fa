import datetime as dt

from tests.sources.exports import OWN, TODAY, logged, read_export, totals

FILE = OWN / "brevo_campaigns.csv"


def test_counts_of_campaigns() -> None:
    reading = read_export(FILE, "brevo_campaigns")
    assert (reading.rows_read, reading.faults) == (2, [])
    assert totals(reading, "email") == {
        "emails_sent": 2200, "emails_delivered": 2170, "email_bounces_soft": 18, "email_bounces_hard": 12,
        "email_unique_opens": 850, "email_opens": 1500, "email_machine_opens": 320, "email_unique_clicks": 130,
        "email_clicks": 184, "unsubscribes": 4, "spam_complaints": 1,
    }  # fmt: skip
    assert logged(reading, "unsubscribes", "email") == [(TODAY, TODAY, "partial")]


def test_clickers_are_clicks_and_estimates_stay_out() -> None:
    notes = read_export(FILE, "brevo_campaigns").notes
    assert any("`Clickers` counts clicks, not people who clicked" in note for note in notes)
    assert any("Estimated opens are a model's and are not stored" in note for note in notes)
    assert any("privacy protection are stored as machine opens" in note for note in notes)


def test_campaigns_are_known_by_their_number() -> None:
    items = read_export(FILE, "brevo_campaigns").rows["dim_item"]
    assert items.select("item_ext", "title", "published_on", "hour").rows() == [
        ("7", "June letter", dt.date(2026, 6, 5), 9),
        ("8", "July letter", dt.date(2026, 7, 3), 18),
    ]


def test_account_and_zone_are_asked() -> None:
    reading = read_export(FILE, "brevo_campaigns")
    assert {question.field: question.assumed for question in reading.questions} == {
        "account": "brevo_campaigns",
        "time_zone": "UTC",
    }
