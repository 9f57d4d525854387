"""The words under which texts are found: the same for every store. A change raises `VERSION`, and indexes are rebuilt.

Alphabets give lower-cased words without plural endings; Chinese and Japanese, which have no blanks, give single
characters and pairs.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

from tenon.rag.clean import STOPWORDS

VERSION: Final = 1
KEYWORDS: Final = 10
"""Keywords of a chunk."""
_WIDE: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_SCAN: Final = re.compile(rf"([a-z0-9]+)|([{_WIDE}]+)|([^\W\d_{_WIDE}a-z]+|[^\W_{_WIDE}]+)")
_FUNCTION: Final = frozenset(
    "的了是在和与及或之其这那有为以于而也都就不我你他她它们个上下中对将把被从到等可能会要没很更最吗呢吧啊么什怎如何"
)
"""Characters that join words; they begin or end no keyword."""
_MOST: Final = 60
"""Different words of a query that are looked for, the longest-lived information first."""


def plain(text: str) -> str:
    """The text as it is compared: one form of each character, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def terms(text: str) -> list[str]:
    """All words of a text in order, repeated as they occur."""
    found: list[str] = []
    for word, wide, other in _SCAN.findall(plain(text)):
        if wide:
            found += wide
            found += [wide[i : i + 2] for i in range(len(wide) - 1)]
        elif word:
            found.append(_stem(word[:40]))
        else:
            found.append(other[:40])
    return found


def query_terms(text: str) -> list[str]:
    """Different words to look for. Words that say nothing are left out where others are there."""
    found = list(dict.fromkeys(terms(text)))
    telling = [word for word in found if word not in STOPWORDS and word not in _FUNCTION]
    pairs = [word for word in telling if len(word) > 1]
    singles = [word for word in telling if len(word) == 1]
    return (pairs + singles)[:_MOST] or found[:_MOST]


def keywords(text: str, most: int = KEYWORDS) -> list[str]:
    """What a text is about: words of an alphabet and Chinese expressions that come often, most telling first."""
    source = plain(text)
    counts: Counter[str] = Counter()
    scores: dict[str, float] = {}
    for word, wide, other in _SCAN.findall(source):
        name = word or other
        if name:
            if len(name) > 2 and name not in STOPWORDS and not name.isdigit():
                counts[name[:40]] += 1
        else:
            counts.update(_expressions(wide))
    for name, count in counts.items():
        weight = 1.0 + 0.25 * len(name) if name.isascii() else {2: 1.0, 3: 1.7, 4: 2.3}.get(len(name), 1.0)
        scores[name] = count**1.2 * weight if count > 1 or len(name) == 2 or name.isascii() else 0.3 * weight
    chosen: list[str] = []
    for name in sorted(scores, key=lambda each: (-scores[each], each)):
        if not any(name in other and counts[other] * 2 >= counts[name] for other in chosen):
            chosen.append(name)
            if len(chosen) == most:
                break
    return chosen


def _expressions(run: str) -> Sequence[str]:
    """Pairs, threes and fours of a run of Chinese that neither begin nor end with a joining word."""
    found: list[str] = []
    for size in (2, 3, 4):
        for start in range(len(run) - size + 1):
            name = run[start : start + size]
            if name[0] not in _FUNCTION and name[-1] not in _FUNCTION:
                found.append(name)
    return found


def _stem(word: str) -> str:
    """The word without the ending of a plural."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        return word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zes")) else word[:-1]
    return word
