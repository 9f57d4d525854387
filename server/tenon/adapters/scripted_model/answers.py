"""From a request and the rule that fits to the bytes of the answer, each with the time when it is due."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, assert_never, cast

import orjson

from tenon.adapters.scripted_model.pictures import pictures
from tenon.adapters.scripted_model.script import Asked, Counts, Failure, Rule, Script, ScriptedCall, text_of
from tenon.adapters.scripted_model.sounds import judged, spoken, transcribed, wave_header
from tenon.adapters.scripted_model.vectors import embeddings, rerank
from tenon.models.tokens import count_text

_FAKE = re.compile(r"fake-(\d+)x(\d+(?:\.\d+)?)")
_TOKEN = re.compile(r"\s*[A-Za-z0-9_'-]+|\s*[^\sA-Za-z0-9_]|\s+")
End = Literal["whole", "cut", "hang"]


@dataclass(slots=True)
class Answer:
    """A planned answer. `parts` are due so many seconds after the request; streamed ones are events."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    streamed: bool = False
    parts: list[tuple[float, bytes]] = field(default_factory=list[tuple[float, bytes]])
    end: End = "whole"
    split: int | None = None


@dataclass(slots=True)
class _Said:
    """What a chat answer consists of."""

    tokens: list[str]
    reasoning: list[str]
    calls: list[ScriptedCall]
    finish: str
    usage: Counts | None
    first: float
    each: float


def plan(script: Script, asked: Asked, rule: Rule | None) -> Answer:
    """The answer to a request."""
    if rule is not None and rule.error is not None and rule.error_after is None:
        return failure(rule.error, _seconds(rule.delay.first_ms))
    match asked.kind:
        case "embeddings":
            body = embeddings(script, asked, rule)
        case "rerank":
            body = rerank(asked, rule)
        case "models":
            data = [{"id": name, "object": "model", "created": 0, "owned_by": "tenon"} for name in script.models]
            body = {"object": "list", "data": data}
        case "chat" | "completion":
            return _chat(script, asked, rule)
        case "tts":
            return _speech(script, asked, rule)
        case "speech2text":
            body = {"text": rule.answer if rule is not None and rule.answer is not None else transcribed(asked.raw)}
        case "moderation":
            pattern, flagged = (rule.when.last, rule.flagged) if rule is not None else (None, None)
            given = asked.raw.get("input")
            texts = [text_of(t) for t in cast(list[Any], given)] if isinstance(given, list) else [text_of(given)]
            body = judged(texts, pattern, flagged)
        case "images":
            body = pictures(asked.last, asked.raw.get("n"))
        case _:
            assert_never(asked.kind)
    delay = rule.delay if rule is not None else script.delay
    return whole(body, _seconds(delay.first_ms))


def whole(body: Any, due: float = 0.0) -> Answer:
    """A JSON answer in one piece."""
    return Answer(headers={"Content-Type": "application/json"}, parts=[(due, orjson.dumps(body))])


def failure(error: Failure, due: float = 0.0) -> Answer:
    """An HTTP error in the vendor's form."""
    body = error.body
    if body is None:
        body = {"error": {"message": error.message, "type": "scripted_error", "code": error.code}}
    raw = body.encode() if isinstance(body, str) else orjson.dumps(body)
    headers = {"Content-Type": "text/plain" if isinstance(body, str) else "application/json"}
    if error.retry_after is not None:
        headers["Retry-After"] = f"{error.retry_after:g}"
    return Answer(error.status, headers, parts=[(due, raw)])


def sample(schema: Mapping[str, Any], depth: int = 0) -> Any:
    """The same small value for the same JSON Schema."""
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    for union in ("anyOf", "oneOf", "allOf"):
        if schema.get(union):
            return sample(schema[union][0], depth + 1)
    types: Any = schema.get("type")
    kind = str(cast(list[Any], types)[0] if isinstance(types, list) else types or "object")
    match kind:
        case "object":
            fields = cast(dict[str, Any], schema.get("properties") or {}) if depth < 12 else {}
            return {name: sample(value, depth + 1) for name, value in fields.items()}
        case "array":
            return [sample(schema["items"], depth + 1)] if schema.get("items") and depth < 12 else []
        case "integer":
            return int(schema.get("minimum", 1))
        case "number":
            return float(schema.get("minimum", 1.5))
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return str(schema.get("default") or schema.get("title") or "text")


