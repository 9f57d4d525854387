"""Assigner, aggregator, list operator, if-else and start, as nodes of a run."""

from typing import Any

import pytest

from tenon.engine.files import File
from tests.engine.builders import Outcome, end, graph, node, run, template
from tests.engine.test_run import condition

START = node("start", "start")
FIRST = {"limit": {"enabled": True, "size": 1}}
FILES = [
    File("image", "local_file", "b.png", ".png", "image/png", 10),
    File("document", "remote_url", "a.pdf", ".pdf", "application/pdf", 300),
    File("image", "local_file", "c.jpg", ".jpg", "image/jpeg", 20),
]


async def assign(before: Any, *items: dict[str, Any], inputs: dict[str, Any] | None = None) -> Outcome:
    rows = [{"variable_selector": ["conversation", "c"], "input_type": "constant", **item} for item in items]
    what = graph(
        [START, node("set", "assigner", version="2", items=rows), end(c=["conversation", "c"])], "start>set>end"
    )
    return await run(what, conversation={"c": before}, inputs=inputs)


def constant(operation: str, value: Any = None) -> dict[str, Any]:
    return {"operation": operation, "value": value}


def variable(operation: str, name: str) -> dict[str, Any]:
    return {"operation": operation, "value": ["start", name], "input_type": "variable"}


@pytest.mark.parametrize(
    ("before", "item", "after"),
    [
        ("a", constant("set", "b"), "b"),
        ("a", constant("over-write", "b"), "b"),
        (1, constant("set", 2), 2),
        (1, constant("set", "2"), 2),
        ({"a": 1}, constant("set", '{"b": 2}'), {"b": 2}),
        (False, constant("set", "true"), True),
        (1, constant("+=", 2), 3),
        (1, constant("-=", 2), -1),
        (3, constant("*=", 2), 6),
        (3, constant("/=", 2), 1.5),
        ("a", constant("clear"), ""),
        (5, constant("clear"), 0),
        ({"a": 1}, constant("clear"), {}),
        ([1], constant("clear"), []),
        (True, constant("clear"), False),
        ([1], variable("append", "one"), [1, 1]),
        ([1], variable("extend", "list"), [1, 7, 8]),
        ([1, 2], variable("over-write", "list"), [7, 8]),
        ([1, 2], constant("remove-first"), [2]),
        ([1, 2], constant("remove-last"), [1]),
        ([], constant("remove-first"), []),
        ("kept", variable("over-write", "none"), "kept"),
    ],
)
async def test_operations(before: Any, item: dict[str, Any], after: Any) -> None:
    outcome = await assign(before, item, inputs={"one": 1, "list": [7, 8], "none": None})
    assert outcome.status == "succeeded", outcome.error
    assert outcome.outputs == {"c": after}


@pytest.mark.parametrize(
    ("before", "item"),
    [
        (1, constant("/=", 0)),
        ("a", constant("+=", 1)),
        (1, constant("+=", "x")),
        ([1], constant("over-write", [2])),
        ("a", variable("append", "one")),
        ([1], variable("extend", "one")),
        ("a", variable("over-write", "gone")),
        ("a", variable("over-write", "one")),
        ({"a": 1}, constant("set", "no json")),
    ],
)
async def test_operations_that_fail_write_nothing(before: Any, item: dict[str, Any]) -> None:
    outcome = await assign(before, item, inputs={"one": 1})
    assert outcome.status == "failed"
    assert outcome.finished.conversation == {}


async def test_later_items_see_what_earlier_ones_wrote() -> None:
    outcome = await assign(1, constant("+=", 1), constant("*=", 10))
    assert outcome.outputs == {"c": 20}
    assert outcome.finished.conversation == {"c": 20}
    assert outcome.ended("set").writes == [(("conversation", "c"), 20)]
    assert outcome.ended("set").outputs == {}


