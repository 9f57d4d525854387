"""Iterations and loops."""

import time
from typing import Any

import pytest

from tenon.engine.events import ContainerFinished, ContainerNext, NodeFinished
from tenon.engine.rounds import flatten
from tenon.engine.state import Limits
from tests.engine.builders import FakeCode, Outcome, end, graph, node, run, template
from tests.engine.test_run import condition, if_else

START = node("start", "start")


def iteration(*inside: dict[str, Any], chain: str, output: str = "t", **settings: Any) -> Any:
    nodes = [
        START,
        node("it", "iteration", iterator_selector=["start", "xs"], output_selector=[output, "output"],
             start_node_id="its", **settings),
        node("its", "iteration-start", "it"),
        *inside,
        end(x=["it", "output"]),
    ]  # fmt: skip
    return graph(nodes, "start>it>end", f"its>{chain}")


def item_template(text: str, **more: Any) -> dict[str, Any]:
    return template("t", text, "it", shows={"item": ["it", "item"], "index": ["it", "index"]}, **more)


async def test_items_in_order_with_their_index() -> None:
    outcome = await run(iteration(item_template("{index}{item}"), chain="t"), inputs={"xs": ["a", "b", "c"]})
    assert outcome.outputs == {"x": ["0a", "1b", "2c"]}
    assert [e.index for e in outcome.events if isinstance(e, ContainerNext)] == [0, 1, 2]
    inner = [e for e in outcome.events if isinstance(e, NodeFinished) and e.node_id == "t"]
    assert [(e.iteration_id, e.iteration_index, e.path) for e in inner] == [
        ("it", index, (("it", index),)) for index in range(3)
    ]
    assert outcome.ended("it").metadata["iteration_duration_map"].keys() == {"0", "1", "2"}


async def test_an_empty_list_gives_an_empty_list_and_no_rounds() -> None:
    outcome = await run(iteration(item_template("{item}"), chain="t"), inputs={"xs": []})
    assert outcome.outputs == {"x": []}
    assert not any(isinstance(event, ContainerNext) for event in outcome.events)


@pytest.mark.parametrize("value", ["text", 5, {"a": 1}])
async def test_what_is_no_list_fails(value: Any) -> None:
    outcome = await run(iteration(item_template("{item}"), chain="t"), inputs={"xs": value})
    assert outcome.status == "failed"
    assert "must be a list" in (outcome.error or "")
    assert outcome.ended("it").status == "failed"


async def test_parallel_rounds_overlap_and_keep_the_order() -> None:
    code = FakeCode()
    what = iteration(item_template("wait:{item}:{index}"), chain="t", is_parallel=True, parallel_nums=4)
    outcome = await run(what, inputs={"xs": [0.04, 0.03, 0.02, 0.01, 0.0, 0.01]}, code=code)
    assert outcome.outputs == {"x": ["0", "1", "2", "3", "4", "5"]}
    assert code.most == 4


async def test_at_most_ten_rounds_run_at_the_same_time() -> None:
    code = FakeCode()
    what = iteration(item_template("wait:0.01:{index}"), chain="t", is_parallel=True, parallel_nums=50)
    outcome = await run(what, inputs={"xs": list(range(25))}, code=code)
    assert outcome.outputs == {"x": [str(index) for index in range(25)]}
    assert code.most == 10


@pytest.mark.parametrize("parallel", [False, True])
@pytest.mark.parametrize(
    ("mode", "expected", "status"),
    [
        ("continue-on-error", ["ok", None, "ok"], "partial-succeeded"),
        ("remove-abnormal-output", ["ok", "ok"], "partial-succeeded"),
        ("terminated", None, "failed"),
    ],
)
async def test_the_three_error_modes(mode: str, expected: list[Any] | None, status: str, *, parallel: bool) -> None:
    what = iteration(item_template("{item}"), chain="t", error_handle_mode=mode, is_parallel=parallel)
    outcome = await run(what, inputs={"xs": ["ok", "fail:bad luck", "ok"]})
    assert outcome.status == status
    if expected is None:
        assert outcome.error == "bad luck"
        assert outcome.ended("it").status == "failed"
        assert outcome.finished.error_node_id == "it"
    else:
        assert outcome.outputs == {"x": expected}
        assert outcome.finished.exceptions_count == 1


async def test_a_failing_iteration_can_have_a_default() -> None:
    defaults = [{"key": "output", "type": "array[string]", "value": '["spare"]'}]
    what = iteration(item_template("{item}"), chain="t", error_strategy="default-value", default_value=defaults)
    outcome = await run(what, inputs={"xs": ["fail:x"]})
    assert outcome.outputs == {"x": ["spare"]}
    assert outcome.status == "partial-succeeded"


