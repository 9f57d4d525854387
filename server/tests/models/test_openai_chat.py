"""The chat protocol against exact wires: good answers in every form that servers use."""

import aiohttp
import orjson
import pytest

from tenon.models.messages import ChatRequest, MediaPart, Message, TextPart, Tool, ToolCall
from tenon.models.port import ModelFacts
from tenon.models.protocols.openai_wire import Dialect, Placement, is_strict
from tests.models.conftest import HELLO, KEY, ask, chat_at, connections, said
from tests.models.wire import DONE, END, SSE, answer, event, framed, serving, stream

TOOL = Tool("weather", "Tells the weather", {"type": "object", "properties": {"city": {"type": "string"}}})


async def test_a_plain_stream(session: aiohttp.ClientSession) -> None:
    usage = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
    wire_plan = stream(
        event({"role": "assistant", "content": ""}), event({"content": "Hel"}), event({"content": "lo"}),
        event({}, "stop"), event(None, usage=usage),
    )  # fmt: skip
    async with serving(wire_plan) as wire:
        deltas = await ask(chat_at(session, wire.url))
    assert [d.text for d in deltas] == ["Hel", "lo", ""]
    last = deltas[-1]
    assert last.finish_reason == "stop"
    assert last.usage is not None
    assert (last.usage.prompt_tokens, last.usage.completion_tokens, last.usage.total_tokens) == (5, 2, 7)
    assert last.usage.time_to_first_token is not None
    assert wire.paths == ["/v1/chat/completions"]
    assert wire.headers[0]["authorization"] == f"Bearer {KEY}"
    assert wire.requests[0] == {
        "model": "reed-large", "messages": [{"role": "user", "content": "Hello"}],
        "stream": True, "stream_options": {"include_usage": True},
    }  # fmt: skip


async def test_every_cut_of_the_bytes_gives_the_same_answer(session: aiohttp.ClientSession) -> None:
    raw = event({"content": "汉字é"}) + event({"content": '🌊\n"x"'}) + event({}, "stop") + DONE
    for size in (1, 2, 3, 7, 64):
        pieces = [raw[i : i + size] for i in range(0, len(raw), size)]
        async with serving([SSE, *(framed(p) for p in pieces), END]) as wire:
            assert said(await ask(chat_at(session, wire.url))) == '汉字é🌊\n"x"'


async def test_line_ends_comments_and_other_fields_of_the_event_format(session: aiohttp.ClientSession) -> None:
    lines = b": keep-alive\r\n\r\nevent: message\r\nid: 7\r\ndata:" + event({"content": "a"})[6:].replace(
        b"\n", b"\r\n"
    )
    async with serving([SSE, framed(lines), framed(b"\n: ping\n\n" + event({"content": "b"}, "stop")), END]) as wire:
        deltas = await ask(chat_at(session, wire.url))
    assert said(deltas) == "ab"
    assert deltas[-1].finish_reason == "stop"


async def test_last_line_without_a_line_break(session: aiohttp.ClientSession) -> None:
    async with serving([SSE, framed(event({"content": "a"}), event({"content": "b"}, "stop").rstrip()), END]) as wire:
        assert said(await ask(chat_at(session, wire.url))) == "ab"


async def test_a_whole_answer_goes_through_the_same_reader(session: aiohttp.ClientSession) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Bern"}'}}
    message = {"role": "assistant", "content": "Let me look.", "reasoning_content": "Hm.", "tool_calls": [call]}
    body = {
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2},
    }
    async with serving(answer(200, body)) as wire:
        deltas = await ask(chat_at(session, wire.url, dialect=Dialect(streaming=False)))
    assert (deltas[0].text, deltas[0].reasoning) == ("Let me look.", "Hm.")
    assert deltas[-1].tool_calls == (ToolCall("c1", "weather", '{"city":"Bern"}'),)
    assert deltas[-1].finish_reason == "tool_calls"
    assert "stream" not in wire.requests[0]


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
async def test_reasoning_stays_apart(session: aiohttp.ClientSession, field: str) -> None:
    plan = stream(event({field: "I think"}), event({"content": "<think>x</think>Yes"}), event({}, "stop"))
    async with serving(plan) as wire:
        deltas = await ask(chat_at(session, wire.url))
    assert "".join(d.reasoning for d in deltas) == "I think"
    assert said(deltas) == "<think>x</think>Yes"


