"""Stand-ins for nodes and models."""

from typing import Any

import pytest

from tenon.engine.errors import InputError
from tenon.engine.mocks import MockModels, Mocks, split
from tenon.models.messages import ChatRequest, Message
from tenon.models.port import ModelRef
from tests.engine.builders import end, graph, node, run

START = node("start", "start")


@pytest.mark.parametrize(
    ("text", "pieces"), [("one two", ["one", " two", ""]), ("one", ["one", ""]), ("", ["", ""]), (" a", ["", " a", ""])]
)
def test_texts_are_cut_at_blanks(text: str, pieces: list[str]) -> None:
    assert split(text) == pieces
    assert "".join(split(text)) == text


@pytest.mark.parametrize(
    "data",
    [
        {"node_outputs": []},
        {"node_errors": "x"},
        {"tool_output": 5},
        {"node_output_rules": {"n": "{"}},
        {"node_output_rules": {"n": '{"a": x} where x comes from above'}},
    ],
)
def test_what_cannot_be_read_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="mocks"):
        Mocks(data)


@pytest.mark.parametrize(
    ("rule", "outputs"),
    [
        ('{"r": [item, item * 2]} where item is the current item of it', {"r": [3, 6]}),
        ('{"r": x - 1, "i": n} where x is the current item of it and n is the current index of it', {"r": 2, "i": 0}),
        ('{"r": null, "t": true, "n": -5, "s": "a"}', {"r": None, "t": True, "n": -5, "s": "a"}),
    ],
)
async def test_rules(rule: str, outputs: dict[str, Any]) -> None:
    it = node("it", "iteration", iterator_selector=["start", "xs"], output_selector=["t", "r"], flatten_output=False)
    what = graph([START, it, node("t", "code", "it"), end(x=["it", "output"])], "start>it>end")
    outcome = await run(what, inputs={"xs": [3]}, mocks={"node_output_rules": {"t": rule}})
    assert outcome.ended("t").outputs == outputs


@pytest.mark.parametrize("rule", ["[1]", '{"a": unknown}', '{"a": print(1)}', '{"a": (1).real}'])
async def test_rules_that_fail(rule: str) -> None:
    what = graph([START, node("t", "code")], "start>t")
    outcome = await run(what, mocks={"node_output_rules": {"t": rule}})
    assert outcome.status == "failed"
    assert "mocks" in (outcome.error or "")


async def test_ways_out_of_mocked_branches() -> None:
    nodes = [START, node("q", "question-classifier"), end("a", x=["q", "class_id"]), end("b", y=["q", "class_id"])]
    mocks = {"node_outputs": {"q": {"class_id": "2", "class_name": "two"}}}
    outcome = await run(graph(nodes, "start>q", "q:1>a", "q:2>b"), mocks=mocks)
    assert outcome.outputs == {"y": "2"}


async def test_a_mocked_failure_can_be_handled() -> None:
    nodes = [START, node("m", "llm", error_strategy="fail-branch"), end("e", why=["m", "error_message"])]
    outcome = await run(graph(nodes, "start>m", "m:fail-branch>e"), mocks={"node_errors": {"m": "down"}})
    assert (outcome.status, outcome.outputs) == ("partial-succeeded", {"why": "down"})


async def test_every_model_answers_the_text() -> None:
    model = await MockModels("a b").chat(ModelRef("p", "m"))
    request = ChatRequest([Message("user", "hi there")])
    deltas = [delta async for delta in model.stream(request)]
    assert "".join(delta.text for delta in deltas) == "a b"
    assert deltas[-1].finish_reason == "stop"
    assert model.count_tokens(request.messages) == 2


async def test_structured_output_of_a_mocked_model() -> None:
    nodes = [START, node("m", "llm", structured_output_enabled=True), end(x=["m", "structured_output", "a"])]
    outcome = await run(graph(nodes, "start>m>end"), mocks={"llm_text": '{"a": 1}'})
    assert outcome.outputs == {"x": 1}
