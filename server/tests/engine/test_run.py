"""Order, branches, failures, limits, stop and replay of runs."""

import asyncio
import time
from typing import Any

import pytest

from tenon.engine.events import Event, NodeFinished, NodeRetry, RunFinished, RunStarted
from tenon.engine.run import run_node
from tenon.engine.state import Limits, NodeRecord
from tests.engine.builders import FakeCode, brief, edges, end, fake_ports, graph, make, node, run, template

START = node("start", "start")
FAIL_BRANCH = {"error_strategy": "fail-branch"}


def condition(selector: list[str], operator: str, value: Any = "") -> dict[str, Any]:
    return {"variable_selector": selector, "comparison_operator": operator, "value": value}


def if_else(node_id: str, *conditions: dict[str, Any]) -> dict[str, Any]:
    return node(node_id, "if-else", cases=[{"case_id": "true", "logical_operator": "and", "conditions": conditions}])


async def test_a_chain_runs_in_order() -> None:
    outcome = await run(graph([START, template("a", "A"), end(x=["a", "output"])], "start>a>end"))
    assert outcome.outputs == {"x": "A"}
    assert outcome.names == [
        "RunStarted",
        "NodeStarted start",
        "NodeFinished start succeeded",
        "NodeStarted a",
        "TextChunk 'A'",
        "NodeFinished a succeeded",
        "NodeStarted end",
        "NodeFinished end succeeded",
        "RunFinished succeeded",
    ]
    assert [e.index for e in outcome.events if isinstance(e, NodeFinished)] == [1, 2, 3]
    assert outcome.finished.total_steps == 3


async def test_branches_side_by_side_overlap_and_join() -> None:
    nodes = [START, *(template(f"w{i}", "wait:0.05:done") for i in range(20)), end(x=["w7", "output"])]
    code = FakeCode()
    began = time.perf_counter()
    outcome = await run(graph(nodes, *(f"start>w{i}>end" for i in range(20))), code=code)
    assert outcome.status == "succeeded"
    assert code.most == 20
    assert time.perf_counter() - began < 0.5
    assert outcome.started[-1] == "end"
    assert outcome.started.count("end") == 1


async def test_a_branch_not_taken_is_skipped_and_the_join_still_runs() -> None:
    nodes = [
        START,
        if_else("if", condition(["start", "x"], "is", "yes")),
        template("yes", "Y"),
        template("no", "N"),
        template("after", "never"),
        node("join", "variable-aggregator", variables=[["yes", "output"], ["after", "output"], ["no", "output"]]),
        end(x=["join", "output"]),
    ]
    what = graph(nodes, "start>if", "if:true>yes>after>join", "if:false>no>join>end")
    outcome = await run(what, inputs={"x": "other"})
    assert outcome.outputs == {"x": "N"}
    assert outcome.started == ["start", "if", "no", "join", "end"]


async def test_a_node_behind_skipped_branches_only_is_skipped() -> None:
    nodes = [START, if_else("if", condition(["start", "x"], "empty")), template("a", "A"), end("e1", x=["a", "output"])]
    outcome = await run(graph(nodes, "start>if", "if:true>a>e1"), inputs={"x": "full"})
    assert outcome.status == "succeeded"
    assert outcome.outputs == {}
    assert outcome.started == ["start", "if"]


async def test_other_roots_count_as_skipped() -> None:
    nodes = [START, template("lonely", "L"), template("a", "A"), end(x=["a", "output"])]
    outcome = await run(graph(nodes, "start>a>end", "lonely>end"))
    assert outcome.outputs == {"x": "A"}
    assert "lonely" not in outcome.started


async def test_outputs_of_several_ends_merge() -> None:
    nodes = [START, end("e1", a=["start", "x"]), template("t", "later"), end("e2", a=["t", "output"], b=["start", "x"])]
    outcome = await run(graph(nodes, "start>e1", "start>t>e2"), inputs={"x": "1"})
    assert outcome.outputs == {"a": "later", "b": "1"}


