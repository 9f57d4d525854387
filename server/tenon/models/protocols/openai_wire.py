"""Neutral messages, tools and parameters in the wire format of OpenAI chat and completions.

Format: https://platform.openai.com/docs/api-reference/chat/create
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, assert_never, cast

import orjson

from tenon.models.errors import ModelBadRequest
from tenon.models.messages import ChatRequest, MediaPart, Message, Part, TextPart, Tool
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between servers that speak this protocol. The defaults fit nearly all of them.

    `parameters` says where a parameter goes when not under its own name: a dotted path, and values to replace. An
    empty path drops it. `path` is where everything is asked, when not under the usual paths.
    """

    max_tokens: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    stream_options: bool = True
    streaming: bool = True
    system_role: Literal["system", "developer", "user"] = "system"
    echo_reasoning: bool = False
    send_user: bool = True
    path: str = ""
    parameters: Mapping[str, "Placement"] = field(default_factory=dict[str, "Placement"])


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a parameter goes in the body, and how its values are written there."""

    path: str
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])


def chat_body(endpoint: Endpoint, facts: ModelFacts, dialect: Dialect, request: ChatRequest) -> dict[str, Any]:
    """The body of `/chat/completions`. Raises `ModelBadRequest` for what the model cannot take."""
    body: dict[str, Any] = {"model": endpoint.model}
    body["messages"] = [_message(endpoint, facts, dialect, message) for message in request.messages]
    _common(endpoint, dialect, request, body)
    if request.tools and facts.tool_call:
        body["tools"] = [_tool(tool) for tool in request.tools]
        if request.tool_choice in ("required", "none"):
            body["tool_choice"] = request.tool_choice
        elif request.tool_choice != "auto":
            body["tool_choice"] = {"type": "function", "function": {"name": request.tool_choice}}
    if request.json_schema is not None:
        schema = {"name": "response", "schema": request.json_schema, "strict": is_strict(request.json_schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body


def completion_body(endpoint: Endpoint, dialect: Dialect, request: ChatRequest) -> dict[str, Any]:
    """The body of `/completions`: the texts of all messages are the prompt."""
    texts: list[str] = []
    for message in request.messages:
        if not isinstance(message.content, str) and any(isinstance(part, MediaPart) for part in message.content):
            raise endpoint.error(ModelBadRequest, "a completion model takes text only, no files.")
        texts.append(message.text)
    body: dict[str, Any] = {"model": endpoint.model, "prompt": "\n\n".join(texts)}
    _common(endpoint, dialect, request, body)
    return body


def _common(endpoint: Endpoint, dialect: Dialect, request: ChatRequest, body: dict[str, Any]) -> None:
    stop = list(request.stop)
    for name, value in request.parameters.items():
        if value is None:
            continue
        if name == "stop":
            stop += [value] if isinstance(value, str) else [str(item) for item in value]
        elif name in ("max_tokens", "max_completion_tokens"):
            body[dialect.max_tokens] = value
        elif name in ("response_format", "json_schema"):
            continue
        elif (placement := dialect.parameters.get(name)) is not None:
            _place(body, placement, value)
        else:
            body[name] = value
    _response_format(endpoint, request.parameters, body)
    if stop:
        body["stop"] = list(dict.fromkeys(stop))
    if request.user and dialect.send_user:
        body["user"] = request.user
    if dialect.streaming:
        body["stream"] = True
        if dialect.stream_options:
            body["stream_options"] = {"include_usage": True}


def _place(body: dict[str, Any], placement: Placement, value: Any) -> None:
    if not placement.path:
        return
    *parents, last = placement.path.split(".")
    for parent in parents:
        body = body.setdefault(parent, {})
    key = str(value).lower() if isinstance(value, bool) else str(value)
    value = placement.values.get(key, value)
    if value is not None:
        body[last] = value


def _response_format(endpoint: Endpoint, parameters: Mapping[str, Any], body: dict[str, Any]) -> None:
    """The parameters `response_format` and `json_schema` as apps store them (WF-SO-12)."""
    chosen = parameters.get("response_format")
    if isinstance(chosen, dict):
        body["response_format"] = chosen
        return
    match str(chosen or "").lower():
        case "json" | "json_object":
            body["response_format"] = {"type": "json_object"}
        case "json_schema":
            schema = parameters.get("json_schema")
            try:
                parsed = orjson.loads(schema) if isinstance(schema, str) else schema
            except orjson.JSONDecodeError as error:
                raise endpoint.error(ModelBadRequest, f"the parameter JSON Schema is not valid JSON: {error}") from None
            if not isinstance(parsed, dict):
                raise endpoint.error(ModelBadRequest, "the parameter JSON Schema is missing: enter a JSON object.")
            value = cast(dict[str, Any], parsed)
            wrapped = value if "schema" in value else {"name": "response", "schema": value}
            body["response_format"] = {"type": "json_schema", "json_schema": {"name": "response", **wrapped}}
        case _:
            return


def is_strict(schema: Any) -> bool:
    """Whether a JSON Schema obeys the rules of strict mode: every object closed, all its properties required."""
    if isinstance(schema, list):
        return all(is_strict(item) for item in cast(list[Any], schema))
    if not isinstance(schema, dict):
        return True
    node = cast(dict[str, Any], schema)
    properties = node.get("properties")
    if isinstance(properties, dict) or node.get("type") == "object":
        names = set(cast(dict[str, Any], properties or {}))
        if node.get("additionalProperties") is not False or set(cast(list[str], node.get("required") or [])) != names:
            return False
    return all(is_strict(value) for value in node.values())


def _tool(tool: Tool) -> dict[str, Any]:
    parameters = tool.parameters or {"type": "object", "properties": {}}
    function = {"name": tool.name, "description": tool.description, "parameters": parameters}
    return {"type": "function", "function": function}


def _message(endpoint: Endpoint, facts: ModelFacts, dialect: Dialect, message: Message) -> dict[str, Any]:
    wire: dict[str, Any] = {"role": message.role}
    if isinstance(message.content, str):
        wire["content"] = message.content
    elif all(isinstance(part, TextPart) for part in message.content) and message.role != "user":
        wire["content"] = message.text
    else:
        wire["content"] = _parts(endpoint, facts, message.content)
    match message.role:
        case "system":
            wire["role"] = dialect.system_role
        case "user":
            if message.name:
                wire["name"] = message.name
        case "assistant":
            if message.tool_calls:
                wire["content"] = wire["content"] or None
                wire["tool_calls"] = [
                    {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
                    for call in message.tool_calls
                ]
                if message.reasoning and dialect.echo_reasoning:
                    wire["reasoning_content"] = message.reasoning
        case "tool":
            wire["tool_call_id"] = message.tool_call_id or message.name or ""
        case _:
            assert_never(message.role)
    return wire


def _parts(endpoint: Endpoint, facts: ModelFacts, parts: Sequence[Part]) -> list[dict[str, Any]]:
    wire: list[dict[str, Any]] = []
    for part in parts:
        match part:
            case TextPart():
                wire.append({"type": "text", "text": part.text})
            case MediaPart():
                wire.append(_media(endpoint, facts, part))
            case _:
                assert_never(part)
    return wire


def _media(endpoint: Endpoint, facts: ModelFacts, part: MediaPart) -> dict[str, Any]:
    taken = {"image": facts.vision, "audio": facts.audio, "video": facts.video, "document": facts.document}
    if not taken[part.kind]:
        raise endpoint.error(
            ModelBadRequest,
            f"this model takes no {part.kind} files. Choose a model that does, or say in its settings that it can.",
        )
    match part.kind:
        case "image":
            return {"type": "image_url", "image_url": {"url": _address(part), "detail": part.detail}}
        case "video":
            return {"type": "video_url", "video_url": {"url": _address(part)}}
        case "audio":
            data = part.url if part.data is None else b64encode(part.data).decode()
            return {"type": "input_audio", "input_audio": {"data": data, "format": _audio_format(part)}}
        case "document":
            name = part.filename or "document.pdf"
            return {"type": "file", "file": {"filename": name, "file_data": _address(part)}}
        case _:
            assert_never(part.kind)


def _address(part: MediaPart) -> str:
    if part.data is None:
        return part.url or ""
    return f"data:{part.mime_type};base64,{b64encode(part.data).decode()}"


def _audio_format(part: MediaPart) -> str:
    kind = part.mime_type.partition("/")[2].removeprefix("x-")
    return {"mpeg": "mp3", "wave": "wav", "vnd.wave": "wav", "mp4": "m4a"}.get(kind, kind or "wav")
