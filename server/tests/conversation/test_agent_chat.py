"""Agent apps over the service API."""

import asyncio
import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.conversation.tables import AgentThoughtRow
from tenon.domain.run.resume import Resumer
from tenon.domain.run.runner import Runner
from tenon.domain.run.tables import NodeRunRow, RunRow
from tests.fixtures.apps import Json, events_of
from tests.fixtures.basic_apps import MODEL, BasicApp, make_basic_app, text_field
from tests.fixtures.server import Server

HEAD = ["event", "conversation_id", "message_id", "created_at", "task_id"]
THOUGHT = ["id", "position", "thought", "observation", "tool", "tool_labels", "tool_input", "message_files"]


def tool(provider: str, name: str, **fixed: Any) -> Json:
    return {
        "provider_id": provider,
        "provider_type": "builtin",
        "provider_name": provider,
        "tool_name": name,
        "tool_label": name,
        "tool_parameters": fixed,
        "enabled": True,
    }


TOOLS = [tool("time", "current_time", timezone="", format=""), tool("chart", "bar_chart", data="", x_axis="")]


async def agent(server: Server, scripted: ScriptedModel, tools: list[Json] | None = None, **config: Any) -> BasicApp:
    mode = {
        "enabled": True,
        "strategy": "function_call",
        "max_iteration": 3,
        "tools": TOOLS if tools is None else tools,
    }
    return await make_basic_app(
        server, scripted, "agent-chat", {"pre_prompt": "Be kind.", "agent_mode": mode, **config}
    )


async def ask(app: BasicApp, query: str = "What time is it?", **more: Any) -> list[Json]:
    answer = await app.chat(query, response_mode="streaming", **more)
    assert answer.status_code == 200, answer.text
    return events_of(answer.text)


async def stored(app: BasicApp, events: list[Json]) -> Json:
    query = {"user": "ada", "conversation_id": events[0]["conversation_id"]}
    return (await app.client.get("/v1/messages", params=query)).json()["data"][-1]


def said(events: list[Json]) -> str:
    return "".join(event["answer"] for event in events if event["event"] == "agent_message")


def thoughts(events: list[Json]) -> list[Json]:
    """Each thought as it was told last."""
    return list({event["id"]: event for event in events if event["event"] == "agent_thought"}.values())


CLOCK = """
rules:
  - when: {tools: [current_time], tool_result: false, call: 1}
    answer: "I look."
    tool_calls: [{name: current_time, arguments: {timezone: UTC}}]
  - when: {tool_result: true}
    answer: "It is late."
"""


async def test_thoughts_messages_and_their_end(server: Server, scripted: ScriptedModel) -> None:
    app = await agent(server, scripted)
    scripted.play(CLOCK)
    events = await ask(app)
    assert all(list(event)[:5] == HEAD for event in events)
    names = [event["event"] for event in events]
    assert names[0] == "agent_thought"
    assert names[-2:] == ["agent_thought", "message_end"]
    assert set(names) == {"agent_thought", "agent_message", "message_end"}
    assert said(events) == "I look.\n\nIt is late."
    told = [event for event in events if event["event"] == "agent_thought"]
    assert all(list(event)[5:] == THOUGHT for event in told)
    assert [(t["position"], t["thought"], t["tool"], bool(t["observation"])) for t in told] == [
        (1, "", "", False),
        (1, "I look.", "current_time", False),
        (1, "I look.", "current_time", True),
        (2, "", "", False),
        (2, "It is late.", "", False),
    ]
    assert len({t["id"] for t in told}) == 2
    assert json.loads(told[2]["tool_input"]) == {"current_time": {"timezone": "UTC"}}
    assert list(json.loads(told[2]["observation"])) == ["current_time"]
    assert told[2]["tool_labels"]["current_time"]["en_US"]
    assert events[-1]["metadata"]["usage"]["total_tokens"] > 0
    assert events[-1]["files"] == []


async def test_history_holds_the_thoughts(server: Server, scripted: ScriptedModel) -> None:
    app = await agent(server, scripted)
    scripted.play(CLOCK)
    events = await ask(app)
    message = await stored(app, events)
    assert message["answer"] == "I look.\n\nIt is late."
    assert [(t["position"], t["thought"], t["tool"]) for t in message["agent_thoughts"]] == [
        (1, "I look.", "current_time"),
        (2, "It is late.", ""),
    ]
    first, told = message["agent_thoughts"][0], thoughts(events)[0]
    assert {name: first[name] for name in THOUGHT[:-1]} == {name: told[name] for name in THOUGHT[:-1]}
    assert (first["message_id"], first["files"], first["chain_id"]) == (message["id"], [], None)
    scripted.play("rules: [{answer: ok}]")
    await ask(app, "And now?", conversation_id=events[0]["conversation_id"])
    assert app.prompt() == [
        ("system", "Be kind."),
        ("user", "What time is it?"),
        ("assistant", "I look.\n\nIt is late."),
        ("user", "And now?"),
    ]


