"""Which models a server says it has: each protocol's list in one form."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import aiohttp
import orjson

from tenon.models.catalogue.schema import CatalogueProvider, Kind
from tenon.models.errors import ModelError, ModelNotSupported
from tenon.models.protocols.http import (
    Endpoint,
    Timeouts,
    connection_error,
    malformed,
    post_json,
    proxy_for,
    status_error,
)

_MOST = 4_000_000
"""Bytes that are read of a list at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """A model of a server. Facts that the server does not tell are None."""

    model: str
    kind: Kind
    label: str = ""
    context_size: int | None = None
    vision: bool | None = None
    tool_call: bool | None = None


_WORDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("rerank", ("rerank",)),
    ("text-embedding", ("embed", "bge-", "gte-", "e5-", "minilm", "m3e")),
    ("moderation", ("moderation",)),
    ("speech2text", ("whisper", "transcribe", "asr", "sensevoice", "paraformer")),
    ("text2img", ("dall-e", "gpt-image", "stable-diffusion", "sdxl", "sd3", "flux", "kolors", "qwen-image")),
    ("tts", ("tts", "cosyvoice", "kokoro", "chattts", "-speech")),
)


def kind_of(name: str) -> Kind:
    """The likely kind of a model whose server tells only its name."""
    lowered = name.lower()
    for kind, words in _WORDS:
        if any(word in lowered for word in words):
            return kind
    return "llm"


async def list_models(session: aiohttp.ClientSession, where: Endpoint, protocol: str, seconds: float) -> list[Found]:
    """The models that a server has. Raises what it says, or `ModelNotSupported` where there is no list."""
    form = _FORMS.get(protocol)
    if form is None:
        raise where.error(ModelNotSupported, "this provider has no list of its models.")
    path, read = form
    answer = await get_json(session, where, path, seconds)
    found = [model for item in _items(answer) if (model := read(item)) is not None]
    return sorted({(m.kind, m.model): m for m in found}.values(), key=lambda m: m.model.lower())


async def get_json(session: aiohttp.ClientSession, where: Endpoint, path: str, seconds: float) -> Any:
    """The JSON behind an address. Raises the errors of `models.errors`."""
    url = where.base_url + path + where.query
    limits = aiohttp.ClientTimeout(total=seconds, sock_connect=min(seconds, where.timeouts.connect))
    try:
        headers = dict(where.headers)
        if where.sign is not None:
            headers |= await where.sign("GET", url, b"")
        async with session.get(
            url, headers=headers, timeout=limits, proxy=proxy_for(url), allow_redirects=False
        ) as response:
            raw = await response.content.read(_MOST)
            while len(raw) < _MOST and (more := await response.content.read(_MOST - len(raw))):
                raw += more
            if response.status != 200:
                raise status_error(where, response.status, raw, response.headers)
            return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise malformed(where, b"no JSON") from None
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise connection_error(where, error) from error


async def ollama_facts(session: aiohttp.ClientSession, where: Endpoint, found: Found, seconds: float) -> Found:
    """The same model with what Ollama tells of it when it is asked for this one; as it was when that fails."""
    limits = replace(where, timeouts=Timeouts(seconds, seconds, seconds))
    try:
        async with asyncio.timeout(seconds):
            shown = await post_json(session, limits, "/api/show", {"model": found.model})
    except (ModelError, TimeoutError):
        return found
    abilities = {str(ability) for ability in _list(shown.get("capabilities"))}
    info = cast(dict[str, Any], shown["model_info"]) if isinstance(shown.get("model_info"), dict) else {}
    sizes = [value for key, value in info.items() if key.endswith(".context_length") and isinstance(value, int)]
    kind: Kind = "text-embedding" if "embedding" in abilities else found.kind
    size = sizes[0] if sizes else found.context_size
    if not abilities:
        return replace(found, context_size=size)
    return replace(found, kind=kind, context_size=size, vision="vision" in abilities, tool_call="tools" in abilities)


def protocol_of(provider: CatalogueProvider) -> str:
    """The protocol by which a provider's models are listed."""
    return "xinference" if provider.provider == "xinference" else provider.protocol


