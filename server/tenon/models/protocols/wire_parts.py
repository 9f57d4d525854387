"""What several wires need of neutral messages: roles in turn, media that a model takes, parameters by name."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, cast

import orjson

from tenon.models.errors import ModelBadRequest
from tenon.models.messages import ChatRequest, MediaPart, ToolCall
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint


def taken_media(endpoint: Endpoint, facts: ModelFacts, part: MediaPart) -> MediaPart:
    """The part, when the model takes its kind. Raises `ModelBadRequest`."""
    taken = {"image": facts.vision, "audio": facts.audio, "video": facts.video, "document": facts.document}
    if not taken[part.kind]:
        text = f"this model takes no {part.kind} files. Choose a model that does, or say in its settings that it can."
        raise endpoint.error(ModelBadRequest, text)
    return part


def encoded(endpoint: Endpoint, part: MediaPart) -> str:
    """The bytes of a part as base64. Raises `ModelBadRequest` when only an address is known."""
    if part.data is not None:
        return b64encode(part.data).decode()
    url = part.url or ""
    if url.startswith("data:"):
        return url.partition(",")[2]
    raise endpoint.error(ModelBadRequest, f"this vendor takes {part.kind} files as bytes, not by their address.")


def arguments_of(call: ToolCall) -> dict[str, Any]:
    """The arguments of a call as an object; what is no object stands under `value`."""
    try:
        value = orjson.loads(call.arguments or "{}")
    except orjson.JSONDecodeError:
        value = call.arguments
    return cast(dict[str, Any], value) if isinstance(value, dict) else {"value": value}


def stops_of(request: ChatRequest) -> list[str]:
    """Stop sequences of the request and of its parameters, each once."""
    given: Any = request.parameters.get("stop")
    given = [] if given is None else given
    more = [given] if isinstance(given, str) else [str(item) for item in cast(list[Any], given)]
    return list(dict.fromkeys([*request.stop, *more]))


def placed(request: ChatRequest, names: Mapping[str, str]) -> dict[str, Any]:
    """Parameters that are set, under the names of a wire; others are left out."""
    parameters = request.parameters
    return {wire: parameters[name] for name, wire in names.items() if parameters.get(name) is not None}


def schema_of(endpoint: Endpoint, request: ChatRequest) -> dict[str, Any] | None:
    """The JSON Schema that the answer must obey, from the request or its parameters. Raises `ModelBadRequest`."""
    if request.json_schema is not None:
        return request.json_schema
    if str(request.parameters.get("response_format") or "").lower() != "json_schema":
        return None
    schema = request.parameters.get("json_schema")
    try:
        value = orjson.loads(schema) if isinstance(schema, str) else schema
    except orjson.JSONDecodeError as error:
        raise endpoint.error(ModelBadRequest, f"the parameter JSON Schema is not valid JSON: {error}") from None
    if not isinstance(value, dict):
        raise endpoint.error(ModelBadRequest, "the parameter JSON Schema is missing: enter a JSON object.")
    found = cast(dict[str, Any], value)
    return cast(dict[str, Any], found["schema"]) if isinstance(found.get("schema"), dict) else found


def wants_json(request: ChatRequest) -> bool:
    """Whether any JSON is asked for."""
    return str(request.parameters.get("response_format") or "").lower() in ("json", "json_object")
