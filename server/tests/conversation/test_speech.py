"""Speech of apps: recordings written down, answers read aloud, and answers spoken while they are written."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from tenon.adapters.scripted_model.script import Script
from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.adapters.scripted_model.sounds import heard
from tenon.domain.run.runner import Runner
from tenon.models.port import Voice
from tenon.models.speech import speakable, voice_for
from tests.fixtures.apps import AppOptions, Json, MadeApp, answer, chain, events_of, make_app, node, start
from tests.fixtures.basic_apps import make_basic_app
from tests.fixtures.server import Person, Server

KEY = "sk-speech-marker"
WORDS = "It rains in Bern today. 明天会出太阳，气温很高！ **Take** an umbrella."
RECORDING = ("a.mp3", b"x" * 10, "audio/mp3")


@pytest.fixture
async def vendor() -> AsyncIterator[ScriptedModel]:
    """A model server for all kinds."""
    async with ScriptedModel(Script(api_key=KEY)) as server:
        yield server


async def set_up(person: Person, vendor: ScriptedModel) -> None:
    values = {"openai_api_key": KEY, "openai_api_base": vendor.url}
    path = "/console/api/workspaces/current/model-providers/openai/credentials"
    assert (await person.client.post(path, json={"credentials": values})).status_code == 201


async def made(server: Server, vendor: ScriptedModel, **speech: Any) -> MadeApp:
    """A chatflow whose answer is what the user says."""
    features = {"speech_to_text": {"enabled": True}, "text_to_speech": {"enabled": True, "voice": "nova", **speech}}
    model: Json = {"provider": "openai", "name": "gpt-4o-mini", "mode": "chat", "completion_params": {}}
    prompt = [{"role": "user", "text": "{{#sys.query#}}"}]
    graph = chain(start(), node("llm", "llm", model=model, prompt_template=prompt), answer("{{#llm.text#}}"))
    app = await make_app(server, graph, mode="advanced-chat", options=AppOptions(features=features))
    await set_up(app.owner, vendor)
    return app


async def chat(app: MadeApp, query: str = WORDS) -> list[Json]:
    body: Json = {"inputs": {}, "query": query, "user": "ada", "response_mode": "streaming"}
    return events_of((await app.client.post("/v1/chat-messages", json=body)).text)


def spoken(vendor: ScriptedModel) -> list[str]:
    return [r["body"]["input"] for r in vendor.requests if r["path"].endswith("/audio/speech")]


async def test_recordings(server: Server, vendor: ScriptedModel) -> None:
    app = await made(server, vendor)
    written = await app.client.post("/v1/audio-to-text", files={"file": RECORDING}, data={"user": "ada"})
    assert (written.status_code, written.json()) == (200, {"text": "Recording a.mp3 of 10 bytes."})
    large = await app.client.post(
        "/v1/audio-to-text", files={"file": ("a.mp3", bytes(30 * 1024 * 1024 + 1), "audio/mp3")}
    )
    assert (large.status_code, large.json()["code"]) == (413, "audio_too_large")
    browser = {"file": ("speech.webm", b"x", "audio/webm;codecs=opus")}
    assert (await app.client.post("/v1/audio-to-text", files=browser)).status_code == 415
    console = f"/console/api/apps/{app.id}/audio-to-text"
    assert (await app.owner.client.post(console, files=browser)).json()["text"].startswith("Recording speech.webm")
    stranger = await server.person("owner")
    assert (await stranger.client.post(console, files=browser)).status_code == 404
    vendor.play("rules: [{when: {kind: speech2text}, error: {status: 500, message: Out of order}}]")
    broken = await app.client.post("/v1/audio-to-text", files={"file": RECORDING})
    assert (broken.status_code, broken.json()["code"]) == (400, "completion_request_error")
    assert "Out of order" in broken.json()["message"]


async def test_texts_and_answers_read_aloud(server: Server, vendor: ScriptedModel) -> None:
    app = await made(server, vendor)
    bodies: list[dict[str, Any]] = [
        {"json": {"text": "Good **morning**"}},
        {"data": {"text": "Good **morning**", "user": "ada"}},
    ]
    for body in bodies:
        sound = await app.client.post("/v1/text-to-audio", **body)
        assert (sound.status_code, sound.headers["content-type"]) == (200, "audio/mpeg")
        assert heard(sound.content) == "Good morning"
    assert vendor.requests[-1]["body"]["voice"] == "nova"
    await app.client.post("/v1/text-to-audio", json={"text": "x", "voice": "echo"})
    assert vendor.requests[-1]["body"]["voice"] == "echo"
    message = next(e for e in await chat(app, "Hello there") if e["event"] == "message_end")["message_id"]
    for extra in (dict[str, str](), {"text": "other"}):
        sound = await app.client.post("/v1/text-to-audio", json={"message_id": message, **extra})
        assert heard(sound.content) == "Hello there"
    for unknown in (str(uuid4()), "nonsense"):
        nothing = await app.client.post("/v1/text-to-audio", json={"message_id": unknown})
        assert (nothing.status_code, nothing.text) == (200, "null")
    wrongs: list[dict[str, Any]] = [{}, {"text": " "}, {"text": ["a"]}, {"text": "x" * 100_001}]
    for wrong in wrongs:
        assert (await app.client.post("/v1/text-to-audio", json=wrong)).json()["code"] == "invalid_param"
    vendor.play("rules: [{when: {kind: tts}, error: {status: 401, message: No entry}}]")
    refused = await app.client.post("/v1/text-to-audio", json={"text": "x"})
    assert (refused.status_code, refused.json()["code"]) == (400, "completion_request_error")
    assert KEY not in refused.text


async def test_voices_in_the_console(server: Server, vendor: ScriptedModel) -> None:
    app = await made(server, vendor)
    client, base = app.owner.client, f"/console/api/apps/{app.id}/text-to-audio"
    voices = (await client.get(f"{base}/voices", params={"language": "zh-Hans"})).json()["data"]
    assert voices[0] == {"name": "Alloy", "value": "alloy", "languages": voices[0]["languages"]}
    assert (await client.get(f"{base}/voices", params={"language": "xx"})).json()["data"] == []
    sound = await client.post(base, json={"text": "Hi", "voice": "onyx"})
    assert (heard(sound.content), vendor.requests[-1]["body"]["voice"]) == ("Hi", "onyx")


async def test_answers_are_spoken_while_they_are_written(server: Server, vendor: ScriptedModel) -> None:
    app = await made(server, vendor, autoPlay="enabled")
    await app.client.post("/v1/text-to-audio", json={"text": "The first call sets the model up."})
    vendor.play("rules: [{when: {kind: chat}, answer: '" + WORDS + "', delay: {token_ms: 40}}]")
    events = await chat(app)
    names = [event["event"] for event in events]
    assert "".join(e["answer"] for e in events if e["event"] == "message") == WORDS
    pieces = [e for e in events if e["event"] == "tts_message"]
    sound = b"".join(b64decode(piece["audio"]) for piece in pieces)
    assert heard(sound) is not None
    assert spoken(vendor) == ["It rains in Bern today.", "明天会出太阳，气温很高！", "Take an umbrella."]
    assert names[-1] == "tts_message_end"
    assert names.index("tts_message") < len(names) - 1 - names[::-1].index("message")
    assert names.index("message_end") < names.index("tts_message_end")
    head = {"conversation_id", "message_id", "created_at", "task_id", "event", "audio"}
    assert set(pieces[0]) == set(events[-1]) == head
    assert events[-1]["audio"] == ""


@pytest.mark.parametrize("mode", ["chat", "completion"])
async def test_basic_apps_speak_too(server: Server, vendor: ScriptedModel, mode: str) -> None:
    owner = await server.person("owner")
    await set_up(owner, vendor)
    feature = {"enabled": True, "voice": "nova", "autoPlay": "enabled"}
    vendor.play("rules: [{when: {kind: chat}, answer: '" + WORDS + "'}]")
    config: Json = {"text_to_speech": feature, "pre_prompt": "Speak."}
    app = await make_basic_app(server, vendor, mode, config, owner=owner)
    path = "/v1/chat-messages" if mode == "chat" else "/v1/completion-messages"
    body: Json = {"inputs": {}, "query": "Hello", "user": "ada", "response_mode": "streaming"}
    events = events_of((await app.client.post(path, json=body)).text)
    assert events[-1]["event"] == "tts_message_end"
    assert ("conversation_id" in events[-1]) == (mode == "chat")
    assert len(spoken(vendor)) == 3
    sound = await app.client.post("/v1/text-to-audio", json={"message_id": events[-1]["message_id"]})
    assert "umbrella" in str(heard(sound.content))


async def test_nothing_is_spoken_without_the_switch_or_for_blocking_callers(
    server: Server, vendor: ScriptedModel
) -> None:
    app = await made(server, vendor, autoPlay="disabled")
    assert not [e for e in await chat(app) if e["event"].startswith("tts")]
    assert spoken(vendor) == []


async def test_trouble_with_speech_leaves_the_answer_whole(server: Server, vendor: ScriptedModel) -> None:
    app = await made(server, vendor, autoPlay="enabled")
    vendor.play("rules: [{when: {kind: tts}, error: {status: 500}}]")
    events = await chat(app)
    assert "".join(e["answer"] for e in events if e["event"] == "message") == WORDS
    assert [e["event"] for e in events if e["event"].startswith("tts")] == ["tts_message_end"]
    assert "message_end" in [e["event"] for e in events]


async def test_a_failed_answer_ends_the_sound(server: Server, vendor: ScriptedModel) -> None:
    app = await made(server, vendor, autoPlay="enabled")
    vendor.play(
        "rules: [{when: {kind: chat}, answer: 'One whole sentence here. And', error: {status: 500}, error_after: 5}]"
    )
    events = await chat(app)
    assert "error" in [e["event"] for e in events]
    assert events[-1]["event"] == "tts_message_end"


async def test_stopping_ends_the_sound(server: Server, vendor: ScriptedModel) -> None:
    app = await made(server, vendor, autoPlay="enabled")
    vendor.play(
        "rules: [{when: {kind: chat}, answer: 'One whole sentence here. Another one. ', delay: {token_ms: 20}},"
        " {when: {kind: tts}, hang: true}]"
    )
    answering = asyncio.create_task(chat(app))
    async with asyncio.timeout(20):
        while not spoken(vendor):  # noqa: ASYNC110 - the vendor has no signal for this
            await asyncio.sleep(0.01)
    runner = server.container.services.get(Runner)
    (task,) = runner.ids()
    await app.client.post(f"/v1/chat-messages/{task}/stop", json={"user": "ada"})
    assert (await answering)[-1]["event"] == "tts_message_end"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<think>hm\nhm</think>Yes", "Yes"), ("# Title\n\n- one\n- **two**", "Title\none\ntwo"),
        ("See [the page](https://x.y/z) ![a cat](u)", "See the page a cat"), ("```py\nx=1\n```\nDone", "Done"),
        ("`a` <b>b</b> 3 < 4", "a b 3 < 4"), ("go to https://a.b/c now", "go to now"), ("```", ""),
    ],
)  # fmt: skip
def test_what_is_spoken_of_a_text(text: str, said: str) -> None:
    assert speakable(text) == said


def test_which_voice() -> None:
    voices = [Voice("a", "A", ("en-US",)), Voice("b", "B", ("zh-Hans",)), Voice("c", "C")]
    assert voice_for(voices, "b", "en-US") == "b"
    assert voice_for(voices, "gone", "zh_CN") == "b"
    assert voice_for(voices, "", "en-GB") == ""
    assert voice_for([], "any", "") == "any"
