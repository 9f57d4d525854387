"""Models by the names that apps use: resolving, caching, changes, errors, and no secret anywhere."""

import logging
from typing import Any

import pytest

from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.provider.gateway import Gateway
from tenon.models.errors import ModelError, ModelNotSupported, ModelUnauthorized, ProviderNotConfigured
from tenon.models.messages import ChatRequest, Message
from tenon.models.port import ModelRef
from tests.fixtures.server import Person, Server
from tests.provider.conftest import BASE, KEY, compatible, openai

HELLO = ChatRequest([Message("user", "Hello there")])


def models_of(server: Server, person: Person) -> Any:
    return server.container.services.get(Gateway).for_workspace(person.workspace_id)


async def said(model: Any, request: ChatRequest = HELLO) -> str:
    return "".join([delta.text async for delta in model.stream(request)])


@pytest.mark.parametrize("name", ["openai", "langgenius/openai/openai", "langgenius/openai", "OpenAI"])
async def test_spellings(server: Server, owner: Person, vendor: ScriptedModel, name: str) -> None:
    await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor)})
    model = await models_of(server, owner).chat(ModelRef(name, "gpt-4o-mini"))
    assert (model.provider, model.name, model.facts.context_size) == ("openai", "gpt-4o-mini", 128000)
    assert await said(model) == "Hello there"
    vectors = await (await models_of(server, owner).embedding(ModelRef(name, "text-embedding-3-small"))).embed(
        ["a", "b", "a"], purpose="document"
    )
    assert vectors.vectors[0] == vectors.vectors[2] != vectors.vectors[1]
    assert vectors.usage.prompt_price > 0


async def test_nothing_is_rebuilt_until_something_changes(server: Server, owner: Person, vendor: ScriptedModel) -> None:
    added = (await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor)})).json()
    models, ref = models_of(server, owner), ModelRef("openai", "gpt-4o")
    first = await models.chat(ref)
    assert await models.chat(ref) is first
    await owner.client.patch(f"{BASE}/openai/credentials/{added['id']}", json={"name": "New"})
    second = await models.chat(ref)
    assert second is not first
    await owner.client.patch(f"{BASE}/openai/models", json={"model": "gpt-4o", "model_type": "llm", "enabled": False})
    with pytest.raises(ModelNotSupported, match="switched off"):
        await models.chat(ref)
    await owner.client.delete(f"{BASE}/openai/credentials/{added['id']}")
    with pytest.raises(ProviderNotConfigured, match="OpenAI is not set up"):
        await models.chat(ModelRef("openai", "gpt-4.1"))


async def test_errors_name_themselves_and_what_to_do(server: Server, owner: Person, vendor: ScriptedModel) -> None:
    models = models_of(server, owner)
    with pytest.raises(ProviderNotConfigured, match=r"langgenius/riverside/riverside.*OpenAI-API-compatible"):
        await models.chat(ModelRef("langgenius/riverside/riverside", "reed"))
    with pytest.raises(ProviderNotConfigured, match="Settings > Model providers"):
        await models.chat(ModelRef("deepseek", "deepseek-chat"))
    with pytest.raises(ProviderNotConfigured, match='"qwen3" of GPUStack'):
        await models.chat(ModelRef("langgenius/gpustack/gpustack", "qwen3"))
    first = (await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor)})).json()
    with pytest.raises(ModelNotSupported, match='no llm model "gpt-99"'):
        await models.chat(ModelRef("openai", "gpt-99"))
    await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor)})
    await owner.client.delete(f"{BASE}/openai/credentials/{first['id']}")
    with pytest.raises(ProviderNotConfigured, match="none is in use"):
        await models.chat(ModelRef("openai", "gpt-4o"))


