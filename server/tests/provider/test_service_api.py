"""The models that programs see with a knowledge key."""

import httpx
import pytest

from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.auth import api_keys
from tests.contract.validator import check, document
from tests.fixtures.server import Person, Server
from tests.provider.conftest import BASE, KEY, openai

PATH = "/workspaces/current/models/model-types/{model_type}"


@pytest.fixture
async def program(server: Server, owner: Person) -> httpx.AsyncClient:
    async with server.db.unit_of_work() as uow:
        key = await api_keys.create(uow, owner.workspace_id, "dataset", app_id=None, created_by=owner.account_id)
    return server.new_client(Authorization=f"Bearer {key[1]}")


async def test_usable_models(program: httpx.AsyncClient, owner: Person, vendor: ScriptedModel) -> None:
    document()
    assert (await program.get("/v1/workspaces/current/models/model-types/rerank")).json() == {"data": []}
    await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor)})
    for kind in ("text-embedding", "llm", "tts", "speech2text", "moderation", "rerank"):
        answer = await program.get(f"/v1/workspaces/current/models/model-types/{kind}")
        check("GET", PATH, answer.status_code, answer.json())
    answer = await program.get("/v1/workspaces/current/models/model-types/text-embedding")
    assert KEY not in answer.text
    found = answer.json()["data"][0]
    assert (found["provider"], found["tenant_id"], found["status"]) == (
        "langgenius/openai/openai",
        str(owner.workspace_id),
        "active",
    )
    model = next(m for m in found["models"] if m["model"] == "text-embedding-3-small")
    assert (model["features"], model["fetch_from"], model["load_balancing_enabled"]) == (
        None,
        "predefined-model",
        False,
    )
    assert model["model_properties"]["context_size"] > 8000
    icon = await program.get(found["icon_small"]["en_US"])
    assert icon.headers["content-type"].startswith("image/svg+xml")


async def test_others_are_refused(program: httpx.AsyncClient, owner: Person) -> None:
    assert (await program.get("/v1/workspaces/current/models/model-types/colour")).status_code == 400
    answer = await owner.client.get("/v1/workspaces/current/models/model-types/llm")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
