"""The scripted model: rules, faults, timing, and what it does without a script."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
import pytest_asyncio
import yaml
from click.testing import CliRunner

from tenon.adapters.scripted_model.script import BadScript, read_script
from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.cli.dev import command
from tenon.models.errors import ModelConnectionError, ModelError, ModelRateLimited, ModelUnavailable
from tenon.models.messages import ChatDelta, ChatRequest, Message, Tool
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint, Timeouts
from tenon.models.protocols.openai_chat import OpenAIChat
from tenon.models.protocols.openai_wire import Dialect

TOOL = Tool("weather", "Tells the weather", {"type": "object", "properties": {"city": {"type": "string"}}})


@pytest_asyncio.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest_asyncio.fixture
async def model() -> AsyncGenerator[ScriptedModel]:
    async with ScriptedModel() as server:
        yield server


async def ask(session: aiohttp.ClientSession, server: ScriptedModel, text: str = "Hi", **more: Any) -> list[ChatDelta]:
    streaming = more.pop("streaming", True)
    name = more.pop("model", "scripted")
    facts = ModelFacts(mode=more.pop("mode", "chat"), tool_call=True)
    endpoint = Endpoint.bearer("x", name, server.url, more.pop("key", ""), timeouts=Timeouts(first_byte=1, idle=1))
    chat = OpenAIChat(session, endpoint, facts, Dialect(streaming=streaming))
    messages = more.pop("messages", [Message("user", text)])
    return [delta async for delta in chat.stream(ChatRequest(messages, **more))]


def said(deltas: list[ChatDelta]) -> str:
    return "".join(delta.text for delta in deltas)


@pytest.mark.parametrize("streaming", [True, False])
async def test_echo(session: aiohttp.ClientSession, model: ScriptedModel, streaming: bool) -> None:
    deltas = await ask(session, model, "Hello, 你好! 2x", streaming=streaming)
    assert said(deltas) == "Hello, 你好! 2x"
    assert deltas[-1].usage is not None
    assert deltas[-1].usage.completion_tokens > 3
    assert said(await ask(session, model, "once", mode="completion", streaming=streaming)) == "once"


async def test_stop_sequences_end_the_answer(session: aiohttp.ClientSession, model: ScriptedModel) -> None:
    assert said(await ask(session, model, "one two three four", stop=["four", "three"])) == "one two "
    assert said(await ask(session, model, "one two", stop=["ten"])) == "one two"


async def test_rules_by_what_is_asked(session: aiohttp.ClientSession, model: ScriptedModel) -> None:
    model.play(
        """
        rules:
          - when: {model: ^gpt-, system: pirate}
            answer: Arr!
          - when: {last: "(?i)weather", tools: [weather], tool_result: false}
            tool_calls: [{name: weather, arguments: {city: Bern}}]
          - when: {tool_result: sunny}
            answer: It is sunny.
          - when: {last: count, call: 2}
            answer: second
          - when: {last: count}
            times: 2
            answer: first
          - when: {json_schema: true}
            json: {name: Ada}
          - when: {prompt: think}
            reasoning: Let me see.
            tokens: ["Yes", " sir"]
            finish_reason: length
            usage: {prompt_tokens: 7, completion_tokens: 8}
        """
    )
    pirate = [Message("system", "You are a pirate"), Message("user", "Hi")]
    assert said(await ask(session, model, model="gpt-4o", messages=pirate)) == "Arr!"
    last = (await ask(session, model, "The weather?", tools=[TOOL]))[-1]
    assert [(c.name, c.arguments) for c in last.tool_calls] == [("weather", '{"city":"Bern"}')]
    assert last.finish_reason == "tool_calls"
    after = [Message("user", "weather"), Message("assistant", "", tool_calls=last.tool_calls)]
    after.append(Message("tool", "sunny", tool_call_id=last.tool_calls[0].id))
    assert said(await ask(session, model, messages=after, tools=[TOOL])) == "It is sunny."
    assert [said(await ask(session, model, "count")) for _ in range(4)] == ["first", "second", "first", "count"]
    assert said(await ask(session, model, json_schema={"type": "object"})) == '{"name":"Ada"}'
    thought = await ask(session, model, "think")
    assert "".join(d.reasoning for d in thought) == "Let me see."
    assert [d.text for d in thought if d.text] == ["Yes", " sir"]
    assert thought[-1].finish_reason == "length"
    assert thought[-1].usage is not None
    assert thought[-1].usage.total_tokens == 15


async def test_without_rules_schemas_and_forced_tools_are_served(
    session: aiohttp.ClientSession, model: ScriptedModel
) -> None:
    schema = {
        "type": "object",
        "properties": {"n": {"type": "integer"}, "tags": {"type": "array", "items": {"enum": ["a", "b"]}}},
    }
    assert orjson.loads(said(await ask(session, model, json_schema=schema))) == {"n": 1, "tags": ["a"]}
    last = (await ask(session, model, tools=[TOOL], tool_choice="required"))[-1]
    assert last.tool_calls[0].arguments == '{"city":"text"}'


@pytest.mark.parametrize("streaming", [True, False])
async def test_faults(session: aiohttp.ClientSession, model: ScriptedModel, streaming: bool) -> None:
    model.play(
        """
        rules:
          - {when: {last: limit}, error: {status: 429, message: slow down, retry_after: 3}}
          - {when: {last: cut}, answer: one two three, cut_after: 2}
          - {when: {last: bad}, answer: one two three, malformed_after: 1}
          - {when: {last: hang}, hang: true}
        """
    )
    kinds: list[tuple[str, type[ModelError]]] = [
        ("limit", ModelRateLimited), ("cut", ModelConnectionError),
        ("bad", ModelUnavailable), ("hang", ModelUnavailable),
    ]  # fmt: skip
    for text, kind in kinds:
        with pytest.raises(kind):
            await ask(session, model, text, streaming=streaming)
    model.play("rules: [{answer: one two, error: {message: late, code: '503'}, error_after: 1}]")
    with pytest.raises(ModelUnavailable, match="late"):
        await ask(session, model)


async def test_bytes_split_anywhere(session: aiohttp.ClientSession, model: ScriptedModel) -> None:
    model.play("rules: [{answer: '汉字 🌊', split_bytes: 1}]")
    assert said(await ask(session, model)) == "汉字 🌊"


async def test_tokens_come_by_the_clock(session: aiohttp.ClientSession, model: ScriptedModel) -> None:
    loop = asyncio.get_running_loop()
    before = loop.time()
    deltas = await ask(session, model, model="fake-20x10")
    assert said(deltas) == "".join(f"tok{i} " for i in range(20))
    assert 0.19 <= loop.time() - before < 2
    model.play("delay: {first_ms: 100, token_ms: 5}")
    before = loop.time()
    await ask(session, model, "one two three")
    assert 0.11 <= loop.time() - before < 1


async def test_key_requests_and_control(session: aiohttp.ClientSession, model: ScriptedModel) -> None:
    root = model.url.removesuffix("/v1")
    async with session.put(f"{root}/scripted/script", data=b"api_key: good") as answer:
        assert answer.status == 200
    with pytest.raises(ModelError, match="Incorrect API key"):
        await ask(session, model, key="bad")
    await ask(session, model, "kept", key="good")
    async with session.get(f"{root}/scripted/requests") as answer:
        requests = (await answer.json())["data"]
    assert requests[-1]["body"]["messages"][0]["content"] == "kept"
    async with session.put(f"{root}/scripted/script", data=b"rules: 7") as answer:
        assert answer.status == 400
    async with session.get(f"{root}/v1/nothing") as answer:
        assert answer.status == 404
    model.play("")
    async with session.post(f"{root}/v1/chat/completions", data=b"{") as answer:
        assert answer.status == 400
    async with session.post(f"{root}/v1/chat/completions", json={"model": "m", "messages": 7}) as answer:
        assert answer.status == 400


async def test_embeddings_rerank_models(session: aiohttp.ClientSession, model: ScriptedModel) -> None:
    model.play("models: [a, b]\nrules: [{when: {kind: rerank, last: fixed}, scores: [0.1, 0.9]}]")
    body = {"model": "v", "input": ["red apple", "green apple", "engine"], "dimensions": 64}
    async with session.post(f"{model.url}/embeddings", json=body) as answer:
        vectors = [item["embedding"] for item in (await answer.json())["data"]]
    assert [len(v) for v in vectors] == [64] * 3

    def near(one: list[float], two: list[float]) -> float:
        return sum(x * y for x, y in zip(one, two, strict=True))

    assert near(vectors[0], vectors[0]) == pytest.approx(1)
    assert near(vectors[0], vectors[1]) > near(vectors[0], vectors[2])
    for query, best in (("apple", 1), ("fixed", 1)):
        body = {"model": "r", "query": query, "documents": ["engine", "apple tree"], "top_n": 1}
        async with session.post(f"{model.url}/rerank", json=body) as answer:
            results = (await answer.json())["results"]
        assert [result["index"] for result in results] == [best]
    async with session.get(f"{model.url}/models") as answer:
        assert [item["id"] for item in (await answer.json())["data"]] == ["a", "b"]


async def test_many_streams_at_once(session: aiohttp.ClientSession, model: ScriptedModel) -> None:
    answers = await asyncio.gather(*(ask(session, model, f"text {i}", model="fake-5x5") for i in range(100)))
    assert {said(deltas) for deltas in answers} == {"tok0 tok1 tok2 tok3 tok4 "}


@pytest.mark.parametrize(
    ("text", "place"),
    [("rules: 1", "rules"), ("rules: [{wen: {}}]", "wen"), ("rules: [{when: {last: '('}}]", "regular expression"),
     ("{", "YAML"), ("rules: [{error: {status: 7}}]", "status"), ("- a", "script")],
)  # fmt: skip
def test_wrong_scripts_name_the_place(text: str, place: str) -> None:
    with pytest.raises(BadScript, match=place):
        read_script(text)


def test_command(tmp_path: Path) -> None:
    script = tmp_path / "s.yaml"
    script.write_text("rules: [{answer: hi}]", "utf-8")
    result = CliRunner().invoke(command, ["model", "--script", str(script), "--check"])
    assert (result.exit_code, result.output) == (0, "1 rules, all right.\n")
    script.write_text("rulez: []", "utf-8")
    result = CliRunner().invoke(command, ["model", "--script", str(script), "--check"])
    assert result.exit_code == 2
    assert "rulez" in result.output


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_documents_show_scripts_that_work(language: str) -> None:
    page = Path(__file__).parents[4] / "docs" / language / "scripted-model.md"
    blocks = [block.split("```")[0] for block in page.read_text("utf-8").split("```yaml\n")[1:]]
    assert blocks
    for block in blocks:
        assert read_script(block).rules or yaml.safe_load(block)
