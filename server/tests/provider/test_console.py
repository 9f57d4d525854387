"""Providers in the console: forms, credentials, custom models, defaults, roles, isolation."""

from typing import Any

import pytest
from sqlalchemy import select

from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.auth.permissions import Role
from tenon.domain.provider.tables import ProviderCredentialRow
from tests.fixtures.server import MakeServer, Person, Server
from tests.provider.conftest import BASE, KEY, compatible, openai


async def provider(person: Person, name: str) -> dict[str, Any]:
    answer = await person.client.get(BASE)
    assert answer.status_code == 200, answer.text
    return next(p for p in answer.json()["data"] if p["provider"] == name)


async def add(person: Person, provider: str, credentials: dict[str, str], **more: str) -> dict[str, Any]:
    answer = await person.client.post(f"{BASE}/{provider}/credentials", json={"credentials": credentials, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def add_model(person: Person, name: str, credentials: dict[str, str], model: str, kind: str = "llm") -> Any:
    body = {"model": model, "model_type": kind, "credentials": credentials}
    return await person.client.post(f"{BASE}/{name}/models", json=body)


async def test_fresh_workspace(owner: Person) -> None:
    found = (await owner.client.get(BASE)).json()["data"]
    assert [p["provider"] for p in found][:2] == ["openai", "anthropic"]
    assert {p["status"] for p in found} == {"no-configure"}
    openai_form = next(p for p in found if p["provider"] == "openai")["provider_credential_schema"]
    fields = {f["variable"]: f for f in openai_form["credential_form_schemas"]}
    assert fields["openai_api_key"]["type"] == "secret-input"
    assert fields["openai_api_key"]["label"] == {"en_US": "API key", "zh_Hans": "API Key"}
    icon = await owner.client.get(found[0]["icon_url"])
    assert icon.headers["content-type"].startswith("image/svg+xml")
    assert icon.content.startswith(b"<svg")
    defaults = (await owner.client.get("/console/api/workspaces/current/default-models")).json()["data"]
    assert defaults["llm"] is None


async def test_a_credential_makes_all_models_available(owner: Person, vendor: ScriptedModel) -> None:
    added = await add(owner, "openai", openai(vendor))
    assert added["name"] == "API key 1"
    assert added["current"] is True
    assert added["masked"]["openai_api_key"] == "sk-****6789"
    assert added["masked"]["openai_api_base"] == vendor.url
    assert vendor.requests[0]["path"] == "/v1/models"
    models = (await owner.client.get(f"{BASE}/openai/models")).json()["data"]
    assert {m["status"] for m in models} == {"active"}
    gpt = next(m for m in models if m["model"] == "gpt-4o-mini")
    assert gpt["model_properties"]["context_size"] == 128000
    assert "vision" in gpt["features"]
    assert gpt["pricing"]["input"] == "0.15"
    usable = (await owner.client.get("/console/api/workspaces/current/models/model-types/text-embedding")).json()[
        "data"
    ]
    assert [p["provider"] for p in usable] == ["openai"]
    defaults = (await owner.client.get("/console/api/workspaces/current/default-models")).json()["data"]
    assert defaults["llm"]["provider"] == "openai"
    assert defaults["rerank"] is None


async def test_a_refused_key_is_not_kept(owner: Person, bad_vendor: ScriptedModel) -> None:
    answer = await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(bad_vendor)})
    assert answer.status_code == 400
    assert answer.json()["code"] == "credentials_validate_failed"
    assert "Incorrect API key" in answer.json()["message"]
    assert KEY not in answer.text
    assert (await provider(owner, "openai"))["credentials"] == []


async def test_form_problems_name_the_field(owner: Person) -> None:
    answer = await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": {}})
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid_param"
    assert "openai_api_key" in answer.json()["message"]
    answer = await add_model(owner, "openai_api_compatible", {"endpoint_url": "http://x", "context_size": "many"}, "m")
    assert "Context size" in answer.json()["message"]
    answer = await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": {"openai_api_key": {"a": 1}}})
    assert answer.json()["code"] == "invalid_param"
    assert (await owner.client.post(f"{BASE}/nobody/credentials", json={"credentials": {}})).status_code == 404
    assert (await owner.client.post(f"{BASE}/gpustack/credentials", json={"credentials": {}})).status_code == 400


