"""CPU milliseconds to understand one sentence, and to look every KPI word up in it by plain scanning.

    python -m benchmarks.sentence [--rounds 20]

Sentences of three languages, plain, vague and malformed; the word lists are built beforehand, and timed apart.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import time
from collections.abc import Callable

from goalposts.catalog.aliases import fold
from goalposts.catalog.files import Catalog, load_catalog
from goalposts.goals.lexicon import lexicon_of
from goalposts.goals.sentence import read_sentence
from goalposts.goals.smart import judge

TODAY = dt.date(2026, 11, 22)
SENTENCES = (
    "Increase Instagram post likes by 20% next quarter",
    "5,000 website visits from Facebook per month",
    "reach 10,000 Twitter followers within six months",
    "Increase likes and comments by 20 % on Facebook and LinkedIn from 1 January to 31 March 2027",
    "Grow our newsletter subscribers from 7,000 to 10,000 by 30 June 2027 and keep the open rate above 25 %",
    "make our brand a lot better known, as soon as possible",
    "6개월 이내에 트위터 팔로어 10,000명 도달",
    "다음 분기에 인스타그램 게시물 좋아요를 20% 늘리세요",
    "고객 획득 비용을 ₺50에서 ₺40로 연말까지 줄이고 이탈률은 절반으로",
    "참여도 증가",
    "下個季度將 Instagram 貼文的按讚數增加 20%",
    "2027 年 6 月 30 日前電子報訂閱人數從 7,000 增加到 10,000，並且每月從臉書帶來 5,000 次網站造訪",
    "提高參與度",
    "%%%% 🚀 3/4/2027 10.000 -> ??? by by by to to from",
    "lorem ipsum dolor sit amet " * 15,
)


def scan(text: str, words: list[str]) -> list[str]:
    """The KPI words a folded sentence holds."""
    folded = fold(text)
    return [word for word in words if folded.find(word) >= 0]


def cpu_ms(deed: Callable[[str], object], rounds: int) -> tuple[float, float]:
    """Median over the rounds of the mean of all sentences, and the slowest sentence's median."""
    means, slowest = [], []
    for _ in range(rounds):
        took = []
        for text in SENTENCES:
            start = time.process_time()
            deed(text)
            took.append((time.process_time() - start) * 1000)
        means.append(statistics.mean(took))
        slowest.append(max(took))
    return statistics.median(means), statistics.median(slowest)


def kpi_words(catalog: Catalog) -> list[str]:
    named = [word for kpi in catalog.kpis.values() for word in (*kpi.names.values(), *kpi.also)]
    return [fold(word) for word in (*named, *(word for alias in catalog.aliases for word in alias.words))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    catalog = load_catalog()
    start = time.process_time()
    lexicon = lexicon_of(catalog)
    print(f"{'building the words':28} {(time.process_time() - start) * 1000:8.1f} ms ({len(lexicon.words)} words)")
    read_sentence(SENTENCES[0], catalog, today=TODAY)
    words = kpi_words(catalog)

    def judged(text: str) -> object:
        return judge(read_sentence(text, catalog, today=TODAY), catalog, today=TODAY)

    deeds: dict[str, Callable[[str], object]] = {
        "sentence -> draft": lambda text: read_sentence(text, catalog, today=TODAY),
        "sentence -> five verdicts": judged,
        "plain scan for KPI words": lambda text: scan(text, words),
    }
    for name, deed in deeds.items():
        mean, worst = cpu_ms(deed, rounds)
        print(f"{name:28} {mean:8.2f} ms a sentence, slowest {worst:.2f} ms")


if __name__ == "__main__":
    main()