async def test_tools_as_the_builder_set_them_and_their_prompts(server: Server, scripted: ScriptedModel) -> None:
    zone = tool("time", "current_time", timezone="Asia/Shanghai", format="%z")
    app = await agent(server, scripted, [{**zone, "extra": {"description": "Ask me before you say anything."}}])
    scripted.play(CLOCK)
    events = await ask(app)
    (offered,) = app.asked(0)["tools"]
    assert offered["function"]["description"] == "Ask me before you say anything."
    assert "timezone" not in offered["function"]["parameters"]["properties"]
    path = f"/console/api/apps/{app.id}/messages/{events[-1]['message_id']}/prompt"
    log = (await app.owner.client.get(path)).json()
    assert [m["role"] for m in log["messages"]] == ["system", "user", "assistant", "tool"]
    assert log["messages"][0]["text"] == "Be kind."
    assert "current_time(" in log["messages"][2]["text"]
    assert log["messages"][3]["text"] == "+0800"
    assert [call["model"] for call in log["calls"]] == [MODEL["name"]]


async def test_fixed_values_take_variables_of_the_form(server: Server, scripted: ScriptedModel) -> None:
    form = [text_field("zone", required=True)]
    zone = tool("time", "current_time", timezone="{{zone}}", format="%z")
    app = await agent(server, scripted, [zone], user_input_form=form)
    scripted.play(CLOCK)
    events = await ask(app, inputs={"zone": "Asia/Tokyo"})
    assert thoughts(events)[0]["observation"] == '{"current_time":"+0900"}'


async def test_blocking_is_refused(server: Server, scripted: ScriptedModel) -> None:
    app = await agent(server, scripted)
    modes: list[Json] = [{"response_mode": "blocking"}, {"response_mode": None}, {}]
    for mode in modes:
        answer = await app.chat("hi", **mode)
        assert answer.status_code == 400
        assert answer.json()["code"] == "invalid_param"
        assert answer.json()["message"] == "Agent Chat App does not support blocking mode"


async def test_files_of_tools(server: Server, scripted: ScriptedModel) -> None:
    app = await agent(server, scripted)
    scripted.play("""
rules:
  - when: {tool_result: false}
    tool_calls: [{name: bar_chart, arguments: {data: "1;2", x_axis: "a;b"}}]
  - answer: "There."
""")
    events = await ask(app, "Draw.")
    names = [event["event"] for event in events]
    place = names.index("message_file")
    assert names[place - 1 : place + 2] == ["agent_thought", "message_file", "agent_thought"]
    file = events[place]
    assert list(file)[5:] == ["id", "type", "belongs_to", "url"]
    assert (file["type"], file["belongs_to"]) == ("image", "assistant")
    shown = await app.client.get(file["url"])
    assert shown.status_code == 200
    assert b"<svg" in shown.content
    assert events[place + 1]["message_files"] == [file["id"]]
    assert [f["filename"] for f in events[-1]["files"]] == ["bar_chart.svg"]
    assert "sent to the user already" in app.prompt()[-1][1]
    message = await stored(app, events)
    assert [(f["id"], f["belongs_to"], f["type"]) for f in message["message_files"]] == [
        (file["id"], "assistant", "image")
    ]
    assert message["agent_thoughts"][0]["files"] == [file["id"]]


async def test_calls_at_once_with_trouble_among_them(server: Server, scripted: ScriptedModel) -> None:
    app = await agent(server, scripted)
    scripted.play("""
rules:
  - when: {tool_result: false}
    tool_calls:
      - {name: current_time, arguments: {timezone: UTC}}
      - {name: dream, arguments: {}}
      - {name: current_time, arguments: '{"timezone": '}
      - {name: bar_chart, arguments: {data: "1;2"}}
  - answer: "ok"
""")
    events = await ask(app)
    thought = thoughts(events)[0]
    assert thought["tool"] == "current_time;dream;current_time;bar_chart"
    inputs, results = json.loads(thought["tool_input"]), json.loads(thought["observation"])
    assert list(inputs) == list(results) == ["current_time", "dream", "bar_chart"]
    assert [len(inputs["current_time"]), len(results["current_time"])] == [2, 2]
    assert "not valid JSON" in results["current_time"][1]
    assert "There is no tool named 'dream'" in results["dream"]
    assert inputs["dream"] == {}
    assert "Required parameters are missing: x_axis" in results["bar_chart"]
    assert events[-1]["event"] == "message_end"
    assert [m["role"] for m in app.asked()["messages"]][-4:] == ["tool"] * 4