@pytest.mark.parametrize(
    ("results", "flat"),
    [
        ([[1], [2, 3]], [1, 2, 3]),
        ([[1], None, [2]], [1, 2]),
        ([[1], 2], [[1], 2]),
        ([None, None], [None, None]),
        ([], []),
        ([["a", ["b"]]], ["a", ["b"]]),
    ],
)
def test_flatten(results: list[Any], flat: list[Any]) -> None:
    assert flatten(results) == flat


async def test_branches_inside_a_round() -> None:
    choose = node(
        "if", "if-else", "it", cases=[{"case_id": "true", "conditions": [condition(["it", "item"], ">", "1")]}]
    )
    big = template("big", "big", "it")
    small = template("small", "small", "it")
    join = node("join", "variable-aggregator", "it", variables=[["big", "output"], ["small", "output"]])
    nodes = [
        START,
        node("it", "iteration", iterator_selector=["start", "xs"], output_selector=["join", "output"]),
        node("its", "iteration-start", "it"), choose, big, small, join,
        end(x=["it", "output"]),
    ]  # fmt: skip
    what = graph(nodes, "start>it>end", "its>if", "if:true>big>join", "if:false>small>join")
    outcome = await run(what, inputs={"xs": [1, 2]})
    assert outcome.outputs == {"x": ["small", "big"]}


async def test_inner_values_are_not_seen_outside_or_in_the_next_round() -> None:
    choose = node(
        "if", "if-else", "it", cases=[{"case_id": "true", "conditions": [condition(["it", "item"], "=", "1")]}]
    )
    set_it = template("t", "set", "it")
    look = node("look", "variable-aggregator", "it", variables=[["t", "output"]])
    nodes = [
        START,
        node("it", "iteration", iterator_selector=["start", "xs"], output_selector=["look", "output"]),
        node("its", "iteration-start", "it"), choose, set_it, look,
        end(x=["it", "output"], inner=["t", "output"]),
    ]  # fmt: skip
    what = graph(nodes, "start>it>end", "its>if", "if:true>t>look", "if:false>look")
    outcome = await run(what, inputs={"xs": [1, 2]})
    assert outcome.outputs == {"x": ["set", None], "inner": None}


async def test_the_old_form_without_a_start_node() -> None:
    first = node("t", "template-transform", "it", template="<{item}>", isIterationStart=True,
                 variables=[{"variable": "item", "value_selector": ["it", "item"]}])  # fmt: skip
    nodes = [
        START,
        node("it", "iteration", iterator_selector=["start", "xs"], output_selector=["t", "output"],
             start_node_id="t", startNodeType="template-transform"),
        first, end(x=["it", "output"]),
    ]  # fmt: skip
    outcome = await run(graph(nodes, "start>it>end"), inputs={"xs": ["a"]})
    assert outcome.outputs == {"x": ["<a>"]}


async def test_ten_thousand_items() -> None:
    inner = node("t", "variable-aggregator", "it", variables=[["it", "item"]])
    began = time.perf_counter()
    outcome = await run(iteration(inner, chain="t"), inputs={"xs": list(range(10_000))})
    assert outcome.outputs == {"x": list(range(10_000))}
    assert time.perf_counter() - began < 5


async def test_answers_in_rounds_stream_one_after_another() -> None:
    inner = [item_template("wait:0.0{item}:{item}"), node("a", "answer", "it", answer="[{{#t.output#}}]")]
    what = iteration(*inner, chain="t>a", is_parallel=True, parallel_nums=3)
    outcome = await run(what, inputs={"xs": [3, 1, 2]}, query="")
    assert sorted(outcome.outputs["answer"].replace("][", "]|[").split("|")) == ["[1]", "[2]", "[3]"]
    assert outcome.text == outcome.outputs["answer"]


# ---- loops


def loop(
    *inside: dict[str, Any], chains: list[str], outputs: dict[str, list[str]] | None = None, **settings: Any
) -> Any:
    nodes = [
        START,
        node("loop", "loop", start_node_id="ls", **settings),
        node("ls", "loop-start", "loop"),
        *inside,
        end("end", **(outputs or {"n": ["loop", "n"], "rounds": ["loop", "loop_round"]})),
    ]
    return graph(nodes, "start>loop>end", *chains)


def counter(start: Any = "0", **more: Any) -> dict[str, Any]:
    return {"label": "n", "var_type": "number", "value_type": "constant", "value": start, **more}


def add(name: str = "add", by: int = 1) -> dict[str, Any]:
    item = {"variable_selector": ["loop", "n"], "operation": "+=", "input_type": "constant", "value": by}
    return node(name, "assigner", "loop", version="2", items=[item])


