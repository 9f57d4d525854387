"""Sources of answers, from every place that asks knowledge bases."""

import asyncio
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update

from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.run.resume import Resumer
from tenon.domain.run.tables import NodeRunRow, RunRow
from tests.fixtures.apps import AppOptions, Json, MadeApp, answer, chain, events_of, make_app, node, start
from tests.fixtures.basic_apps import MODEL, make_basic_app, set_up_models
from tests.fixtures.server import Person, Server
from tests.knowledge.conftest import Library, paragraphs

BOATS = "A ferry crosses the lake every hour."
TRAINS = "The mountain train leaves at noon."
CITED: Json = {"retriever_resource": {"enabled": True}}
ASKS = """
rules:
  - when: {kind: chat, tools: true, tool_result: false}
    tool_calls: [{name: search_knowledge, arguments: {query: ferry lake}}]
  - when: {kind: chat}
    answer: "Every hour."
"""


async def bases(server: Server, scripted: ScriptedModel) -> tuple[Person, list[str]]:
    """An owner and two knowledge bases."""
    owner = await server.person("owner")
    await set_up_models(owner, scripted)
    library = Library(server, owner)
    made = [await library.make(paragraphs(text)) for text in (BOATS, TRAINS)]
    return owner, [one["dataset"]["id"] for one in made]


def datasets(ids: list[str]) -> Json:
    chosen = [{"dataset": {"enabled": True, "id": id}} for id in ids]
    return {"retrieval_model": "multiple", "top_k": 4, "reranking_enable": False, "datasets": {"datasets": chosen}}


def retrieval(id: str, dataset: str) -> Json:
    settings: Json = {"top_k": 2, "reranking_enable": False}
    more: Json = {"query_variable_selector": ["sys", "query"], "retrieval_mode": "multiple"}
    return node(id, "knowledge-retrieval", dataset_ids=[dataset], multiple_retrieval_config=settings, **more)


async def sources(app: MadeApp, query: str) -> list[str]:
    """The contents that a streamed answer cites, which the history has as well."""
    asked = await app.chat(query, response_mode="streaming", auto_generate_name=False)
    events = events_of(asked.text)
    (end,) = [event for event in events if event["event"] == "message_end"]
    cited: list[Json] = end["metadata"]["retriever_resources"]
    assert [entry["position"] for entry in cited] == list(range(1, len(cited) + 1))
    params = {"user": "ada", "conversation_id": end["conversation_id"]}
    (message,) = (await app.client.get("/v1/messages", params=params)).json()["data"]
    assert [entry["content"] for entry in message["retriever_resources"]] == [entry["content"] for entry in cited]
    return [entry["content"] for entry in cited]


async def test_a_chat_assistant(server: Server, scripted: ScriptedModel) -> None:
    owner, ids = await bases(server, scripted)
    app = await make_basic_app(server, scripted, "chat", {"dataset_configs": datasets(ids), **CITED}, owner=owner)
    assert sorted(await sources(app, "ferry and mountain train")) == [BOATS, TRAINS]
    quiet = {"dataset_configs": datasets(ids), "retriever_resource": {"enabled": False}}
    silent = await make_basic_app(server, scripted, "chat", quiet, owner=owner)
    assert await sources(silent, "ferry") == []


async def test_an_agent(server: Server, scripted: ScriptedModel) -> None:
    owner, ids = await bases(server, scripted)
    mode: Json = {"enabled": True, "strategy": "function_call", "max_iteration": 3, "tools": []}
    config = {"dataset_configs": datasets(ids), "agent_mode": mode, **CITED}
    app = await make_basic_app(server, scripted, "agent-chat", config, owner=owner)
    scripted.play(ASKS)
    assert await sources(app, "When?") == [BOATS]


async def test_all_nodes_of_a_chatflow(server: Server, scripted: ScriptedModel) -> None:
    owner, ids = await bases(server, scripted)
    parameters: dict[str, Any] = {
        "model": {"type": "constant", "value": {**MODEL, "model": MODEL["name"], "model_type": "llm"}},
        "query": {"type": "mixed", "value": "{{#sys.query#}}"},
        "instruction": {"type": "mixed", "value": "Help."},
    }
    agent = node(
        "agent", "agent",
        agent_strategy_provider_name="langgenius/agent/agent", agent_strategy_name="function_calling",
        agent_parameters=parameters, knowledge={"dataset_ids": ids},
    )  # fmt: skip
    graph = chain(start(), retrieval("one", ids[0]), retrieval("two", ids[1]), agent, answer("{{#agent.text#}}"))
    app = await make_app(server, graph, mode="advanced-chat", owner=owner, options=AppOptions(features=CITED))
    scripted.play(ASKS)
    assert await sources(app, "ferry and mountain train") == [BOATS, TRAINS, BOATS]


async def test_a_run_that_is_taken_up_keeps_its_sources(server: Server, scripted: ScriptedModel) -> None:
    owner, ids = await bases(server, scripted)
    app = await make_basic_app(server, scripted, "chat", {"dataset_configs": datasets(ids), **CITED}, owner=owner)
    asked = await app.chat("ferry", response_mode="streaming", auto_generate_name=False)
    run_id = UUID(events_of(asked.text)[0]["task_id"])
    async with server.db.unit_of_work() as uow:
        change = update(RunRow).where(RunRow.id == run_id).values(status="running", owner="gone")
        await uow.session.execute(change)
        await uow.session.execute(delete(NodeRunRow).where(NodeRunRow.node_id.in_(["llm", "answer"])))
    await server.container.services.get(Resumer).sweep()
    path = f"/v1/workflow/{run_id}/events"
    seen = await asyncio.wait_for(app.client.get(path, params={"user": "ada", "after": 0}), 20)
    end = events_of(seen.text)[-1]
    assert [entry["content"] for entry in end["metadata"]["retriever_resources"]] == [BOATS]
