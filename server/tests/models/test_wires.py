"""What single wires need beyond the shared suite: turns, caching, thinking, signatures, tokens, codes in answers."""

import time
from datetime import UTC, datetime
from typing import Any

import aiohttp
import orjson
import pytest

from tenon.models.errors import ModelBadRequest, ModelRateLimited, ModelUnauthorized, ModelUnavailable
from tenon.models.messages import ChatRequest, MediaPart, Message, SignedThought, TextPart, Tool, ToolCall
from tenon.models.port import ModelFacts
from tenon.models.protocols import vectors
from tenon.models.protocols.anthropic import AnthropicWire
from tenon.models.protocols.cohere import CohereWire
from tenon.models.protocols.gemini import GeminiWire
from tenon.models.protocols.http import Endpoint
from tenon.models.protocols.ollama import OllamaWire
from tenon.models.protocols.responses import ResponsesWire
from tenon.models.protocols.signing import GoogleToken, aws_signer
from tenon.models.protocols.tencent_asr import TencentTranscription
from tenon.models.protocols.vectors import VectorWire, WiredEmbeddings
from tests.models.conftest import KEY
from tests.models.wire import answer, serving

WHERE = Endpoint("riverside", "reed", "http://127.0.0.1:9")
FACTS = ModelFacts(tool_call=True, vision=True, document=True, audio=True)
TOOL = Tool("weather", "Tells the weather", {"type": "object"})
TURNS = [
    Message("system", "One."), Message("system", "Two."), Message("user", "a"), Message("user", "b"),
    Message("assistant", "c ", tool_calls=[ToolCall("x", "weather", '{"q":1}'), ToolCall("y", "weather", "oops")]),
    Message("tool", "sunny", tool_call_id="x"), Message("tool", "", tool_call_id="y"),
]  # fmt: skip


def anthropic(**more: Any) -> dict[str, Any]:
    request = ChatRequest(more.pop("messages", [Message("user", "Hello")]), **more)
    return AnthropicWire().asking(WHERE, FACTS, request)[1]


def test_anthropic_turns() -> None:
    body = anthropic(messages=TURNS, tools=[TOOL], user="ada")
    assert body["system"] == [{"type": "text", "text": "One.\n\nTwo."}]
    assert [turn["role"] for turn in body["messages"]] == ["user", "assistant", "user"]
    assert body["messages"][1]["content"] == [
        {"type": "text", "text": "c"},
        {"type": "tool_use", "id": "x", "name": "weather", "input": {"q": 1}},
        {"type": "tool_use", "id": "y", "name": "weather", "input": {"value": "oops"}},
    ]
    assert [block["content"] for block in body["messages"][2]["content"]] == ["sunny", "(empty)"]
    assert body["metadata"] == {"user_id": "ada"}
    assert anthropic(messages=[Message("assistant", "a")])["messages"][0]["role"] == "user"


def test_anthropic_thinking_and_caching() -> None:
    thinking = {"thinking": True, "thinking_budget": 2000, "temperature": 0.3, "max_tokens": 100}
    body = anthropic(parameters=thinking)
    assert body["thinking"] == {"type": "enabled", "budget_tokens": 2000}
    assert body["max_tokens"] > 2000
    assert "temperature" not in body
    assert "thinking" not in anthropic(messages=TURNS, parameters=thinking)
    cached = anthropic(messages=TURNS, tools=[TOOL], parameters={"prompt_caching": True})
    assert cached["system"][0]["cache_control"] == cached["tools"][-1]["cache_control"] == {"type": "ephemeral"}


def test_anthropic_thoughts_go_back_with_results() -> None:
    reader = AnthropicWire().reader(WHERE)
    for event in (
        {"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "thinking": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": "Hm"}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "signature_delta", "signature": "Eq=="}},
        {"type": "content_block_start", "index": 1, "content_block": {"type": "redacted_thinking", "data": "x9"}},
        {
            "type": "content_block_start",
            "index": 2,
            "content_block": {"type": "tool_use", "id": "x", "name": "weather"},
        },
    ):
        reader.event(event)
    thoughts, calls = reader.thoughts(), reader.tool_calls()
    assert thoughts == (SignedThought("Hm", "Eq=="), SignedThought(sealed="x9"))
    asked = [Message("user", "a"), Message("assistant", "", tool_calls=calls, thoughts=thoughts)]
    asked.append(Message("tool", "sunny", tool_call_id="x"))
    body = anthropic(messages=asked, parameters={"thinking": True})
    assert body["thinking"]["type"] == "enabled"
    assert body["messages"][1]["content"] == [
        {"type": "thinking", "thinking": "Hm", "signature": "Eq=="},
        {"type": "redacted_thinking", "data": "x9"},
        {"type": "tool_use", "id": "x", "name": "weather", "input": {}},
    ]
    assert [block["type"] for block in anthropic(messages=asked)["messages"][1]["content"]] == ["tool_use"]


