"""Moderated apps of every kind over the service API."""

import asyncio
from typing import Any

import pytest
from aiohttp import web

from tenon.adapters.scripted_model.script import Delay, Rule, Script, When
from tenon.adapters.scripted_model.server import ScriptedModel
from tests.fixtures.apps import AppOptions, Json, MadeApp, answer, chain, events_of, make_app, node, start, text_input
from tests.fixtures.basic_apps import MODEL, make_basic_app, set_up_models, text_field
from tests.fixtures.extension_service import ExtensionService, register
from tests.fixtures.server import Server

MODES = ("advanced-chat", "chat", "completion", "agent-chat")
IN, OUT = "Your words are not allowed.", "I cannot say that."


def feature(kind: str = "keywords", *, inputs: bool = True, outputs: bool = True, **config: Any) -> Json:
    sides = {
        "inputs_config": {"enabled": inputs, "preset_response": IN},
        "outputs_config": {"enabled": outputs, "preset_response": OUT},
    }
    return {"enabled": True, "type": kind, "config": {"keywords": "forbidden phrase\n禁止", **sides, **config}}


def llm() -> Json:
    prompt = [{"role": "user", "text": "{{#sys.query#}}"}]
    return node(
        "llm", "llm", model=MODEL, prompt_template=prompt, context={"enabled": False}, vision={"enabled": False}
    )


async def make(server: Server, scripted: ScriptedModel, mode: str, moderation: Json, owner: Any = None) -> MadeApp:
    """An app that gives the model's answer."""
    if owner is None:
        owner = await server.person("owner")
        await set_up_models(owner, scripted)
    if mode == "advanced-chat":
        graph = chain(start(text_input("topic")), llm(), answer("{{#llm.text#}}"))
        options = AppOptions(features={"sensitive_word_avoidance": moderation})
        return await make_app(server, graph, mode=mode, owner=owner, options=options)
    config: Json = {"sensitive_word_avoidance": moderation, "user_input_form": [text_field("topic")]}
    if mode == "completion":
        config["pre_prompt"] = "Write about {{topic}}"
    if mode == "agent-chat":
        config["agent_mode"] = {"enabled": True, "strategy": "function_call", "tools": [], "max_iteration": 3}
    return await make_basic_app(server, scripted, mode, config, owner=owner)


async def ask(app: MadeApp, mode: str, text: str, *, streaming: bool = True, **inputs: str) -> Any:
    """The events of a stream, or the body of a blocking answer."""
    body: Json = {"user": "ada", "response_mode": "streaming" if streaming else "blocking"}
    path = "/v1/chat-messages"
    if mode == "completion":
        path, inputs = "/v1/completion-messages", {"topic": text, **inputs}
    else:
        body["query"] = text
    found = await app.client.post(path, json={**body, "inputs": inputs})
    assert found.status_code == 200, found.text
    return events_of(found.text) if streaming else found.json()


def seen(events: list[Json]) -> str:
    """The answer as a client shows it."""
    text = ""
    for event in events:
        if event["event"] in ("message", "agent_message"):
            text += event["answer"]
        elif event["event"] == "message_replace":
            assert event["reason"] == "output_moderation"
            text = event["answer"]
    return text


def names(events: list[Json]) -> list[str]:
    return [event["event"] for event in events]


async def stored(app: MadeApp, mode: str, events: list[Json]) -> Json:
    """The message as it is kept."""
    if mode == "completion":
        return {}
    conversation = events[-1].get("conversation_id") or events[0]["conversation_id"]
    params = {"user": "ada", "conversation_id": conversation}
    return (await app.client.get("/v1/messages", params=params)).json()["data"][-1]


def tokens(*pieces: str, each_ms: float = 0) -> Script:
    delay = Delay(token_ms=each_ms)
    return Script(rules=[Rule(when=When(kind="chat"), tokens=list(pieces), delay=delay)])


@pytest.mark.parametrize("mode", MODES)
async def test_blocked_input_never_reaches_the_model(server: Server, scripted: ScriptedModel, mode: str) -> None:
    app = await make(server, scripted, mode, feature())
    events = await ask(app, mode, "a Forbidden PHRASE")
    assert seen(events) == IN
    assert set(names(events)) <= {"message", "agent_message", "message_end"}
    assert names(events)[-1] == "message_end"
    await asyncio.sleep(0)
    assert not [r for r in scripted.requests if r["path"] != "/v1/models"]  # no answer and no title is asked for
    if mode != "completion":
        message = await stored(app, mode, events)
        assert (message["answer"], message["query"], message["status"]) == (IN, "a Forbidden PHRASE", "normal")
    events = await ask(app, mode, "harmless", topic="这是禁止的")
    assert seen(events) == IN


