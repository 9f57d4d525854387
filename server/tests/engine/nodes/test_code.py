"""The code node: what arrives, and every check of what comes back."""

from typing import Any

import pytest

from tenon.engine.errors import CodeFailed, SandboxUnavailable
from tenon.engine.nodes.code import Code
from tenon.engine.nodes.template_transform import TemplateTransform
from tests.fixtures.engine_context import Stage


async def check(result: Any, outputs: dict[str, Any]) -> dict[str, Any]:
    stage = Stage()
    stage.code.result = result
    return (await stage.run(Code(), {"code": "x", "outputs": outputs})).values


def declared(type: str, children: Any = None) -> dict[str, Any]:
    return {"r": {"type": type, "children": children}}


async def test_inputs() -> None:
    stage = Stage({"a": {"n": 1, "f": None}})
    stage.pool["a"]["f"] = stage.files.put(b"x", "a.txt")
    stage.code.result = {}
    variables = [
        {"variable": "n", "value_selector": ["a", "n"], "value_type": "number"},
        {"variable": "f", "value_selector": ["a", "f"]},
        {"variable": "gone", "value_selector": ["b", "c"]},
    ]
    data = {"code_language": "javascript", "code": "main", "variables": variables, "outputs": None}
    result = await stage.run(Code(), data)
    language, code, inputs = stage.code.calls[0]
    assert (language, code, inputs["n"], inputs["gone"]) == ("javascript", "main", 1, None)
    assert inputs["f"]["filename"] == "a.txt"
    assert result.inputs == inputs


@pytest.mark.parametrize(
    ("type", "value", "expected"),
    [
        ("string", "a\x00b", "ab"),
        ("string", "x" * 400_000, "x" * 400_000),
        ("string", "\ud800a\ud83d\ude00", "\ufffda😀"),
        ("object", {"k\udfff": "\udc00"}, {"k\ufffd": "\ufffd"}),
        ("number", 2**63 - 1, 2**63 - 1),
        ("number", -1.25, -1.25),
        ("number", True, 1),
        ("number", 1e-20, 1e-20),
        ("boolean", False, False),
        ("object", {"any": [1, "x", None, {"deep": [True]}]}, {"any": [1, "x", None, {"deep": [True]}]}),
        ("array[string]", ["a", None], ["a", None]),
        ("array[number]", [1, 2.5, True], [1, 2.5, 1]),
        ("array[number]", [1] * 1000, [1] * 1000),
        ("array[object]", [{"a": 1}, None], [{"a": 1}, None]),
        ("array[boolean]", [True, False], [True, False]),
        *((kind, None, None) for kind in ("string", "number", "boolean", "object", "array[number]")),
    ],
)
async def test_good_values(type: str, value: Any, expected: Any) -> None:
    assert await check({"r": value}, declared(type)) == {"r": expected}


@pytest.mark.parametrize(
    ("type", "value"),
    [
        ("string", 1),
        ("string", "x" * 400_001),
        ("number", "1"),
        ("number", 2**63),
        ("number", -(2**63) - 1),
        ("number", float("nan")),
        ("number", float("inf")),
        ("number", 1e-21),
        ("number", 0.123e-20),
        ("boolean", 1),
        ("boolean", "true"),
        ("object", [1]),
        ("object", "{}"),
        ("object", {"a": 2**64}),
        ("object", {"a": {"b": "x" * 400_001}}),
        ("object", {"a": float("nan")}),
        ("array[string]", "a"),
        ("array[string]", [1]),
        ("array[string]", ["a"] * 31),
        ("array[number]", [None]),
        ("array[number]", ["1"]),
        ("array[number]", [1] * 1001),
        ("array[object]", ["x"]),
        ("array[object]", [{"a": 1}] * 31),
        ("array[boolean]", [1]),
        ("file", {"a": 1}),
    ],
)
async def test_bad_values(type: str, value: Any) -> None:
    with pytest.raises(CodeFailed) as caught:
        await check({"r": value}, declared(type))
    assert caught.value.error_type == "OutputValidationError"
    assert "r" in caught.value.message


@pytest.mark.parametrize("result", [None, "text", 3, [1], object()])
async def test_nonsense_in_place_of_a_map(result: Any) -> None:
    with pytest.raises(CodeFailed, match="must return a map"):
        await check(result, declared("string"))


async def test_missing_and_undeclared() -> None:
    with pytest.raises(CodeFailed, match="Output r is missing"):
        await check({}, declared("string"))
    with pytest.raises(CodeFailed, match=r"Not all output parameters are validated\..*more"):
        await check({"r": "x", "more": 1}, declared("string"))
    with pytest.raises(CodeFailed, match="Not all output"):
        await check({"r": 1}, {})


async def test_children_are_checked() -> None:
    children = {"a": {"type": "number"}, "b": {"type": "object", "children": {"c": {"type": "string"}}}}
    good = {"a": 1, "b": {"c": "x"}}
    assert await check({"r": good}, declared("object", children)) == {"r": good}
    assert await check({"r": [good]}, declared("array[object]", children)) == {"r": [good]}
    for bad in ({"a": 1}, {"a": "1", "b": {"c": "x"}}, {"a": 1, "b": {"c": "x", "d": 1}}):
        with pytest.raises(CodeFailed) as caught:
            await check({"r": bad}, declared("object", children))
        assert caught.value.error_type == "OutputValidationError"


def nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(levels - 1):
        value = {"k": value}
    return value


async def test_depth() -> None:
    assert await check({"r": nested(4)}, declared("object"))
    for deep in (nested(5), nested(900), {"k": [[[[[1]]]]]}):
        with pytest.raises(CodeFailed) as caught:
            await check({"r": deep}, declared("object"))
        assert caught.value.error_type == "DepthLimitError"


async def test_errors_of_the_sandbox_pass_through() -> None:
    for error in (CodeFailed("ZeroDivisionError, line 3"), SandboxUnavailable("no sandbox")):
        with pytest.raises(type(error), match=error.message):
            await check(error, {})


class TestTemplate:
    async def test_output(self) -> None:
        stage = Stage({"a": {"x": [1, 2]}})
        data = {"template": "v={{ v }}", "variables": [{"variable": "v", "value_selector": ["a", "x"]}]}
        result = await stage.run(TemplateTransform(), data)
        assert result.values == {"output": "v=[1, 2]"}
        assert result.inputs == {"v": [1, 2]}

    async def test_error_and_length(self) -> None:
        stage = Stage()
        with pytest.raises(CodeFailed, match="Jinja"):
            await stage.run(TemplateTransform(), {"template": "{% for"})
        with pytest.raises(CodeFailed, match="400000"):
            await stage.run(TemplateTransform(), {"template": "x" * 400_001})
