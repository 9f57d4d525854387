"""The generateContent protocol of Gemini, at Google AI Studio and at Vertex AI.

Format: https://ai.google.dev/api/generate-content; functions: https://ai.google.dev/gemini-api/docs/function-calling.
"""

from collections.abc import Sequence
from typing import Any, assert_never

import orjson

from tenon.models.messages import ChatDelta, ChatRequest, FinishReason, MediaPart, Message, TextPart
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint
from tenon.models.protocols.reading import EventReader, inner
from tenon.models.protocols.wire_parts import (
    arguments_of,
    encoded,
    placed,
    schema_of,
    stops_of,
    taken_media,
    wants_json,
)

_REASONS: dict[str, FinishReason] = {
    "MAX_TOKENS": "length", "SAFETY": "content_filter", "RECITATION": "content_filter", "BLOCKLIST": "content_filter",
    "PROHIBITED_CONTENT": "content_filter", "SPII": "content_filter", "IMAGE_SAFETY": "content_filter",
    "LANGUAGE": "content_filter", "MALFORMED_FUNCTION_CALL": "error", "UNEXPECTED_TOOL_CALL": "error",
}  # fmt: skip
_NAMES = {
    "temperature": "temperature", "top_p": "topP", "top_k": "topK", "max_tokens": "maxOutputTokens",
    "max_output_tokens": "maxOutputTokens", "presence_penalty": "presencePenalty",
    "frequency_penalty": "frequencyPenalty", "seed": "seed",
}  # fmt: skip
_UNSIGNED = "skip_thought_signature_validator"
"""Gemini 3 wants signatures of calls back; this value, from its guide, stands for calls that have none."""