async def test_a_model_that_never_ends_is_ended(server: Server, scripted: ScriptedModel) -> None:
    app = await agent(server, scripted)
    scripted.play("""
rules:
  - when: {tools: true}
    tool_calls: [{name: current_time, arguments: {}}]
  - answer: "Enough."
""")
    events = await ask(app)
    assert [t["position"] for t in thoughts(events)] == [1, 2, 3, 4]
    assert said(events) == "Enough."
    assert "tools" not in app.asked()


async def test_react_for_models_without_tool_calls(server: Server, scripted: ScriptedModel) -> None:
    app = await agent(server, scripted, model={**MODEL, "name": "gpt-3.5-turbo-instruct", "mode": "completion"})
    scripted.play("""
rules:
  - times: 1
    answer: |
      Thought: I need the clock
      Action:
      ```json
      {"action": "current_time", "action_input": {"timezone": "UTC"}}
      ```
      Observation: invented
  - answer: "Thought: I know\\nFinal Answer: It is late."
""")
    events = await ask(app)
    assert said(events) == ("<think>\nI need the clock\n</think>\n\n<think>\nI know\n</think>\n\nIt is late.")
    first, second = thoughts(events)
    assert (first["thought"], first["tool"]) == ("I need the clock", "current_time")
    assert "invented" not in first["observation"]
    assert second["thought"] == "I know"
    assert (await stored(app, events))["answer"] == "It is late."


async def test_a_missing_tool_is_named(server: Server, scripted: ScriptedModel) -> None:
    app = await agent(server, scripted, [*TOOLS, tool("gone", "lost")])
    events = await ask(app)
    assert [event["event"] for event in events] == ["error"]
    assert "gone" in events[0]["message"]
    assert (events[0]["code"], events[0]["status"]) == ("invalid_param", 400)


async def test_fixed_parameters_are_not_for_the_model(server: Server, scripted: ScriptedModel) -> None:
    app = await agent(server, scripted, [tool("chart", "bar_chart", x_axis="p;q", data="")])
    scripted.play("""
rules:
  - when: {tool_result: false}
    tool_calls: [{name: bar_chart, arguments: {data: "1;2"}}]
  - answer: "ok"
""")
    events = await ask(app)
    offered = app.asked(0)["tools"][0]["function"]["parameters"]["properties"]
    assert "data" in offered
    assert "x_axis" not in offered
    file = next(event for event in events if event["event"] == "message_file")
    assert b">p<" in (await app.client.get(file["url"])).content


async def test_a_model_that_goes_down_in_the_second_round(server: Server, scripted: ScriptedModel) -> None:
    app = await agent(server, scripted)
    scripted.play("""
rules:
  - when: {tool_result: false}
    answer: "I look."
    tool_calls: [{name: current_time, arguments: {}}]
  - error: {status: 400, message: "no more"}
""")
    events = await ask(app)
    assert events[-1]["event"] == "error"
    assert events[-1]["code"] == "completion_request_error"
    assert "task_id" not in events[-1]
    message = await stored(app, [events[0]])
    assert message["status"] == "error"
    assert [t["tool"] for t in message["agent_thoughts"]] == ["current_time", ""]


async def test_stop_in_the_middle_keeps_what_was_done(server: Server, scripted: ScriptedModel) -> None:
    app = await agent(server, scripted)
    scripted.play("""
rules:
  - when: {tool_result: false}
    answer: "I look."
    tool_calls: [{name: current_time, arguments: {}}]
  - hang: true
""")
    task = asyncio.create_task(app.chat("Well?", response_mode="streaming"))
    runner = server.container.services.get(Runner)
    while len(scripted.requests) < 2:
        assert not task.done(), task.result().text
        await asyncio.sleep(0.01)
    (run_id,) = runner.ids()
    for user in ("eve", "ada"):
        stopped = await app.client.post(f"/v1/chat-messages/{run_id}/stop", json={"user": user})
        assert stopped.json() == {"result": "success"}
    events = events_of((await task).text)
    assert events[-1]["event"] == "message_end"
    message = await stored(app, events)
    assert message["answer"] == "I look."
    assert [(t["position"], t["tool"]) for t in message["agent_thoughts"]] == [(1, "current_time"), (2, "")]
    assert UUID(message["agent_thoughts"][0]["id"])


