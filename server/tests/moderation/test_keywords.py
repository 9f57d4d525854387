"""Words in text that comes in pieces."""

import random

import pytest

from tenon.domain.extension.moderation_settings import words_of
from tenon.domain.moderation.keywords import Keywords


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        (["kill"], "He KILLED it", True),
        (["kill"], "k i l l", False),
        (["敏感词"], "这里有敏感词。", True),
        (["敏感词"], "这里有敏感的词。", False),
        (["ｋｉｌｌ"], "kill", True),
        (["kill"], "ＫＩＬＬ", True),
        (["straße"], "STRASSE", True),
        (["", "  "], "anything", False),
        (["two words"], "exactly two words here", True),
        ([], "kill", False),
        (["İ"], "i̇", True),
    ],
)
def test_words_are_found_whatever_case_and_width(words: list[str], text: str, found: bool) -> None:
    assert Keywords(words).found(text) is found


def test_only_what_may_become_a_word_is_held_back() -> None:
    words = Keywords(["forbidden phrase", "禁止"])
    assert words.held("hello world") == 0
    assert words.held("say forb") == 4
    assert words.held("FORBIDDEN ") == 10
    assert words.held("这是禁") == 1
    assert words.held("ﬀ") == 1  # folds to "ff", whose end begins a word
    assert Keywords(["a"]).held("b") == 0


def test_lines_are_words() -> None:
    assert words_of("one\ntwo words\r\n\n三") == ["one", "two words", "", "三"]
    assert words_of(None) == []


def test_no_cut_lets_a_word_through() -> None:
    """Whatever pieces a text comes in, what is let through before the hit never holds a word."""
    words = Keywords(["bad phrase", "坏消息", "aab", "ＷＩＤＥ"])
    texts = ["this is a Bad Phrase, yes", "有一个坏消息要说", "aaaaab", "so wide", "quite harmless aa"]
    source = random.Random(7)
    for _ in range(2000):
        text = source.choice(texts)
        held = shown = ""
        hit = False
        place = 0
        while place < len(text) and not hit:
            size = source.randint(1, 5)
            piece, place = held + text[place : place + size], place + size
            hit = words.found(piece)
            if not hit:
                keep = words.held(piece)
                shown, held = shown + piece[: len(piece) - keep], piece[len(piece) - keep :]
        assert hit is words.found(text)
        assert not words.found(shown)
        assert hit or shown + held == text