async def test_several_credentials(owner: Person, vendor: ScriptedModel) -> None:
    first = await add(owner, "openai", openai(vendor))
    second = await add(owner, "openai", openai(vendor), name="Test")
    assert second["current"] is False
    taken = await owner.client.post(f"{BASE}/openai/credentials", json={"name": "Test", "credentials": openai(vendor)})
    assert taken.status_code == 409
    path = f"{BASE}/openai/credentials"
    assert (await owner.client.post(f"{path}/{second['id']}/use")).status_code == 204
    assert [c["current"] for c in (await provider(owner, "openai"))["credentials"]] == [False, True]
    assert (await owner.client.delete(f"{path}/{second['id']}")).status_code == 204
    left = await provider(owner, "openai")
    assert [(c["id"], c["current"]) for c in left["credentials"]] == [(first["id"], False)]
    assert left["status"] == "no-configure"
    assert (await owner.client.delete(f"{path}/{second['id']}")).status_code == 404


async def test_secrets_stay_hidden_when_edited(owner: Person, vendor: ScriptedModel, bad_vendor: ScriptedModel) -> None:
    added = await add(owner, "openai", openai(vendor))
    path = f"{BASE}/openai/credentials/{added['id']}"
    for hidden in ("[__HIDDEN__]", added["masked"]["openai_api_key"]):
        values = {"openai_api_key": hidden, "openai_api_base": vendor.url, "openai_organization": "org-1"}
        answer = await owner.client.patch(path, json={"name": "Main", "credentials": values})
        assert answer.status_code == 200, answer.text
        assert answer.json()["masked"]["openai_api_key"] == "sk-****6789"
        assert KEY not in answer.text
    assert answer.json()["name"] == "Main"
    changed = await owner.client.patch(path, json={"credentials": openai(bad_vendor)})
    assert changed.status_code == 400
    assert (await provider(owner, "openai"))["credentials"][0]["masked"]["openai_organization"] == "org-1"


async def test_validate_keeps_nothing(owner: Person, vendor: ScriptedModel, bad_vendor: ScriptedModel) -> None:
    path = f"{BASE}/openai/credentials/validate"
    assert (await owner.client.post(path, json={"credentials": openai(vendor)})).json()["result"] == "success"
    refused = (await owner.client.post(path, json={"credentials": openai(bad_vendor)})).json()
    assert refused["result"] == "error"
    assert "Incorrect API key" in refused["error"]
    assert KEY not in str(refused)
    path = f"{BASE}/openai_api_compatible/credentials/validate"
    body = {"credentials": compatible(vendor), "model": "m", "model_type": "llm"}
    assert (await owner.client.post(path, json=body)).json()["result"] == "success"
    assert (await provider(owner, "openai"))["credentials"] == []


async def test_custom_models(owner: Person, vendor: ScriptedModel) -> None:
    name = "openai_api_compatible"
    values = compatible(vendor, vision_support="support", function_calling_type="tool_call", display_name="My model")
    assert (await add_model(owner, name, values, "reed")).status_code == 201
    assert (await add_model(owner, name, values, "reed")).json()["name"] == "API key 2"
    assert (await add_model(owner, name, compatible(vendor), "vec", "text-embedding")).status_code == 201
    assert (await add_model(owner, name, compatible(vendor), "order", "rerank")).status_code == 201
    models = (await owner.client.get(f"{BASE}/{name}/models")).json()["data"]
    assert [(m["model"], m["model_type"]) for m in models] == [
        ("reed", "llm"),
        ("vec", "text-embedding"),
        ("order", "rerank"),
    ]
    assert models[0]["features"] == ["vision", "tool-call"]
    assert models[0]["label"]["en_US"] == "My model"
    figures = models[0]["model_properties"]
    assert (figures["mode"], figures["context_size"], figures["max_chunks"]) == ("chat", 32000, None)
    rules = (await owner.client.get(f"{BASE}/{name}/models/parameter-rules", params={"model": "reed"})).json()["data"]
    assert {r["name"]: r["max"] for r in rules}["max_tokens"] == 4096
    tried = await owner.client.post(f"{BASE}/{name}/models/test", json={"model": "reed", "model_type": "llm"})
    assert tried.json()["result"] == "success"
    tried = await owner.client.post(f"{BASE}/{name}/models/test", json={"model": "gone", "model_type": "llm"})
    assert "not set up" in tried.json()["error"]


