"""Knowledge bases over the real application, with the scripted model for vectors."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tenon.adapters.scripted_model.server import ScriptedModel
from tests.fixtures.basic_apps import set_up_models
from tests.fixtures.server import Person, Server

type Json = dict[str, Any]
EMBEDDING: Json = {"embedding_model_provider": "openai", "embedding_model": "text-embedding-3-small"}
BASE = "/console/api/datasets"


def paragraphs(*texts: str) -> str:
    return "\n\n".join(texts)


@dataclass(slots=True)
class Library:
    """A person's knowledge bases."""

    server: Server
    owner: Person

    @property
    def client(self) -> httpx.AsyncClient:
        return self.owner.client

    async def call(self, method: str, path: str, body: Any = None, status: int | None = None, **more: Any) -> Any:
        """A call of the console; checks the status (any success by default)."""
        answer = await self.client.request(method, f"{BASE}{path}", json=body, **more)
        wanted = answer.status_code < 300 if status is None else answer.status_code == status
        assert wanted, (answer.status_code, answer.text)
        return answer.json() if answer.content else None

    async def upload(self, name: str, data: bytes, mime: str = "text/plain") -> str:
        answer = await self.client.post("/console/api/files/upload", files={"file": (name, data, mime)})
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    async def make(self, text: str, technique: str = "economy", **more: Any) -> Json:
        """A knowledge base with a text, indexed."""
        model = EMBEDDING if technique == "high_quality" else {}
        body: Json = {
            "text": {"name": "text", "text": text},
            "indexing_technique": technique,
            "doc_form": "text_model",
            "process_rule": {"mode": "automatic"},
            **model,
            **more,
        }
        made = await self.call("POST", "/init", body)
        return {**made, "documents": await self.done(made["dataset"]["id"], made["batch"])}

    async def done(self, dataset_id: str, batch: str, status: str | None = "completed") -> list[Json]:
        """The documents of a request once they are through."""
        documents: list[Json] = []
        for _ in range(1200):
            documents = (await self.call("GET", f"/{dataset_id}/batch/{batch}/status"))["data"]
            if all(d["indexing_status"] in ("completed", "error", "paused") for d in documents):
                break
            await asyncio.sleep(0.02)
        if status is not None:
            assert [d["indexing_status"] for d in documents] == [status] * len(documents), documents
        return documents

    async def ask(self, dataset_id: str, query: str, **model: Any) -> list[Json]:
        """What a question finds."""
        body: Json = {"query": query}
        if model:
            body["retrieval_model"] = {"search_method": "semantic_search", "top_k": 3, **model}
        return (await self.call("POST", f"/{dataset_id}/hit-testing", body))["records"]

    async def segments(self, dataset_id: str, document_id: str, **params: Any) -> list[Json]:
        path = f"/{dataset_id}/documents/{document_id}/segments"
        return (await self.call("GET", path, params={"limit": 100, **params}))["data"]


def contents(records: Sequence[Json]) -> list[str]:
    return [record["segment"]["content"] for record in records]


@pytest.fixture
async def library(server: Server, owner: Person, scripted: ScriptedModel) -> Library:
    """The knowledge of an owner whose workspace has models."""
    await set_up_models(owner, scripted)
    return Library(server, owner)