@pytest.mark.parametrize(
    ("mode", "before", "after"),
    [("over-write", "a", "new"), ("over-write", 5, "new"), ("append", ["a"], ["a", "new"]), ("clear", "a", "")],
)
async def test_version_one(mode: str, before: Any, after: Any) -> None:
    data = {"assigned_variable_selector": ["conversation", "c"], "input_variable_selector": ["start", "x"]}
    what = graph(
        [START, node("set", "assigner", write_mode=mode, **data), end(c=["conversation", "c"])], "start>set>end"
    )
    assert (await run(what, conversation={"c": before}, inputs={"x": "new"})).outputs == {"c": after}


async def test_a_later_assignment_reads_a_member_of_what_an_earlier_one_wrote() -> None:
    member = {"operation": "append", "value": ["conversation", "c", "new"], "input_type": "variable"}
    first = {"variable_selector": ["conversation", "c"], "input_type": "constant", **constant("set", '{"new": 7}')}
    rows = [first, {"variable_selector": ["conversation", "list"], **member}]
    what = graph(
        [START, node("set", "assigner", version="2", items=rows), end(x=["conversation", "list"])], "start>set>end"
    )
    assert (await run(what, conversation={"c": {}, "list": []})).outputs == {"x": [7]}


async def test_outputs_of_nodes_cannot_be_written() -> None:
    item = {"variable_selector": ["start", "x"], "operation": "set", "input_type": "constant", "value": "y"}
    outcome = await run(graph([START, node("set", "assigner", items=[item])], "start>set"), inputs={"x": "x"})
    assert "cannot be written" in (outcome.error or "")


@pytest.mark.parametrize("kind", ["variable-aggregator", "variable-assigner"])
async def test_the_aggregator_takes_the_first_that_exists(kind: str) -> None:
    data: dict[str, Any] = {"variables": [["start", "gone"], ["start", "none"], ["start", "x"]]}
    what = graph([START, node("g", kind, **data), end(x=["g", "output"])], "start>g>end")
    outcome = await run(what, inputs={"none": None, "x": 1})
    assert outcome.outputs == {"x": None}
    assert outcome.ended("g").node_type == kind


async def test_an_aggregator_without_a_value_gives_none_and_no_error() -> None:
    groups = [{"groupId": "1", "group_name": "G", "output_type": "string", "variables": [["start", "gone"]]}]
    settings = {"group_enabled": True, "groups": groups}
    what = graph(
        [START, node("g", "variable-aggregator", advanced_settings=settings), end(x=["g", "G", "output"])],
        "start>g>end",
    )
    outcome = await run(what)
    assert outcome.outputs == {"x": None}
    assert outcome.ended("g").outputs == {}


def step(kind: str, operator: str, value: Any, key: str = "") -> dict[str, Any]:
    return {kind: {"enabled": True, "conditions": [{"key": key, "comparison_operator": operator, "value": value}]}}


async def operate(items: Any, **data: Any) -> Outcome:
    outputs = {name: ["l", name] for name in ("result", "first_record", "last_record")}
    what = graph([START, node("l", "list-operator", variable=["start", "xs"], **data), end(**outputs)], "start>l>end")
    return await run(what, inputs={"xs": items, "n": "2"})


