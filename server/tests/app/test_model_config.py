"""The configuration of basic apps: draft, publishing, going back, what is refused."""

from typing import Any
from uuid import uuid4

import pytest
import yaml

from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.app.settings_check import check
from tests.fixtures.apps import Json, MadeApp
from tests.fixtures.basic_apps import MODEL, BasicApp, make_basic_app, set_up_models, text_field
from tests.fixtures.server import Server


def path(app: BasicApp, tail: str = "") -> str:
    return f"/console/api/apps/{app.id}/model-config{tail}"


async def test_users_get_what_is_published(server: Server, scripted: ScriptedModel) -> None:
    app = await make_basic_app(server, scripted, "chat", {"pre_prompt": "First."})
    owner = app.owner.client
    shown = (await owner.get(path(app))).json()
    assert (shown["published"], shown["has_unpublished_changes"], shown["problems"]) == (True, False, [])
    config: Json = {**shown["config"], "pre_prompt": "Second."}
    assert shown["served"] == shown["config"]
    saved = await owner.put(path(app), json={"config": config, "hash": shown["hash"]})
    now = (await owner.get(path(app))).json()
    assert (now["config"], now["served"]) == (config, shown["config"])
    assert (saved.status_code, set(saved.json())) == (200, {"hash", "updated_at"})
    stale = await owner.put(path(app), json={"config": config, "hash": shown["hash"]})
    assert (stale.status_code, stale.json()["code"]) == (409, "draft_config_not_sync")
    assert stale.json()["hash"] == saved.json()["hash"]
    listed = (await owner.get("/console/api/apps")).json()["data"][0]
    assert (listed["published"], listed["has_unpublished_changes"]) == (True, True)

    await app.chat("hi")
    assert app.prompt()[0] == ("system", "First.")
    exported = yaml.safe_load((await owner.get(f"/console/api/apps/{app.id}/export")).json()["data"])
    assert exported["model_config"]["pre_prompt"] == "First."

    published = await owner.post(path(app, "/publish"))
    assert (published.status_code, set(published.json())) == (200, {"published_at"})
    await app.chat("hi")
    assert app.prompt()[0] == ("system", "Second.")
    assert (await owner.get(path(app))).json()["has_unpublished_changes"] is False

    third: Json = {"config": {**config, "pre_prompt": "Third."}, "hash": saved.json()["hash"]}
    await owner.put(path(app), json=third)
    back = await owner.post(path(app, "/reset"))
    assert back.json()["hash"] == saved.json()["hash"]
    assert (await owner.get(path(app))).json()["config"]["pre_prompt"] == "Second."


@pytest.mark.parametrize("mode", ["chat", "completion", "agent-chat"])
async def test_a_new_app_begins_with_the_default_model(server: Server, scripted: ScriptedModel, mode: str) -> None:
    owner = await server.person("owner")
    body = {"name": "New", "mode": mode}
    without = (await owner.client.post("/console/api/apps", json=body)).json()
    assert without["model_config"]["model"]["name"] == ""
    await set_up_models(owner, scripted)
    chosen = {"data": {"llm": {"provider": "openai", "model": "gpt-4o-mini"}}}
    answer = await owner.client.post("/console/api/workspaces/current/default-models", json=chosen)
    assert answer.status_code == 200, answer.text
    made = (await owner.client.post("/console/api/apps", json=body)).json()
    shown = (await owner.client.get(f"/console/api/apps/{made['id']}/model-config")).json()
    provider = answer.json()["data"]["llm"]["provider"]
    assert shown["config"]["model"] == {**MODEL, "provider": provider}
    assert shown["served"] == shown["config"]


async def test_a_new_chatflow_begins_with_the_default_model_and_runs(server: Server, scripted: ScriptedModel) -> None:
    owner = await server.person("owner")
    await set_up_models(owner, scripted)
    chosen = {"data": {"llm": {"provider": "openai", "model": "gpt-4o-mini"}}}
    defaults = await owner.client.post("/console/api/workspaces/current/default-models", json=chosen)
    made = (await owner.client.post("/console/api/apps", json={"name": "Flow", "mode": "advanced-chat"})).json()
    draft = (await owner.client.get(f"/console/api/apps/{made['id']}/workflows/draft")).json()
    llm = next(node["data"] for node in draft["graph"]["nodes"] if node["data"]["type"] == "llm")
    assert llm["model"] == {**MODEL, "provider": defaults.json()["data"]["llm"]["provider"]}
    checked = await owner.client.post(f"/console/api/apps/{made['id']}/workflows/check")
    assert checked.json()["problems"] == []


