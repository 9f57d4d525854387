"""The parameter extractor."""

from typing import Any

import pytest

from tenon.engine.errors import NodeError
from tenon.engine.nodes.parameter_extractor import ParameterExtractor
from tenon.models.errors import ModelRateLimited
from tenon.models.messages import ChatDelta, ToolCall, Usage
from tests.fixtures.engine_context import Stage

DATA: dict[str, Any] = {
    "model": {"provider": "openai", "name": "gpt", "mode": "chat"},
    "query": ["sys", "query"],
    "instruction": "From {{#sys.query#}}",
    "reasoning_mode": "prompt",
    "parameters": [
        {"name": "city", "type": "string", "description": "where", "required": True},
        {"name": "days", "type": "number", "required": False},
        {"name": "cheap", "type": "bool", "required": False},
        {"name": "style", "type": "select", "options": ["quiet", "loud"], "required": False},
        {"name": "tags", "type": "array[string]", "required": False},
        {"name": "nums", "type": "array[number]", "required": False},
        {"name": "rows", "type": "array[object]", "required": False},
        {"name": "flags", "type": "array[boolean]", "required": False},
    ],
}
EMPTY: dict[str, Any] = {
    "city": "",
    "days": 0,
    "cheap": False,
    "style": "",
    "tags": [],
    "nums": [],
    "rows": [],
    "flags": [],
}
FULL = (
    '{"city": "Oslo", "days": 3, "cheap": true, "style": "quiet", "tags": ["a"], "nums": [1, 2.5], '
    '"rows": [{"x": 1}], "flags": [true]}'
)
FOUND: dict[str, Any] = {
    "city": "Oslo", "days": 3, "cheap": True, "style": "quiet", "tags": ["a"], "nums": [1, 2.5],
    "rows": [{"x": 1}], "flags": [True],
}  # fmt: skip


def stage() -> Stage:
    return Stage({"sys": {"query": "Oslo for 3 days", "files": []}})


async def extract(s: Stage, **change: Any) -> dict[str, Any]:
    return (await s.run(ParameterExtractor(), {**DATA, **change})).values


async def test_prompt_way() -> None:
    s = stage()
    model = s.play(f"Here you are:\n{FULL}")
    values = await extract(s)
    usage = values.pop("__usage")
    assert values == {**FOUND, "__is_success": 1, "__reason": ""}
    assert usage["total_tokens"] > 0
    assert '"enum": [' in model.sent[0][1]
    assert "From Oslo for 3 days" in model.sent[0][1]
    assert not model.requests[0].tools


async def test_function_call_way() -> None:
    s = stage()
    call = ToolCall("1", "extract_parameters", FULL)
    model = s.play([ChatDelta(tool_calls=[call], finish_reason="tool_calls", usage=Usage(1, 1))], tool_call=True)
    values = await extract(s, reasoning_mode="function_call")
    assert values["__is_success"] == 1
    assert {name: values[name] for name in FOUND} == FOUND
    tool = model.requests[0].tools[0]
    assert tool.parameters["required"] == ["city"]
    assert tool.parameters["properties"]["flags"] == {"type": "array", "items": {"type": "boolean"}}


async def test_function_call_answered_in_words_and_models_without_tools() -> None:
    for facts in (True, False):
        s = stage()
        model = s.play('{"city": "Oslo"}', tool_call=facts)
        values = await extract(s, reasoning_mode="function_call")
        assert (values["city"], values["__is_success"]) == ("Oslo", 1)
        assert bool(model.requests[0].tools) is facts


@pytest.mark.parametrize("reply", ["I found nothing.", "", "[1]", "{{{", "<think>{'city': 'X'}</think> none"])
async def test_unreadable_reply_does_not_fail(reply: str) -> None:
    s = stage()
    s.play(reply)
    values = await extract(s)
    assert values["__is_success"] == 0
    assert values["__reason"]
    assert {name: values[name] for name in EMPTY} == EMPTY


async def test_wrong_values_are_replaced() -> None:
    s = stage()
    s.play(
        '{"city": 5, "days": "many", "cheap": "maybe", "style": "purple", "tags": "a", "nums": [1, "x"], '
        '"rows": [1], "flags": null}'
    )
    values = await extract(s)
    assert values["__is_success"] == 0
    for name in ("city", "days", "cheap", "style", "tags", "nums", "rows"):
        assert name in values["__reason"]
    assert {name: values[name] for name in EMPTY} == {**EMPTY, "nums": [1]}


async def test_close_values_are_read() -> None:
    s = stage()
    s.play('{"city": "Oslo", "days": "1,200", "cheap": "TRUE", "nums": ["3", 4.5], "flags": ["false", 1]}')
    values = await extract(s)
    assert values["__is_success"] == 1
    assert (values["days"], values["cheap"], values["nums"], values["flags"]) == (1200, True, [3, 4.5], [False, True])


async def test_missing_required() -> None:
    s = stage()
    s.play('{"days": 2}')
    values = await extract(s)
    assert (values["days"], values["__is_success"]) == (2, 0)
    assert "city" in values["__reason"]


async def test_settings_that_cannot_work() -> None:
    changes: list[dict[str, Any]] = [{"parameters": []}, {"parameters": [{"name": "__reason"}]}, {"model": {}}]
    for change in changes:
        s = stage()
        s.play("x")
        with pytest.raises(NodeError):
            await extract(s, **change)


async def test_model_trouble_fails_the_node() -> None:
    s = stage()
    s.play(ModelRateLimited("429"))
    with pytest.raises(ModelRateLimited):
        await extract(s)