def _said(script: Script, asked: Asked, rule: Rule | None) -> _Said:
    fake = _FAKE.search(asked.model)
    delay = rule.delay if rule is not None and "delay" in rule.model_fields_set else script.delay
    first, each = _seconds(delay.first_ms), _seconds(delay.token_ms)
    calls = list(rule.tool_calls) if rule is not None else _wanted_calls(asked)
    if rule is not None and (rule.tokens is not None or rule.answer is not None):
        tokens = rule.tokens if rule.tokens is not None else split(rule.answer or "")
    elif rule is not None and "answer_json" in rule.model_fields_set:
        tokens = split(orjson.dumps(rule.answer_json).decode())
    elif calls:
        tokens = []
    elif fake:
        tokens = [f"tok{i} " for i in range(int(fake[1]))]
    elif asked.schema is not None:
        tokens = split(orjson.dumps(sample(asked.schema)).decode())
    else:
        tokens = split(asked.last if asked.tool_result is None else asked.tool_result)
    tokens = _stopped(tokens, asked.raw.get("stop"))
    if fake and not each:
        each = _seconds(float(fake[2]))
    reasoning = split(rule.reasoning) if rule is not None and rule.reasoning else []
    usage = Counts(prompt_tokens=count_text(asked.prompt), completion_tokens=max(len(tokens), len(calls)))
    if rule is not None and rule.usage is not None:
        usage = rule.usage or None
    finish = (rule.finish_reason if rule is not None else None) or ("tool_calls" if calls else "stop")
    return _Said(list(tokens), reasoning, calls, finish, usage, first, each)


def _stopped(tokens: list[str], stop: Any) -> list[str]:
    """The tokens up to the first stop sequence, which is not sent."""
    stops = [stop] if isinstance(stop, str) else cast(list[str], stop or [])
    text = "".join(tokens)
    ends = [end for item in stops if item and (end := text.find(item)) >= 0]
    return split(text[: min(ends)]) if ends else tokens


def split(text: str) -> list[str]:
    """A text in tokens: words with the space before them, other characters singly."""
    return _TOKEN.findall(text)


def _wanted_calls(asked: Asked) -> list[ScriptedCall]:
    """A call of the tool that the request insists on."""
    choice = asked.raw.get("tool_choice")
    tools = cast(list[dict[str, Any]], asked.raw.get("tools") or [])
    if not tools or asked.tool_result is not None or choice in (None, "auto", "none"):
        return []
    name = cast(dict[str, Any], choice).get("function", {}).get("name") if isinstance(choice, dict) else None
    functions = [cast(dict[str, Any], tool.get("function") or {}) for tool in tools]
    function = next((f for f in functions if name is None or f.get("name") == name), functions[0])
    arguments = cast(dict[str, Any], sample(function.get("parameters") or {}))
    return [ScriptedCall(name=str(function.get("name")), arguments=arguments)]