async def test_a_failure_ends_the_run_and_stops_the_others() -> None:
    nodes = [START, template("slow", "wait:30:x"), template("bad", "fail:no luck"), end(x=["slow", "output"])]
    outcome = await run(graph(nodes, "start>slow>end", "start>bad>end"))
    assert (outcome.status, outcome.error, outcome.finished.error_node_id) == ("failed", "no luck", "bad")
    assert outcome.ended("bad").error_type == "CodeNodeError"
    assert outcome.ended("slow").status == "stopped"
    assert outcome.names[-1] == "RunFinished failed"


async def test_retries_come_first_then_success() -> None:
    retry = {"retry_enabled": True, "max_retries": 3, "retry_interval": 1}
    code = FakeCode()
    what = graph([START, template("a", "flaky:2:ok", retry_config=retry), end(x=["a", "output"])], "start>a>end")
    outcome = await run(what, code=code)
    assert outcome.outputs == {"x": "ok"}
    retries = [event for event in outcome.events if isinstance(event, NodeRetry)]
    assert [event.retry_index for event in retries] == [1, 2]
    assert [event.failed.status for event in retries] == ["retry", "retry"]
    assert {event.failed.id for event in retries} == {outcome.ended("a").id}
    assert outcome.started.count("a") == 1


async def test_retries_then_the_fail_branch() -> None:
    retry = {"retry_enabled": True, "max_retries": 2, "retry_interval": 0}
    nodes = [
        START,
        template("a", "fail:broken", retry_config=retry, **FAIL_BRANCH),
        template("good", "G"),
        template("bad", "{m}/{t}", shows={"m": ["a", "error_message"], "t": ["a", "error_type"]}),
        node("join", "variable-aggregator", variables=[["good", "output"], ["bad", "output"]]),
        end(x=["join", "output"]),
    ]
    what = graph(nodes, "start>a", "a:source>good>join", "a:fail-branch>bad>join", "join>end")
    outcome = await run(what)
    assert outcome.status == "partial-succeeded"
    assert outcome.finished.exceptions_count == 1
    assert outcome.outputs == {"x": "broken/CodeNodeError"}
    failed = outcome.ended("a")
    assert (failed.status, failed.handle) == ("exception", "fail-branch")
    assert failed.metadata["error_strategy"] == "fail-branch"
    assert sum(isinstance(event, NodeRetry) for event in outcome.events) == 2


@pytest.mark.parametrize("way", ["source", "success-branch"])
async def test_a_good_way_out_beside_a_fail_branch(way: str) -> None:
    nodes = [START, template("a", "fine", **FAIL_BRANCH), template("bad", "B"), end(x=["a", "output"])]
    outcome = await run(graph(nodes, "start>a", f"a:{way}>end", "a:fail-branch>bad"))
    assert outcome.outputs == {"x": "fine"}
    assert outcome.status == "succeeded"
    assert "bad" not in outcome.started


async def test_default_values_take_the_place_of_outputs() -> None:
    defaults = [
        {"key": "output", "type": "string", "value": "spare"},
        {"key": "rows", "type": "array[number]", "value": "[1, 2]"},
    ]
    nodes = [
        START,
        template("a", "fail:gone", error_strategy="default-value", default_value=defaults),
        end(x=["a", "output"], rows=["a", "rows"], why=["a", "error_message"]),
    ]
    outcome = await run(graph(nodes, "start>a>end"))
    assert outcome.status == "partial-succeeded"
    assert outcome.outputs == {"x": "spare", "rows": [1, 2], "why": "gone"}
    assert outcome.text == "spare\ngone"


async def test_the_number_of_steps_is_limited() -> None:
    nodes = [START, *(template(f"n{i}", "x") for i in range(10))]
    what = graph(nodes, "start>" + ">".join(f"n{i}" for i in range(10)))
    outcome = await run(what, limits=Limits(max_steps=5))
    assert outcome.status == "failed"
    assert outcome.error == "Maximum execution steps exceeded: 6 > 5"


async def test_the_time_is_limited() -> None:
    what = graph([START, template("a", "wait:30:x")], "start>a")
    outcome = await run(what, limits=Limits(max_seconds=0.02))
    assert outcome.status == "failed"
    assert "Maximum execution time exceeded" in (outcome.error or "")
    assert outcome.ended("a").status == "stopped"


