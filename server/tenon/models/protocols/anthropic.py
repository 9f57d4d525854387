"""The Messages protocol of Anthropic.

Format: https://docs.anthropic.com/en/api/messages and .../messages-streaming; caching: .../prompt-caching.
"""

from collections.abc import Sequence
from typing import Any, assert_never

import orjson

from tenon.models.messages import (
    ChatDelta,
    ChatRequest,
    FinishReason,
    MediaPart,
    Message,
    SignedThought,
    TextPart,
    Tool,
)
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint
from tenon.models.protocols.reading import EventReader, inner
from tenon.models.protocols.wire_parts import arguments_of, encoded, placed, stops_of, taken_media

VERSION = "2023-06-01"
_REASONS: dict[str, FinishReason] = {
    "max_tokens": "length", "model_context_window_exceeded": "length", "tool_use": "tool_calls",
    "refusal": "content_filter",
}  # fmt: skip
_CACHE = {"cache_control": {"type": "ephemeral"}}


class AnthropicWire:
    """Neutral requests as Messages requests. `body` are members that every request has."""

    def __init__(self, path: str = "/messages", body: dict[str, Any] | None = None, *, named: bool = True) -> None:
        self._path, self._body, self._named = path, body or {}, named

    def asking(self, endpoint: Endpoint, facts: ModelFacts, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        """Path and body of the request. Raises `ModelBadRequest`."""
        cached = bool(request.parameters.get("prompt_caching"))
        body: dict[str, Any] = {"model": endpoint.model} if self._named else {}
        thinks = bool(request.parameters.get("thinking")) and _may_think(request.messages)
        turns = _messages(endpoint, facts, request.messages, thinks=thinks)
        body |= {**self._body, "messages": turns, "stream": True}
        system = "\n\n".join(m.text for m in request.messages if m.role == "system" and m.text)
        if system:
            body["system"] = [{"type": "text", "text": system, **(_CACHE if cached else {})}]
        body |= _parameters(facts, request, thinks=thinks)
        if request.tools and facts.tool_call:
            body["tools"] = [_tool(tool) for tool in request.tools]
            if cached:
                body["tools"][-1] |= _CACHE
            if (choice := _choice(request.tool_choice)) is not None:
                body["tool_choice"] = choice
        if request.user:
            body["metadata"] = {"user_id": request.user}
        return self._path, body

    def reader(self, endpoint: Endpoint) -> EventReader:
        """Reads one answer."""
        return AnthropicReader(endpoint)


def _may_think(messages: Sequence[Message]) -> bool:
    """Whether the next answer may begin with thoughts: after results of tools only with those before them."""
    if not messages or messages[-1].role != "tool":
        return True
    return bool(next((m.thoughts for m in reversed(messages) if m.role == "assistant"), ()))


def _parameters(facts: ModelFacts, request: ChatRequest, *, thinks: bool) -> dict[str, Any]:
    given = request.parameters
    longest = int(given.get("max_tokens") or min(facts.max_output or 4096, 4096))
    body: dict[str, Any] = placed(request, {"temperature": "temperature", "top_p": "top_p", "top_k": "top_k"})
    if thinks:
        budget = max(1024, int(given.get("thinking_budget") or 1024))
        longest = max(longest, budget + 1024)
        body = {"thinking": {"type": "enabled", "budget_tokens": budget}}
    body["max_tokens"] = longest
    if stops := [text for text in stops_of(request) if text.strip()]:
        body["stop_sequences"] = stops
    return body


def _tool(tool: Tool) -> dict[str, Any]:
    schema = tool.parameters or {"type": "object", "properties": {}}
    return {"name": tool.name, "description": tool.description, "input_schema": schema}


def _choice(choice: str) -> dict[str, Any] | None:
    match choice:
        case "auto":
            return None
        case "none":
            return {"type": "none"}
        case "required":
            return {"type": "any"}
        case _:
            return {"type": "tool", "name": choice}


def _messages(
    endpoint: Endpoint, facts: ModelFacts, messages: Sequence[Message], *, thinks: bool
) -> list[dict[str, Any]]:
    """Messages in turn: neighbours of the same role become one, results of tools belong to the user."""
    turns: list[dict[str, Any]] = []
    for message in messages:
        if message.role == "system":
            continue
        role = "assistant" if message.role == "assistant" else "user"
        blocks = _blocks(endpoint, facts, message)
        if thinks and blocks:
            blocks = [*map(_thought, message.thoughts), *blocks]
        if not blocks:
            continue
        if turns and turns[-1]["role"] == role:
            turns[-1]["content"] += blocks
        else:
            turns.append({"role": role, "content": blocks})
    if not turns or turns[0]["role"] == "assistant":
        turns.insert(0, {"role": "user", "content": [{"type": "text", "text": "."}]})
    return turns


def _thought(thought: SignedThought) -> dict[str, Any]:
    if thought.sealed:
        return {"type": "redacted_thinking", "data": thought.sealed}
    return {"type": "thinking", "thinking": thought.text, "signature": thought.signature}


def _blocks(endpoint: Endpoint, facts: ModelFacts, message: Message) -> list[dict[str, Any]]:
    if message.role == "tool":
        result = {"type": "tool_result", "tool_use_id": message.tool_call_id or message.name or ""}
        return [{**result, "content": message.text or "(empty)"}]
    blocks: list[dict[str, Any]] = []
    parts = [TextPart(message.content)] if isinstance(message.content, str) else message.content
    for part in parts:
        match part:
            case TextPart():
                text = part.text.rstrip() if message.role == "assistant" else part.text
                if text.strip():
                    blocks.append({"type": "text", "text": text})
            case MediaPart():
                blocks.append(_media(endpoint, facts, part))
            case _:
                assert_never(part)
    for call in message.tool_calls:
        blocks.append({"type": "tool_use", "id": call.id, "name": call.name, "input": arguments_of(call)})
    return blocks


def _media(endpoint: Endpoint, facts: ModelFacts, part: MediaPart) -> dict[str, Any]:
    kind = "document" if taken_media(endpoint, facts, part).kind == "document" else "image"
    if part.data is None and (part.url or "").startswith("http"):
        return {"type": kind, "source": {"type": "url", "url": part.url}}
    source = {"type": "base64", "media_type": part.mime_type, "data": encoded(endpoint, part)}
    if kind == "document" and part.mime_type.startswith("text/") and part.data is not None:
        text = part.data.decode(errors="replace")
        source = {"type": "text", "media_type": "text/plain", "data": text}
    return {
        "type": kind,
        "source": source,
        **({"title": part.filename} if kind == "document" and part.filename else {}),
    }


class AnthropicReader(EventReader):
    """Reads the events of a message, or a whole one."""

    key = b'"text":'
    _prompt = 0

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint)
        self._thoughts: dict[int, SignedThought] = {}

    def thoughts(self) -> tuple[SignedThought, ...]:
        """The thoughts that came with a signature, in their order."""
        return tuple(thought for thought in self._thoughts.values() if thought.signature or thought.sealed)

    def event(self, value: Any) -> ChatDelta | None:
        """The delta in one event."""
        match value.get("type"):
            case "content_block_delta":
                return self._delta(value["index"], value["delta"])
            case "content_block_start":
                return self._block(value["index"], value["content_block"])
            case "message_start":
                self._count(inner(value["message"], "usage"))
            case "message_delta":
                self._stop(value["delta"].get("stop_reason"))
                self._count(inner(value, "usage"))
            case "message_stop":
                self.done = True
            case "message":
                return self.whole(value)
            case _:
                pass
        return None

    def whole(self, value: Any) -> ChatDelta | None:
        """The delta in a whole message."""
        texts, thoughts = "", ""
        for index, block in enumerate(value["content"]):
            if (delta := self._block(index, block)) is not None:
                texts, thoughts = texts + delta.text, thoughts + delta.reasoning
        self._count(inner(value, "usage"))
        self._stop(value.get("stop_reason"))
        return ChatDelta(texts, thoughts) if texts or thoughts else None

    def _delta(self, index: int, delta: Any) -> ChatDelta | None:
        match delta.get("type"):
            case "text_delta":
                return self.said(delta["text"])
            case "thinking_delta":
                self._think(index, delta["thinking"])
                return self.said("", delta["thinking"])
            case "signature_delta":
                self._think(index, signature=delta["signature"])
            case "input_json_delta":
                self.call(index).arguments.append(delta["partial_json"])
            case _:
                pass
        return None

    def _block(self, index: int, block: Any) -> ChatDelta | None:
        match block.get("type"):
            case "text":
                return self.said(block.get("text") or "")
            case "thinking":
                self._think(index, block.get("thinking") or "", block.get("signature") or "")
                return self.said("", block.get("thinking") or "")
            case "redacted_thinking":
                self._thoughts[index] = SignedThought(sealed=block["data"])
            case "tool_use":
                call = self.call(index, block.get("id") or "", block["name"])
                if block.get("input"):
                    call.arguments.append(orjson.dumps(block["input"]).decode())
            case _:
                pass
        return None

    def _think(self, index: int, text: str = "", signature: str = "") -> None:
        known = self._thoughts.get(index, SignedThought())
        self._thoughts[index] = SignedThought(known.text + text, known.signature + signature)

    def _stop(self, reason: str | None) -> None:
        if reason:
            self.finish_reason = _REASONS.get(reason, "stop")

    def _count(self, usage: Any) -> None:
        names = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
        self._prompt = sum(int(usage.get(name) or 0) for name in names) or self._prompt
        output = usage.get("output_tokens")
        if self._prompt and isinstance(output, int):
            self.usage = (self._prompt, output)