def _chat(script: Script, asked: Asked, rule: Rule | None) -> Answer:
    said = _said(script, asked, rule)
    if not asked.stream:
        due = said.first + said.each * (len(said.reasoning) + len(said.tokens))
        answer = whole(_whole_body(asked, said), due)
        if rule is not None and rule.hang:
            answer.parts, answer.end = [], "hang"
        if rule is not None and (rule.cut_after is not None or rule.malformed_after is not None):
            raw = answer.parts[0][1]
            answer.parts = [(due, raw[: len(raw) // 2])]
            answer.end = "cut" if rule.cut_after is not None else "whole"
        return answer
    answer = Answer(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}, streamed=True)
    events, due = answer.parts, said.first
    pieces = _pieces(asked.kind == "chat", asked.model, tuple(said.reasoning), tuple(said.tokens))
    for index, piece in enumerate(pieces):
        if rule is not None and _breaks(answer, rule, index, due):
            return answer
        due = said.first + said.each * (index + 1)
        events.append((due, piece))
    if _breaks(answer, rule, len(pieces), due):
        return answer
    frame = _Frame(asked.model, chat=asked.kind == "chat")
    events += [(due, frame.piece({"tool_calls": [piece]})) for piece in _call_pieces(said.calls)]
    last = frame.chunk([frame.choice({}, said.finish)])
    options = cast(dict[str, Any], asked.raw.get("stream_options") or {})
    if said.usage is not None and (options.get("include_usage") or (rule is not None and rule.usage)):
        last += frame.chunk([], said.usage)
    events.append((due, last + b"data: [DONE]\n\n"))
    if rule is not None:
        answer.split = rule.split_bytes
    return answer


def _speech(script: Script, asked: Asked, rule: Rule | None) -> Answer:
    """Sound, a token at a time. A rule can cut it off or let it hang."""
    audio_format = str(asked.raw.get("response_format") or "mp3")
    kind = "audio/wav" if audio_format == "wav" else "audio/mpeg"
    answer = Answer(headers={"Content-Type": kind}, streamed=True)
    delay = rule.delay if rule is not None and "delay" in rule.model_fields_set else script.delay
    due = _seconds(delay.first_ms)
    tokens = split(asked.last)
    if rule is not None and rule.hang:
        tokens, answer.end = [], "hang"
    elif rule is not None and rule.cut_after is not None:
        tokens, answer.end = tokens[: rule.cut_after], "cut"
    if audio_format == "wav":
        answer.parts.append((due, wave_header()))
    for token in tokens:
        due += _seconds(delay.token_ms)
        answer.parts.append((due, spoken(token, audio_format)))
    return answer


def _breaks(answer: Answer, rule: Rule | None, sent: int, due: float) -> bool:
    """Whether the rule lets the stream go wrong here; if so, it does."""
    if rule is None:
        return False
    if rule.hang:
        answer.end = "hang"
    elif rule.cut_after is not None and sent >= rule.cut_after:
        answer.end = "cut"
    elif rule.malformed_after is not None and sent >= rule.malformed_after:
        answer.parts.append((due, b'data: {"id":"x","choices":[{"delta":{"content": oops}\n\n'))
    elif rule.error is not None and rule.error_after is not None and sent >= rule.error_after:
        error = {"message": rule.error.message, "code": rule.error.code or rule.error.status}
        answer.parts.append((due, b"data: " + orjson.dumps({"error": error}) + b"\n\n"))
    else:
        return False
    return True


class _Frame:
    """Chunks of one stream; what they share is written once."""

    def __init__(self, model: str, *, chat: bool) -> None:
        self._chat = chat
        kind = "chat.completion.chunk" if chat else "text_completion"
        head = {"id": "chatcmpl-scripted", "object": kind, "created": 0, "model": model}
        self._head = b"data: " + orjson.dumps(head)[:-1] + b',"choices":'

    def choice(self, piece: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
        if self._chat:
            return {"index": 0, "delta": piece, "finish_reason": finish}
        return {"index": 0, "text": piece.get("content") or "", "finish_reason": finish}

    def chunk(self, choices: list[dict[str, Any]], usage: Counts | None = None) -> bytes:
        tail = b',"usage":' + orjson.dumps(_usage(usage)) if usage is not None else b""
        return self._head + orjson.dumps(choices) + tail + b"}\n\n"

    def piece(self, piece: Mapping[str, Any], *, first: bool = False) -> bytes:
        return self.chunk([self.choice({"role": "assistant", **piece} if first else piece)])


@lru_cache(maxsize=64)
def _pieces(chat: bool, model: str, reasoning: Sequence[str], tokens: Sequence[str]) -> Sequence[bytes]:
    """The events of an answer's texts, kept: under load the same answer is given again and again."""
    frame = _Frame(model, chat=chat)
    pieces = [*({"reasoning_content": text} for text in reasoning), *({"content": text} for text in tokens)]
    return [frame.piece(piece, first=index == 0) for index, piece in enumerate(pieces)]


def _call_pieces(calls: list[ScriptedCall]) -> Iterable[dict[str, Any]]:
    """Tool calls in pieces, as servers stream them: first name and id, then the arguments in parts."""
    for index, call in enumerate(calls):
        text = _arguments(call)
        yield {
            "index": index, "id": _call_id(call, index), "type": "function",
            "function": {"name": call.name, "arguments": ""},
        }  # fmt: skip
        for start in range(0, len(text), 12):
            yield {"index": index, "function": {"arguments": text[start : start + 12]}}


def _whole_body(asked: Asked, said: _Said) -> dict[str, Any]:
    text = "".join(said.tokens)
    choice: dict[str, Any] = {"index": 0, "finish_reason": said.finish}
    if asked.kind == "completion":
        choice["text"] = text
    else:
        message: dict[str, Any] = {"role": "assistant", "content": text or None}
        if said.reasoning:
            message["reasoning_content"] = "".join(said.reasoning)
        if said.calls:
            message["tool_calls"] = [
                {"id": _call_id(c, i), "type": "function", "function": {"name": c.name, "arguments": _arguments(c)}}
                for i, c in enumerate(said.calls)
            ]
        choice["message"] = message
    kind = "chat.completion" if asked.kind == "chat" else "text_completion"
    body: dict[str, Any] = {"id": "chatcmpl-scripted", "object": kind, "created": 0, "model": asked.model}
    body["choices"] = [choice]
    if said.usage is not None:
        body["usage"] = _usage(said.usage)
    return body


def _usage(usage: Counts) -> dict[str, int]:
    return {
        "prompt_tokens": usage.prompt_tokens, "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
    }  # fmt: skip


def _arguments(call: ScriptedCall) -> str:
    return call.arguments if isinstance(call.arguments, str) else orjson.dumps(call.arguments).decode()


def _call_id(call: ScriptedCall, index: int) -> str:
    return call.id or f"call_{index + 1}_{call.name}"


def _seconds(milliseconds: float) -> float:
    return milliseconds / 1000