async def test_stop_cancels_what_works() -> None:
    code = FakeCode()
    events: list[Event] = []
    one = make(graph([START, template("a", "wait:30:x"), end(x=["a", "output"])], "start>a>end"), events, code=code)
    task = asyncio.create_task(one.execute())
    await code.busy.wait()
    one.stop("Stopped by the user")
    finished = await task
    assert (finished.status, finished.error) == ("stopped", "Stopped by the user")
    assert code.running == 0
    one.stop("again")
    assert sum(isinstance(event, RunFinished) for event in events) == 1


async def test_a_stop_before_the_start_counts() -> None:
    events: list[Event] = []
    one = make(graph([START, template("a", "A")], "start>a"), events)
    one.stop("early")
    assert (await one.execute()).status == "stopped"
    assert not any(isinstance(event, NodeFinished) for event in events)


async def test_being_cancelled_says_nothing_more() -> None:
    code = FakeCode()
    events: list[Event] = []
    task = asyncio.create_task(make(graph([START, template("a", "wait:30:x")], "start>a"), events, code=code).execute())
    await code.busy.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert code.running == 0
    assert not any(isinstance(event, RunFinished) for event in events)


async def test_events_can_be_iterated() -> None:
    seen: list[Event] = []
    one = make(graph([START, template("a", "A")], "start>a"), [])
    async for event in one.events():
        seen.append(event)
    assert isinstance(seen[0], RunStarted)
    assert isinstance(seen[-1], RunFinished)


async def test_leaving_the_events_stops_the_run() -> None:
    code = FakeCode()
    one = make(graph([START, template("a", "wait:30:x")], "start>a"), [], code=code)
    stream = one.events()
    async for event in stream:
        if getattr(event, "node_id", "") == "a":
            break
    await stream.aclose()  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - a generator
    assert code.running == 0


async def test_started_tells_inputs_and_system_values() -> None:
    outcome = await run(graph([START], ""), inputs={"a": 1}, query="hi")
    started = outcome.events[0]
    assert isinstance(started, RunStarted)
    assert started.inputs == {"a": 1, "sys.user_id": "someone", "sys.files": [], "sys.query": "hi"}
    assert started.reason == "initial"


CHAIN = graph([START, *(template(f"n{i}", f"v{i}") for i in range(6)), end(x=["n5", "output"])],
              "start>n0>n1>n2>n3>n4>n5>end")  # fmt: skip


@pytest.mark.parametrize("kept", range(8))
async def test_a_replay_goes_on_behind_the_last_record(kept: int) -> None:
    first = await run(CHAIN)
    code = FakeCode()
    again = await run(CHAIN, code=code, replay=first.records[:kept])
    assert again.outputs == first.outputs == {"x": "v5"}
    assert again.status == "succeeded"
    assert len(again.started) == 8 - kept
    assert again.finished.total_steps == 8
    started = again.events[0]
    assert isinstance(started, RunStarted)
    assert started.reason == ("resumption" if kept else "initial")


async def test_a_replay_keeps_ways_out_exceptions_and_writes() -> None:
    nodes = [
        START,
        template("a", "fail:x", **FAIL_BRANCH),
        node(
            "set",
            "assigner",
            version="2",
            items=[{"variable_selector": ["conversation", "c"], "operation": "set", "value": "new"}],
        ),
        node("answer", "answer", answer="c={{#conversation.c#}}"),
    ]
    what = graph(nodes, "start>a", "a:fail-branch>set>answer")
    first = await run(what, query="", conversation={"c": "old"})
    assert first.outputs["answer"] == "c=new"
    again = await run(what, query="", conversation={"c": "old"}, replay=first.records[:3])
    assert again.started == ["answer"]
    assert again.status == "partial-succeeded"
    assert again.outputs["answer"] == "c=new"
    assert again.finished.conversation == {"c": "new"}


async def test_a_failed_or_stopped_record_is_run_again() -> None:
    record = NodeRecord("n0", "stopped", {})
    outcome = await run(CHAIN, replay=[record])
    assert "n0" in outcome.started


async def test_the_barrier_comes_before_side_effects() -> None:
    waited: list[str] = []

    async def barrier() -> None:
        await asyncio.sleep(0)
        waited.append("stored")

    what = graph([START, node("call", "http-request", method="get", url="http://x.example"), end()], "start>call>end")
    outcome = await run(what, barrier=barrier, mocks={"node_outputs": {"call": {"body": "ok"}}})
    assert outcome.status == "succeeded"
    assert waited == ["stored"]


