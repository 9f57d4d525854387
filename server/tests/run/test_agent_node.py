"""The agent node in chatflows and workflows over the service API."""

from typing import Any

from tenon.adapters.scripted_model.server import ScriptedModel
from tests.fixtures.apps import Json, MadeApp, answer, chain, end, events_of, make_app, node, start, text_input
from tests.fixtures.basic_apps import set_up_models
from tests.fixtures.server import Server

CLOCK = """
rules:
  - when: {tools: [current_time], tool_result: false}
    answer: "I look."
    tool_calls: [{name: current_time, arguments: {timezone: UTC}}, {name: bar_chart, arguments: {data: "1;2", x_axis: "a;b"}}]
  - when: {tool_result: true}
    answer: "It is late."
"""  # noqa: E501


def agent(query: str, **more: Any) -> Json:
    tools = [
        {"type": "builtin", "provider_name": "time", "tool_name": "current_time", "enabled": True},
        {"type": "builtin", "provider_name": "chart", "tool_name": "bar_chart", "enabled": True},
    ]
    model = {"provider": "langgenius/openai/openai", "model": "gpt-4o-mini", "model_type": "llm"}
    parameters = {
        "model": {"type": "constant", "value": model},
        "tools": {"type": "constant", "value": tools},
        "instruction": {"type": "constant", "value": "{% if {{#sys.user_id#}} %}Be kind.{% endif %}"},
        "query": {"type": "constant", "value": query},
        "maximum_iterations": {"type": "constant", "value": "3"},
    }
    stored = {"agent_strategy_provider_name": "langgenius/agent/agent", "agent_strategy_name": "function_calling"}
    return node("agent", "agent", agent_parameters=parameters, **stored, **more)


async def made(server: Server, scripted: ScriptedModel, graph: Json, mode: str) -> MadeApp:
    owner = await server.person("owner")
    await set_up_models(owner, scripted)
    scripted.play(CLOCK)
    return await make_app(server, graph, mode=mode, owner=owner)


async def test_an_agent_in_a_chatflow(server: Server, scripted: ScriptedModel) -> None:
    memory = {"window": {"enabled": True, "size": 1}}
    graph = chain(start(), agent("{{#sys.query#}}", memory=memory), answer("{{#agent.text#}}{{#agent.files#}}"))
    app = await made(server, scripted, graph, "advanced-chat")
    events = events_of((await app.chat("When?", response_mode="streaming", auto_generate_name=False)).text)
    logs = [event for event in events if event["event"] == "agent_log"]
    assert all("workflow_run_id" not in log for log in logs)
    assert [log["data"]["label"] for log in logs if log["data"]["status"] == "success"] == [
        "gpt-4o-mini Thought", "CALL current_time", "CALL bar_chart", "ROUND 1", "gpt-4o-mini Thought", "ROUND 2",
    ]  # fmt: skip
    text = "".join(event["answer"] for event in events if event["event"] == "message")
    assert text.startswith("I look.\n\nIt is late.")
    finished = next(e["data"] for e in events if e["event"] == "node_finished" and e["data"]["node_id"] == "agent")
    assert [file["filename"] for file in finished["outputs"]["files"]] == ["bar_chart.svg"]
    assert len(finished["execution_metadata"]["agent_log"]) == 6
    assert finished["execution_metadata"]["total_tokens"] > 0
    assert scripted.requests[0]["body"]["messages"][0] == {"role": "system", "content": "Be kind."}
    scripted.play(CLOCK)
    await app.chat("And now?", conversation_id=events[0]["conversation_id"])
    assert [m["role"] for m in scripted.requests[0]["body"]["messages"]] == ["system", "user", "assistant", "user"]


async def test_an_agent_in_a_workflow(server: Server, scripted: ScriptedModel) -> None:
    graph = chain(start(text_input("q")), agent("{{#start.q#}}"), end(text=["agent", "text"], steps=["agent", "json"]))
    app = await made(server, scripted, graph, "workflow")
    body = (await app.run({"q": "When?"})).json()["data"]
    assert (body["status"], body["outputs"]["text"]) == ("succeeded", "I look.\n\nIt is late.")
    assert [step["label"] for step in body["outputs"]["steps"]][:2] == ["ROUND 1", "gpt-4o-mini Thought"]
    assert body["total_tokens"] > 0
    empty = (await app.run({"q": ""})).json()["data"]
    assert empty["status"] == "failed"
    assert "query of the agent is empty" in empty["error"]
