"""The agent node with our strategies."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from tenon.engine.errors import NodeError, ToolFailed
from tenon.engine.events import AgentLog
from tenon.engine.files import File
from tenon.engine.nodes.agent import Agent
from tenon.engine.ports import ToolMessage
from tenon.models.errors import ModelUnavailable
from tenon.models.messages import ChatDelta, ToolCall, Usage
from tenon.tools.declaration import ParameterOption, ToolDeclaration, ToolParameter
from tests.fixtures.engine_context import Stage

type Answer = Callable[[Mapping[str, Any]], Sequence[ToolMessage | Exception]]

MODEL = {
    "type": "constant",
    "value": {"provider": "openai", "model": "gpt", "completion_params": {"temperature": 0.5, "stop": ["X"]}},
}


def parameter(name: str, type: Any = "string", form: Any = "llm", **more: Any) -> ToolParameter:
    return ToolParameter(name, type, {"en_US": name}, form, llm_description=f"the {name}", **more)


@dataclass
class Shelf:
    """Fulfils `ToolsPort`: `search` and `draw`, each of the providers it is asked for."""

    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    calls: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])

    async def declaration(self, provider_type: str, provider_id: str, tool: str) -> ToolDeclaration:
        if tool not in self.answers:
            raise ToolFailed(f"The tool {tool!r} of {provider_id!r} is not installed.")
        options = [ParameterOption("web", {"en_US": "web"}), ParameterOption("news", {"en_US": "news"})]
        parameters = [
            parameter("query", required=True),
            parameter("count", "number"),
            parameter("kind", "select", options=options),
            parameter("region", form="form"),
            parameter("picture", "file"),
            parameter("key", "secret-input", "form"),
        ]
        label = {"en_US": tool.title(), "zh_Hans": "工具"}
        return ToolDeclaration(provider_id, tool, label, {"en_US": ""}, f"Does {tool}.", parameters)

    async def invoke(
        self, provider_type: str, provider_id: str, tool: str, parameters: Mapping[str, Any], credential_id: str | None
    ) -> AsyncIterator[ToolMessage]:
        self.calls.append((provider_type, provider_id, tool, dict(parameters), credential_id))
        for message in self.answers[tool](parameters):
            if isinstance(message, Exception):
                raise message
            yield message


def tool(name: str = "search", **more: Any) -> dict[str, Any]:
    return {"enabled": True, "type": "builtin", "provider_name": "web", "tool_name": name, "tool_label": name, **more}


def data(*tools: dict[str, Any], strategy: str = "function_calling", **parameters: Any) -> dict[str, Any]:
    filled = {
        "model": MODEL,
        "tools": {"type": "constant", "value": list(tools)},
        "instruction": {"type": "mixed", "value": "Be {{#a.mood#}}."},
        "query": {"type": "constant", "value": "{{#a.q#}}"},
        "maximum_iterations": {"type": "constant", "value": 3},
        **{name: {"type": "mixed", "value": value} for name, value in parameters.items()},
    }
    return {
        "agent_strategy_provider_name": "langgenius/agent/agent",
        "agent_strategy_name": strategy,
        "agent_parameters": filled,
    }


def stage(**answers: Answer) -> tuple[Stage, Shelf]:
    s = Stage({"a": {"mood": "kind", "q": "When?", "n": 5, "list": ["x", "y"], "region": "de"}, "sys": {"files": []}})
    shelf = Shelf(answers or {"search": lambda p: [ToolMessage("text", f"found {p['query']}")]})
    cast(Any, s).tools = shelf
    return s, shelf


def asks(*calls: tuple[str, str], text: str = "") -> list[ChatDelta | Exception]:
    wanted = [ToolCall(f"c{place}", name, arguments) for place, (name, arguments) in enumerate(calls)]
    usage = Usage(prompt_tokens=10, completion_tokens=5)
    return [ChatDelta(text=text), ChatDelta(tool_calls=wanted, finish_reason="tool_calls", usage=usage)]


async def test_a_call_and_an_answer() -> None:
    s, shelf = stage()
    model = s.play(
        asks(("search", '{"query": "day", "region": "x", "odd": 1}'), text="I look."), "Today.", tool_call=True
    )
    result = await s.run(Agent(), data(tool(credential_id="key-1")))
    assert shelf.calls == [("builtin", "web", "search", {"query": "day"}, "key-1")]
    assert result.values["text"] == s.sink.streamed() == "I look.\n\nToday."
    assert result.values["usage"]["total_tokens"] == 15 + 7 + 2
    assert result.metadata["total_tokens"] == 24
    first = model.requests[0]
    assert [(m.role, m.text) for m in first.messages] == [("system", "Be kind."), ("user", "When?")]
    assert (first.parameters, first.stop) == ({"temperature": 0.5}, ["X"])
    offered = first.tools[0]
    assert (offered.name, offered.description) == ("search", "Does search.")
    assert list(offered.parameters["properties"]) == ["query", "count", "kind"]
    assert offered.parameters["properties"]["kind"]["enum"] == ["web", "news"]
    assert result.inputs["tools"][0]["tool_name"] == "search"
    assert "key-1" not in str(result.inputs)


async def test_steps_are_logged_as_rounds_with_children() -> None:
    s, _ = stage()
    s.play(asks(("search", '{"query": "day"}')), "Today.", tool_call=True)
    result = await s.run(Agent(), data(tool()))
    seen = [(log.label, log.status) for log in s.sink.logs]
    assert seen == [
        ("ROUND 1", "start"), ("actor Thought", "start"), ("actor Thought", "success"), ("CALL search", "start"),
        ("CALL search", "success"), ("ROUND 1", "success"), ("ROUND 2", "start"), ("actor Thought", "start"),
        ("actor Thought", "success"), ("ROUND 2", "success"),
    ]  # fmt: skip
    by_label: dict[str, AgentLog] = {log.label: log for log in s.sink.logs[:6]}
    round_, call = by_label["ROUND 1"], by_label["CALL search"]
    assert (round_.parent_id, call.parent_id, by_label["actor Thought"].parent_id) == (None, round_.id, round_.id)
    assert call.data["output"]["tool_response"] == "found day"
    assert call.metadata["provider"] == "web"
    assert call.metadata["elapsed_time"] >= 0
    assert by_label["actor Thought"].data["tool_labels"] == {"search": {"en_US": "Search", "zh_Hans": "工具"}}
    steps = result.values["json"]
    assert [(step["label"], step["status"]) for step in steps] == [
        ("ROUND 1", "success"), ("actor Thought", "success"), ("CALL search", "success"), ("ROUND 2", "success"),
        ("actor Thought", "success"),
    ]  # fmt: skip
    assert result.metadata["agent_log"] == steps


@pytest.mark.parametrize(
    ("stored", "sent"),
    [
        ({"settings": {"region": {"value": "{{#a.region#}}"}}}, {"region": "de"}),
        ({"settings": {"region": {"value": {"type": "constant", "value": "fr"}}}}, {"region": "fr"}),
        ({"parameters": {"count": {"auto": 0, "value": {"type": "variable", "value": ["a", "n"]}}}}, {"count": 5}),
        ({"parameters": {"count": {"auto": 0, "value": {"type": "mixed", "value": "{{#a.n#}}"}}}}, {"count": 5}),
        ({"parameters": {"count": {"auto": 1, "value": 9}, "kind": {"auto": 1, "value": None}}}, {}),
        ({"tool_parameters": {"count": "", "kind": "news"}}, {"kind": "news"}),
        ({"parameters": {"picture": {"auto": 0, "value": {"type": "variable", "value": ["sys", "files"]}}}}, {"picture": []}),  # noqa: E501
    ],
)  # fmt: skip
async def test_fixed_values_are_hidden_from_the_model(stored: dict[str, Any], sent: dict[str, Any]) -> None:
    s, shelf = stage()
    model = s.play(asks(("search", '{"query": "day", "count": 1000, "kind": "web"}')), "Today.", tool_call=True)
    await s.run(Agent(), data(tool(**stored)))
    given = shelf.calls[0][3]
    assert {name: given.get(name) for name in sent} == sent
    assert not set(sent) & set(model.requests[0].tools[0].parameters["properties"])
    if sent:
        assert s.sink.logs[3].data["fixed"] == sent
    else:
        assert given == {"query": "day", "count": 1000, "kind": "web"}


async def test_secrets_among_fixed_values_are_not_shown() -> None:
    s, shelf = stage()
    s.play(asks(("search", '{"query": "day"}')), "Today.", tool_call=True)
    result = await s.run(Agent(), data(tool(settings={"key": "sk-123", "region": "de"})))
    assert shelf.calls[0][3] == {"query": "day", "key": "sk-123", "region": "de"}
    assert s.sink.logs[3].data["fixed"] == {"region": "de"}
    assert "sk-123" not in str([result.inputs, result.values, result.metadata, s.sink.logs])


async def test_a_fixed_value_that_cannot_be_read() -> None:
    s, _ = stage()
    s.play("x", tool_call=True)
    with pytest.raises(ToolFailed, match="count must be a number"):
        await s.run(Agent(), data(tool(parameters={"count": {"auto": 0, "value": "many"}})))


async def test_descriptions_switches_and_names() -> None:
    s, shelf = stage()
    model = s.play(asks(("pages_search", '{"query": "x"}')), "ok", tool_call=True)
    tools = [
        tool(extra={"description": "Mine."}),
        tool(provider_name="acme/shop/pages"),
        tool("draw", enabled=False),
        tool(provider_name="acme/shop/pages"),
    ]
    await s.run(Agent(), data(*tools))
    assert [(t.name, t.description) for t in model.requests[0].tools] == [
        ("search", "Mine."), ("pages_search", "Does search."), ("pages_search_2", "Does search."),
    ]  # fmt: skip
    assert shelf.calls[0][1] == "acme/shop/pages"


async def test_a_missing_tool_is_named_when_the_node_runs() -> None:
    s, _ = stage()
    s.play("x", tool_call=True)
    with pytest.raises(ToolFailed, match="'gone' of 'web' is not installed"):
        await s.run(Agent(), data(tool("gone")))


async def test_files_of_tools_reach_the_user_and_the_next_nodes() -> None:
    blob = {"data": b"PNG", "mime_type": "image/png", "filename": "a.png"}
    s, _ = stage(draw=lambda _: [ToolMessage("blob", blob), ToolMessage("json", {"n": 1})])
    model = s.play(asks(("draw", '{"query": "cat"}')), "There it is.", tool_call=True)
    result = await s.run(Agent(), data(tool("draw")))
    files: list[File] = result.values["files"]
    assert [(f.filename, f.kind) for f in files] == [("a.png", "image")]
    assert result.files == files
    assert result.values["json"][-1] == {"n": 1}
    told = model.requests[1].messages[-1].text
    assert "sent to the user already" in told
    assert '{"n":1}' in told
    assert s.sink.logs[4].data["output"]["files"] == files


async def test_react_for_a_model_without_tool_calls() -> None:
    s, shelf = stage()
    rounds = [
        'Thought: look\nAction:\n```json\n{"action": "search", "action_input": {"query": "day"}}\n```',
        "Thought: I know\nFinal Answer: Today.",
    ]
    model = s.play(*rounds)
    result = await s.run(Agent(), data(tool(), strategy="ReAct"))
    assert shelf.calls[0][3] == {"query": "day"}
    assert result.values["text"] == s.sink.streamed() == "Today."
    assert "".join(chunk.text for chunk in s.sink.reasoning) == "lookI know"
    assert [chunk.final for chunk in s.sink.reasoning].count(True) == 2
    assert not model.requests[0].tools
    assert model.sent[-1] == ("user", "Observation: found day")


@pytest.mark.parametrize("name", ["function_calling", "FunctionCalling", "function calling", "Function-Calling"])
async def test_function_calling_needs_a_model_that_can(name: str) -> None:
    s, _ = stage()
    s.play("hello")
    with pytest.raises(NodeError, match="Choose the strategy ReAct"):
        await s.run(Agent(), data(tool(), strategy=name))
    s.play("hello")
    assert (await s.run(Agent(), data(strategy=name))).values["text"] == "hello"


async def test_auto_takes_what_the_model_can() -> None:
    for can in (True, False):
        s, _ = stage()
        model = s.play("Final Answer: hello" if not can else "hello", tool_call=can)
        assert (await s.run(Agent(), data(tool(), strategy="auto"))).values["text"] == "hello"
        assert bool(model.requests[0].tools) is can


@pytest.mark.parametrize(("given", "rounds"), [(1, 2), ("2", 3), (0, 2), (1000, 6), ("", 6)])
async def test_iterations_are_bounded(given: Any, rounds: int) -> None:
    s, shelf = stage()
    replies = [*[asks(("search", '{"query": "again"}'))] * (rounds - 1), "Enough."]
    model = s.play(*replies, tool_call=True)
    s.limits = type(s.limits)(agent_max_iterations=5)
    stored = data(tool())
    stored["agent_parameters"]["maximum_iterations"] = {"type": "constant", "value": given}
    result = await s.run(Agent(), stored)
    assert (len(model.requests), len(shelf.calls)) == (rounds, rounds - 1)
    assert not model.requests[-1].tools
    assert result.values["text"] == "Enough."
    assert result.process_data["limited"] is True


async def test_iterations_that_are_no_number() -> None:
    s, _ = stage()
    s.play("x")
    with pytest.raises(NodeError, match="must be a number"):
        await s.run(Agent(), data(maximum_iterations="many"))


async def test_an_instruction_with_jinja() -> None:
    s, _ = stage()
    model = s.play("ok")
    text = "{% for x in {{#a.list#}} %}{{ x }}{% endfor %} in {{#a.region#}} {{ kept }}"
    s.code.result = None
    with pytest.raises(NodeError, match="Jinja"):  # the played renderer knows no statements; the names show
        await s.run(Agent(), data(instruction=text))
    _, template, values = s.code.calls[0]
    assert template == "{% for x in value_0_ %}{{ x }}{% endfor %} in {{ text_1_ }} {{ kept }}"
    assert values == {"value_0_": ["x", "y"], "text_1_": "de"}
    await s.run(Agent(), data(instruction="Use {{city}} in {{#a.region#}}"))
    assert model.sent[0] == ("system", "Use {{city}} in de")


async def test_memory_resolves_earlier_turns() -> None:
    s, _ = stage()
    s.is_chatflow = True
    s.history.rounds = [("one", "1"), ("two", "2"), ("three", "3")]
    model = s.play("ok")
    await s.run(Agent(), {**data(), "memory": {"window": {"enabled": True, "size": 2}}})
    assert [text for _, text in model.sent] == ["Be kind.", "two", "2", "three", "3", "When?"]
    await s.run(Agent(), data())
    assert len(model.sent) == 2


async def test_knowledge_is_a_tool() -> None:
    s, _ = stage()
    s.retrieve.items = [{"title": "Guide", "content": "Open at nine.", "metadata": {"segment_id": "s1"}}]
    model = s.play(asks(("search_knowledge", '{"query": "opening"}')), "Nine.", tool_call=True)
    request = {"dataset_ids": ["d1", "d2"], "multiple_retrieval_config": {"top_k": 2}}
    result = await s.run(Agent(), {**data(), "knowledge": request})
    assert s.retrieve.calls == [("opening", request)]
    assert model.requests[1].messages[-1].text == "Guide\nOpen at nine."
    assert result.process_data["retriever_resources"] == s.retrieve.items


async def test_values_of_filters_are_filled() -> None:
    s, _ = stage()
    s.pool["sys"]["query"] = "Ada"
    s.play(asks(("search_knowledge", '{"query": "x"}')), "no", tool_call=True)
    condition = {"name": "author", "comparison_operator": "in", "value": ["{{#sys.query#}}", "Bob"]}
    filters = {"logical_operator": "and", "conditions": [condition]}
    await s.run(Agent(), {**data(), "knowledge": {"dataset_ids": ["d"], "metadata_filtering_conditions": filters}})
    asked = s.retrieve.calls[0][1]["metadata_filtering_conditions"]
    assert asked == {"logical_operator": "and", "conditions": [{**condition, "value": ["Ada", "Bob"]}]}


async def test_the_trace_has_the_last_prompt() -> None:
    s, _ = stage()
    s.play(asks(("search", '{"query": "x"}')), "Found.", tool_call=True)
    result = await s.run(Agent(), data(tool()))
    prompts = result.process_data["prompts"]
    assert [prompt["role"] for prompt in prompts][-3:] == ["user", "assistant", "tool"]
    assert prompts[-2]["text"].endswith('search({"query": "x"})')
    assert result.process_data["model_name"]


async def test_knowledge_bases_with_descriptions_are_tools_of_their_own() -> None:
    s, _ = stage()
    model = s.play(asks(("dataset_d_2", '{"query": "x"}')), "no", tool_call=True)
    bases = [{"id": "d-1", "name": "Guides", "description": "House rules."}, {"id": "d-2", "name": "Prices"}]
    await s.run(Agent(), {**data(), "knowledge": {"dataset_ids": ["d-1", "d-2"], "datasets": bases}})
    assert [(t.name, t.description) for t in model.requests[0].tools] == [
        ("dataset_d_1", "House rules."), ("dataset_d_2", "Useful for questions about Prices."),
    ]  # fmt: skip
    assert s.retrieve.calls[0][1]["dataset_ids"] == ["d-2"]
    assert model.requests[1].messages[-1].text == "Nothing was found."


async def test_files_go_with_the_query_when_the_model_sees() -> None:
    s, _ = stage()
    s.pool["sys"]["files"] = [s.files.put(b"PIC", "p.png", "image/png", "image"), s.files.put(b"x", "x.pdf")]
    model = s.play("ok", vision=True)
    await s.run(Agent(), {**data(), "vision": {"enabled": True}})
    content = model.requests[0].messages[-1].content
    assert [getattr(part, "data", None) or getattr(part, "text", None) for part in content] == [b"PIC", "When?"]


async def test_a_model_that_goes_down_in_the_second_round() -> None:
    s, _ = stage()
    s.play(asks(("search", '{"query": "x"}')), [ChatDelta(text="Well"), ModelUnavailable("gone")], tool_call=True)
    with pytest.raises(ModelUnavailable):
        await s.run(Agent(), data(tool()))
    assert [(log.label, log.status) for log in s.sink.logs[-2:]] == [("ROUND 2", "error"), ("actor Thought", "error")]
    assert s.sink.logs[-1].error == "gone"


async def test_stop_in_the_middle_of_a_call() -> None:
    reached = asyncio.Event()
    closed = asyncio.Event()

    class Hanging(Shelf):
        async def invoke(
            self,
            provider_type: str,
            provider_id: str,
            tool: str,
            parameters: Mapping[str, Any],
            credential_id: str | None,
        ) -> AsyncIterator[ToolMessage]:
            reached.set()
            try:
                await asyncio.Event().wait()
                yield ToolMessage("text", "never")
            finally:
                closed.set()

    s, _ = stage()
    cast(Any, s).tools = Hanging({"search": lambda _: []})
    s.play(asks(("search", '{"query": "x"}')), tool_call=True)
    task = asyncio.create_task(s.run(Agent(), data(tool())))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert closed.is_set()


@pytest.mark.parametrize("query", ["", "  ", None, "{{#a.nothing#}}"])
async def test_an_empty_query_is_refused(query: Any) -> None:
    s, _ = stage()
    s.pool["a"]["nothing"] = ""
    model = s.play("ok")
    with pytest.raises(NodeError, match="query of the agent is empty"):
        await s.run(Agent(), data(query=query))
    assert model.requests == []


@pytest.mark.parametrize(
    "tools",
    [[{"tool_name": None}], [{"provider_name": "x"}], [{"enabled": True, "tool_name": "", "provider_name": "web"}]],
)
async def test_tools_that_name_nothing_are_refused(tools: list[dict[str, Any]]) -> None:
    s, _ = stage()
    s.play("ok", tool_call=True)
    with pytest.raises(NodeError, match="names no provider or no tool"):
        await s.run(Agent(), data(*tools))
    odd = tool(parameters=[], settings=None, extra=None, schemas="x", credential_id=None)
    assert (await s.run(Agent(), data(odd))).values["text"] == "ok"


async def test_no_model_chosen() -> None:
    s, _ = stage()
    stored = data()
    del stored["agent_parameters"]["model"]
    with pytest.raises(NodeError, match="No model is chosen"):
        await s.run(Agent(), stored)
    with pytest.raises(NodeError, match="No agent strategy is chosen"):
        await s.run(Agent(), {})
