"""A fault in our own code ends the run and every stream: nobody waits for what does not come."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.conversation.agent_projection import AgentProjection
from tenon.domain.conversation.projection import ChatProjection, TurnProjection
from tenon.domain.conversation.speech import Voice
from tenon.domain.conversation.tables import MessageRow
from tenon.domain.moderation.output import KeywordGuard
from tenon.domain.run.active import ActiveRun
from tenon.domain.run.projection import WorkflowProjection
from tenon.domain.run.runner import Runner
from tenon.domain.run.tables import RunRow
from tenon.engine.agent_report import AgentReport
from tenon.engine.events import AgentLog, Event, NodeFinished, NodeStarted, RunStarted
from tests.fixtures.apps import AppOptions, Json, MadeApp, answer, chain, events_of, make_app, start
from tests.fixtures.basic_apps import make_basic_app
from tests.fixtures.server import Server

WORDS = {"type": "keywords", "config": {"keywords": "forbidden", "outputs_config": {"enabled": True}}}
FEATURES = {"sensitive_word_avoidance": {"enabled": True, **WORDS}}
SPOKEN = {"text_to_speech": {"enabled": True, "autoPlay": "enabled"}}


class Fault(Exception):
    """What a programmer did not think of."""


def broken(*_args: Any, **_more: Any) -> Any:
    raise Fault("oops")


def break_events(monkeypatch: pytest.MonkeyPatch, projection: type, kind: type[Event], status: str = "") -> None:
    """Have the projection fail at this kind of event; with a status only at events that have it."""
    whole: Callable[[Any, Event], Any] = getattr(projection, "events")  # noqa: B009 - the class is any of them

    def events(self: Any, event: Event) -> Any:
        meant = isinstance(event, kind) and (not status or getattr(event, "status", "") == status)
        return broken() if meant else whole(self, event)

    monkeypatch.setattr(projection, "events", events)


async def at_once[T](work: Awaitable[T]) -> T:
    return await asyncio.wait_for(work, 20)


async def until(condition: Callable[[], bool]) -> None:
    """Look until it holds."""
    async with asyncio.timeout(10):
        for _ in iter(condition, True):
            await asyncio.sleep(0.01)


async def ended_as_failed(app: MadeApp) -> None:
    """The run is over, in this process and in the database."""
    assert app.server.container.services.get(Runner).count == 0
    async with app.server.db.unit_of_work() as uow:
        runs = list(await uow.session.scalars(select(RunRow).where(RunRow.app_id == app.id)))
        states = list(await uow.session.scalars(select(MessageRow.status).where(MessageRow.app_id == app.id)))
    assert runs
    assert {run.status for run in runs} == {"failed"}
    assert all(run.error and run.finished_at for run in runs)
    assert set(states) <= {"error"}


async def chatflow(server: Server, features: Json = FEATURES) -> MadeApp:
    graph = chain(start(), answer("You said: {{#sys.query#}}"))
    return await make_app(server, graph, mode="advanced-chat", options=AppOptions(features=features))


@pytest.mark.parametrize("kind", [RunStarted, NodeStarted, NodeFinished])
async def test_events_of_a_workflow(
    server: Server, echo: MadeApp, monkeypatch: pytest.MonkeyPatch, kind: type[Event]
) -> None:
    break_events(monkeypatch, WorkflowProjection, kind)
    told = events_of((await at_once(echo.run({"text": "hi"}, response_mode="streaming"))).text)
    assert (told[-1]["event"], told[-1]["data"]["status"]) == ("workflow_finished", "failed")
    body = (await at_once(echo.run({"text": "hi"}))).json()
    assert (body["data"]["status"], bool(body["data"]["error"])) == ("failed", True)
    await ended_as_failed(echo)


@pytest.mark.parametrize(
    "place",
    [
        (ChatProjection, "text"),
        (ChatProjection, "finish"),
        (TurnProjection, "settle"),
        (KeywordGuard, "passes"),
        (KeywordGuard, "settle"),
    ],
    ids=lambda place: f"{place[0].__name__}.{place[1]}",
)
async def test_every_place_of_a_turn(server: Server, monkeypatch: pytest.MonkeyPatch, place: tuple[type, str]) -> None:
    app = await chatflow(server)
    monkeypatch.setattr(*place, broken)
    told = events_of((await at_once(app.chat("hi", response_mode="streaming"))).text)
    assert "oops" not in str(told)
    assert [event["event"] for event in told][-1] == "error"
    refused = await at_once(app.chat("hi"))
    assert refused.status_code >= 400
    assert "oops" not in refused.text
    await ended_as_failed(app)


async def test_a_voice_that_breaks_leaves_the_answer(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    app = await chatflow(server, SPOKEN)
    monkeypatch.setattr(Voice, "finish", broken)
    told = events_of((await at_once(app.chat("hi", response_mode="streaming"))).text)
    assert [event["event"] for event in told][-2:] == ["message_end", "workflow_finished"]


async def test_an_end_that_cannot_be_told_at_all(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    app = await chatflow(server)
    for name in ("finish", "failed"):
        monkeypatch.setattr(ChatProjection, name, broken)
    told = events_of((await at_once(app.chat("hi", response_mode="streaming"))).text)
    assert (told[-1]["event"], told[-1]["status"]) == ("error", 500)
    await ended_as_failed(app)


async def test_a_run_that_cannot_be_set_up_is_not_there(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    app = await chatflow(server)
    monkeypatch.setattr(ActiveRun, "watched_by", broken)
    assert (await at_once(app.chat("hi", response_mode="streaming"))).status_code == 500
    async with app.server.db.unit_of_work() as uow:
        assert not list(await uow.session.scalars(select(RunRow.id).where(RunRow.app_id == app.id)))


async def test_stopping_ends_a_run_whose_events_break(make_slow_app: MadeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    break_events(monkeypatch, ChatProjection, NodeFinished, "stopped")
    runner = make_slow_app.server.container.services.get(Runner)
    async with asyncio.TaskGroup() as group:
        streaming = group.create_task(at_once(make_slow_app.chat("hi", response_mode="streaming")))
        await until(lambda: runner.count > 0 or streaming.done())
        (run_id,) = runner.ids()
        stopped = await make_slow_app.client.post(f"/v1/chat-messages/{run_id}/stop", json={"user": "ada"})
        assert stopped.status_code == 200
    assert streaming.result().status_code == 200
    assert runner.count == 0


TOOL: Json = {
    "provider_id": "time",
    "provider_type": "builtin",
    "provider_name": "time",
    "tool_name": "current_time",
    "tool_label": "Time",
    "tool_parameters": {},
    "enabled": True,
}
CALLS = """
rules:
  - when: {tool_result: false, call: 1}
    tool_calls:
      - {name: current_time, arguments: {}}
      - {name: current_time, arguments: {timezone: UTC}}
  - answer: "Late."
"""


@pytest.mark.parametrize("place", ["_begin", "_piece", "_thought_through", "_call", "_answered", "_end", "projection"])
async def test_every_place_of_an_agent(
    server: Server, scripted: ScriptedModel, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    mode = {"enabled": True, "strategy": "function_call", "max_iteration": 3, "tools": [TOOL]}
    app = await make_basic_app(server, scripted, "agent-chat", {"agent_mode": mode})
    scripted.play(CALLS)
    if place == "projection":
        break_events(monkeypatch, AgentProjection, AgentLog)
    else:
        monkeypatch.setattr(AgentReport, place, broken)
    told = events_of((await at_once(app.chat("hi", response_mode="streaming"))).text)
    assert told[-1]["event"] == "error"
    await ended_as_failed(app)