@pytest.mark.parametrize("mode", MODES)
async def test_a_phrase_over_chunks_is_never_shown(server: Server, scripted: ScriptedModel, mode: str) -> None:
    scripted.play(tokens("Well, the for", "bid", "den ph", "rase is", " here and ", "more"))
    app = await make(server, scripted, mode, feature(inputs=False))
    events = await ask(app, mode, "go on")
    shown = "".join(e["answer"] for e in events if e["event"] in ("message", "agent_message"))
    assert shown == "Well, the "
    assert seen(events) == OUT
    ends = names(events)[-2:]
    assert ends == (["message_end", "workflow_finished"] if mode == "advanced-chat" else [*ends[:1], "message_end"])
    assert names(events).count("message_end") == 1
    if mode == "advanced-chat":
        assert events[-1]["data"]["status"] == "succeeded"
        assert events[-1]["data"]["outputs"]["answer"] == OUT
    if mode != "completion":
        message = await stored(app, mode, events)
        assert (message["answer"], message["status"]) == (OUT, "normal")


@pytest.mark.parametrize("mode", [m for m in MODES if m != "agent-chat"])
async def test_a_blocking_answer_is_replaced(server: Server, scripted: ScriptedModel, mode: str) -> None:
    scripted.play(tokens("这里有", "禁", "止", "的词"))
    app = await make(server, scripted, mode, feature(inputs=False))
    body = await ask(app, mode, "go on", streaming=False)
    assert body["answer"] == OUT


@pytest.mark.parametrize("mode", MODES)
async def test_harmless_answers_pass_whole(server: Server, scripted: ScriptedModel, mode: str) -> None:
    scripted.play(tokens("It is for", "ty", " bids ", "forb", "forbidden ph"))
    app = await make(server, scripted, mode, feature())
    events = await ask(app, mode, "go on")
    assert seen(events) == "It is forty bids forbforbidden ph"
    assert "message_replace" not in names(events)


@pytest.mark.parametrize("mode", MODES)
async def test_an_extension_replaces_what_was_shown(
    server: Server, scripted: ScriptedModel, service: ExtensionService, mode: str
) -> None:
    scripted.play(tokens(*["0123456789"] * 25, "bad end", each_ms=10))
    owner = await server.person("owner")
    await set_up_models(owner, scripted)
    extension = await register(owner, service)
    config = {"api_based_extension_id": extension["id"]}

    def judge(params: Json) -> Json:
        if "bad" in params["text"]:
            return {"flagged": True, "action": "direct_output", "preset_response": "Taken back."}
        return {"flagged": False}

    service.replies["app.moderation.output"] = judge
    app = await make(server, scripted, mode, feature("api", inputs=False, **config), owner)
    events = await ask(app, mode, "go on")
    assert seen(events) == "Taken back."
    pieces = service.of("app.moderation.output")
    assert {len(piece["text"]) for piece in pieces} == {57, 100}
    assert all(set(piece) == {"app_id", "text"} and piece["app_id"] == str(app.id) for piece in pieces)
    assert "message_end" in names(events)[-2:]
    if mode != "completion":
        assert (await stored(app, mode, events))["answer"] == "Taken back."


async def test_overridden_pieces_are_shown_and_stored(
    server: Server, scripted: ScriptedModel, service: ExtensionService
) -> None:
    scripted.play(tokens(*["abcdefghij"] * 12))
    owner = await server.person("owner")
    await set_up_models(owner, scripted)
    config = {"api_based_extension_id": (await register(owner, service))["id"]}
    service.replies["app.moderation.output"] = lambda params: {
        "flagged": True,
        "action": "overridden",
        "text": params["text"].upper(),
    }
    app = await make(server, scripted, "advanced-chat", feature("api", inputs=False, **config), owner)
    events = await ask(app, "advanced-chat", "go on")
    assert seen(events) == "ABCDEFGHIJ" * 12
    assert events[-1]["data"]["outputs"]["answer"] == "ABCDEFGHIJ" * 12
    assert (await stored(app, "advanced-chat", events))["answer"] == "ABCDEFGHIJ" * 12
    body = await ask(app, "advanced-chat", "go on", streaming=False)
    assert body["answer"] == "ABCDEFGHIJ" * 12
    assert len(service.of("app.moderation.output")[-1]["text"]) == 120


