"""The native protocol of Ollama: a JSON object a line. Format: https://github.com/ollama/ollama/blob/main/docs/api.md."""

from typing import Any

import orjson

from tenon.models.errors import ModelBadRequest
from tenon.models.messages import ChatDelta, ChatRequest, MediaPart, Message
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint
from tenon.models.protocols.reading import EventReader, inner
from tenon.models.protocols.wire_parts import arguments_of, encoded, schema_of, stops_of, taken_media, wants_json

_OPTIONS = {"max_tokens": "num_predict", "num_predict": "num_predict", "context_size": "num_ctx"}
_ABOVE = ("keep_alive", "think", "response_format", "json_schema", "stop", "format")


class OllamaWire:
    """Neutral requests as `/api/chat`, or `/api/generate` for completion."""

    def asking(self, endpoint: Endpoint, facts: ModelFacts, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        """Path and body of the request. Raises `ModelBadRequest`."""
        given = request.parameters
        options = {_OPTIONS.get(n, n): v for n, v in given.items() if n not in _ABOVE and v is not None}
        options.setdefault("num_ctx", facts.context_size)
        if stops := stops_of(request):
            options["stop"] = stops
        body: dict[str, Any] = {"model": endpoint.model, "stream": True, "options": options}
        body |= {name: given[name] for name in ("keep_alive", "think") if given.get(name) is not None}
        if (schema := schema_of(endpoint, request)) is not None:
            body["format"] = schema
        elif wants_json(request) or given.get("format") == "json":
            body["format"] = "json"
        if facts.mode == "completion":
            return "/api/generate", {**body, "prompt": _prompt(endpoint, request)}
        names = {call.id: call.name for message in request.messages for call in message.tool_calls}
        body["messages"] = [_message(endpoint, facts, message, names) for message in request.messages]
        if request.tools and facts.tool_call and request.tool_choice != "none":
            chosen = [t for t in request.tools if t.name == request.tool_choice] or request.tools
            body["tools"] = [
                {
                    "type": "function",
                    "function": {"name": t.name, "description": t.description, "parameters": t.parameters},
                }
                for t in chosen
            ]
        return "/api/chat", body

    def reader(self, endpoint: Endpoint) -> EventReader:
        """Reads one answer."""
        return OllamaReader(endpoint)


def _prompt(endpoint: Endpoint, request: ChatRequest) -> str:
    for message in request.messages:
        if not isinstance(message.content, str) and any(isinstance(part, MediaPart) for part in message.content):
            raise endpoint.error(ModelBadRequest, "a completion model takes text only, no files.")
    return "\n\n".join(message.text for message in request.messages)


def _message(endpoint: Endpoint, facts: ModelFacts, message: Message, names: dict[str, str]) -> dict[str, Any]:
    wire: dict[str, Any] = {"role": message.role, "content": message.text}
    if not isinstance(message.content, str):
        media = [part for part in message.content if isinstance(part, MediaPart)]
        if media:
            wire["images"] = [encoded(endpoint, taken_media(endpoint, facts, part)) for part in media]
    if message.tool_calls:
        wire["tool_calls"] = [{"function": {"name": c.name, "arguments": arguments_of(c)}} for c in message.tool_calls]
    if message.role == "tool":
        wire["tool_name"] = names.get(message.tool_call_id or "") or message.name or ""
    return wire


class OllamaReader(EventReader):
    """Reads the lines of an answer, or a whole one; both have the same form."""

    def event(self, value: Any) -> ChatDelta | None:
        """The delta in one line."""
        message = inner(value, "message") or {"content": value.get("response"), "thinking": value.get("thinking")}
        for call in inner(message, "tool_calls"):
            function = call["function"]
            arguments = inner(function, "arguments")
            made = self.call(len(self.calls), call.get("id") or "", function["name"])
            made.arguments.append(arguments if isinstance(arguments, str) else orjson.dumps(arguments).decode())
        if value.get("done"):
            self.done = True
            self.finish_reason = "length" if value.get("done_reason") == "length" else "stop"
            if isinstance(value.get("eval_count"), int):
                self.usage = (int(value.get("prompt_eval_count") or 0), value["eval_count"])
        return self.said(message.get("content") or "", message.get("thinking") or "")
