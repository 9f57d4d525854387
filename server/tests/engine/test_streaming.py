"""Texts of answer and end nodes while the nodes before them work."""

import asyncio
from typing import Any

import pytest

from tenon.engine.events import Event, NodeFinished, NodeStarted, TextChunk
from tests.engine.builders import brief, end, graph, make, node, run, template
from tests.engine.test_run import FAIL_BRANCH, condition, if_else

START = node("start", "start")


def answer(node_id: str, text: str, parent: str | None = None) -> dict[str, Any]:
    return node(node_id, "answer", parent, answer=text)


def llm(node_id: str = "llm", **more: Any) -> dict[str, Any]:
    return node(node_id, "llm", **more)


def chunks(*pieces: str) -> dict[str, Any]:
    return {"node_chunks": {"llm": list(pieces)}}


async def test_pieces_stream_at_the_head_and_literals_around_them() -> None:
    what = graph([START, llm(), answer("a", "Say: {{#llm.text#}}!")], "start>llm>a")
    outcome = await run(what, query="q", mocks=chunks("one", " two"))
    assert outcome.chunks == ["Say: ", "one", " two", "!"]
    assert outcome.outputs["answer"] == "Say: one two!"
    first = outcome.names.index("TextChunk 'Say: '")
    assert first < outcome.names.index("NodeStarted llm")
    assert outcome.names.index("TextChunk ' two'") < outcome.names.index("NodeFinished llm succeeded")


async def test_a_later_source_waits_for_its_turn() -> None:
    nodes = [START, template("slow", "wait:0.02:S"), llm(), answer("a", "{{#slow.output#}}|{{#llm.text#}}")]
    outcome = await run(graph(nodes, "start>slow>a", "start>llm>a"), query="", mocks=chunks("x", "y"))
    assert outcome.chunks == ["S", "|", "x", "y"]
    assert outcome.text == outcome.outputs["answer"]


async def test_a_text_is_shown_by_two_answers() -> None:
    nodes = [START, llm(), answer("a", "1 {{#llm.text#}} "), answer("b", "2 {{#llm.text#}}")]
    outcome = await run(graph(nodes, "start>llm>a>b"), query="", mocks=chunks("x", "y"))
    assert outcome.text == outcome.outputs["answer"] == "1 xy 2 xy"


async def test_nothing_of_an_undecided_branch_is_said() -> None:
    nodes = [START, llm(), if_else("if", condition(["llm", "text"], "is", "xy")), answer("a", "yes"), answer("b", "no")]
    outcome = await run(graph(nodes, "start>llm>if", "if:true>a", "if:false>b"), query="", mocks=chunks("x", "y"))
    assert outcome.text == "yes"
    assert outcome.outputs["answer"] == "yes"


async def test_texts_of_branches_side_by_side_do_not_mix() -> None:
    nodes = [START]
    chains: list[str] = []
    for name, seconds in (("p", "0.03"), ("q", "0.01")):
        nodes += [template(f"{name}1", f"wait:{seconds}:1"), template(f"{name}2", "wait:0.03:2"),
                  answer(name, f"({name}{{{{#{name}1.output#}}}}{{{{#{name}2.output#}}}})")]  # fmt: skip
        chains += [f"start>{name}1>{name}", f"start>{name}2>{name}"]
    outcome = await run(graph(nodes, *chains), query="")
    assert outcome.text == outcome.outputs["answer"] == "(p12)(q12)"


async def test_the_first_branch_with_something_to_say_speaks_first() -> None:
    nodes = [START, template("slow", "wait:0.05:S"), template("fast", "F"),
             answer("a", "{{#slow.output#}}"), answer("b", "{{#fast.output#}}")]  # fmt: skip
    outcome = await run(graph(nodes, "start>slow>a", "start>fast>b"), query="")
    assert outcome.text == outcome.outputs["answer"] == "FS"


async def test_end_streams_texts_with_a_line_break_between() -> None:
    nodes = [START, llm(), end(a=["start", "s"], n=["start", "n"], t=["llm", "text"], none=["start", "missing"])]
    outcome = await run(graph(nodes, "start>llm>end"), inputs={"s": "first", "n": 5}, mocks=chunks("x", "y"))
    assert outcome.chunks == ["first", "\n", "x", "y"]
    assert outcome.outputs == {"a": "first", "n": 5, "t": "xy", "none": None}


async def test_a_value_that_was_not_streamed_goes_in_one_piece() -> None:
    what = graph([START, template("t", "whole"), answer("a", "{{#t.output#}}")], "start>t>a")
    assert (await run(what, query="")).chunks == ["whole"]