@pytest.mark.parametrize("mode", MODES)
async def test_overridden_inputs_are_used(
    server: Server, scripted: ScriptedModel, service: ExtensionService, mode: str
) -> None:
    owner = await server.person("owner")
    await set_up_models(owner, scripted)
    config = {"api_based_extension_id": (await register(owner, service))["id"]}
    service.replies["app.moderation.input"] = {
        "flagged": True,
        "action": "overridden",
        "inputs": {"topic": "***", "unknown": "x"},
        "query": "say ***",
    }
    app = await make(server, scripted, mode, feature("api", outputs=False, **config), owner)
    events = await ask(app, mode, "say rude", topic="rude")
    assert seen(events) == ("Write about ***" if mode == "completion" else "say ***")
    asked = service.of("app.moderation.input")[0]
    assert asked["inputs"]["topic"] in ("rude", "say rude")
    assert asked["app_id"] == str(app.id)
    if mode != "completion":
        assert asked["query"] == "say rude"
        assert (await stored(app, mode, events))["query"] == "say ***"


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (web.Response(status=500, text="boom"), "request error, status_code: 500, content: boom"),
        (web.Response(text="<html>", content_type="text/html"), "the answer is not JSON: <html>"),
        (web.json_response([1]), "the answer is not a JSON object"),
        ({"flagged": "maybe"}, "the answer must have flagged"),
        (web.Response(body=b"x" * (2 << 20)), "limit is 1048576 bytes"),
    ],
)
async def test_a_broken_extension_is_named(
    server: Server, scripted: ScriptedModel, service: ExtensionService, reply: Any, text: str
) -> None:
    owner = await server.person("owner")
    await set_up_models(owner, scripted)
    config = {"api_based_extension_id": (await register(owner, service, "Sentinel"))["id"]}
    service.replies |= {"app.moderation.input": reply, "app.moderation.output": reply}
    app = await make(server, scripted, "chat", feature("api", outputs=False, **config), owner)
    refused = await app.chat("hello", response_mode="streaming")
    assert (refused.status_code, refused.json()["code"]) == (400, "extension_failed")
    assert "'Sentinel'" in refused.json()["message"]
    assert text in refused.json()["message"]
    for mode in ("advanced-chat", "chat"):
        app = await make(server, scripted, mode, feature("api", inputs=False, **config), owner)
        events = await ask(app, mode, "hello")
        assert names(events)[-1] == "error"
        assert "'Sentinel'" in events[-1]["message"]
        assert (await stored(app, mode, events))["status"] == "error"
        failed = await app.chat("hello")
        assert failed.status_code == 400
        assert "'Sentinel'" in failed.json()["message"]


async def test_a_deleted_extension_is_told(server: Server, scripted: ScriptedModel, service: ExtensionService) -> None:
    owner = await server.person("owner")
    extension = await register(owner, service)
    app = await make(server, scripted, "chat", feature("api", api_based_extension_id=extension["id"]), owner)
    path = f"/console/api/workspaces/current/api-extensions/{extension['id']}"
    assert (await owner.client.delete(path)).status_code == 204
    assert "was deleted" in (await app.chat("hello")).json()["message"]
    other = await server.person("owner")
    theirs = await register(other, service)
    app = await make(server, scripted, "chat", feature("api", api_based_extension_id=theirs["id"]), owner)
    assert "was deleted" in (await app.chat("hello")).json()["message"]


@pytest.mark.parametrize("mode", ["advanced-chat", "completion"])
async def test_the_moderation_model(server: Server, scripted: ScriptedModel, mode: str) -> None:
    app = await make(server, scripted, mode, feature("openai_moderation"))
    events = await ask(app, mode, "please flag me")
    assert seen(events) == IN
    scripted.play(tokens("I will flag", " me"))
    events = await ask(app, mode, "go on")
    assert seen(events) == OUT
    body = await ask(app, mode, "go on", streaming=False)
    assert body["answer"] == OUT


async def test_debugging_is_moderated_as_well(server: Server, scripted: ScriptedModel) -> None:
    app = await make(server, scripted, "chat", feature())
    path = f"/console/api/apps/{app.id}/chat-messages"
    body: Json = {"inputs": {}, "query": "forbidden phrase", "response_mode": "streaming"}
    events = events_of((await app.owner.client.post(path, json=body)).text)
    assert seen(events) == IN


async def test_workflows_are_not_moderated(server: Server) -> None:
    options = AppOptions(features={"sensitive_word_avoidance": feature()})
    graph = chain(
        start(text_input("text")),
        node("end", "end", outputs=[{"variable": "out", "value_selector": ["start", "text"]}]),
    )
    app = await make_app(server, graph, options=options)
    body = (await app.run({"text": "forbidden phrase"})).json()
    assert body["data"]["outputs"] == {"out": "forbidden phrase"}
