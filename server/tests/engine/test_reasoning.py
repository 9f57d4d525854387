"""Reasoning between tags, cut at every possible place."""

import pytest

from tenon.engine.reasoning import ThinkSplitter, without_reasoning


def split(text: str, size: int) -> tuple[str, str]:
    splitter = ThinkSplitter()
    pieces = [p for i in range(0, len(text), size) for p in splitter.feed(text[i : i + size])]
    pieces += splitter.end()
    return tuple("".join(piece for kind, piece in pieces if kind == wanted) for wanted in ("text", "reasoning"))  # type: ignore[return-value]  # two names give two texts


CASES = [
    ("plain <b>text</b> 1 < 2", "plain <b>text</b> 1 < 2", ""),
    ("<think>\nwhy < how\n</think>\n\nanswer", "answer", "why < how"),
    ("<think>a</think>b<think>c</think>d", "bd", "ac"),
    ("pre <THINK>x</Think> post", "pre post", "x"),
    ('<think mode="deep">x</think>y', "y", "x"),
    ("<think>never closed", "", "never closed"),
    ("<thinking>is another tag</thinking>", "<thinking>is another tag</thinking>", ""),
    ("ends with <thi", "ends with <thi", ""),
    ("</think>stray", "</think>stray", ""),
    ("<think></think>x", "x", ""),
]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
@pytest.mark.parametrize(("source", "text", "reasoning"), CASES)
def test_split(source: str, text: str, reasoning: str, size: int) -> None:
    assert split(source, size) == (text, reasoning)


def test_text_flows_while_it_comes() -> None:
    splitter = ThinkSplitter()
    assert splitter.feed("Hello ") == [("text", "Hello ")]
    assert splitter.feed("a <") == [("text", "a ")]
    assert splitter.feed("b> c") == [("text", "<b> c")]


def test_without_reasoning() -> None:
    assert without_reasoning("<think>a</think> b") == "b"
    assert without_reasoning(" as it is ") == " as it is "