async def test_what_does_not_resolve_loses_its_braces() -> None:
    nodes = [START, if_else("if", condition(["start", "x"], "not empty")), template("t", "T"),
             answer("a", "[{{#t.output#}}] {{#no-such.x#}} {{#sys.nothing#}}")]  # fmt: skip
    outcome = await run(graph(nodes, "start>if", "if:true>t>a", "if:false>a"), inputs={"x": ""}, query="")
    assert outcome.outputs["answer"] == "[t.output] {{#no-such.x#}} sys.nothing"
    assert outcome.text == outcome.outputs["answer"]


async def test_markdown_of_values() -> None:
    what = graph([START, answer("a", "{{#start.l#}}\n{{#start.o#}}\n{{#start.b#}}{{#start.n#}}")], "start>a")
    outcome = await run(what, inputs={"l": ["a", "b"], "o": {"k": "ä"}, "b": True, "n": None}, query="")
    assert outcome.text == '- a\n- b\n{\n  "k": "ä"\n}\nTrue'


async def test_an_assigner_on_the_way_holds_the_text_back() -> None:
    item = {"variable_selector": ["conversation", "c"], "operation": "over-write", "input_type": "variable",
            "value": ["sys", "query"]}  # fmt: skip
    nodes = [START, node("set", "assigner", version="2", items=[item]), answer("a", "c: {{#conversation.c#}}")]
    outcome = await run(graph(nodes, "start>set>a"), query="new", conversation={"c": "old"})
    assert outcome.text == "c: new"
    assert outcome.finished.conversation == {"c": "new"}


@pytest.mark.parametrize("inside", [False, True])
async def test_an_assigner_on_a_branch_beside_holds_its_variable_back(*, inside: bool) -> None:
    item = {"variable_selector": ["conversation", "c"], "operation": "set", "input_type": "constant", "value": "new"}
    nodes = [
        START,
        template("slow", "wait:0.02:S"),
        template("fast", "F"),
        node("set", "assigner", *(["loop"] if inside else []), version="2", items=[item]),
        answer("a", "c: {{#conversation.c#}} {{#fast.output#}}"),
    ]
    chains = ["start>slow>set>a", "start>fast>a"]
    if inside:
        nodes.append(node("loop", "loop", loop_count=1))
        chains = ["start>slow>loop>a", "start>fast>a"]
    outcome = await run(graph(nodes, *chains), query="", conversation={"c": "old"})
    assert outcome.text == outcome.outputs["answer"] == "c: new F"


async def test_text_of_a_failed_attempt_is_not_said_twice() -> None:
    nodes = [START, llm(**FAIL_BRANCH), answer("a", "{{#llm.text#}}"), answer("b", "sorry")]
    mocks = {"node_errors": {"llm": "down"}}
    outcome = await run(graph(nodes, "start>llm", "llm:source>a", "llm:fail-branch>b"), query="", mocks=mocks)
    assert outcome.text == outcome.outputs["answer"] == "sorry"


async def test_a_replay_does_not_repeat_what_was_said() -> None:
    what = graph([START, llm(), template("t", "T"), answer("a", "<{{#llm.text#}}|{{#t.output#}}>")], "start>llm>t>a")
    first = await run(what, query="", mocks=chunks("x", "y"))
    again = await run(what, query="", mocks=chunks("x", "y"), replay=first.records[:2])
    assert again.chunks == ["T", ">"]
    assert again.outputs["answer"] == first.outputs["answer"] == "<xy|T>"


async def test_pieces_go_out_while_the_node_works() -> None:
    events: list[Event] = []
    nodes = [START, template("t", "wait:0.01:T"), llm(), answer("a", "{{#llm.text#}}{{#t.output#}}")]
    one = make(graph(nodes, "start>t>a", "start>llm>a"), events, query="", mocks=chunks("x"))
    task = asyncio.create_task(one.execute())
    await asyncio.sleep(0)
    assert any(isinstance(event, TextChunk) for event in events)
    assert not any(isinstance(event, NodeStarted) and event.node_id == "a" for event in events)
    await task
    names = [brief(event) for event in events]
    assert names.index("TextChunk 'T'") < names.index("NodeFinished t succeeded")


async def test_chunks_name_where_they_come_from() -> None:
    what = graph([START, llm(), answer("a", "Hi {{#sys.query#}} {{#llm.text#}}")], "start>llm>a")
    outcome = await run(what, query="q", mocks=chunks("x"))
    found = [(e.text, e.selector, e.node_id) for e in outcome.events if isinstance(e, TextChunk)]
    assert found == [
        ("Hi ", (), "a"),
        ("q", ("sys", "query"), "a"),
        (" ", (), "a"),
        ("x", ("llm", "text"), "llm"),
    ]
    assert isinstance(outcome.events[-2], NodeFinished)