async def test_content_in_parts_refusals_and_pictures(session: aiohttp.ClientSession) -> None:
    parts = [{"type": "thinking", "thinking": [{"type": "text", "text": "mm"}]}, {"type": "text", "text": "Hi"}]
    picture = {"type": "image_url", "image_url": {"url": "data:image/webp;base64,AAAA"}}
    plan = stream(event({"content": parts}), event({"refusal": " no"}), event({"images": [picture]}), event({}, "stop"))
    async with serving(plan) as wire:
        deltas = await ask(chat_at(session, wire.url))
    assert said(deltas) == "Hi no"
    assert deltas[0].reasoning == "mm"
    assert [m.mime_type for d in deltas for m in d.media] == ["image/webp"]


async def test_tool_calls_in_pieces(session: aiohttp.ClientSession) -> None:
    def piece(index: int, arguments: str, **more: str) -> bytes:
        name = {"name": more["name"]} if "name" in more else {}
        ident = {"id": more["id"]} if "id" in more else {}
        return event({"tool_calls": [{"index": index, **ident, "function": {"arguments": arguments, **name}}]})

    plan = stream(
        piece(0, "", id="a", name="weather"), piece(0, '{"ci'), piece(1, "", id="b", name="time"),
        piece(0, 'ty":"汉"}'),
        event({}, "tool_calls"),
    )  # fmt: skip
    async with serving(plan) as wire:
        deltas = await ask(chat_at(session, wire.url), ChatRequest([Message("user", "x")], tools=[TOOL]))
    assert deltas[-1].tool_calls == (ToolCall("a", "weather", '{"city":"汉"}'), ToolCall("b", "time", "{}"))
    assert wire.requests[0]["tools"][0]["function"]["name"] == "weather"


async def test_whole_calls_under_one_index_or_none_are_told_apart(session: aiohttp.ClientSession) -> None:
    def whole(ident: str, index: int | None) -> dict[str, object]:
        return {"id": ident, "index": index, "function": {"name": "weather", "arguments": {"city": ident}}}

    for index in (0, None):
        plan = stream(event({"tool_calls": [whole("a", index)]}), event({"tool_calls": [whole("b", index)]}, "stop"))
        async with serving(plan) as wire:
            last = (await ask(chat_at(session, wire.url)))[-1]
        assert [(c.id, c.arguments) for c in last.tool_calls] == [("a", '{"city":"a"}'), ("b", '{"city":"b"}')]
        assert last.finish_reason == "tool_calls"


async def test_missing_usage_is_estimated(session: aiohttp.ClientSession) -> None:
    async with serving(stream(event({"content": "word " * 40}), event({}, "length"))) as wire:
        last = (await ask(chat_at(session, wire.url)))[-1]
    assert last.finish_reason == "length"
    assert last.usage is not None
    assert 40 <= last.usage.completion_tokens <= 60
    assert last.usage.prompt_tokens > 0


async def test_empty_choices_null_fields_and_usage_in_every_chunk(session: aiohttp.ClientSession) -> None:
    plan = stream(
        event(None, prompt_filter_results=[]), event({"content": None, "tool_calls": None}),
        event({"content": "a"}, usage={"prompt_tokens": 3, "completion_tokens": 1}),
        event({"content": "b"}, "eos", usage={"prompt_tokens": 3, "completion_tokens": 2}), event(None),
    )  # fmt: skip
    async with serving(plan) as wire:
        deltas = await ask(chat_at(session, wire.url))
    assert said(deltas) == "ab"
    assert deltas[-1].finish_reason == "stop"
    assert deltas[-1].usage is not None
    assert deltas[-1].usage.completion_tokens == 2


async def test_completion_mode(session: aiohttp.ClientSession) -> None:
    events = [
        {"choices": [{"index": 0, "text": t, "finish_reason": f}]} for t, f in (("Once", None), (" upon", "length"))
    ]
    plan = stream(*(b"data: " + orjson.dumps(e) + b"\n\n" for e in events))
    async with serving(plan) as wire:
        deltas = await ask(chat_at(session, wire.url, ModelFacts(mode="completion")))
    assert said(deltas) == "Once upon"
    assert wire.paths == ["/v1/completions"]
    assert wire.requests[0]["prompt"] == "Hello"


async def test_the_connection_is_used_again(session: aiohttp.ClientSession) -> None:
    async with serving(stream(event({"content": "a"}, "stop")), close=False) as wire:
        chat = chat_at(session, wire.url)
        for _ in range(3):
            assert said(await ask(chat)) == "a"
        assert connections(session) == 1
        assert len(wire.writers) == 1