@pytest.mark.parametrize(
    ("items", "data", "result"),
    [
        (["b", "a"], {}, ["b", "a"]),
        (["b", "ab"], step("filter_by", "contains", "a"), ["ab"]),
        (["b", "ab"], step("filter_by", "in", ["b"]), ["b"]),
        ([1, 5, 3], step("filter_by", ">", "2"), [5, 3]),
        ([True, False], step("filter_by", "is", "true"), [True]),
        (["b", "c", "a"], {"order_by": {"enabled": True, "value": "asc"}}, ["a", "b", "c"]),
        ([1, 3, 2], {"order_by": {"enabled": True, "value": "desc"}}, [3, 2, 1]),
        ([1, 2, 3], {"limit": {"enabled": True, "size": 2}}, [1, 2]),
        ([1, 2, 3], {"extract_by": {"enabled": True, "serial": "2"}}, [2]),
        ([1, 2, 3], {"extract_by": {"enabled": True, "serial": "{{#start.n#}}"}}, [2]),
        ([3, 1, 2], {**step("filter_by", "≥", "2"), "order_by": {"enabled": True}, **FIRST}, [2]),
        (FILES, step("filter_by", "in", ["image"], "type"), [FILES[0], FILES[2]]),
        (FILES, step("filter_by", ">", "15", "size"), [FILES[1], FILES[2]]),
        (FILES, {"order_by": {"enabled": True, "key": "name"}}, [FILES[1], FILES[0], FILES[2]]),
        ([], {"order_by": {"enabled": True}}, []),
        (None, {}, []),
    ],
)  # fmt: skip
async def test_lists(items: Any, data: dict[str, Any], result: list[Any]) -> None:
    outcome = await operate(items, **data)
    assert outcome.status == "succeeded", outcome.error
    assert outcome.outputs["result"] == result
    assert outcome.outputs["first_record"] == (result[0] if result else None)
    assert outcome.outputs["last_record"] == (result[-1] if result else None)


@pytest.mark.parametrize(
    ("items", "data"),
    [
        ("text", {}),
        ([1], {"extract_by": {"enabled": True, "serial": "2"}}),
        ([1], {"extract_by": {"enabled": True, "serial": "one"}}),
        (["a", 1], {"order_by": {"enabled": True}}),
        (FILES, step("filter_by", "is", "x", "colour")),
    ],
)
async def test_lists_that_fail(items: Any, data: dict[str, Any]) -> None:
    assert (await operate(items, **data)).status == "failed"


@pytest.mark.parametrize(("value", "way"), [("a", "1"), ("b", "2"), ("c", "else")])
async def test_cases_in_order(value: str, way: str) -> None:
    cases = [
        {"case_id": "one", "logical_operator": "and", "conditions": [condition(["start", "x"], "is", "a")]},
        {"id": "two", "logical_operator": "or", "conditions": [condition(["start", "x"], "is", "b")]},
    ]
    nodes = [
        START,
        node("if", "if-else", cases=cases),
        *(end(f"e{n}", **{n: ["start", "x"]}) for n in ("1", "2", "else")),
    ]
    outcome = await run(graph(nodes, "start>if", "if:one>e1", "if:two>e2", "if:false>eelse"), inputs={"x": value})
    assert outcome.outputs == {way: value}
    assert outcome.ended("if").outputs["result"] is (way != "else")


async def test_old_conditions_straight_in_the_data() -> None:
    data = {"logical_operator": "and", "conditions": [condition(["start", "x"], "is", "a")]}
    what = graph([START, node("if", "if-else", **data), end("e", x=["start", "x"])], "start>if", "if:true>e")
    assert (await run(what, inputs={"x": "a"})).outputs == {"x": "a"}


async def test_system_values_by_all_their_names() -> None:
    outputs = {"a": ["sys", "query"], "b": ["start", "sys.query"], "c": ["userinput", "query"], "d": ["env", "key"]}
    outcome = await run(graph([START, end(**outputs)], "start>end"), query="Q")
    assert outcome.outputs == {"a": "Q", "b": "Q", "c": "Q", "d": "secret"}


async def test_a_conversation_variable_cannot_grow_beyond_its_bound() -> None:
    item = {"variable_selector": ["conversation", "x"], "operation": "over-write", "value": ["big", "output"]}
    nodes = [node("start", "start"), template("big", "y" * 204_799), node("set", "assigner", version="2", items=[item])]
    what = graph([*nodes, node("a", "answer", answer="done")], "start>big>set>a")
    outcome = await run(what, query="q", conversation={"x": ""})
    assert outcome.status == "failed"
    assert "204800 can be kept" in (outcome.error or "")
