"""Names of dimensions and of the coded values in them."""

from __future__ import annotations

from babel import Locale

from goalposts.i18n.catalogues import LOCALES, N_, translation

_DIMENSIONS = {
    "account": N_("Account"),
    "platform": N_("Platform"),
    "brand": N_("Brand"),
    "owner_kind": N_("Own or competitor"),
    "industry_code": N_("Industry"),
    "item": N_("Item"),
    "content_type": N_("Content type"),
    "item_kind": N_("Kind of item"),
    "theme": N_("Theme"),
    "title": N_("Title"),
    "weekday": N_("Weekday"),
    "hour": N_("Hour"),
    "tracking_code": N_("Tracking code"),
    "post": N_("Post"),
    "ad": N_("Ad"),
    "email": N_("E-mail"),
    "page": N_("Page"),
    "form": N_("Form"),
    "keyword": N_("Keyword"),
    "document": N_("Document"),
    "campaign": N_("Campaign"),
    "objective": N_("Objective"),
    "channel": N_("Channel"),
    "country": N_("Country"),
    "device": N_("Device"),
    "paid": N_("Paid or organic"),
    "age": N_("Age"),
    "gender": N_("Gender"),
    "region": N_("Region"),
    "language": N_("Language"),
    "interest": N_("Interest"),
    "behaviour": N_("Behaviour"),
    "journey_stage": N_("Journey stage"),
    "icp": N_("Ideal customer profile"),
    "seniority": N_("Seniority"),
    "industry": N_("Industry"),
    "job_function": N_("Job function"),
    "company_size": N_("Company size"),
    "follower_status": N_("Follower or not"),
    "search_appearance": N_("Search appearance"),
    "experiment": N_("Experiment"),
    "arm": N_("Arm of the experiment"),
    "source": N_("Source of the visit"),
}
_VALUES = {
    "unit": {
        "count": N_("a number"),
        "currency": N_("money"),
        "seconds": N_("a time"),
        "score": N_("a score"),
        "rank": N_("a rank"),
        "ratio": N_("a share or rate"),
        "points": N_("points"),
        "years": N_("years"),
        "per_year": N_("times a year"),
    },
    "content_type": {
        "video": N_("Video"),
        "image": N_("Image"),
        "carousel": N_("Carousel"),
        "article": N_("Article"),
        "link": N_("Link"),
        "text": N_("Text"),
        "interactive": N_("Interactive"),
        "blog": N_("Blog post"),
        "ebook": N_("E-book"),
        "webinar": N_("Webinar"),
        "newsletter": N_("Newsletter"),
        "other": N_("Other"),
    },
    "item_kind": {
        "post": N_("Post"),
        "video": N_("Video"),
        "short_video": N_("Short video"),
        "story": N_("Story"),
        "ad": N_("Ad"),
        "email": N_("E-mail"),
        "page": N_("Page"),
        "landing_page": N_("Landing page"),
        "form": N_("Form"),
        "keyword": N_("Keyword"),
        "document": N_("Document"),
    },
    "channel": {
        "organic_search": N_("Organic search"),
        "paid_search": N_("Paid search"),
        "organic_social": N_("Organic social"),
        "paid_social": N_("Paid social"),
        "referral": N_("Referral"),
        "email": N_("E-mail"),
        "direct": N_("Direct"),
        "display": N_("Display"),
        "affiliate": N_("Affiliate"),
        "video": N_("Video"),
        "offline": N_("Offline"),
        "other": N_("Other"),
    },
    "device": {
        "desktop": N_("Desktop"),
        "mobile": N_("Mobile"),
        "tablet": N_("Tablet"),
        "other": N_("Other"),
        "all": N_("All devices"),
    },
    "paid": {"total": N_("Total"), "organic": N_("Organic"), "paid": N_("Paid"), "unknown": N_("Unknown")},
    "owner_kind": {"own": N_("Own"), "competitor": N_("Competitor")},
}
STAGES = {
    "awareness": N_("Awareness"),
    "engagement": N_("Engagement"),
    "email": N_("E-mail"),
    "leads_and_sales": N_("Leads and sales"),
    "finance": N_("Finance"),
    "retention": N_("Retention and loyalty"),
    "work": N_("Goals and work"),
    "own": N_("Our own"),
}
CHANNELS = {
    "social": N_("Social media"),
    "web": N_("Website"),
    "website": N_("Website"),
    "search": N_("Search"),
    "seo": N_("Search"),
    "email": N_("E-mail"),
    "ads": N_("Advertising"),
    "crm": N_("Customer records"),
    "sales": N_("Sales"),
    "billing": N_("Billing"),
    "survey": N_("Surveys"),
    "surveys": N_("Surveys"),
    "listening": N_("Social listening"),
    "pr": N_("Press"),
    "finance": N_("Finance"),
    "work": N_("Team work"),
    "manual": N_("Entered by hand"),
}


def dimension_name(dimension: str, language: str) -> str:
    """The dimension's name as a column head; a word we do not know is shown as it is."""
    name = _DIMENSIONS.get(dimension)
    return translation(language).gettext(name) if name else dimension


def value_name(dimension: str, value: str | int | None, language: str) -> str:
    """A value of a dimension: codes, weekdays and countries in words, other texts as they are."""
    say = translation(language).gettext
    if value is None or value == "":
        return say("(not set)")
    text = str(value)
    if dimension == "weekday" and text.isdigit() and 1 <= int(text) <= 7:
        return str(Locale.parse(LOCALES[language]).days["format"]["wide"][int(text) - 1])
    if dimension == "hour" and text.isdigit():
        return f"{int(text):02d}:00"
    if dimension == "country":
        return str(Locale.parse(LOCALES[language]).territories.get(text, text))
    name = _VALUES.get(dimension, {}).get(text)
    return say(name) if name else text


def stage_name(stage: str, language: str) -> str:
    """A chapter of the KPI guide."""
    return translation(language).gettext(STAGES[stage]) if stage in STAGES else stage


def channel_name(channel: str, language: str) -> str:
    """A marketing channel of the KPI guide."""
    return translation(language).gettext(CHANNELS[channel]) if channel in CHANNELS else channel