def _items(answer: Any) -> list[dict[str, Any]]:
    """The models in an answer: a list of its own, or under one of the usual names."""
    if isinstance(answer, dict):
        body = cast(dict[str, Any], answer)
        answer = next((body[name] for name in ("data", "models", "items") if isinstance(body.get(name), list)), None)
    return [cast(dict[str, Any], item) for item in _list(answer) if isinstance(item, dict)]


_TYPES: Mapping[str, Kind] = {
    "llm": "llm", "vlm": "llm", "chat": "llm", "language": "llm", "embedding": "text-embedding",
    "embeddings": "text-embedding", "text-embedding": "text-embedding", "rerank": "rerank", "reranker": "rerank",
    "speech_to_text": "speech2text", "text_to_speech": "tts", "moderation": "moderation",
    "image": "text2img", "diffusion": "text2img",
}  # fmt: skip


def _openai(item: dict[str, Any]) -> Found | None:
    """OpenAI's list; vLLM, LM Studio, OpenRouter, Mistral, together.ai and GPUStack tell more in it."""
    name = str(item.get("id") or item.get("name") or "")
    if not name:
        return None
    categories = item.get("categories")
    told = str(item.get("type") or item.get("model_type") or (categories[0] if categories else "")).lower()
    size = next((v for key in _SIZES if isinstance(v := item.get(key), int) and v > 0), None)
    abilities = {str(a).lower() for a in _list(item.get("capabilities"))}
    vision = True if told == "vlm" or "vision" in abilities else None
    tools = True if abilities & {"tool_use", "tools", "function_calling"} else None
    return Found(name, _TYPES.get(told) or kind_of(name), "", size, vision, tools)


_SIZES = ("max_model_len", "loaded_context_length", "context_length", "max_context_length", "context_window")


def _xinference(item: dict[str, Any]) -> Found | None:
    name, told = str(item.get("id") or ""), str(item.get("model_type") or "").lower()
    abilities = {str(a).lower() for a in _list(item.get("model_ability"))}
    if told == "audio":
        kind: Kind | None = "tts" if abilities & {"text2audio", "text_to_audio"} else "speech2text"
    else:
        kind = _TYPES.get(told)
    if not name or kind is None:
        return None
    size = item.get("context_length") or item.get("max_tokens")
    tools, vision = bool(abilities & {"tools", "tool"}), "vision" in abilities
    return Found(name, kind, str(item.get("model_name") or ""), size if isinstance(size, int) else None, vision, tools)


def _ollama(item: dict[str, Any]) -> Found | None:
    name = str(item.get("model") or item.get("name") or "")
    details = cast(dict[str, Any], item["details"]) if isinstance(item.get("details"), dict) else {}
    family = str(details.get("family") or "")
    kind: Kind = "text-embedding" if "bert" in family else kind_of(name)
    return Found(name, kind) if name else None


def _anthropic(item: dict[str, Any]) -> Found | None:
    name = str(item.get("id") or "")
    return Found(name, "llm", str(item.get("display_name") or "")) if name else None


def _gemini(item: dict[str, Any]) -> Found | None:
    name = str(item.get("name") or "").removeprefix("models/")
    methods = _list(item.get("supportedGenerationMethods"))
    kind: Kind = "text-embedding" if "embedContent" in methods else "llm"
    size = item.get("inputTokenLimit")
    if not name or not ({"embedContent", "generateContent"} & set(methods)):
        return None
    return Found(name, kind, str(item.get("displayName") or ""), size if isinstance(size, int) else None)


def _cohere(item: dict[str, Any]) -> Found | None:
    name, uses = str(item.get("name") or ""), set(_list(item.get("endpoints")))
    kind: Kind = "text-embedding" if "embed" in uses else "rerank" if "rerank" in uses else "llm"
    size = item.get("context_length")
    return Found(name, kind, "", int(size) if isinstance(size, int | float) else None) if name else None


def _list(value: Any) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else []


type _Form = tuple[str, Callable[[dict[str, Any]], Found | None]]
_FORMS: dict[str, _Form] = {
    "openai": ("/models", _openai),
    "lmstudio": ("/api/v0/models", _openai),
    "xinference": ("/models", _xinference),
    "ollama": ("/api/tags", _ollama),
    "anthropic": ("/models", _anthropic),
    "gemini": ("/models", _gemini),
    "cohere": ("/models", _cohere),
}