async def test_one_node_alone() -> None:
    what = graph([START, template("a", "{q}!", shows={"q": ["start", "q"]}), end(x=["a", "output"])], "start>a>end")
    finished = await run_node(what, "a", fake_ports(), {"start": {"q": "hello"}})
    assert (finished.status, finished.outputs) == ("succeeded", {"output": "hello!"})


async def test_an_iteration_alone_runs_its_inside() -> None:
    nodes = [
        START,
        node("it", "iteration", iterator_selector=["start", "xs"], output_selector=["t", "output"]),
        template("t", "<{i}>", "it", shows={"i": ["it", "item"]}),
        end(x=["it", "output"]),
    ]
    finished = await run_node(graph(nodes, "start>it>end"), "it", fake_ports(), {"start": {"xs": [1, 2]}})
    assert finished.outputs == {"output": ["<1>", "<2>"]}


async def test_a_known_type_that_cannot_be_run_fails_when_reached() -> None:
    outcome = await run(graph([START, node("x", "human-input")], "start>x"))
    assert outcome.status == "failed"
    assert "'human-input'" in (outcome.error or "")


async def test_mocks_stand_in_for_any_node() -> None:
    nodes = [START, node("x", "human-input"), node("t", "tool"), end(a=["x", "k"], b=["t", "text"])]
    mocks = {"node_outputs": {"x": {"k": "v"}}, "tool_output": {"text": "found"}}
    outcome = await run(graph(nodes, "start>x>t>end"), mocks=mocks)
    assert outcome.outputs == {"a": "v", "b": "found"}


async def test_edges_helper_reads_ways_out() -> None:
    assert edges("a:true>b>c") == [
        {"source": "a", "target": "b", "sourceHandle": "true"},
        {"source": "b", "target": "c", "sourceHandle": "source"},
    ]


@pytest.mark.parametrize(
    "when", ["NodeStarted a", "NodeFinished a succeeded", "ContainerStarted it", "ContainerNext it 1"]
)
async def test_a_listener_may_stop_the_run_at_any_event(when: str) -> None:
    inside = template("t", "x", "it")
    it = node("it", "iteration", iterator_selector=["start", "xs"], output_selector=["t", "output"])
    what = graph([START, template("a", "A"), it, inside, end(x=["it", "output"])], "start>a>it>end")

    class Listener(list[Event]):
        def append(self, event: Event) -> None:
            super().append(event)
            if brief(event) == when:
                one.stop("enough")

    listener = Listener()
    one = make(what, listener, inputs={"xs": [1, 2, 3]})
    finished = await one.execute()
    assert (finished.status, finished.error) == ("stopped", "enough")
    assert brief(listener[-1]) == "RunFinished stopped"
    assert "NodeStarted end" not in [brief(event) for event in listener]


async def test_a_listener_that_fails_does_not_leave_the_run_hanging() -> None:
    class Listener(list[Event]):
        def append(self, event: Event) -> None:
            if brief(event) == "NodeFinished a succeeded":
                raise RuntimeError("full")
            super().append(event)

    listener = Listener()
    what = graph([START, template("a", "wait:0.01:A"), end(x=["a", "output"])], "start>a>end")
    finished = await make(what, listener).execute()
    assert finished.status == "failed"
    assert finished.error == "The engine failed; the server's log says why."


async def test_null_members_count_as_absent() -> None:
    data: dict[str, Any] = {"parallel_nums": None, "flatten_output": None, "error_strategy": None, "desc": None}
    it = node("it", "iteration", iterator_selector=["start", "xs"], output_selector=["t", "output"], **data)
    outcome = await run(graph([START, it, template("t", "x", "it"), end(x=["it", "output"])], "start>it>end"),
                        inputs={"xs": [1]})  # fmt: skip
    assert outcome.outputs == {"x": ["x"]}


def test_retries_are_bounded() -> None:
    retry = {"retry_enabled": True, "max_retries": 99, "retry_interval": 60_000}
    what = graph([START, template("a", "x", retry_config=retry), end()], "start>a>end")
    assert (what.nodes["a"].retries, what.nodes["a"].retry_seconds) == (10, 5.0)
