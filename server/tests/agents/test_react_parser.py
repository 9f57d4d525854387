"""Texts as models write them, in pieces of any size."""
# ruff: noqa: E501 - a case a line

import time
from typing import Any

import pytest

from tenon.agents.react_parser import ReactParser

type Read = tuple[str, str, str, list[tuple[str, Any]]]


def read(text: str, size: int) -> Read:
    """Thought, answer (or plain text), reasoning and actions; what streamed is what was kept."""
    parser = ReactParser()
    pieces = [p for start in range(0, len(text), size) for p in parser.feed(text[start : start + size])]
    pieces += parser.end()
    by_kind = {kind: "".join(p.text for p in pieces if p.kind == kind) for kind in ("text", "thought", "reasoning")}
    assert by_kind["thought"].strip() == parser.text("thought")
    assert by_kind["text"].strip() in (parser.text("answer"), parser.text("plain"))
    actions = [("!" if a.problem else a.name, a.input) for a in parser.actions()]
    return by_kind["thought"].strip(), by_kind["text"].strip(), by_kind["reasoning"].strip(), actions


CASES: dict[str, tuple[str, Read]] = {
    "fenced": (
        'Thought: I need the time\nAction:\n```json\n{"action": "now", "action_input": {"zone": "UTC"}}\n```\n',
        ("I need the time", "", "", [("now", {"zone": "UTC"})]),
    ),
    "bare": (
        'Thought: need it\nAction: {"action": "now", "action_input": {}}\nObservation: 12:00\nFinal Answer: noon',
        ("need it", "", "", [("now", {})]),
    ),
    "over lines": (
        'Thought: a\n\nb {x}\nAction:\n{\n  "action": "now",\n  "action_input": {\n "t": "}```"\n}\n}',
        ("a\n\nb {x}", "", "", [("now", {"t": "}```"})]),
    ),
    "answer": ("Thought: done\nFinal Answer: It is **noon**.\n\nAction: film", ("done", "It is **noon**.\n\nAction: film", "", [])),
    "answer with code": ("Final Answer: use\n```python\nx = {}\n```", ("", "use\n```python\nx = {}\n```", "", [])),
    "bold": ("**Thought:** hm\n**Action:**\n{\"action\": \"a\", \"action_input\": \"x\"}", ("hm", "", "", [("a", "x")])),
    "bold answer": ("**Thought**: hm\n**Final Answer**: **yes** it is", ("hm", "**yes** it is", "", [])),
    "plain": ("Hello! How can I help?\nThoughtful people ask: well.", ("", "Hello! How can I help?\nThoughtful people ask: well.", "", [])),
    "plain code": ("Look:\n```python\nprint({\"action\": 1})\n```\nok", ("", "Look:\n```python\nprint({\"action\": 1})\n```\nok", "", [])),
    "plain json": ('{"result": 1, "action": 2}', ("", '{"result": 1, "action": 2}', "", [])),
    "no heading": ('I look.\n```\n{"action": "a", "action_input": {"q": "1"}}\n```', ("", "I look.", "", [("a", {"q": "1"})])),
    "json alone": ('{"action": "a", "action_input": {"q": "1"}}', ("", "", "", [("a", {"q": "1"})])),
    "list": ('Action: [{"action": "a", "action_input": {}}, {"tool": "b"}]', ("", "", "", [("a", {}), ("b", None)])),
    "json answer": (
        'Thought: t\nAction:\n```json\n{"action": "Final Answer", "action_input": "a \\"b\\"\\n\\u4f60\\ud83d\\ude00 c"}\n```',
        ("t", 'a "b"\n你😀 c', "", []),
    ),
    "named": ('Thought: t\nAction: search\nAction Input: {"q": "x"}\nObservation: no', ("t", "", "", [("search", {"q": "x"})])),
    "named text": ("Action: search\nAction Input: rain in May", ("", "", "", [("search", "rain in May")])),
    "none": ("Thought: t\nAction: None\nFinal Answer: fine", ("t", "", "", [("Final Answer", "fine")])),
    "name alone": ("Action: `now`", ("", "", "", [("now", {})])),
    "broken": ('Action: {"action": "a", "action_input": {"q": }', ("", "", "", [("!", {})])),
    "no name": ('Action: {"action_input": 1}', ("", "", "", [("!", {})])),
    "think": ("<think>\nAction: no\n</think>\n\nThought: t\nFinal Answer: 1 < 2 <b>", ("t", "1 < 2 <b>", "Action: no", [])),
    "chinese": ("Thought：想一想\nFinal Answer：好", ("想一想", "好", "", [])),
    "invented": ("Thought: t\nObservation: 5\nFinal Answer: 5", ("t", "", "", [])),
    "two thoughts": ("Thought: a\nThought: b\nFinal Answer: c", ("a\nb", "c", "", [])),
    "nothing": ("  \n ", ("", "", "", [])),
}  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("name", CASES)
def test_texts_in_any_pieces(name: str, size: int) -> None:
    text, expected = CASES[name]
    assert read(text, size) == expected


def test_text_streams_at_once() -> None:
    parser = ReactParser()
    seen: list[tuple[str, str]] = []
    for piece in ("Tho", "ught", ": ", "I ", "look", " up", "\n", "Final", " Answer", ":", " It", " is", " 5", "."):
        seen += [(p.kind, p.text) for p in parser.feed(piece)]
    assert seen == [
        ("thought", "I "), ("thought", "look"), ("thought", " up"),
        ("text", "It"), ("text", " is"), ("text", " 5"), ("text", "."),
    ]  # fmt: skip


def test_an_answer_in_json_streams() -> None:
    parser = ReactParser()
    parser.feed('Action: {"action": "Final Answer", "action_input": "One')
    assert [p.text for p in parser.feed(" two\\")] == [" two"]
    assert [p.text for p in parser.feed('"x')] == ['"x']
    assert parser.feed('"}') == []


@pytest.mark.parametrize(
    "text", [" " * 40_000, "\n" * 40_000, "{" * 40_000, "*" * 40_000, "```" * 20_000, "<" * 40_000, "a" * 99_999]
)
def test_odd_texts_cost_little(text: str) -> None:
    began = time.process_time()
    parser = ReactParser()
    for start in range(0, len(text), 40):
        parser.feed(text[start : start + 40])
    parser.end()
    parser.actions()
    assert time.process_time() - began < 2
