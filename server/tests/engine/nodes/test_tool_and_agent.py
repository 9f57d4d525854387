"""The tool and the agent node."""

from typing import Any

import pytest

from tenon.engine.errors import NodeError, ToolFailed, VariableNotFound
from tenon.engine.nodes.agent import Agent
from tenon.engine.nodes.tool import ToolNode
from tenon.engine.ports import HttpResponse, ToolMessage
from tests.fixtures.engine_context import PlayedTools, Stage

DATA: dict[str, Any] = {
    "provider_id": "langgenius/x/x",
    "provider_type": "builtin",
    "tool_name": "search",
    "tool_node_version": "2",
    "tool_parameters": {
        "query": {"type": "mixed", "value": "about {{#a.x#}}"},
        "items": {"type": "variable", "value": ["a", "items"]},
        "lit": {"type": "constant", "value": "{{#a.x#}}"},
        "none": {"type": "constant", "value": None},
    },
    "tool_configurations": {"k": {"type": "constant", "value": 5}, "m": {"type": "mixed", "value": "{{#a.x#}}"}},
}


def stage(*messages: ToolMessage | Exception) -> Stage:
    s = Stage({"a": {"x": "{{#env.s#}}", "items": [1], "n": 2.0}, "env": {"s": "secret"}})
    s.tools.messages = messages
    return s


async def test_inputs_are_filled_once() -> None:
    s = stage()
    result = await s.run(ToolNode(), {**DATA, "credential_id": "c1"})
    parameters = {"k": 5, "m": "{{#env.s#}}", "query": "about {{#env.s#}}", "items": [1], "lit": "{{#a.x#}}"}
    assert s.tools.calls == [("builtin", "langgenius/x/x", "search", parameters, "c1")]
    assert result.inputs == parameters
    assert result.metadata["tool_info"]["tool_name"] == "search"


async def test_old_forms() -> None:
    s = stage()
    data = {
        **DATA,
        "tool_node_version": None,
        "tool_configurations": {"lang": "en {{#a.x#}}", "n": 1, "off": None},
        "tool_parameters": {"q": "old {{#a.n#}}", "count": {"type": "mixed", "value": "{{#a.n#}}"}, "flag": "true"},
        "paramSchemas": [{"name": "count", "type": "number"}, {"name": "flag", "type": "boolean"}],
    }
    await s.run(ToolNode(), data)
    assert s.tools.calls[0][3] == {"lang": "en {{#a.x#}}", "n": 1, "q": "old 2.0", "count": 2.0, "flag": True}


async def test_declared_outputs_that_do_not_come_are_null() -> None:
    s = stage(ToolMessage("variable", 1, "given"))
    schema = {"type": "object", "properties": {"given": {"type": "number"}, "left_out": {"type": "string"}}}
    values = (await s.run(ToolNode(), {**DATA, "output_schema": schema})).values
    assert (values["given"], values["left_out"]) == (1, None)


async def test_messages_become_outputs() -> None:
    s = stage()
    s.played_http.answer = lambda _: HttpResponse(200, {"Content-Type": "image/png"}, b"PNG")
    kept = s.files.put(b"k", "k.txt")
    s.tools.messages = [
        ToolMessage("text", "Hel"),
        ToolMessage("text", "lo "),
        ToolMessage("link", "https://x"),
        ToolMessage("json", {"a": 1}),
        ToolMessage("variable", 1, "v"),
        ToolMessage("variable", 2, "v"),
        ToolMessage("variable", "ab", "w", stream=True),
        ToolMessage("variable", "cd", "w", stream=True),
        ToolMessage("file", kept),
        ToolMessage("blob", {"data": b"PDF", "mime_type": "application/pdf", "filename": "r"}),
        ToolMessage("image", "https://pics.example/a.png"),
        ToolMessage("log", {"id": "1", "label": "step", "status": "success", "data": {"n": 1}}),
    ]
    result = await s.run(ToolNode(), DATA)
    files = result.values.pop("files")
    assert result.values == {"text": "Hello https://x\n", "json": [{"a": 1}], "v": 2, "w": "abcd"}
    assert [(f.filename, f.kind) for f in files] == [("k.txt", "document"), ("r.pdf", "document"), ("a.png", "image")]
    assert await s.files.read(files[2]) == b"PNG"
    assert s.sink.streamed() == "Hello https://x\n"
    assert s.sink.streamed("w") == "abcd"
    assert s.sink.logs[0].label == "step"


async def test_what_can_go_wrong() -> None:
    s = stage()
    s.tools.messages = None
    with pytest.raises(ToolFailed, match="langgenius/x/x") as missing:
        await s.run(ToolNode(), DATA)
    assert missing.value.error_type == "ToolProviderNotFoundError"
    with pytest.raises(ToolFailed, match="No tool is chosen"):
        await stage().run(ToolNode(), {**DATA, "tool_name": ""})
    with pytest.raises(VariableNotFound):
        await stage().run(ToolNode(), {**DATA, "tool_parameters": {"q": {"type": "variable", "value": ["no", "no"]}}})
    for parameters in ({"q": {"type": "variable", "value": "text"}}, {"q": {"type": "mixed", "value": "many"}}):
        data = {**DATA, "tool_parameters": parameters, "paramSchemas": [{"name": "q", "type": "number"}]}
        with pytest.raises(ToolFailed) as wrong:
            await stage().run(ToolNode(), data)
        assert wrong.value.error_type == "ToolParameterError"
    for message in (ToolMessage("hologram", 1), ToolMessage("variable", 1), ToolMessage("file", 3)):
        with pytest.raises(ToolFailed):
            await stage(message).run(ToolNode(), DATA)
    s = stage(ToolMessage("image", "https://x/y"))
    s.played_http.answer = lambda _: HttpResponse(404, {}, b"")
    with pytest.raises(ToolFailed) as file:
        await s.run(ToolNode(), DATA)
    assert file.value.error_type == "ToolFileError"


AGENT: dict[str, Any] = {
    "agent_strategy_provider_name": "svcvit/agent/agent",
    "agent_strategy_name": "TOD",
    "agent_parameters": {
        "query": {"type": "constant", "value": "{{#a.n#}}"},
        "other": {"type": "mixed", "value": "{{#a.x#}}"},
        "model": {"type": "constant", "value": {"provider": "openai"}},
    },
}


async def test_an_agent_strategy_that_is_missing() -> None:
    with pytest.raises(NodeError, match="svcvit/agent/agent/TOD is not installed") as caught:
        await stage().run(Agent(), AGENT)
    assert caught.value.error_type == "AgentNodeError"


async def test_an_agent_strategy_of_a_plugin() -> None:
    s = stage()
    s.is_chatflow = True
    usage = {"total_tokens": 5, "total_price": "0", "currency": "USD"}
    s.agent = PlayedTools([ToolMessage("text", "hi"), ToolMessage("variable", usage, "usage")])
    result = await s.run(Agent(), {**AGENT, "memory": {"window": {"enabled": True, "size": 3}}})
    parameters = {"query": "2.0", "other": "{{#env.s#}}", "model": {"provider": "openai"}}
    assert s.agent.calls == [("svcvit/agent/agent", "TOD", parameters, 3)]
    assert result.values == {"text": "hi", "files": [], "json": [], "usage": usage}
    assert result.metadata == usage