async def test_removing_a_custom_model_keeps_its_credentials(owner: Person, vendor: ScriptedModel) -> None:
    name = "openai_api_compatible"
    added = (await add_model(owner, name, compatible(vendor), "reed")).json()
    named = {"model": "reed", "model_type": "llm"}
    removed = await owner.client.request("DELETE", f"{BASE}/{name}/models", json=named)
    assert removed.status_code == 204
    assert (await owner.client.get(f"{BASE}/{name}/models")).json()["data"] == []
    assert (await provider(owner, name))["custom_models"][0]["removed"] is True
    again = {**named, "credential_id": added["id"], "credentials": added["masked"]}
    assert (await owner.client.post(f"{BASE}/{name}/models", json=again)).json()["id"] == added["id"]
    back = (await provider(owner, name))["custom_models"]
    assert [(m["removed"], len(m["credentials"])) for m in back] == [(False, 1)]
    await owner.client.request("DELETE", f"{BASE}/{name}/models", json=named)
    assert (await owner.client.delete(f"{BASE}/{name}/credentials/{added['id']}")).status_code == 204
    assert (await provider(owner, name))["custom_models"] == []
    added = (await add_model(owner, name, compatible(vendor), "reed")).json()
    await owner.client.delete(f"{BASE}/{name}/credentials/{added['id']}")
    assert (await owner.client.get(f"{BASE}/{name}/models")).json()["data"] == []


@pytest.mark.parametrize("typed", ["", "/v1", "/v1-openai", "/v1/", "/v1/chat/completions"])
async def test_gpustack_address_in_any_form(owner: Person, vendor: ScriptedModel, typed: str) -> None:
    root = vendor.url.removesuffix("/v1")
    values = {"endpoint_url": root + typed, "api_key": KEY, "context_size": "8192"}
    for model, kind in (("qwen3", "llm"), ("bge-m3", "text-embedding"), ("bge-reranker", "rerank")):
        answer = await add_model(owner, "gpustack", values, model, kind)
        assert answer.status_code == 201, answer.text


async def test_defaults(owner: Person, vendor: ScriptedModel) -> None:
    await add(owner, "openai", openai(vendor))
    path = "/console/api/workspaces/current/default-models"
    body = {"data": {"llm": {"provider": "langgenius/openai/openai", "model": "gpt-4.1"}}}
    chosen = (await owner.client.post(path, json=body)).json()["data"]
    assert chosen["llm"] == {"provider": "openai", "model": "gpt-4.1"}
    assert (await owner.client.get(path)).json()["data"]["llm"]["model"] == "gpt-4.1"
    wrong = await owner.client.post(path, json={"data": {"rerank": {"provider": "openai", "model": "gpt-4.1"}}})
    assert wrong.json()["code"] == "invalid_param"
    cleared = (await owner.client.post(path, json={"data": {"llm": None}})).json()["data"]
    assert cleared["llm"]["model"] == "gpt-5.1"


@pytest.mark.parametrize("role", ["admin", "editor", "normal", "dataset_operator"])
async def test_roles(server: Server, owner: Person, vendor: ScriptedModel, role: Role) -> None:
    person = await server.person(role, owner.workspace_id)
    write = await person.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor)})
    assert write.status_code == (201 if role == "admin" else 403)
    read = await person.client.get(BASE)
    assert read.status_code == (403 if role == "normal" else 200)
    stranger = server.new_client()
    assert (await stranger.get(BASE)).status_code == 401


