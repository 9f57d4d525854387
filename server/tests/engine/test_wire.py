"""The shapes clients of the service API see."""

from typing import Any

import orjson
import pytest

from tenon.engine.events import AgentLog, ReasoningChunk, TextChunk
from tenon.engine.files import File
from tenon.engine.wire import Wire, encode
from tests.engine.builders import Outcome, end, graph, node, run, template

NODE_STARTED = (
    "id node_id node_type title index predecessor_node_id inputs inputs_truncated created_at extras iteration_id"
    " loop_id agent_strategy"
)
NODE_FINISHED = (
    "id node_id node_type title index predecessor_node_id inputs inputs_truncated process_data process_data_truncated"
    " outputs outputs_truncated status error elapsed_time execution_metadata created_at finished_at files iteration_id"
    " loop_id"
)
STARTED = "id node_id node_type title created_at extras metadata inputs inputs_truncated"
COMPLETED = (
    "id node_id node_type title outputs outputs_truncated created_at extras inputs inputs_truncated status error"
    " elapsed_time total_tokens execution_metadata finished_at steps"
)
FINISHED = (
    "id workflow_id status outputs error elapsed_time total_tokens total_steps created_by created_at finished_at"
    " exceptions_count files"
)


def workflow() -> Wire:
    return Wire.workflow(task_id="t", run_id="r", workflow_id="w", created_by={"id": "u", "user": "s"})


def chatflow() -> Wire:
    return Wire.chatflow(
        task_id="t", run_id="r", workflow_id="w", conversation_id="c", message_id="m", created_at=5
    )  # fmt: skip


async def outcome() -> Outcome:
    retry = {"retry_enabled": True, "max_retries": 1, "retry_interval": 0}
    item = {"variable_selector": ["loop", "n"], "operation": "+=", "input_type": "constant", "value": 1}
    nodes = [
        node("start", "start"),
        node("it", "iteration", iterator_selector=["start", "xs"], output_selector=["t", "output"]),
        template("t", "flaky:1:T", "it", retry_config=retry),
        node("loop", "loop", loop_count=2, loop_variables=[{"label": "n", "var_type": "number", "value": 0}]),
        node("add", "assigner", "loop", version="2", items=[item]),
        end(x=["it", "output"], s=["start", "s"]),
    ]
    return await run(graph(nodes, "start>it>loop>end"), inputs={"xs": [1], "s": "text"})


async def test_keys_and_their_order() -> None:
    wire = workflow()
    payloads = [payload for event in (await outcome()).events if (payload := wire.payload(event)) is not None]
    wanted = {
        "workflow_started": "id workflow_id inputs created_at reason",
        "node_started": NODE_STARTED,
        "node_finished": NODE_FINISHED,
        "node_retry": f"{NODE_FINISHED} retry_index",
        "iteration_started": STARTED,
        "iteration_next": "id node_id node_type title index created_at extras",
        "iteration_completed": COMPLETED,
        "loop_started": STARTED,
        "loop_next": "id node_id node_type title index created_at pre_loop_output extras",
        "loop_completed": COMPLETED,
        "text_chunk": "text from_variable_selector",
        "workflow_finished": FINISHED,
    }
    assert {payload["event"] for payload in payloads} == set(wanted)
    for payload in payloads:
        assert list(payload["data"]) == wanted[payload["event"]].split(), payload["event"]
        assert list(payload)[:3] == ["event", "workflow_run_id", "task_id"]
        assert orjson.loads(encode(payload))
    containers = [p["data"] for p in payloads if p["event"] in ("iteration_started", "loop_started")]
    assert [(data["id"], data["metadata"]) for data in containers] == [
        ("it", {"iteration_length": 1}),
        ("loop", {"loop_length": 2}),
    ]
    shown = {p["data"]["node_type"] for p in payloads if p["event"] in ("node_started", "node_finished")}
    assert shown == {"start", "template-transform", "assigner", "end"}
    inner = next(p["data"] for p in payloads if p["event"] == "node_finished" and p["data"]["node_id"] == "t")
    assert inner["execution_metadata"] == {"iteration_id": "it", "iteration_index": 0}
    assert payloads[-1]["data"]["created_by"] == {"id": "u", "user": "s"}


async def test_heads_of_a_chatflow() -> None:
    wire = chatflow()
    payloads = [payload for event in (await outcome()).events if (payload := wire.payload(event)) is not None]
    for payload in payloads:
        assert list(payload)[:5] == ["event", "conversation_id", "message_id", "created_at", "task_id"]
        assert payload["event"] == "message" or payload["workflow_run_id"] == "r"


@pytest.mark.parametrize(
    ("selector", "source"),
    [(("llm", "text"), ["llm", "text"]), (("sys", "query"), ["sys", "query"]), ((), ["a", "answer"])],
)
def test_text(selector: tuple[str, ...], source: list[str]) -> None:
    event = TextChunk("hi", selector, "a")
    assert chatflow().payload(event) == {
        "event": "message",
        "conversation_id": "c",
        "message_id": "m",
        "created_at": 5,
        "task_id": "t",
        "id": "m",
        "answer": "hi",
        "from_variable_selector": source,
    }
    payload = workflow().payload(event)
    assert payload is not None
    assert payload["data"] == {"text": "hi", "from_variable_selector": source}


def test_reasoning_and_logs() -> None:
    reasoning = workflow().payload(ReasoningChunk("hm", "n", True))
    assert reasoning is not None
    assert reasoning["data"] == {"message_id": None, "reasoning": "hm", "node_id": "n", "is_final": True}
    log = workflow().payload(AgentLog("1", "n", "e", "step", "success"))
    assert log is not None
    keys = "node_execution_id id label parent_id error status data metadata node_id"
    assert list(log["data"]) == keys.split()


def test_end_of_a_message() -> None:
    end_of = chatflow().message_end({"usage": {}}, [])
    assert list(end_of) == [
        "event", "conversation_id", "message_id", "created_at", "task_id", "id", "metadata", "files",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (float("nan"), "null"),
        ({1: "a"}, '{"1":"a"}'),
        ({"a": {1}}, '{"a":[1]}'),
        ((1, 2), "[1,2]"),
    ],
)
def test_odd_values_are_written_all_the_same(value: Any, text: str) -> None:
    assert encode(value).decode() == text


def test_files_are_written_in_their_wire_form() -> None:
    file = File("image", "local_file", "a.png", ".png", "image/png", 3, "id")
    assert orjson.loads(encode({"f": [file]}))["f"][0]["dify_model_identity"] == "__dify__file__"
