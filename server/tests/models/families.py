"""Scripted wires of every chat protocol, written from the vendors' public documentation (named at each family)."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from tenon.models.protocols.anthropic import AnthropicWire
from tenon.models.protocols.bedrock import BedrockWire
from tenon.models.protocols.cohere import CohereWire
from tenon.models.protocols.gemini import GeminiWire
from tenon.models.protocols.generation import TgiWire, TritonWire
from tenon.models.protocols.ollama import OllamaWire
from tenon.models.protocols.responses import ResponsesWire
from tenon.models.protocols.wired_chat import ChatWire

type Json = dict[str, Any]


def sse(*events: Json, named: bool = False) -> list[bytes]:
    """Server-sent events; Anthropic and OpenAI name them too."""
    return [
        (f"event: {e['type']}\n".encode() if named else b"") + b"data: " + orjson.dumps(e) + b"\n\n" for e in events
    ]


def lines(*objects: Json) -> list[bytes]:
    """A JSON object a line."""
    return [orjson.dumps(value) + b"\n" for value in objects]


def frame(name: str, payload: Json, *, exception: bool = False) -> bytes:
    """A frame of an AWS event stream."""
    kind = (
        {":message-type": "exception", ":exception-type": name}
        if exception
        else {":message-type": "event", ":event-type": name}
    )
    headers = b"".join(
        bytes([len(k)]) + k.encode() + b"\x07" + len(v).to_bytes(2) + v.encode() for k, v in kind.items()
    )
    raw = orjson.dumps(payload)
    head = (len(headers) + len(raw) + 16).to_bytes(4) + len(headers).to_bytes(4)
    message = head + zlib.crc32(head).to_bytes(4) + headers + raw
    return message + zlib.crc32(message).to_bytes(4)


@dataclass(frozen=True)
class Family:
    """A protocol and its wires. `said` makes the events of an answer: pieces, thoughts, end and counts."""

    name: str
    document: str
    wire: Callable[[], ChatWire]
    path: str
    said: Callable[..., list[bytes]]
    whole: Callable[[str], Json]
    ends: dict[str, str]
    calls: Callable[[], list[bytes]] | None = None
    thoughts: bool = True
    trouble: Callable[[], bytes] | None = None
    refusal: Callable[[str, str], Json] = lambda kind, text: {"error": {"type": kind, "message": text}}
    content_type: str = "text/event-stream"
    asked: Json = field(default_factory=dict[str, Any])
    tells_usage: bool = True


# ---- Anthropic: https://docs.anthropic.com/en/api/messages-streaming


def _anthropic(pieces: Sequence[str], end: str = "end_turn", thought: str = "", *, usage: bool = True) -> list[bytes]:
    counts: Json = {"usage": {"input_tokens": 5, "cache_read_input_tokens": 2, "output_tokens": 1}} if usage else {}
    events: list[Json] = [
        {"type": "message_start", "message": {"id": "m", "role": "assistant", "content": [], **counts}}
    ]
    if thought:
        events += [
            {"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "thinking": ""}},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": thought}},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "signature_delta", "signature": "Eq"}},
            {"type": "content_block_stop", "index": 0},
        ]
    events += [
        {"type": "content_block_start", "index": 1, "content_block": {"type": "text", "text": ""}},
        {"type": "ping"},
    ]
    events += [
        {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": piece}} for piece in pieces
    ]
    final: Json = {"usage": {"output_tokens": 3}} if usage else {}
    events += [
        {"type": "content_block_stop", "index": 1},
        {"type": "message_delta", "delta": {"stop_reason": end, "stop_sequence": None}, **final},
        {"type": "message_stop"},
    ]
    return sse(*events, named=True)


def _anthropic_calls() -> list[bytes]:
    events: list[Json] = [{"type": "message_start", "message": {"usage": {"input_tokens": 5, "output_tokens": 1}}}]
    for index, (ident, name, parts) in enumerate((("a", "weather", ['{"ci', 'ty":"汉"}']), ("b", "time", list[str]()))):
        block: Json = {"type": "tool_use", "id": ident, "name": name, "input": {}}
        events.append({"type": "content_block_start", "index": index, "content_block": block})
        for part in parts:
            delta = {"type": "input_json_delta", "partial_json": part}
            events.append({"type": "content_block_delta", "index": index, "delta": delta})
    events += [
        {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 3}},
        {"type": "message_stop"},
    ]
    return sse(*events, named=True)


ANTHROPIC = Family(
    "anthropic", "https://docs.anthropic.com/en/api/messages-streaming", AnthropicWire, "/v1/messages", _anthropic,
    lambda text: {
        "type": "message", "content": [{"type": "text", "text": text}], "stop_reason": "end_turn",
        "usage": {"input_tokens": 7, "output_tokens": 3},
    },
    {"length": "max_tokens", "content_filter": "refusal"}, _anthropic_calls,
    trouble=lambda: sse({"type": "error", "error": {"type": "overloaded_error", "message": "Busy"}}, named=True)[0],
    refusal=lambda kind, text: {"type": "error", "error": {"type": kind, "message": text}},
    asked={
        "model": "reed", "max_tokens": 4096, "stream": True,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}],
    },
)  # fmt: skip


# ---- Gemini: https://ai.google.dev/api/generate-content


def _gemini(pieces: Sequence[str], end: str = "STOP", thought: str = "", *, usage: bool = True) -> list[bytes]:
    def chunk(part: Json | None, finish: str = "") -> Json:
        candidate: Json = {"index": 0}
        if part is not None:
            candidate["content"] = {"role": "model", "parts": [part]}
        if finish:
            candidate["finishReason"] = finish
        counts = {"usageMetadata": {"promptTokenCount": 7, "candidatesTokenCount": 2, "thoughtsTokenCount": 1}}
        return {"candidates": [candidate], **(counts if usage and finish else {})}

    thoughts = [chunk({"text": thought, "thought": True})] if thought else []
    return sse(*thoughts, *(chunk({"text": piece}) for piece in pieces), chunk(None, end))


def _gemini_calls() -> list[bytes]:
    parts = [
        {"functionCall": {"id": "a", "name": "weather", "args": {"city": "汉"}}},
        {"functionCall": {"id": "b", "name": "time"}},
    ]
    candidate = {"content": {"parts": parts}, "finishReason": "STOP"}
    return sse({"candidates": [candidate], "usageMetadata": {"promptTokenCount": 7, "candidatesTokenCount": 3}})


GEMINI = Family(
    "gemini", "https://ai.google.dev/api/generate-content", GeminiWire,
    "/v1/models/reed:streamGenerateContent?alt=sse", _gemini,
    lambda text: {
        "candidates": [{"content": {"parts": [{"text": text}]}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 7, "candidatesTokenCount": 3},
    },
    {"length": "MAX_TOKENS", "content_filter": "SAFETY"}, _gemini_calls,
    trouble=lambda: sse({"error": {"code": 503, "message": "Overloaded", "status": "UNAVAILABLE"}})[0],
    refusal=lambda kind, text: {"error": {"code": 400, "message": text, "status": kind}},
    asked={"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]},
)  # fmt: skip


# ---- Cohere: https://docs.cohere.com/reference/chat-stream


def _cohere(pieces: Sequence[str], end: str = "COMPLETE", thought: str = "", *, usage: bool = True) -> list[bytes]:
    def content(**value: str) -> Json:
        return {"type": "content-delta", "index": 0, "delta": {"message": {"content": value}}}

    final: Json = {"finish_reason": end}
    if usage:
        final["usage"] = {"billed_units": {"input_tokens": 1}, "tokens": {"input_tokens": 7, "output_tokens": 3}}
    thoughts = [content(thinking=thought)] if thought else []
    start: Json = {"type": "message-start", "id": "m", "delta": {"message": {"role": "assistant"}}}
    texts = [content(text=piece) for piece in pieces]
    return sse(start, *thoughts, *texts, {"type": "content-end", "index": 0}, {"type": "message-end", "delta": final})


def _cohere_calls() -> list[bytes]:
    def call(kind: str, index: int, **value: Any) -> Json:
        return {"type": f"tool-call-{kind}", "index": index, "delta": {"message": {"tool_calls": value}}}

    return sse(
        call("start", 0, id="a", type="function", function={"name": "weather", "arguments": ""}),
        call("delta", 0, function={"arguments": '{"ci'}),
        call("delta", 0, function={"arguments": 'ty":"汉"}'}),
        {"type": "tool-call-end", "index": 0},
        call("start", 1, id="b", type="function", function={"name": "time", "arguments": ""}),
        {"type": "message-end", "delta": {"finish_reason": "TOOL_CALL"}},
    )


COHERE = Family(
    "cohere", "https://docs.cohere.com/reference/chat-stream", CohereWire, "/v1/chat", _cohere,
    lambda text: {
        "message": {"role": "assistant", "content": [{"type": "text", "text": text}]}, "finish_reason": "COMPLETE",
        "usage": {"tokens": {"input_tokens": 7, "output_tokens": 3}},
    },
    {"length": "MAX_TOKENS", "content_filter": "ERROR_TOXIC"}, _cohere_calls,
    refusal=lambda kind, text: {"id": kind, "message": text},
    asked={"model": "reed", "messages": [{"role": "user", "content": "Hello"}], "stream": True},
)  # fmt: skip


# ---- Ollama: https://github.com/ollama/ollama/blob/main/docs/api.md


def _ollama(pieces: Sequence[str], end: str = "stop", thought: str = "", *, usage: bool = True) -> list[bytes]:
    thoughts: list[Json] = [{"message": {"role": "assistant", "content": "", "thinking": thought}}] if thought else []
    texts: list[Json] = [{"message": {"role": "assistant", "content": piece}, "done": False} for piece in pieces]
    counts: Json = {"prompt_eval_count": 7, "eval_count": 3} if usage else {}
    final: Json = {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": end, **counts}
    return lines(*thoughts, *texts, final)


def _ollama_calls() -> list[bytes]:
    calls: list[Json] = [
        {"id": "a", "function": {"name": "weather", "arguments": {"city": "汉"}}},
        {"id": "b", "function": {"name": "time", "arguments": {}}},
    ]
    message: Json = {"role": "assistant", "content": "", "tool_calls": calls}
    return lines({"message": message, "done": False}, {"message": {"content": ""}, "done": True, "done_reason": "stop"})


OLLAMA = Family(
    "ollama", "https://github.com/ollama/ollama/blob/main/docs/api.md", OllamaWire, "/v1/api/chat", _ollama,
    lambda text: {
        "message": {"content": text}, "done": True, "done_reason": "stop", "prompt_eval_count": 7, "eval_count": 3,
    },
    {"length": "length"}, _ollama_calls,
    trouble=lambda: lines({"error": "model runner has unexpectedly stopped"})[0],
    refusal=lambda kind, text: {"error": text}, content_type="application/x-ndjson",
    asked={
        "model": "reed", "messages": [{"role": "user", "content": "Hello"}], "stream": True,
        "options": {"num_ctx": 4096},
    },
)  # fmt: skip


# ---- Responses: https://platform.openai.com/docs/api-reference/responses-streaming


def _responses(pieces: Sequence[str], end: str = "", thought: str = "", *, usage: bool = True) -> list[bytes]:
    events: list[Json] = [{"type": "response.created", "response": {"status": "in_progress"}}]
    if thought:
        events.append({"type": "response.reasoning_summary_text.delta", "delta": thought})
    events += [{"type": "response.output_text.delta", "delta": piece} for piece in pieces]
    response: Json = {"status": "completed", "incomplete_details": {"reason": end} if end else None}
    if usage:
        response["usage"] = {"input_tokens": 7, "output_tokens": 3}
    events.append({"type": "response.incomplete" if end else "response.completed", "response": response})
    return sse(*events, named=True)


def _responses_calls() -> list[bytes]:
    def done(ident: str, name: str, arguments: str) -> Json:
        item = {"type": "function_call", "call_id": ident, "name": name, "arguments": arguments}
        return {"type": "response.output_item.done", "item": item}

    delta: Json = {"type": "response.function_call_arguments.delta", "delta": '{"ci'}
    end: Json = {"type": "response.completed", "response": {"status": "completed"}}
    return sse(delta, done("a", "weather", '{"city":"汉"}'), done("b", "time", "{}"), end, named=True)


RESPONSES = Family(
    "responses", "https://platform.openai.com/docs/api-reference/responses", ResponsesWire, "/v1/responses",
    _responses,
    lambda text: {
        "output": [{"type": "message", "content": [{"type": "output_text", "text": text}]}],
        "usage": {"input_tokens": 7, "output_tokens": 3},
    },
    {"length": "max_output_tokens", "content_filter": "content_filter"}, _responses_calls,
    trouble=lambda: sse({"type": "error", "message": "Overloaded", "code": "server_error"}, named=True)[0],
    asked={
        "model": "reed", "stream": True, "store": False,
        "input": [{"role": "user", "content": [{"type": "input_text", "text": "Hello"}]}],
    },
)  # fmt: skip


# ---- Bedrock: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html


def _bedrock(pieces: Sequence[str], end: str = "end_turn", thought: str = "", *, usage: bool = True) -> list[bytes]:
    frames = [frame("messageStart", {"role": "assistant"})]
    if thought:
        frames.append(
            frame("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"reasoningContent": {"text": thought}}})
        )
    frames += [frame("contentBlockDelta", {"contentBlockIndex": 1, "delta": {"text": piece}}) for piece in pieces]
    frames += [frame("contentBlockStop", {"contentBlockIndex": 1}), frame("messageStop", {"stopReason": end})]
    if usage:
        frames.append(frame("metadata", {"usage": {"inputTokens": 7, "outputTokens": 3}, "metrics": {"latencyMs": 1}}))
    return frames


def _bedrock_calls() -> list[bytes]:
    frames: list[bytes] = []
    for index, (ident, name, parts) in enumerate((("a", "weather", ['{"ci', 'ty":"汉"}']), ("b", "time", list[str]()))):
        start = {"toolUse": {"toolUseId": ident, "name": name}}
        frames.append(frame("contentBlockStart", {"contentBlockIndex": index, "start": start}))
        frames += [
            frame("contentBlockDelta", {"contentBlockIndex": index, "delta": {"toolUse": {"input": part}}})
            for part in parts
        ]
    return [*frames, frame("messageStop", {"stopReason": "tool_use"})]


BEDROCK = Family(
    "bedrock", "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html", BedrockWire,
    "/v1/model/reed/converse-stream", _bedrock,
    lambda text: {
        "output": {"message": {"role": "assistant", "content": [{"text": text}]}}, "stopReason": "end_turn",
        "usage": {"inputTokens": 7, "outputTokens": 3},
    },
    {"length": "max_tokens", "content_filter": "guardrail_intervened"}, _bedrock_calls,
    trouble=lambda: frame("modelStreamErrorException", {"message": "Overloaded"}, exception=True),
    refusal=lambda kind, text: {"message": text}, content_type="application/vnd.amazon.eventstream",
    asked={"messages": [{"role": "user", "content": [{"text": "Hello"}]}]},
)  # fmt: skip


# ---- TGI: https://huggingface.github.io/text-generation-inference


def _tgi(pieces: Sequence[str], end: str = "eos_token", thought: str = "", *, usage: bool = True) -> list[bytes]:
    tokens: list[Json] = [{"token": {"id": 1, "text": piece, "special": False}} for piece in pieces]
    details = {"finish_reason": end, "generated_tokens": len(pieces)}
    last: Json = {"token": {"id": 2, "text": "</s>", "special": True}, "generated_text": "x", "details": details}
    return sse(*tokens, last)


TGI = Family(
    "tgi", "https://huggingface.github.io/text-generation-inference", TgiWire, "/v1/generate_stream", _tgi,
    lambda text: {"generated_text": text}, {"length": "length"}, thoughts=False, tells_usage=False,
    trouble=lambda: sse({"error": "Request failed during generation", "error_type": "generation"})[0],
    refusal=lambda kind, text: {"error": text, "error_type": kind}, asked={"inputs": "Hello", "parameters": {}},
)  # fmt: skip


# ---- Triton: .../triton-inference-server/user-guide/docs/protocol/extension_generate.html


def _triton(pieces: Sequence[str], end: str = "", thought: str = "", *, usage: bool = True) -> list[bytes]:
    return sse(*({"model_name": "reed", "model_version": "1", "text_output": piece} for piece in pieces))


TRITON = Family(
    "triton", "https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/protocol/extension_generate.html",
    TritonWire, "/v1/v2/models/reed/generate_stream", _triton, lambda text: {"text_output": text}, {}, thoughts=False,
    tells_usage=False, trouble=lambda: sse({"error": "Inference failed"})[0],
    refusal=lambda kind, text: {"error": text}, asked={"text_input": "Hello", "stream": True},
)  # fmt: skip

FAMILIES = (ANTHROPIC, GEMINI, COHERE, OLLAMA, RESPONSES, BEDROCK, TGI, TRITON)
