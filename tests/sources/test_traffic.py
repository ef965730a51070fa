import pytest

from goalposts.sources.traffic import channel_of, source_of


@pytest.mark.parametrize(
    ("told", "source"),
    [
        ("facebook", "facebook"),
        ("l.facebook.com", "facebook"),
        ("M.Facebook.com ", "facebook"),
        ("fb", "facebook"),
        ("l.instagram.com", "instagram"),
        ("t.co", "x"),
        ("lnkd.in", "linkedin"),
        ("m.youtube.com", "youtube"),
        ("notfacebook.com", "notfacebook.com"),
        ("facebook.com.evil.example", "facebook.com.evil.example"),
        ("google", "google"),
        ("(direct)", "(direct)"),
        ("", ""),
    ],
)
def test_a_platform_is_known_by_its_domains(told, source):
    assert source_of(told) == source


@pytest.mark.parametrize(
    ("source", "medium", "channel"),
    [
        ("(direct)", "(none)", "direct"),
        ("facebook", "referral", "organic_social"),
        ("facebook", "cpc", "paid_social"),
        ("instagram", "paid_social", "paid_social"),
        ("some.blog", "social", "organic_social"),
        ("google", "organic", "organic_search"),
        ("naver", "cpc", "paid_search"),
        ("search.naver.com", "referral", "referral"),
        ("newsletter", "email", "email"),
        ("partner", "affiliate", "affiliate"),
        ("site", "banner", "display"),
        ("site", "cpm", "display"),
        ("youtube", "referral", "video"),
        ("youtube", "social", "organic_social"),
        ("blog.example", "referral", "referral"),
        ("poster", "qr", "other"),
        ("exchange", "cpc", "other"),
        ("(direct)", "organic", "organic_search"),
    ],
)
def test_channels_are_those_of_ga4s_default_group(source, medium, channel):
    assert channel_of(source, medium) == channel