def test_gemini_signatures_go_back_with_calls() -> None:
    reader = GeminiWire().reader(WHERE)
    call: dict[str, Any] = {"functionCall": {"name": "weather", "args": {}}, "thoughtSignature": "Zz=="}
    reader.event({"candidates": [{"content": {"parts": [call]}}]})
    request = ChatRequest([Message("user", "a"), Message("assistant", "", tool_calls=reader.tool_calls())])
    assert GeminiWire().asking(WHERE, FACTS, request)[1]["contents"][1]["parts"] == [call]


@pytest.mark.parametrize(
    ("choice", "wire"),
    [("auto", None), ("none", {"type": "none"}), ("required", {"type": "any"}),
     ("weather", {"type": "tool", "name": "weather"})],
)  # fmt: skip
def test_anthropic_choice_of_tools(choice: str, wire: Any) -> None:
    assert anthropic(tools=[TOOL], tool_choice=choice).get("tool_choice") == wire


def test_anthropic_documents() -> None:
    parts = [
        MediaPart("document", "application/pdf", data=b"%PDF", filename="a.pdf"),
        MediaPart("document", "text/plain", data="é".encode()), MediaPart("image", "image/png", url="https://x/y.png"),
    ]  # fmt: skip
    pdf, text, picture = anthropic(messages=[Message("user", parts)])["messages"][0]["content"]
    assert pdf["source"] == {"type": "base64", "media_type": "application/pdf", "data": "JVBERg=="}
    assert pdf["title"] == "a.pdf"
    assert text["source"] == {"type": "text", "media_type": "text/plain", "data": "é"}
    assert picture == {"type": "image", "source": {"type": "url", "url": "https://x/y.png"}}
    with pytest.raises(ModelBadRequest, match="no audio files"):
        AnthropicWire().asking(
            WHERE, ModelFacts(), ChatRequest([Message("user", [MediaPart("audio", "audio/mp3", data=b"x")])])
        )


def test_gemini_requests() -> None:
    request = ChatRequest(
        TURNS, {"temperature": 0.1, "thinking_budget": 0, "json_schema": '{"type":"object"}',
                "response_format": "json_schema"}, [TOOL], "weather",
    )  # fmt: skip
    signed = Endpoint("google", "gemini-3-pro-preview", "http://h")
    path, body = GeminiWire().asking(signed, FACTS, request)
    assert path == "/models/gemini-3-pro-preview:streamGenerateContent?alt=sse"
    assert body["systemInstruction"] == {"parts": [{"text": "One.\n\nTwo."}]}
    assert [turn["role"] for turn in body["contents"]] == ["user", "model", "user"]
    assert body["contents"][1]["parts"][1]["thoughtSignature"]
    assert body["contents"][2]["parts"][0]["functionResponse"] == {"name": "weather", "response": {"result": "sunny"}}
    assert body["generationConfig"]["thinkingConfig"] == {"thinkingBudget": 0}
    assert body["generationConfig"]["responseJsonSchema"] == {"type": "object"}
    assert body["toolConfig"]["functionCallingConfig"]["allowedFunctionNames"] == ["weather"]
    media = ChatRequest([Message("user", [TextPart("x"), MediaPart("audio", "audio/mp3", data=b"snd")])])
    parts = GeminiWire().asking(WHERE, FACTS, media)[1]["contents"][0]["parts"]
    assert parts[1] == {"inlineData": {"mimeType": "audio/mp3", "data": "c25k"}}
    assert "thoughtSignature" not in orjson.dumps(GeminiWire().asking(WHERE, FACTS, request)[1]).decode()


def test_ollama_options() -> None:
    request = ChatRequest(TURNS, {"max_tokens": 9, "top_k": 3, "think": True, "response_format": "json_object"}, [TOOL])
    body = OllamaWire().asking(WHERE, ModelFacts(context_size=32768, tool_call=True), request)[1]
    assert body["options"] == {"num_predict": 9, "top_k": 3, "num_ctx": 32768}
    assert (body["think"], body["format"]) == (True, "json")
    assert body["messages"][-2] == {"role": "tool", "content": "sunny", "tool_name": "weather"}
    path, completion = OllamaWire().asking(WHERE, ModelFacts(mode="completion"), ChatRequest([Message("user", "Once")]))
    assert (path, completion["prompt"]) == ("/api/generate", "Once")