def nexts(outcome: Outcome) -> list[int]:
    return [event.index for event in outcome.events if isinstance(event, ContainerNext)]


async def test_a_loop_ends_when_its_condition_holds() -> None:
    what = loop(
        add(), chains=["ls>add"], loop_variables=[counter()], break_conditions=[condition(["loop", "n"], "≥", "3")]
    )
    outcome = await run(what)
    assert outcome.outputs == {"n": 3, "rounds": 3}
    assert nexts(outcome) == [1, 2]
    finished = outcome.ended("loop")
    assert finished.metadata["completed_reason"] == "loop_break"
    assert finished.metadata["loop_variable_map"] == {"0": {"n": 1}, "1": {"n": 2}, "2": {"n": 3}}


async def test_a_loop_ends_after_its_count() -> None:
    outcome = await run(loop(add(), chains=["ls>add"], loop_variables=[counter()], loop_count=4))
    assert outcome.outputs == {"n": 4, "rounds": 4}
    assert nexts(outcome) == [1, 2, 3]
    assert outcome.ended("loop").metadata["completed_reason"] == "loop_completed"


async def test_no_round_when_the_condition_holds_before() -> None:
    what = loop(
        add(), chains=["ls>add"], loop_variables=[counter(9)], break_conditions=[condition(["loop", "n"], "≥", "3")]
    )
    outcome = await run(what)
    assert outcome.outputs == {"n": 9, "rounds": 0}
    assert "add" not in outcome.started


async def test_a_condition_on_an_inner_output() -> None:
    inner = template("t", "{n}", "loop", shows={"n": ["loop", "n"]})
    what = loop(add(), inner, chains=["ls>add>t"], loop_variables=[counter()],
                break_conditions=[condition(["t", "output"], "is", "2")])  # fmt: skip
    assert (await run(what)).outputs == {"n": 2, "rounds": 2}


async def test_variables_from_variables_and_json_constants() -> None:
    variables = [
        counter(["start", "first"], value_type="variable"),
        {"label": "list", "var_type": "array[string]", "value_type": "constant", "value": '["a"]'},
        {"label": "map", "var_type": "object", "value_type": "constant", "value": ""},
        {"label": "flag", "var_type": "boolean", "value_type": "constant", "value": "True"},
    ]
    outputs = {name: ["loop", name] for name in ("n", "list", "map", "flag")}
    what = loop(add(), chains=["ls>add"], loop_variables=variables, loop_count=1, outputs=outputs)
    outcome = await run(what, inputs={"first": 5})
    assert outcome.outputs == {"n": 6, "list": ["a"], "map": {}, "flag": True}


async def test_an_unreadable_constant_fails_the_loop() -> None:
    outcome = await run(loop(add(), chains=["ls>add"], loop_variables=[counter("many")]))
    assert outcome.status == "failed"
    assert "'n'" in (outcome.error or "")


async def test_an_exit_node_ends_the_loop_at_once() -> None:
    check = node(
        "if", "if-else", "loop", cases=[{"case_id": "true", "conditions": [condition(["loop", "n"], ">", "2")]}]
    )
    what = loop(add(), check, node("exit", "loop-end", "loop"), template("more", "more", "loop"),
                chains=["ls>add>if", "if:true>exit", "if:false>more"], loop_variables=[counter()])  # fmt: skip
    outcome = await run(what)
    assert outcome.outputs == {"n": 3, "rounds": 3}
    assert outcome.started.count("more") == 2
    assert outcome.status == "succeeded"


async def test_an_exit_node_in_an_iteration_ends_the_loop_around() -> None:
    nodes = [
        START,
        node("loop", "loop", start_node_id="ls", loop_variables=[counter()]),
        node("ls", "loop-start", "loop"),
        add(),
        node("it", "iteration", "loop", loop_id="loop", iterator_selector=["start", "xs"],
             output_selector=["t", "output"], start_node_id="its"),
        node("its", "iteration-start", "it"),
        node("t", "variable-aggregator", "it", variables=[["it", "item"]]),
        node("if", "if-else", "it", cases=[{"case_id": "true", "conditions": [condition(["it", "item"], "=", "2")]}]),
        node("exit", "loop-end", "it", loop_id="loop", iteration_id="it"),
        end(n=["loop", "n"], rounds=["loop", "loop_round"]),
    ]  # fmt: skip
    what = graph(nodes, "start>loop>end", "ls>add>it", "its>t>if", "if:true>exit")
    outcome = await run(what, inputs={"xs": [1, 2, 3]})
    assert outcome.outputs == {"n": 1, "rounds": 1}
    assert outcome.started.count("t") == 2
    assert outcome.status == "succeeded"