class GeminiWire:
    """Neutral requests as generateContent requests. `models` is the path that the model's name is put after."""

    def __init__(self, models: str = "/models") -> None:
        self._models = models

    def asking(self, endpoint: Endpoint, facts: ModelFacts, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        """Path and body of the request. Raises `ModelBadRequest`."""
        signed = endpoint.model.startswith("gemini-3")
        body: dict[str, Any] = {"contents": _contents(endpoint, facts, request.messages, signed=signed)}
        system = "\n\n".join(m.text for m in request.messages if m.role == "system" and m.text)
        if system:
            body["systemInstruction"] = {"parts": [{"text": system}]}
        if config := _config(endpoint, request):
            body["generationConfig"] = config
        if request.tools and facts.tool_call:
            declared = [
                {
                    "name": t.name,
                    "description": t.description,
                    "parametersJsonSchema": t.parameters or {"type": "object"},
                }
                for t in request.tools
            ]
            body["tools"] = [{"functionDeclarations": declared}]
            if request.tool_choice != "auto":
                body["toolConfig"] = {"functionCallingConfig": _choice(request.tool_choice)}
        return f"{self._models}/{endpoint.model}:streamGenerateContent?alt=sse", body

    def reader(self, endpoint: Endpoint) -> EventReader:
        """Reads one answer."""
        return GeminiReader(endpoint)


def _config(endpoint: Endpoint, request: ChatRequest) -> dict[str, Any]:
    config = placed(request, _NAMES)
    if stops := stops_of(request):
        config["stopSequences"] = stops[:5]
    if (schema := schema_of(endpoint, request)) is not None:
        config |= {"responseMimeType": "application/json", "responseJsonSchema": schema}
    elif wants_json(request):
        config["responseMimeType"] = "application/json"
    given = request.parameters
    thinking = placed(request, {"thinking_budget": "thinkingBudget", "thinking_level": "thinkingLevel"})
    if given.get("include_thoughts"):
        thinking["includeThoughts"] = True
    if thinking:
        config["thinkingConfig"] = thinking
    return config


def _choice(choice: str) -> dict[str, Any]:
    match choice:
        case "none":
            return {"mode": "NONE"}
        case "required":
            return {"mode": "ANY"}
        case _:
            return {"mode": "ANY", "allowedFunctionNames": [choice]}


def _contents(
    endpoint: Endpoint, facts: ModelFacts, messages: Sequence[Message], *, signed: bool
) -> list[dict[str, Any]]:
    names = {call.id: call.name for message in messages for call in message.tool_calls}
    turns: list[dict[str, Any]] = []
    for message in messages:
        if message.role == "system":
            continue
        role = "model" if message.role == "assistant" else "user"
        parts = _parts(endpoint, facts, message, names, signed=signed)
        if turns and turns[-1]["role"] == role:
            turns[-1]["parts"] += parts
        elif parts:
            turns.append({"role": role, "parts": parts})
    return turns or [{"role": "user", "parts": [{"text": "."}]}]


def _parts(
    endpoint: Endpoint, facts: ModelFacts, message: Message, names: dict[str, str], *, signed: bool
) -> list[dict[str, Any]]:
    if message.role == "tool":
        name = names.get(message.tool_call_id or "") or message.name or "tool"
        return [{"functionResponse": {"name": name, "response": {"result": message.text}}}]
    wire: list[dict[str, Any]] = []
    for part in [TextPart(message.content)] if isinstance(message.content, str) else message.content:
        match part:
            case TextPart():
                if part.text:
                    wire.append({"text": part.text})
            case MediaPart():
                wire.append(_media(endpoint, facts, part))
            case _:
                assert_never(part)
    for call in message.tool_calls:
        piece: dict[str, Any] = {"functionCall": {"name": call.name, "args": arguments_of(call)}}
        signature = call.signature or (_UNSIGNED if signed else "")
        wire.append({**piece, "thoughtSignature": signature} if signature else piece)
    return wire


def _media(endpoint: Endpoint, facts: ModelFacts, part: MediaPart) -> dict[str, Any]:
    taken_media(endpoint, facts, part)
    if part.data is None and (part.url or "").startswith(("http", "gs:")):
        return {"fileData": {"mimeType": part.mime_type, "fileUri": part.url}}
    return {"inlineData": {"mimeType": part.mime_type, "data": encoded(endpoint, part)}}


class GeminiReader(EventReader):
    """Reads the chunks of an answer, or a whole one; both have the same form."""

    key = b'"text":'

    def event(self, value: Any) -> ChatDelta | None:
        """The delta in one chunk."""
        if (usage := value.get("usageMetadata")) is not None:
            self._count(usage)
        candidates = value.get("candidates")
        if not candidates:
            if inner(value, "promptFeedback").get("blockReason"):
                self.finish_reason = "content_filter"
            return None
        candidate = candidates[0]
        if reason := candidate.get("finishReason"):
            self.finish_reason = _REASONS.get(reason, "stop")
        parts = inner(inner(candidate, "content"), "parts")
        text, thoughts = "", ""
        media: list[MediaPart] = []
        for part in parts:
            if (words := part.get("text")) is not None:
                if part.get("thought"):
                    thoughts += words
                else:
                    text += words
            elif (call := part.get("functionCall")) is not None:
                made = self.call(len(self.calls), call.get("id") or "", call["name"])
                made.arguments.append(orjson.dumps(inner(call, "args")).decode())
                made.signature = str(part.get("thoughtSignature") or "")
            elif (data := part.get("inlineData")) is not None:
                mime = str(data.get("mimeType") or "image/png")
                media.append(MediaPart("image", mime, url=f"data:{mime};base64,{data['data']}"))
        if media:
            return ChatDelta(text, thoughts, (), media)
        return self.said(text, thoughts)

    def _count(self, usage: Any) -> None:
        prompt = usage.get("promptTokenCount")
        if isinstance(prompt, int):
            answer = int(usage.get("candidatesTokenCount") or 0) + int(usage.get("thoughtsTokenCount") or 0)
            self.usage = (prompt + int(usage.get("toolUsePromptTokenCount") or 0), answer)