def test_cohere_and_responses_requests() -> None:
    schema = ChatRequest([Message("user", "x")], json_schema={"type": "object"}, tools=[TOOL], tool_choice="required")
    body = CohereWire().asking(WHERE, FACTS, schema)[1]
    assert body["response_format"] == {"type": "json_object", "json_schema": {"type": "object"}}
    assert body["tool_choice"] == "REQUIRED"
    assert CohereWire().asking(WHERE, FACTS, ChatRequest(TURNS))[1]["messages"][4]["tool_plan"] == "c "
    body = ResponsesWire().asking(WHERE, FACTS, ChatRequest(TURNS, {"reasoning_effort": "low"}, user="ada"))[1]
    assert [item.get("type") or item["role"] for item in body["input"]][-3:] == [
        "function_call", "function_call_output", "function_call_output",
    ]  # fmt: skip
    assert body["reasoning"] == {"effort": "low", "summary": "auto"}
    assert (body["store"], body["user"]) == (False, "ada")


async def test_the_signature_of_amazons_own_example() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html (get-vanilla)."""
    at = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
    secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    sign = aws_signer("AKIDEXAMPLE", secret, "us-east-1", "service", now=lambda: at)
    headers = await sign("GET", "https://example.amazonaws.com/", b"")
    assert headers["Authorization"].endswith(
        "SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
    )
    assert secret not in repr(headers)
    with_token = await aws_signer("A", "B", "eu-west-1", "bedrock", "T")("POST", "https://h/model/a:0/converse", b"{}")
    assert with_token["x-amz-security-token"] == "T"


@pytest.mark.parametrize("account", ["nonsense", "{}", '{"client_email": "a", "private_key": "b"}'])
async def test_a_wrong_service_account(session: aiohttp.ClientSession, account: str) -> None:
    with pytest.raises(ModelUnauthorized, match="service account key is not valid"):
        await GoogleToken(session, WHERE, account)("POST", "http://h", b"")


WRONG: list[tuple[VectorWire, Any]] = [
    (vectors.COHERE, {"embeddings": {}}), (vectors.OLLAMA, {"embeddings": [1]}), (vectors.TEI, {"x": 1}),
    (vectors.VERTEX, {"predictions": [{}]}), (vectors.GEMINI, {}), (vectors.TITAN, {"embedding": "x"}),
    (vectors.OLLAMA, {}), (vectors.HUGGING_FACE, [["x"]]),
]  # fmt: skip


@pytest.mark.parametrize(("wire", "body"), WRONG)
async def test_wrong_vectors(session: aiohttp.ClientSession, wire: VectorWire, body: Any) -> None:
    async with serving(answer(200, body)) as server:
        where = Endpoint.bearer("riverside", "reed", server.url, KEY)
        with pytest.raises(ModelUnavailable, match="not a valid answer"):
            await WiredEmbeddings(session, where, wire).embed(["a"], purpose="query")


async def test_vectors_of_words_become_their_mean(session: aiohttp.ClientSession) -> None:
    async with serving(answer(200, [[[1, 2], [3, 4]], [[5, 6]]])) as server:
        where = Endpoint.bearer("riverside", "reed", server.url, KEY)
        result = await WiredEmbeddings(session, where, vectors.HUGGING_FACE).embed(["a", "b"], purpose="document")
    assert result.vectors == [[2, 3], [5, 6]]


async def test_batches_and_purposes(session: aiohttp.ClientSession) -> None:
    plans = [answer(200, {"embeddings": {"float": [[1], [2]]}}), answer(200, {"embeddings": {"float": [[3]]}})]
    async with serving(*plans, close=False) as server:
        where = Endpoint.bearer("riverside", "reed", server.url, KEY)
        model = WiredEmbeddings(session, where, vectors.COHERE, 2)
        assert (await model.embed(["a", "b", "c"], purpose="document")).vectors == [[1], [2], [3]]
    assert [request["texts"] for request in server.requests] == [["a", "b"], ["c"]]
    assert server.requests[0]["input_type"] == "search_document"


@pytest.mark.parametrize(
    ("code", "kind"), [(4002, ModelUnauthorized), (4006, ModelRateLimited), (4001, ModelBadRequest)]
)
async def test_codes_of_tencent(session: aiohttp.ClientSession, code: int, kind: type[Exception]) -> None:
    async with serving(answer(200, {"code": code, "message": "no"})) as server:
        where = Endpoint("tencent", "16k_zh", server.url.removesuffix("/v1"))
        with pytest.raises(kind, match=f"no .code {code}"):
            await TencentTranscription(session, where, "1", "id", "key").transcribe(b"x", filename="a", mime_type="")
    assert server.paths[0].startswith("/asr/flash/v1/1?convert_num_mode=1&engine_type=16k_zh&")
    assert abs(int(server.paths[0].split("timestamp=")[1].split("&")[0]) - time.time()) < 60