async def test_conversations_keep_the_configuration_they_began_with(server: Server, scripted: ScriptedModel) -> None:
    app = await make_basic_app(server, scripted, "chat", {"pre_prompt": "First."})
    conversation = (await app.chat("one")).json()["conversation_id"]
    shown = (await app.owner.client.get(path(app))).json()
    config = {**shown["config"], "pre_prompt": "Second."}
    await app.owner.client.put(path(app), json={"config": config, "hash": shown["hash"]})
    await app.owner.client.post(path(app, "/publish"))
    await app.chat("two", conversation_id=conversation)
    assert app.prompt()[0] == ("system", "First.")
    await app.chat("new")
    assert app.prompt()[0] == ("system", "Second.")


async def test_a_draft_may_be_unfinished_and_not_broken(server: Server, scripted: ScriptedModel) -> None:
    app = await make_basic_app(server, scripted, "chat", {})
    owner = app.owner.client
    shown = (await owner.get(path(app))).json()
    unfinished = {**shown["config"], "user_input_form": [text_field("size", "select", options=[])]}
    saved = await owner.put(path(app), json={"config": unfinished, "hash": shown["hash"]})
    assert saved.status_code == 200, saved.text
    problems = (await owner.get(path(app))).json()["problems"]
    assert [p["field"] for p in problems] == ["user_input_form[0].select.options"]
    refused = await owner.post(path(app, "/publish"))
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_model_config")
    assert refused.json()["params"] == "user_input_form[0].select.options"
    broken = {"config": {**unfinished, "user_input_form": "none"}, "hash": saved.json()["hash"]}
    answer = await owner.put(path(app), json=broken)
    assert (answer.status_code, answer.json()["params"]) == (400, "user_input_form")


async def test_who_may(server: Server, scripted: ScriptedModel, greeter: MadeApp) -> None:
    app = await make_basic_app(server, scripted, "chat", {})
    member = await server.person("normal", app.workspace_id)
    stranger = await server.person("owner")
    assert (await member.client.post(path(app, "/publish"))).status_code == 403
    assert (await stranger.client.get(path(app))).status_code == 404
    workflow = await greeter.owner.client.get(f"/console/api/apps/{greeter.id}/model-config")
    assert (workflow.status_code, workflow.json()["code"]) == (400, "not_basic_app")


async def test_a_new_app_is_published_and_a_copy_too(server: Server) -> None:
    owner = await server.person("owner")
    for mode in ("chat", "completion", "agent-chat"):
        made = (await owner.client.post("/console/api/apps", json={"name": mode, "mode": mode})).json()
        assert (made["published"], made["has_unpublished_changes"]) == (True, False)
        config = (await owner.client.get(f"/console/api/apps/{made['id']}/model-config")).json()
        assert [p["field"] for p in config["problems"]] == ["model"]
        copied = (await owner.client.post(f"/console/api/apps/{made['id']}/copy")).json()
        assert (copied["published"], copied["model_config"]) == (True, made["model_config"])