async def test_a_failing_node_ends_the_loop_with_its_error() -> None:
    what = loop(template("bad", "fail:oh no", "loop"), chains=["ls>bad"], loop_variables=[counter()], loop_count=3)
    outcome = await run(what)
    assert (outcome.status, outcome.error) == ("failed", "oh no")
    finished = [event for event in outcome.events if isinstance(event, ContainerFinished)]
    assert [(e.status, e.steps, e.error) for e in finished] == [("failed", 3, "oh no")]


async def test_a_failing_loop_can_have_a_fail_branch() -> None:
    nodes = [
        START,
        node("loop", "loop", start_node_id="ls", error_strategy="fail-branch"),
        node("ls", "loop-start", "loop"),
        template("bad", "fail:oh no", "loop"),
        end("e", why=["loop", "error_message"]),
    ]
    outcome = await run(graph(nodes, "start>loop", "loop:fail-branch>e", "ls>bad"))
    assert outcome.status == "partial-succeeded"
    assert outcome.outputs == {"why": "oh no"}


async def test_a_loop_in_an_iteration_starts_anew_each_round() -> None:
    nodes = [
        START,
        node("it", "iteration", iterator_selector=["start", "xs"], output_selector=["loop", "n"], start_node_id="its"),
        node("its", "iteration-start", "it"),
        node("loop", "loop", "it", iteration_id="it", start_node_id="ls", loop_count=3,
             loop_variables=[counter(["it", "item"], value_type="variable")]),
        node("ls", "loop-start", "loop"),
        add(),
        end(x=["it", "output"]),
    ]  # fmt: skip
    outcome = await run(graph(nodes, "start>it>end", "its>loop", "ls>add"), inputs={"xs": [10, 20]})
    assert outcome.outputs == {"x": [13, 23]}
    inner = [event for event in outcome.events if isinstance(event, NodeFinished) and event.node_id == "add"]
    assert inner[-1].path == (("it", 1), ("loop", 2))
    assert (inner[-1].iteration_index, inner[-1].loop_index) == (1, 2)


@pytest.mark.parametrize("kept", range(1, 14))
async def test_a_replay_goes_on_inside_containers(kept: int) -> None:
    what = loop(add(), template("t", "{n}", "loop", shows={"n": ["loop", "n"]}), chains=["ls>add>t"],
                loop_variables=[counter()], loop_count=6)  # fmt: skip
    first = await run(what)
    records = [record for record in first.records if record.node_id != "loop"][:kept]
    code = FakeCode()
    again = await run(what, code=code, replay=records)
    assert again.outputs == first.outputs == {"n": 6, "rounds": 6}
    assert len([name for name in again.started if name in ("add", "t")]) == 13 - kept
    assert sum(code.calls.values()) == sum(1 for name in again.started if name == "t")


async def test_a_replay_in_an_iteration_works_without_paths() -> None:
    what = iteration(item_template("{item}"), chain="t")
    first = await run(what, inputs={"xs": [1, 2, 3]})
    finished = [event for event in first.events if isinstance(event, NodeFinished)]
    records = [record for record in first.records if record.node_id in ("start", "t")][:3]
    bare = [
        type(record)(record.node_id, record.status, record.outputs, iteration_index=record.iteration_index)
        for record in records
    ]
    again = await run(what, inputs={"xs": [1, 2, 3]}, replay=bare)
    assert again.outputs == first.outputs
    assert again.started.count("t") == 1
    assert nexts(again) == [2]
    assert len(finished) == 6


async def test_a_handled_round_is_not_repeated_in_a_replay() -> None:
    what = iteration(item_template("{item}"), chain="t", error_handle_mode="continue-on-error")
    first = await run(what, inputs={"xs": ["a", "fail:x", "b"]})
    records = [record for record in first.records if record.node_id in ("start", "t")][:3]
    code = FakeCode()
    again = await run(what, inputs={"xs": ["a", "fail:x", "b"]}, replay=records, code=code)
    assert again.outputs == {"x": ["a", None, "b"]}
    assert dict(code.calls) == {"b": 1}


async def test_stop_ends_containers_too() -> None:
    what = iteration(item_template("wait:30:x"), chain="t")
    outcome = await run(what, inputs={"xs": [1]}, limits=Limits(max_seconds=0.02))
    stopped = [name for name in outcome.names if name.endswith("stopped")]
    assert stopped == ["NodeFinished t stopped", "ContainerFinished it stopped", "NodeFinished it stopped"]


async def test_if_else_helper() -> None:
    assert if_else("x")["data"]["cases"][0]["case_id"] == "true"