REASONING = """
rules:
  - reasoning: "The secret is near"
    answer: "Hello there."
"""


async def test_reasoning_streams_in_tags(server: Server, scripted: ScriptedModel) -> None:
    app = await agent(server, scripted)
    scripted.play(REASONING)
    events = await ask(app)
    assert said(events) == "<think>\nThe secret is near\n</think>\n\nHello there."
    message = await stored(app, events)
    assert message["answer"] == "Hello there."


async def test_reasoning_does_not_stream_past_moderation(server: Server, scripted: ScriptedModel) -> None:
    config = {"keywords": "secret", "outputs_config": {"enabled": True, "preset_response": "No."}}
    review = {"enabled": True, "type": "keywords", "config": {**config, "inputs_config": {"enabled": False}}}
    app = await agent(server, scripted, sensitive_word_avoidance=review)
    scripted.play(REASONING.replace("Hello there.", "Hello, the secret is out."))
    events = await ask(app)
    assert "secret" not in json.dumps(events)
    message = await stored(app, events)
    assert message["answer"] == "No."
    assert "secret" not in json.dumps(message)


@pytest.mark.parametrize("tools", [[], [tool("time", "current_time") | {"enabled": False}]])
async def test_without_tools_it_is_a_chat(server: Server, scripted: ScriptedModel, tools: list[Json]) -> None:
    app = await agent(server, scripted, tools)
    events = await ask(app, "Say hello")
    assert said(events) == "Say hello"
    assert "tools" not in app.asked()
    assert [t["thought"] for t in thoughts(events)] == ["Say hello"]


@pytest.mark.parametrize("finished", [True, False])
async def test_a_run_that_is_taken_up_keeps_each_thought_once(
    server: Server, scripted: ScriptedModel, finished: bool
) -> None:
    app = await agent(server, scripted)
    scripted.play(CLOCK.replace(", call: 1", ""))
    events = await ask(app, auto_generate_name=False)
    run_id = UUID(events[0]["task_id"])
    async with server.db.unit_of_work() as uow:
        change = update(RunRow).where(RunRow.id == run_id).values(status="running", owner="gone")
        await uow.session.execute(change)
        if not finished:
            await uow.session.execute(delete(NodeRunRow).where(NodeRunRow.node_id.in_(["agent", "answer"])))
            await uow.session.execute(delete(AgentThoughtRow))
    asked = scripted.count
    await server.container.services.get(Resumer).sweep()
    path = f"/v1/workflow/{run_id}/events"
    seen = await asyncio.wait_for(app.client.get(path, params={"user": "ada", "after": 0}), 20)
    assert events_of(seen.text)[-1]["event"] == "message_end"
    message = await stored(app, events)
    assert message["answer"] == "I look.\n\nIt is late."
    assert [(t["position"], t["tool"]) for t in message["agent_thoughts"]] == [(1, "current_time"), (2, "")]
    assert scripted.count - asked == (0 if finished else 2)


@pytest.mark.parametrize(
    ("model", "strategy"),
    [("gpt-4o-mini", "function_call"), ("gpt-3.5-turbo-instruct", "react"), ("unknown-model", None)],
)
async def test_the_strategy_in_force_is_shown(
    server: Server, scripted: ScriptedModel, model: str, strategy: str | None
) -> None:
    app = await agent(server, scripted, model={**MODEL, "name": model})
    shown = await app.owner.client.get(f"/console/api/apps/{app.id}/model-config")
    assert shown.json()["agent_strategy"] == strategy


async def test_a_chat_assistant_with_agent_mode(server: Server, scripted: ScriptedModel) -> None:
    mode = {"enabled": True, "strategy": "function_call", "max_iteration": 3, "tools": TOOLS}
    app = await make_basic_app(server, scripted, "chat", {"pre_prompt": "Be kind.", "agent_mode": mode})
    scripted.play(CLOCK)
    events = await ask(app)
    assert {event["event"] for event in events} == {"agent_thought", "agent_message", "message_end"}
    assert (await app.chat("hi")).status_code == 400


async def test_the_console_sees_thoughts_with_numbers(server: Server, scripted: ScriptedModel) -> None:
    app = await agent(server, scripted)
    scripted.play(CLOCK)
    body: Json = {"inputs": {}, "query": "When?", "files": [], "response_mode": "streaming"}
    answer = await app.owner.client.post(f"/console/api/apps/{app.id}/chat-messages", json=body)
    events = events_of(answer.text)
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert [t["tool"] for t in thoughts(events)] == ["current_time", ""]
