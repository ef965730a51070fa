"""Invented titles of posts, in English, Korean and Traditional Chinese."""

from __future__ import annotations

import numpy as np

THEMES = ("product", "recipe", "origin", "people", "offer")
LANGUAGES = ("en", "ko", "zh-Hant")

_TITLES: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "product": ("Meet our roasted oolong", "Three ways to drink sencha", "A tin for every desk"),
        "recipe": (
            "Iced barley tea in two minutes",
            "Matcha pancakes for Sunday",
            "Cold brew overnight, drink at noon",
        ),
        "origin": ("A morning on the hills of Boseong", "What first flush means", "How oolong gets its colour"),
        "people": ("Ms Han has picked tea for forty years", "Our tasters at work", "You asked, the tea master answers"),
        "offer": ("Two tins, one postage", "Gift boxes are back", "Last days of the spring set"),
    },
    "ko": {
        "product": ("새로 덖은 우롱차를 소개합니다", "녹차를 즐기는 세 가지 방법", "책상 위에 두는 작은 차 한 통"),
        "recipe": (
            "2분이면 완성되는 아이스 보리차",
            "일요일 아침엔 말차 팬케이크",
            "자기 전에 우려 점심에 마시는 콜드브루",
        ),
        "origin": ("보성 차밭에서 보낸 아침", "첫물차란 무엇일까요", "우롱차의 빛깔은 어디서 올까요"),
        "people": ("40년째 찻잎을 따는 한 여사님", "마루의 시음가들을 만나다", "차 명인이 질문에 답해 드립니다"),
        "offer": ("두 통 사면 배송비는 한 번만", "선물 세트가 돌아왔어요", "봄 세트, 이번 주까지만"),
    },
    "zh-Hant": {
        "product": ("認識我們的新焙烏龍", "煎茶的三種喝法", "給每張書桌的一罐好茶"),
        "recipe": ("兩分鐘完成冰麥茶", "週日早晨的抹茶鬆餅", "睡前冷泡，中午就能喝"),
        "origin": ("寶城茶園的清晨", "什麼是頭春茶", "烏龍的茶色從哪裡來"),
        "people": ("採茶四十年的韓阿姨", "走進品茶師的一天", "你問，製茶師傅來答"),
        "offer": ("兩罐同寄，運費只算一次", "禮盒回來了", "春季組合最後幾天"),
    },
}


def invented_titles(rng: np.random.Generator, themes: list[str]) -> tuple[list[str], list[str]]:
    """A title for each theme, numbered so that each is its own, and the language of each."""
    languages = [LANGUAGES[i] for i in rng.choice(3, len(themes), p=[0.3, 0.45, 0.25])]
    picks = rng.integers(0, 3, len(themes))
    titles = [
        f"{_TITLES[language][theme][pick]} #{number}"
        for number, (language, theme, pick) in enumerate(zip(languages, themes, picks, strict=True), start=1)
    ]
    return titles, languages