async def test_parameters_and_stop_on_the_wire(session: aiohttp.ClientSession) -> None:
    dialect = Dialect(
        max_tokens="max_completion_tokens",
        parameters={
            "thinking": Placement("thinking.type", {"true": "enabled", "false": "disabled"}),
            "gone": Placement(""),
        },
    )
    request = ChatRequest(
        [Message("user", "x")],
        parameters={"temperature": 0.2, "max_tokens": 9, "thinking": True, "gone": 1, "top_k": None, "stop": ["b"],
                    "response_format": "JSON"},
        stop=["a", "b"], user="someone",
    )  # fmt: skip
    async with serving(stream(event({}, "stop"))) as wire:
        await ask(chat_at(session, wire.url, dialect=dialect), request)
    body = wire.requests[0]
    expected = {"temperature": 0.2, "max_completion_tokens": 9, "thinking": {"type": "enabled"}, "stop": ["a", "b"],
                "user": "someone", "response_format": {"type": "json_object"}}  # fmt: skip
    assert {k: v for k, v in body.items() if k not in ("model", "messages", "stream", "stream_options")} == expected


async def test_messages_on_the_wire(session: aiohttp.ClientSession) -> None:
    facts = ModelFacts(tool_call=True, vision=True, audio=True, video=True, document=True)
    media = [
        TextPart("Look"), MediaPart("image", "image/png", url="https://x/y.png", detail="high"),
        MediaPart("audio", "audio/mpeg", data=b"snd"), MediaPart("video", "video/mp4", data=b"mov"),
        MediaPart("document", "application/pdf", data=b"%PDF", filename="a.pdf"),
    ]  # fmt: skip
    messages = [
        Message("system", [TextPart("Be "), TextPart("brief")]), Message("user", media),
        Message("assistant", "", tool_calls=[ToolCall("c", "weather", "{}")], reasoning="r"),
        Message("tool", "sunny", tool_call_id="c"),
    ]  # fmt: skip
    async with serving(stream(event({}, "stop"))) as wire:
        dialect = Dialect(system_role="developer", echo_reasoning=True)
        await ask(
            chat_at(session, wire.url, facts, dialect), ChatRequest(messages, tools=[TOOL], tool_choice="weather")
        )
    body = wire.requests[0]
    system, user, assistant, tool = body["messages"]
    assert system == {"role": "developer", "content": "Be brief"}
    assert user["content"] == [
        {"type": "text", "text": "Look"},
        {"type": "image_url", "image_url": {"url": "https://x/y.png", "detail": "high"}},
        {"type": "input_audio", "input_audio": {"data": "c25k", "format": "mp3"}},
        {"type": "video_url", "video_url": {"url": "data:video/mp4;base64,bW92"}},
        {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERg=="}},
    ]
    call = {"id": "c", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
    assert assistant == {"role": "assistant", "content": None, "tool_calls": [call], "reasoning_content": "r"}
    assert tool == {"role": "tool", "content": "sunny", "tool_call_id": "c"}
    assert body["tool_choice"] == {"type": "function", "function": {"name": "weather"}}


async def test_tools_are_not_sent_to_a_model_without_tool_calls(session: aiohttp.ClientSession) -> None:
    async with serving(stream(event({}, "stop"))) as wire:
        await ask(chat_at(session, wire.url, ModelFacts()), ChatRequest(HELLO.messages, tools=[TOOL]))
    assert "tools" not in wire.requests[0]


async def test_structured_output(session: aiohttp.ClientSession) -> None:
    closed = {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "required": ["a"],
        "additionalProperties": False,
    }
    named = orjson.dumps({"name": "n", "strict": True, "schema": closed}).decode()
    async with serving(stream(event({}, "stop")), close=False) as wire:
        chat = chat_at(session, wire.url)
        await ask(chat, ChatRequest(HELLO.messages, json_schema=closed))
        parameters = {"response_format": "json_schema", "json_schema": named}
        await ask(chat, ChatRequest(HELLO.messages, parameters=parameters))
    first, second = (body["response_format"]["json_schema"] for body in wire.requests)
    assert first == {"name": "response", "schema": closed, "strict": True}
    assert second == {"name": "n", "strict": True, "schema": closed}
    assert not is_strict({"type": "object", "properties": {"a": {}}})
    assert not is_strict({"type": "array", "items": {"type": "object", "properties": {}}})