MODERATION: Json = {"enabled": True, "type": "keywords", "config": {}}
SELECT: Json = text_field("s", "select", options=["a"], default="b")
WRONG: list[tuple[str, Json, str]] = [
    ("chat", {"model": {}}, "model"),
    ("chat", {"model": {**MODEL, "mode": "film"}}, "model.mode"),
    ("chat", {"model": {**MODEL, "completion_params": {"stop": list("abcde")}}}, "model.completion_params.stop"),
    ("chat", {"prompt_type": "clever"}, "prompt_type"),
    ("chat", {"pre_prompt": 3}, "pre_prompt"),
    ("chat", {"prompt_type": "advanced"}, "chat_prompt_config.prompt"),
    ("chat", {"chat_prompt_config": {"prompt": [{"role": "user", "text": ""}] * 11}}, "chat_prompt_config.prompt"),
    ("chat", {"chat_prompt_config": {"prompt": [{"role": "boss"}]}}, "chat_prompt_config.prompt[0].role"),
    ("chat", {"user_input_form": [{}]}, "user_input_form[0]"),
    ("chat", {"user_input_form": [{"file": {}}]}, "user_input_form[0]"),
    ("chat", {"user_input_form": [text_field("1st")]}, "user_input_form[0].text-input.variable"),
    ("chat", {"user_input_form": [text_field("a b")]}, "user_input_form[0].text-input.variable"),
    ("chat", {"user_input_form": [text_field("a" * 101)]}, "user_input_form[0].text-input.variable"),
    ("chat", {"user_input_form": [text_field("a"), text_field("a")]}, "user_input_form[1].text-input.variable"),
    ("chat", {"user_input_form": [text_field("a", label="")]}, "user_input_form[0].text-input.label"),
    ("chat", {"user_input_form": [text_field("a", max_length=257)]}, "user_input_form[0].text-input.max_length"),
    ("chat", {"user_input_form": [text_field("a", "number", default="x")]}, "user_input_form[0].number.default"),
    ("chat", {"user_input_form": [SELECT]}, "user_input_form[0].select.default"),
    ("chat", {"suggested_questions": ["q"] * 11}, "suggested_questions"),
    ("chat", {"speech_to_text": []}, "speech_to_text"),
    ("chat", {"text_to_speech": {"enabled": "yes"}}, "text_to_speech.enabled"),
    ("chat", {"more_like_this": {"enabled": True}}, "more_like_this.enabled"),
    ("chat", {"sensitive_word_avoidance": MODERATION}, "sensitive_word_avoidance.config"),
    ("chat", {"external_data_tools": [{"variable": "w", "type": "api"}]},
     "external_data_tools[0].config.api_based_extension_id"),
    ("chat", {"dataset_configs": {"top_k": 0}}, "dataset_configs.top_k"),
    ("chat", {"dataset_configs": {"datasets": {"datasets": [{"dataset": {"id": "x"}}]}}},
     "dataset_configs.datasets.datasets[0].dataset.id"),
    ("completion", {"dataset_configs": {"datasets": {"datasets": [{"dataset": {"id": str(uuid4())}}]}}},
     "dataset_query_variable"),
    ("agent-chat", {"agent_mode": {"max_iteration": 100}}, "agent_mode.max_iteration"),
    ("agent-chat", {"agent_mode": {"tools": [{"a": 1, "b": 2, "c": 3, "d": 4}]}}, "agent_mode.tools[0]"),
    ("chat", {"file_upload": {"number_limits": 11}}, "file_upload.number_limits"),
    ("chat", {"file_upload": {"allowed_file_types": ["smell"]}}, "file_upload.allowed_file_types"),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "part", "field"), WRONG, ids=[f"{i}-{w[2]}" for i, w in enumerate(WRONG)])
def test_each_field_is_checked(mode: str, part: Json, field: str) -> None:
    config: dict[str, Any] = {"model": MODEL, **part}
    assert field in [wrong.field for wrong in check(mode, config)]


def test_moderation_needs_presets_unless_an_api_gives_them() -> None:
    side: Json = {"enabled": True, "preset_response": ""}
    root = "sensitive_word_avoidance"
    words: Json = {"enabled": True, "type": "keywords", "config": {"keywords": "a", "inputs_config": side}}
    fields = [w.field for w in check("chat", {"model": MODEL, root: words})]
    assert fields == [f"{root}.config.inputs_config.preset_response"]
    long: Json = {"enabled": True, "preset_response": "x" * 101}
    words["config"]["inputs_config"] = long
    assert [w.field for w in check("chat", {"model": MODEL, root: words})] == fields
    api: Json = {"enabled": True, "type": "api", "config": {"api_based_extension_id": "e", "inputs_config": side}}
    assert check("chat", {"model": MODEL, root: api}) == []


@pytest.mark.parametrize("name", ["name", "姓名", "_x1", "😀"])
def test_names_of_variables_may_be_of_any_script(name: str) -> None:
    config: Json = {"model": MODEL, "user_input_form": [text_field(name)]}
    assert check("chat", config) == []
