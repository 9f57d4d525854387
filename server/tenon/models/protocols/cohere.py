"""The protocols of Cohere, second version: chat, embed; `/rerank` is that of `protocols.rerank`.

Format: https://docs.cohere.com/reference/chat, .../chat-stream and .../embed.
"""

from typing import Any

from tenon.models.messages import ChatDelta, ChatRequest, FinishReason, MediaPart, Message
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint
from tenon.models.protocols.reading import EventReader, inner
from tenon.models.protocols.wire_parts import encoded, placed, schema_of, stops_of, taken_media, wants_json

_REASONS: dict[str, FinishReason] = {
    "MAX_TOKENS": "length", "TOOL_CALL": "tool_calls", "ERROR": "error", "ERROR_TOXIC": "content_filter",
}  # fmt: skip
_NAMES = {
    "temperature": "temperature", "top_p": "p", "top_k": "k", "max_tokens": "max_tokens", "seed": "seed",
    "presence_penalty": "presence_penalty", "frequency_penalty": "frequency_penalty",
}  # fmt: skip


class CohereWire:
    """Neutral requests as `/v2/chat` requests."""

    def asking(self, endpoint: Endpoint, facts: ModelFacts, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        """Path and body of the request. Raises `ModelBadRequest`."""
        messages = [_message(endpoint, facts, message) for message in request.messages]
        body: dict[str, Any] = {"model": endpoint.model, "messages": messages, "stream": True}
        body |= placed(request, _NAMES)
        if stops := stops_of(request):
            body["stop_sequences"] = stops[:5]
        if (schema := schema_of(endpoint, request)) is not None:
            body["response_format"] = {"type": "json_object", "json_schema": schema}
        elif wants_json(request):
            body["response_format"] = {"type": "json_object"}
        if request.tools and facts.tool_call:
            chosen = [t for t in request.tools if t.name == request.tool_choice] or request.tools
            body["tools"] = [
                {
                    "type": "function",
                    "function": {"name": t.name, "description": t.description, "parameters": t.parameters},
                }
                for t in chosen
            ]
            if request.tool_choice != "auto":
                body["tool_choice"] = "NONE" if request.tool_choice == "none" else "REQUIRED"
        return "/chat", body

    def reader(self, endpoint: Endpoint) -> EventReader:
        """Reads one answer."""
        return CohereReader(endpoint)


def _message(endpoint: Endpoint, facts: ModelFacts, message: Message) -> dict[str, Any]:
    wire: dict[str, Any] = {"role": message.role, "content": message.text}
    media = [] if isinstance(message.content, str) else [p for p in message.content if isinstance(p, MediaPart)]
    if media:
        parts: list[dict[str, Any]] = [{"type": "text", "text": message.text}] if message.text else []
        for part in media:
            taken_media(endpoint, facts, part)
            url = part.url if part.data is None else f"data:{part.mime_type};base64,{encoded(endpoint, part)}"
            parts.append({"type": "image_url", "image_url": {"url": url}})
        wire["content"] = parts
    if message.tool_calls:
        wire["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for call in message.tool_calls
        ]
        wire["tool_plan"] = wire.pop("content")
    if message.role == "tool":
        wire["tool_call_id"] = message.tool_call_id or message.name or ""
    return wire


class CohereReader(EventReader):
    """Reads the events of an answer, or a whole one."""

    def event(self, value: Any) -> ChatDelta | None:
        """The delta in one event."""
        kind = value.get("type")
        if kind == "content-delta":
            content = value["delta"]["message"]["content"]
            return self.said(content.get("text") or "", content.get("thinking") or "")
        if kind == "tool-plan-delta":
            return self.said("", value["delta"]["message"]["tool_plan"])
        if kind in ("tool-call-start", "tool-call-delta"):
            call = value["delta"]["message"]["tool_calls"]
            function = call["function"]
            made = self.call(value["index"], call.get("id") or "", function.get("name") or "")
            made.arguments.append(function.get("arguments") or "")
        elif kind == "message-end":
            self._end(value["delta"])
            self.done = True
        return None

    def whole(self, value: Any) -> ChatDelta | None:
        """The delta in a whole answer."""
        message = value["message"]
        text, thoughts = "", message.get("tool_plan") or ""
        for part in inner(message, "content"):
            text, thoughts = text + (part.get("text") or ""), thoughts + (part.get("thinking") or "")
        for index, call in enumerate(inner(message, "tool_calls")):
            made = self.call(index, call.get("id") or "", call["function"]["name"])
            made.arguments.append(call["function"].get("arguments") or "")
        self._end(value)
        return self.said(text, thoughts)

    def _end(self, value: Any) -> None:
        reason = value.get("finish_reason")
        self.finish_reason = _REASONS.get(str(reason), "stop") if reason else None
        tokens = inner(inner(value, "usage"), "tokens")
        if "input_tokens" in tokens:
            self.usage = (int(tokens["input_tokens"]), int(tokens.get("output_tokens") or 0))
