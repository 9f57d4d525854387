"""Both strategies over the loop, and everything that tools and models can do to them."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tenon.agents import strategies
from tenon.agents.function_calling import FunctionCalling
from tenon.agents.loop import Strategy
from tenon.agents.react import ReAct
from tenon.agents.task import Piece
from tenon.models.errors import ModelConnectionError
from tenon.models.messages import ChatDelta, MediaPart, Message, SignedThought, TextPart, ToolCall, Usage
from tenon.models.port import ModelFacts
from tenon.tools.messages import ToolMessage
from tests.agents.played import Heard, PlayedBox, box, calls, gives, hang, says, tool, work
from tests.fixtures.engine_context import PlayedModel

CALLING, REACT = FunctionCalling(), ReAct()


def act(name: str, input: Any, thought: str = "hm") -> str:
    """A ReAct round with an action."""
    return f"Thought: {thought}\nAction:\n```json\n{json.dumps({'action': name, 'action_input': input})}\n```"


FINAL = "Thought: I can answer now\nFinal Answer: Done."


async def test_function_calling_sends_results_back_in_order() -> None:
    tools = box(slow=lambda _: _slowly(), fast=says("quick"))
    wanted = calls(("slow", '{"q": "1"}'), ("fast", '{"q": "2"}'), text="Both.")
    heard = await work(CALLING, [wanted, "Done."], tools, instruction="Be short.", history=[Message("user", "hi")])
    assert tools.most == 2
    assert [r.observation for r in heard.results] == ["quick", "late"]
    sent = heard.model.requests[1].messages
    assert [m.role for m in sent] == ["system", "user", "user", "assistant", "tool", "tool"]
    assert (sent[3].text, [c.id for c in sent[3].tool_calls]) == ("Both.", ["c0", "c1"])
    assert [(m.tool_call_id, m.name, m.text) for m in sent[4:]] == [("c0", "slow", "late"), ("c1", "fast", "quick")]
    assert heard.said() == "Both.\n\nDone."
    outcome = heard.outcome
    assert outcome is not None
    assert (outcome.answer, outcome.rounds, outcome.limited) == ("Done.", 2, False)
    assert outcome.usage.total_tokens == 15 + 7 + 2
    assert heard.names == [
        "RoundStarted", "Thought", "CallStarted", "CallStarted", "CallFinished", "CallFinished", "RoundFinished",
        "RoundStarted", "Thought", "RoundFinished",
    ]  # fmt: skip


async def _slowly() -> AsyncIterator[ToolMessage]:
    await asyncio.sleep(0.02)
    yield ToolMessage("text", "late")


async def test_react_writes_rounds_as_text() -> None:
    tools = box(look=says("five"))
    heard = await work(REACT, [act("look", {"q": "x"}, "need it"), FINAL], tools, instruction="Be short.", stop=["END"])
    assert (heard.said(), heard.said("thought")) == ("Done.", "need itI can answer now")
    first, second = heard.model.requests
    system = first.messages[0].text
    assert system.startswith("Be short.")
    assert '"name": "look"' in system
    assert "{{" not in system
    assert (first.tools, first.stop) == ((), ["END", "\nObservation:"])
    assert [m.role for m in second.messages] == ["system", "user", "assistant", "user"]
    assert (
        second.messages[2].text
        == 'Thought: need it\nAction:\n```json\n{"action": "look", "action_input": {"q": "x"}}\n```'
    )
    assert second.messages[3].text == "Observation: five"


async def test_react_with_a_completion_model_and_an_own_prompt() -> None:
    facts = ModelFacts(mode="completion", context_size=8000)
    tools = box(look=says("five"))
    template = "{{instruction}} TOOLS {{tools}} NAMES {{tool_names}} {{historic_messages}}"
    replies = [act("look", "x"), FINAL]
    heard = await work(REACT, replies, tools, facts=facts, template=template, instruction="Use {{tools}}.", query="Q?")
    (prompt,) = heard.model.requests[1].messages
    assert prompt.text.startswith("Use {{tools}}. TOOLS [{")
    assert "Question: Q?" in prompt.text
    assert prompt.text.endswith("Observation: five\n")
    assert tools.calls == [("look", {"q": "x"})]


@pytest.mark.parametrize("strategy", [CALLING, REACT])
async def test_a_model_that_loops_for_ever_ends_with_an_answer(strategy: Strategy) -> None:
    again = calls(("look", '{"q": "x"}')) if strategy is CALLING else act("look", {"q": "x"})
    tools = box(look=says("five"))
    last = "Enough." if strategy is CALLING else "Final Answer: Enough."
    heard = await work(strategy, [again, again, again, last], tools, max_iterations=3)
    assert len(tools.calls) == 3
    assert heard.said() == "Enough."
    assert heard.outcome is not None
    assert heard.outcome.limited
    assert not heard.model.requests[-1].tools
    stubborn = await work(strategy, [again] * 4, box(look=says("five")), max_iterations=3)
    assert stubborn.said() == "I used all 3 rounds of tool calls and did not find an answer."


@pytest.mark.parametrize("strategy", [CALLING, REACT])
async def test_a_tool_that_is_not_there(strategy: Strategy) -> None:
    wanted = calls(("dream", "{}")) if strategy is CALLING else act("dream", {})
    tools = box(look=says("five"))
    heard = await work(strategy, [wanted, "Final Answer: ok"], tools)
    assert tools.calls == []
    assert heard.results[0].error == "There is no tool named 'dream'. The tools are: look."
    assert "There is no tool named 'dream'" in heard.model.requests[1].messages[-1].text


@pytest.mark.parametrize(
    ("arguments", "says_"),
    [
        ('{"q": ', "not valid JSON"),
        ('["q"]', "must be a JSON object, not list"),
        ("5", "must be a JSON object, not int"),
        ("{}", "Required parameters are missing: q"),
        ("", "Required parameters are missing: q"),
        ("null", "Required parameters are missing: q"),
        ('{"q": null}', "Required parameters are missing: q"),
        ('{"q": "x", "kind": "odd"}', "kind must be one of a, b"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
async def test_broken_arguments_are_told_to_the_model(arguments: str, says_: str) -> None:
    tools = PlayedBox({"look": (tool("look", "q", kind={"type": "string", "enum": ["a", "b"]}), says("five"))})
    heard = await work(CALLING, [calls(("look", arguments)), "ok"], tools)
    assert tools.calls == []
    assert says_ in heard.model.requests[1].messages[-1].text
    json.loads(heard.model.requests[1].messages[-2].tool_calls[0].arguments)  # vendors want their own words as JSON
    assert heard.said() == "ok"


async def test_arguments_encoded_twice_are_read() -> None:
    tools = box(look=says("five"))
    await work(CALLING, [calls(("look", json.dumps('{"q": "x"}'))), "ok"], tools)
    assert tools.calls == [("look", {"q": "x"})]


@pytest.mark.parametrize(
    ("text", "says_"),
    [
        ('Action: {"action": "look", "action_input": {"q": }', "not valid JSON"),
        ("Action:\n{}", 'no "action"'),
        ("Action:\nlook at\nthis", "no JSON object"),
        (act("look", [1, 2]), "Required parameters|five"),
        (act("both", "x"), "must be a JSON object"),
    ],
)
async def test_broken_actions_are_told_to_the_model(text: str, says_: str) -> None:
    tools = PlayedBox({"look": (tool("look", "q"), says("five")), "both": (tool("both", "a", "b"), says("six"))})
    heard = await work(REACT, [text, FINAL], tools)
    observed = heard.model.requests[1].messages[-1].text
    assert any(part in observed for part in says_.split("|"))
    assert heard.said() == "Done."


@pytest.mark.parametrize("strategy", [CALLING, REACT])
async def test_a_tool_that_hangs_is_given_up(strategy: Strategy) -> None:
    tools = box(look=lambda _: hang(), other=says("six"))
    wanted = calls(("look", '{"q": "x"}'), ("other", '{"q": "x"}')) if strategy is CALLING else act("look", "x")
    began = time.monotonic()
    heard = await work(strategy, [wanted, "Final Answer: ok"], tools, tool_timeout=0.05)
    assert time.monotonic() - began < 2
    assert tools.running == 0
    hung = next(result for result in heard.results if result.call.name == "look")
    assert hung.error == "The tool look did not answer within 0.05 seconds."
    assert hung.error in heard.model.requests[1].messages[-2 if strategy is CALLING else -1].text


async def test_fifty_megabytes_are_cut() -> None:
    big = "a" * 50_000_000
    tools = box(look=says(big), flow=lambda _: _flood(), json=lambda _: [ToolMessage("json", {"x": big})])
    wanted = calls(*((name, '{"q": "x"}') for name in ("look", "flow", "json")))
    began = time.process_time()
    heard = await work(CALLING, [wanted, "ok"], tools, observation_limit=1000)
    assert time.process_time() - began < 3
    for message in heard.model.requests[1].messages[-3:]:
        assert len(message.text) < 1200
        assert "[cut here: the result has" in message.text
    assert "50,000,000 characters in all" in heard.results[0].observation
    assert tools.running == 0


@pytest.mark.parametrize("strategy", [CALLING, REACT])
async def test_old_results_are_shortened_when_the_context_is_full(strategy: Strategy) -> None:
    again = calls(("look", '{"q": "x"}')) if strategy is CALLING else act("look", "x")
    facts = ModelFacts(context_size=10_000, tool_call=True)
    heard = await work(strategy, [again] * 3 + ["Final Answer: ok"], box(look=says("r" * 5000)), facts=facts)
    sent = [m.text for m in heard.model.requests[3].messages if "rrr" in m.text]
    assert ["[shortened" in text for text in sent] == [True, True, False]
    assert all(len(text) < 400 for text in sent[:2])
    assert ["[shortened" in m.text for m in heard.model.requests[1].messages if "rrr" in m.text] == [False]


async def _flood() -> AsyncIterator[ToolMessage]:
    while True:
        yield ToolMessage("text", "b" * 100_000)


async def test_odd_results() -> None:
    html = "<html><body><h1>Oops</h1></body></html>"
    answers: dict[str, list[ToolMessage | Exception]] = {
        "html": [ToolMessage("text", html)],
        "half": [ToolMessage("text", '{"broken": '), ValueError("no end")],
        "nothing": [],
        "zero": [ToolMessage("text", "a\0b\ud800")],
        "raises": [RuntimeError()],
        "circle": [ToolMessage("json", _circle())],
        "twice": [ToolMessage("json", {"a": 1}), ToolMessage("text", "\n"), ToolMessage("json", {"a": 1})],
        "spaced": [ToolMessage("text", '{"a": 1, "b": []}'), ToolMessage("json", {"b": [], "a": 1})],
        "later": [ToolMessage("json", [1]), ToolMessage("text", "[ 1 ]")],
        "log": [ToolMessage("log", {"id": "1"}), ToolMessage("text", "t"), ToolMessage("hologram", 1)],
        "kept": [ToolMessage("variable", "ab", "v", stream=True), ToolMessage("variable", "cd", "v", stream=True)],
    }
    tools = box(**{name: gives(given) for name, given in answers.items()})
    heard = await work(CALLING, [calls(*((name, '{"q": "x"}') for name in answers)), "ok"], tools)
    told = {m.name: m.text for m in heard.model.requests[1].messages if m.role == "tool"}
    assert told == {
        "html": html,
        "half": '{"broken":\nError: no end',
        "nothing": "The tool gave nothing back.",
        "zero": "ab?",
        "raises": "Error: RuntimeError",
        "circle": told["circle"],
        "twice": '{"a":1}',
        "spaced": '{"a": 1, "b": []}',
        "later": "[1]",
        "log": "t",
        "kept": '{"v":"abcd"}',
    }
    assert "{" in told["circle"]


def _circle() -> dict[str, Any]:
    value: dict[str, Any] = {}
    value["self"] = value
    return value


async def test_a_tool_that_cancels_itself_does_not_end_the_agent() -> None:
    async def cancelled() -> AsyncIterator[ToolMessage]:
        raise asyncio.CancelledError
        yield ToolMessage("text", "never")

    heard = await work(CALLING, [calls(("look", '{"q": "x"}')), "ok"], box(look=lambda _: cancelled()))
    assert heard.results[0].error == "The tool look broke off."
    assert heard.said() == "ok"


async def test_links_pictures_and_files_are_described() -> None:
    given = [
        ToolMessage("text", "Look: "),
        ToolMessage("link", "https://x.example"),
        ToolMessage("image", "https://p.example/a.png"),
        ToolMessage("blob", {"data": b"x", "filename": "r.pdf"}),
    ]
    heard = await work(CALLING, [calls(("make", '{"q": "x"}')), "ok"], box(make=lambda _: given))
    told = heard.results[0].observation.split("\n")
    assert told[0] == "Look: "
    assert "Result link: https://x.example. Ask the user to check it." in told[1]
    assert "sent to the user already" in told[2]
    assert "The file r.pdf was made" in told[3]
    assert [m.kind for m in heard.results[0].kept] == ["image", "blob"]


async def test_too_many_calls_in_one_round() -> None:
    tools = box(look=says("five"))
    heard = await work(CALLING, [calls(*[("look", '{"q": "x"}')] * 40), "ok"], tools)
    assert len(tools.calls) == 32
    assert sum("At most 32 calls" in m.text for m in heard.model.requests[1].messages) == 8


async def test_calls_without_ids_get_ids_of_their_own() -> None:
    wanted = [ChatDelta(tool_calls=[ToolCall("", "look", '{"q": "1"}'), ToolCall("", "look", '{"q": "2"}')])]
    heard = await work(CALLING, [wanted, "ok"], box(look=says("five")))
    ids = [m.tool_call_id for m in heard.model.requests[1].messages if m.role == "tool"]
    assert ids == ["call_1_1", "call_1_2"]


@pytest.mark.parametrize("strategy", [CALLING, REACT])
async def test_a_model_that_goes_down_in_the_middle(strategy: Strategy) -> None:
    wanted = calls(("look", '{"q": "x"}')) if strategy is CALLING else act("look", "x")
    heard = Heard(
        PlayedModel([wanted, [ChatDelta(text="Thought: so"), ModelConnectionError("gone")]]), box(look=says("5"))
    )
    with pytest.raises(ModelConnectionError):
        await work(strategy, [], heard.box, heard)
    assert heard.model.closed == 2
    assert heard.names[-1] == "RoundStarted"
    assert len(heard.results) == 1


@pytest.mark.parametrize("strategy", [CALLING, REACT])
async def test_cancelling_closes_tools_and_stream(strategy: Strategy) -> None:
    wanted = calls(("a", '{"q": "x"}'), ("b", '{"q": "x"}')) if strategy is CALLING else act("a", "x")
    tools = box(a=lambda _: hang(), b=lambda _: hang())
    heard = Heard(PlayedModel([wanted], ModelFacts(context_size=9000, tool_call=True)), tools)
    task = asyncio.create_task(work(strategy, [], tools, heard))
    await tools.busy(2 if strategy is CALLING else 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert tools.running == 0
    assert tools.closed == (2 if strategy is CALLING else 1)


async def test_text_streams_token_by_token() -> None:
    heard = await work(CALLING, ["One two three."], box(look=says("5")))
    assert [e.text for e in heard.events if isinstance(e, Piece)] == ["One", " tw", "o t", "hre", "e."]
    heard = await work(REACT, ["Thought: think\nFinal Answer: One two"], box(look=says("5")))
    pieces = [(e.kind, e.text) for e in heard.events if isinstance(e, Piece)]
    assert [kind for kind, _ in pieces].count("text") >= 3


async def test_reasoning_is_kept_apart_and_sent_back() -> None:
    wanted = [ChatDelta(reasoning="Let me "), ChatDelta(reasoning="see."), *calls(("look", '{"q": "x"}'))]
    heard = await work(CALLING, [wanted, "ok"], box(look=says("5")))
    assert (heard.said("reasoning"), heard.said()) == ("Let me see.", "ok")
    assert heard.model.requests[1].messages[-2].reasoning == "Let me see."


async def test_signatures_go_back_unchanged() -> None:
    thoughts = [SignedThought("Hm", "Eq=="), SignedThought(sealed="x9")]
    asked = ToolCall("c1", "look", '{"q": "x"}', "Zz==")
    wanted = [ChatDelta(reasoning="Hm"), ChatDelta(tool_calls=[asked], thoughts=thoughts, finish_reason="tool_calls")]
    heard = await work(CALLING, [wanted, "ok"], box(look=says("5")))
    said = heard.model.requests[1].messages[-2]
    assert (list(said.tool_calls), list(said.thoughts)) == ([asked], thoughts)


async def test_without_tools_it_is_one_request() -> None:
    for strategy in (CALLING, REACT):
        heard = await work(strategy, ["Hello."], PlayedBox({}))
        assert (heard.said(), len(heard.model.requests)) == ("Hello.", 1)
        assert heard.outcome is not None
        assert not heard.outcome.limited


async def test_files_come_with_the_query() -> None:
    picture = MediaPart("image", "image/png", data=b"x")
    heard = await work(CALLING, ["ok"], box(look=says("5")), files=[picture])
    assert heard.model.requests[0].messages[-1].content == [picture, TextPart("What?")]


async def test_a_round_that_only_thinks_is_an_answer() -> None:
    heard = await work(REACT, ["Thought: It is five."], box(look=says("5")))
    assert heard.said() == "It is five."
    heard = await work(REACT, ["It is five, I am sure."], box(look=says("5")))
    assert (heard.said(), heard.said("thought")) == ("It is five, I am sure.", "")


def test_names_of_strategies() -> None:
    facts = ModelFacts()
    for name in ("function_calling", "Function Calling", "FunctionCalling", "function_call"):
        assert strategies.find("langgenius/agent/agent", name, facts) is strategies.find("", "function-calling", facts)
    for name in ("ReAct", "react", "REACT", "cot"):
        found = strategies.find("langgenius/agent", name, facts)
        assert found is not None
        assert found.name == "ReAct"
    assert strategies.find("langgenius/agent/agent", "TOD", facts) is None
    assert strategies.find("svcvit/agent/agent", "function_calling", facts) is None
    assert strategies.in_force(ModelFacts(tool_call=True)) == "function_call"
    assert strategies.in_force(facts) == "react"


async def test_usage_is_summed() -> None:
    one = Usage(prompt_tokens=3, completion_tokens=2, latency=0.5)
    wanted = [ChatDelta(tool_calls=[ToolCall("a", "look", '{"q": "1"}')], usage=one, finish_reason="tool_calls")]
    heard = await work(CALLING, [wanted, [ChatDelta(text="ok", usage=one, finish_reason="stop")]], box(look=says("5")))
    assert heard.outcome is not None
    assert (heard.outcome.usage.prompt_tokens, heard.outcome.usage.latency) == (6, 1.0)
