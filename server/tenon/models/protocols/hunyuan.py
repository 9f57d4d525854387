"""Hunyuan over the API of Tencent Cloud, version 2023-09-01: the form of OpenAI with names in capitals, and signed.

Formats: https://cloud.tencent.com/document/product/1729/105701 (ChatCompletions) and
https://cloud.tencent.com/document/product/1729/102832 (GetEmbedding). What fails is told in an answer of status 200.
"""

from collections.abc import Mapping
from typing import Any, cast

import orjson

from tenon.models.errors import ModelError
from tenon.models.messages import ChatDelta, ChatRequest
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint, body_error
from tenon.models.protocols.openai_answer import AnswerReader
from tenon.models.protocols.openai_wire import Dialect, chat_body
from tenon.models.protocols.reading import EventReader
from tenon.models.protocols.vectors import VectorWire

CHAT, EMBEDDING, VERSION = "ChatCompletions", "GetEmbedding", "2023-09-01"
_TAKEN = ("model", "messages", "stream", "temperature", "top_p", "tools", "tool_choice", "stop", "seed")
_STATUS = (
    ("AuthFailure", 401), ("UnauthorizedOperation", 401), ("RequestLimitExceeded", 429), ("LimitExceeded", 429),
    ("FailedOperation.EngineRequestTimeout", 503), ("FailedOperation.ResourcePackExhausted", 429),
    ("InvalidParameter", 400), ("UnsupportedOperation", 400), ("OperationDenied", 400), ("ResourceInsufficient", 429),
)  # fmt: skip


class HunyuanWire:
    """Neutral requests as `ChatCompletions`."""

    def asking(self, endpoint: Endpoint, facts: ModelFacts, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        """Path and body of the request. Raises `ModelBadRequest` for what the model cannot take."""
        body = chat_body(endpoint, facts, Dialect(stream_options=False, send_user=False), request)
        for message in cast(list[dict[str, Any]], body["messages"]):
            _fitted(message)
        for tool in cast(list[dict[str, Any]], body.get("tools") or []):
            tool["function"]["parameters"] = orjson.dumps(tool["function"]["parameters"]).decode()
        choice = body.get("tool_choice")
        if isinstance(choice, dict):
            body["tool_choice"], body["custom_tool"] = "custom", cast(dict[str, Any], choice)
        elif choice == "required":  # not known there; the model decides
            del body["tool_choice"]
        sent = {name: body[name] for name in (*_TAKEN, "custom_tool") if name in body}
        return "/", cast(dict[str, Any], renamed(sent, _capital))

    def reader(self, endpoint: Endpoint) -> EventReader:
        """Reads one answer."""
        return HunyuanReader(endpoint)


def _fitted(message: dict[str, Any]) -> None:
    """A message without what is unknown there, which would be refused."""
    message.pop("name", None)
    content = message.get("content")
    if isinstance(content, list):
        del message["content"]
        message["contents"] = cast(list[dict[str, Any]], content)
        for part in message["contents"]:
            cast(dict[str, Any], part.get("image_url") or {}).pop("detail", None)
    else:
        message["content"] = content or ""


class HunyuanReader(EventReader):
    """Reads the events of an answer, or a whole one, which stands under `Response`."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint)
        self._inner = AnswerReader(endpoint)

    def event(self, value: Any) -> ChatDelta | None:
        """The delta in one event."""
        answer = value.get("Response") or value
        if refused := problem_of(self.endpoint, answer):
            raise refused
        delta = self._inner.take(cast(dict[str, Any], renamed(answer, _small)))
        self.finish_reason, self.usage, self.pieces = self._inner.finish_reason, self._inner.usage, self._inner.pieces
        return delta

    def tool_calls(self) -> Any:
        """The calls asked for, each complete."""
        return self._inner.tool_calls()


def problem_of(endpoint: Endpoint, answer: Mapping[str, Any]) -> ModelError | None:
    """The error that an answer tells of."""
    told = cast(dict[str, Any], answer.get("Error") or answer.get("ErrorMsg") or {})
    if not told:
        return None
    text, code = str(told.get("Message") or told.get("Msg") or "it failed"), str(told.get("Code") or "")
    status = next((number for name, number in _STATUS if code.startswith(name)), 500)
    return body_error(endpoint, {"error": {"message": f"{text} ({code})", "code": str(status)}})


def renamed(value: Any, name: Any) -> Any:
    """The same data with all its members under other names."""
    if isinstance(value, dict):
        return {name(key): renamed(inner, name) for key, inner in cast(dict[str, Any], value).items()}
    if isinstance(value, list):
        return [renamed(item, name) for item in cast(list[Any], value)]
    return value


def _capital(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _small(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))


def vectors_of(endpoint: Endpoint) -> VectorWire:
    """The wire of `GetEmbedding`; its refusals become neutral errors."""

    def vectors(answer: Any) -> Any:
        told = answer["Response"]
        if refused := problem_of(endpoint, told):
            raise refused
        return [item["Embedding"] for item in sorted(told["Data"], key=lambda item: item["Index"])]

    return VectorWire(
        path="/",
        body=lambda model, texts, purpose: {"InputList": list(texts)},
        vectors=vectors,
        tokens=lambda answer: answer["Response"]["Usage"]["TotalTokens"],
        most=50,
    )