async def test_custom_models_of_every_kind(server: Server, owner: Person, vendor: ScriptedModel) -> None:
    for model, kind in (("reed", "llm"), ("vec", "text-embedding"), ("order", "rerank")):
        body = {"model": model, "model_type": kind, "credentials": compatible(vendor, endpoint_model_name=f"{model}-x")}
        answer = await owner.client.post(f"{BASE}/openai_api_compatible/models", json=body)
        assert answer.status_code == 201, answer.text
    models, name = models_of(server, owner), "langgenius/openai_api_compatible/openai_api_compatible"
    chat = await models.chat(ModelRef(name, "reed"))
    assert await said(chat) == "Hello there"
    assert vendor.requests[-1]["body"]["model"] == "reed-x"
    assert chat.facts.context_size == 32000
    ranked = await (await models.rerank(ModelRef(name, "order", "rerank"))).rerank(
        "red apples", ["blue sea", "red apples are sweet", "green trees"], top_n=2
    )
    assert ranked[0].index == 1
    assert len(ranked) == 2
    assert all(0 <= item.score <= 1 for item in ranked)


async def test_predefined_models_get_only_parameters_they_know(
    server: Server, owner: Person, vendor: ScriptedModel
) -> None:
    await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor)})
    models = models_of(server, owner)
    parameters = {"temperature": 5, "max_tokens": 100, "top_k": 3, "unknown": 1}
    await said(await models.chat(ModelRef("openai", "gpt-4o")), ChatRequest(HELLO.messages, parameters))
    body = vendor.requests[-1]["body"]
    assert (body["temperature"], body["max_completion_tokens"]) == (2, 100)
    assert "top_k" not in body
    assert "unknown" not in body
    await said(await models.chat(ModelRef("openai", "o3")), ChatRequest(HELLO.messages, parameters))
    assert "temperature" not in vendor.requests[-1]["body"]


async def test_no_secret_in_answers_errors_and_logs(
    server: Server,
    owner: Person,
    vendor: ScriptedModel,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor)})
    answers = [await owner.client.get(BASE), await owner.client.get(f"{BASE}/openai/models")]
    answers.append(await owner.client.get("/console/api/workspaces/current/default-models"))
    model = await models_of(server, owner).chat(ModelRef("openai", "gpt-4o"))
    assert KEY not in repr(model.__dict__)
    vendor.play(f"rules: [{{error: {{status: 401, message: 'Incorrect key {KEY} given'}}}}]")
    answers.append(await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor)}))
    answers.append(await owner.client.post(f"{BASE}/openai/models/test", json={"model": "gpt-4o", "model_type": "llm"}))
    with pytest.raises(ModelUnauthorized) as caught:
        await said(model)
    error: BaseException | None = caught.value
    assert isinstance(error, ModelError)
    assert "Incorrect key **** given" in error.message
    while error is not None:
        assert KEY not in f"{error!r}{error.__dict__}"
        error = error.__cause__ or error.__context__
    assert all(KEY not in answer.text for answer in answers)
    out, err = capfd.readouterr()
    assert KEY not in out + err + caplog.text


async def test_speech_and_moderation(server: Server, owner: Person, vendor: ScriptedModel) -> None:
    models = models_of(server, owner)
    assert await models.default("tts") is None
    await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor)})
    mouth = await models.text_to_speech(await models.default("tts"))
    assert (mouth.name, mouth.mime_type, mouth.voices[0].id) == ("tts-1", "audio/mpeg", "alloy")
    sound = b"".join([piece async for piece in mouth.speak("It is 汉字 time.", voice="nova")])
    assert vendor.requests[-1]["body"]["voice"] == "nova"
    ear = await models.speech_to_text(await models.default("speech2text"))
    assert await ear.transcribe(sound, filename="a.mp3", mime_type="audio/mpeg") == "It is 汉字 time."
    judge = await models.moderation(await models.default("moderation"))
    assert not await judge.flagged(["good", ""])
    assert await judge.flagged(["good", "please flag me"])
    unknown = [piece async for piece in mouth.speak("x", voice="nobody")]
    assert unknown
    assert vendor.requests[-1]["body"]["voice"] == "alloy"
