"""Knowledge in apps: the node, the context of basic apps, a tool of agents, and what answers cite."""

from typing import Any

from tenon.adapters.scripted_model.script import Rule, Script, ScriptedCall, When
from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.knowledge.recording import Recorder
from tests.fixtures.apps import AppOptions, Json, answer, chain, make_app, start
from tests.fixtures.basic_apps import make_basic_app
from tests.knowledge.conftest import Library, paragraphs

TEXT = paragraphs("The library opens at nine.", "Books may be kept for four weeks.", "图书馆周日闭馆。")


def node(*ids: str, **more: Any) -> Json:
    data = {
        "type": "knowledge-retrieval",
        "title": "Knowledge",
        "query_variable_selector": ["sys", "query"],
        "dataset_ids": list(ids),
        "retrieval_mode": "multiple",
        "multiple_retrieval_config": {"top_k": 2, "score_threshold": None, "reranking_enable": False},
        **more,
    }
    return {"id": "knowledge", "data": data}


async def test_basic_app(library: Library, scripted: ScriptedModel) -> None:
    made = await library.make(TEXT)
    id = made["dataset"]["id"]
    config: Json = {
        "dataset_configs": {
            "retrieval_model": "multiple",
            "top_k": 1,
            "datasets": {"datasets": [{"dataset": {"enabled": True, "id": id}}]},
        },
        "retriever_resource": {"enabled": True},
    }
    app = await make_basic_app(library.server, scripted, "chat", config, owner=library.owner)
    body: Json = {"inputs": {}, "query": "周日 闭馆", "user": "ada", "response_mode": "blocking"}
    told = (await app.client.post("/v1/chat-messages", json=body)).json()
    assert "图书馆周日闭馆。" in str(app.prompt())
    (cited,) = told["metadata"]["retriever_resources"]
    assert (cited["dataset_id"], cited["document_name"], cited["position"]) == (id, "text", 1)
    assert cited["content"] == "图书馆周日闭馆。"
    assert 0 < cited["score"] <= 1
    body["query"] = "quantum chromodynamics"
    told = (await app.client.post("/v1/chat-messages", json=body)).json()
    assert told["metadata"]["retriever_resources"] == []
    assert (await library.call("GET", f"/{id}"))["app_count"] == 1
    linked = await library.call("GET", f"/{id}/apps")
    assert [row["id"] for row in linked["data"]] == [str(app.id)]


async def test_node_with_filters_and_several_bases(library: Library, scripted: ScriptedModel) -> None:
    first = await library.make(TEXT, "high_quality")
    second = await library.make(paragraphs("The museum opens at ten.", "Dogs stay outside."), "high_quality")
    ids = [first["dataset"]["id"], second["dataset"]["id"]]
    for place, made in enumerate((first, second)):
        dataset, document = made["dataset"]["id"], made["documents"][0]["id"]
        field = await library.call("POST", f"/{dataset}/metadata", {"name": "year", "type": "number"})
        value = [{"id": field["id"], "name": "year", "value": 2020 + place}]
        values = {"operation_data": [{"document_id": document, "metadata_list": value}]}
        await library.call("POST", f"/{dataset}/documents/metadata", values)
    weights = {
        "weight_type": "customized",
        "vector_setting": {"vector_weight": 0.5},
        "keyword_setting": {"keyword_weight": 0.5},
    }
    retrieval: Json = {"top_k": 2, "score_threshold": None, "reranking_enable": True}
    retrieval |= {"reranking_mode": "weighted_score", "weights": weights}
    options = AppOptions(features={"retriever_resource": {"enabled": True}})

    async def ask(query: str, **more: Any) -> list[Json]:
        data = node(*ids, multiple_retrieval_config=retrieval, **more)
        graph = chain(start(), data, answer("{{#knowledge.result#}}"))
        app = await make_app(library.server, graph, mode="advanced-chat", owner=library.owner, options=options)
        body: Json = {"inputs": {}, "query": query, "user": "ada", "response_mode": "blocking"}
        reply = await app.client.post("/v1/chat-messages", json=body)
        assert reply.status_code == 200, reply.text
        return reply.json()["metadata"]["retriever_resources"]

    found = await ask("When does it open?")
    assert len(found) == 2
    assert {row["dataset_id"] for row in found} == set(ids)
    condition = {"name": "year", "comparison_operator": "=", "value": "2021"}
    conditions = {"logical_operator": "and", "conditions": [condition]}
    manual = {"metadata_filtering_mode": "manual", "metadata_filtering_conditions": conditions}
    assert {row["dataset_id"] for row in await ask("When does it open?", **manual)} == {ids[1]}
    reply = '{"conditions": [{"name": "year", "comparison_operator": "<", "value": 2021}]}'
    scripted.play(Script(rules=[Rule(when=When(kind="chat", system="narrow a search"), answer=reply)]))
    model = {"provider": "openai", "name": "gpt-4o-mini", "mode": "chat"}
    automatic = {"metadata_filtering_mode": "automatic", "metadata_model_config": model}
    assert {row["dataset_id"] for row in await ask("Opening hours of 2020", **automatic)} == {ids[0]}
    scripted.play(Script(rules=[Rule(when=When(kind="chat", system="Choose the knowledge base"), answer="2")]))
    single = {"retrieval_mode": "single", "single_retrieval_config": {"model": model}}
    assert {row["dataset_id"] for row in await ask("opens", **single)} == {ids[1]}
    await library.server.container.services.get(Recorder).flush()
    queries = await library.call("GET", f"/{ids[0]}/queries")
    assert queries["data"][0]["source"] == "app"


async def test_agents_ask_by_themselves(library: Library, scripted: ScriptedModel) -> None:
    made = await library.make(TEXT)
    id = made["dataset"]["id"]
    await library.call("PATCH", f"/{id}", {"name": "Library", "description": "Rules of the library."})
    tool = {"dataset": {"enabled": True, "id": id}}
    config: Json = {
        "agent_mode": {"enabled": True, "strategy": "function_call", "max_iteration": 3, "tools": []},
        "dataset_configs": {"retrieval_model": "multiple", "top_k": 1, "datasets": {"datasets": [tool]}},
    }
    app = await make_basic_app(library.server, scripted, "agent-chat", config, owner=library.owner)
    body: Json = {"inputs": {}, "query": "How long?", "user": "ada", "response_mode": "streaming"}
    reply = await app.client.post("/v1/chat-messages", json=body)
    asked = [tool["function"] for tool in app.asked().get("tools", [])]
    names = [function["name"] for function in asked]
    assert len(names) == 1, reply.text
    call = ScriptedCall(name=names[0], arguments={"query": "books kept weeks"})
    scripted.play(Script(rules=[Rule(when=When(tool_result=False), tool_calls=[call])]))
    reply = await app.client.post("/v1/chat-messages", json=body)
    assert "Books may be kept for four weeks." in str(app.asked()["messages"]), reply.text
