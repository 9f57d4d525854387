"""JSON as models write it."""

from typing import Any

import pytest

from tenon.engine.loose_json import read_json
from tenon.engine.variables import MISSING


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ("[1, 2]", [1, 2]),
        ('Sure!\n```json\n{"a": [1, {"b": null}]}\n```\nBye', {"a": [1, {"b": None}]}),
        ("```\n{'a': 'it\\'s'}\n```", {"a": "it's"}),
        ('The answer is {"a": true,} as you see.', {"a": True}),
        ("{a: 1, b_c: 'x', // note\n d: False, e: None /* x */}", {"a": 1, "b_c": "x", "d": False, "e": None}),
        ('{"a": "line\nbreak", "b": -1.5e3, "c": +2, "d": .5}', {"a": "line\nbreak", "b": -1500.0, "c": 2, "d": 0.5}),
        ('{"a": "x", "b": [1, 2', {"a": "x", "b": [1, 2]}),
        ("“not this” {“a”：“中文”，“b”：1}", {"a": "中文", "b": 1}),
        ('{"a": "\\u4e2d\\ud83d\\ude00\\n\\/"}', {"a": "中😀\n/"}),
        ('<think>{"a": 0}</think>{"a": 1}', {"a": 1}),
        ("\ufeff{}", {}),
        ("{'a': '\\ud800x'}", {"a": "\ufffdx"}),
        ("Use {braces} but mean {'a': 1}", {"a": 1}),
    ],
)
def test_read(text: str, value: Any) -> None:
    assert read_json(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "{",
        "{}{",
        "{oops",
        "{a}",
        "{'a'}",
        "{'a': what}",
        "[[[[",
        "<think>{'a': 1}</think>",
        "5",
        '"x"',
        "{a: 1e999}",
    ],
)
def test_nothing_to_read(text: str) -> None:
    assert read_json(text) is MISSING


def test_the_kind_counts() -> None:
    assert read_json('first [1] then {"a": 2}', dict) == {"a": 2}
    assert read_json('{"a": [1]}', list) == [1]
    assert read_json("[1]", dict) is MISSING


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 50_000, "{" * 100_000, "'" * 100_000, "<think>" * 20_000])
def test_hostile_text_ends_soon(text: str) -> None:
    assert read_json(text) is MISSING