async def test_workspaces_do_not_see_each_other(server: Server, owner: Person, vendor: ScriptedModel) -> None:
    added = await add(owner, "openai", openai(vendor))
    other = await server.person("owner")
    assert (await provider(other, "openai"))["credentials"] == []
    path = f"{BASE}/openai/credentials/{added['id']}"
    assert (await other.client.patch(path, json={"name": "x"})).status_code == 404
    assert (await other.client.post(f"{path}/use")).status_code == 404
    assert (await other.client.delete(path)).status_code == 404
    tried = await other.client.post(f"{BASE}/openai/models/test", json={"model": "gpt-4o", "model_type": "llm"})
    assert "not set up" in tried.json()["error"]


async def test_what_is_stored_shows_no_secret(server: Server, owner: Person, vendor: ScriptedModel) -> None:
    await add(owner, "openai", openai(vendor))
    async with server.db.unit_of_work() as uow:
        row = (await uow.session.execute(select(ProviderCredentialRow))).scalar_one()
        assert KEY not in row.secrets
        assert KEY not in str(row.shown)


async def test_speech_and_moderation_models(owner: Person, vendor: ScriptedModel) -> None:
    """Custom models of these kinds are tried before they are kept; predefined ones serve as defaults."""
    name = "openai_api_compatible"
    values = {"api_key": KEY, "endpoint_url": vendor.url}
    for model, kind in (("ear", "speech2text"), ("mouth", "tts"), ("judge", "moderation")):
        refused = await add_model(owner, name, {**values, "api_key": "sk-bad"}, model, kind)
        assert (refused.status_code, refused.json()["code"]) == (400, "credentials_validate_failed")
        more = {"voices": "low, high"} if kind == "tts" else {}
        assert (await add_model(owner, name, {**values, **more}, model, kind)).status_code == 201
        tried = await owner.client.post(f"{BASE}/{name}/models/test", json={"model": model, "model_type": kind})
        assert tried.json()["result"] == "success"
    models = (await owner.client.get("/console/api/workspaces/current/models/model-types/tts")).json()["data"]
    voices = models[0]["models"][0]["model_properties"]["voices"]
    assert [voice["mode"] for voice in voices] == ["low", "high"]
    url = "/console/api/workspaces/current/default-models"
    chosen = (await owner.client.get(url)).json()["data"]
    assert [chosen[kind]["model"] for kind in ("speech2text", "tts", "moderation")] == ["ear", "mouth", "judge"]
    await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor)})
    body = {"data": {"tts": {"provider": "openai", "model": "tts-1"}}}
    assert (await owner.client.post(url, json=body)).json()["data"]["tts"] == body["data"]["tts"]
    for model, kind in (("whisper-1", "speech2text"), ("tts-1", "tts"), ("omni-moderation-latest", "moderation")):
        tried = await owner.client.post(f"{BASE}/openai/models/test", json={"model": model, "model_type": kind})
        assert tried.json()["result"] == "success", tried.json()


async def test_the_operator_arranges_providers(make_server: MakeServer, vendor: ScriptedModel) -> None:
    server = await make_server(provider_pins="ollama, nothing, deepseek", provider_excludes="anthropic,ollama")
    owner = await server.person("owner")
    names = [p["provider"] for p in (await owner.client.get(BASE)).json()["data"]]
    assert names[:3] == ["ollama", "deepseek", "openai"]
    assert "anthropic" not in names
    server = await make_server(provider_includes="langgenius/openai/openai,cohere", provider_pins="cohere")
    owner = await server.person("owner")
    assert [p["provider"] for p in (await owner.client.get(BASE)).json()["data"]] == ["cohere", "openai"]
    await add(owner, "openai", openai(vendor))
    hidden = await owner.client.get(f"{BASE}/deepseek/models")  # what is hidden still works where it is used
    assert hidden.status_code == 200
