"""The wire of API extensions (contract: web-and-embed.md 6): one POST, one JSON object back."""

from collections.abc import Mapping
from typing import Any, cast

import orjson

from tenon.domain.extension.errors import ExtensionFailed
from tenon.errors import TenonError
from tenon.kit.outbound import Answer, Call, OutboundClient

TIMEOUT = 60.0
CONNECT_TIMEOUT = 5.0
MAX_BYTES = 1024 * 1024
_SHOWN = 200
"""Characters of a wrong answer that a message repeats."""


class ExtensionWire:
    """Calls services under the operator's address rules."""

    def __init__(self, outbound: OutboundClient, timeout: float = TIMEOUT) -> None:
        self._outbound, self._timeout = outbound, timeout

    async def call(self, name: str, endpoint: str, key: str, point: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one point. Raises `ExtensionFailed`, which names the extension and what went wrong."""
        body: dict[str, Any] = {"point": point, "params": params} if point != "ping" else {"point": point}
        call = Call(
            "POST",
            endpoint,
            headers=(("Content-Type", "application/json"), ("Authorization", f"Bearer {key}")),
            body=orjson.dumps(body, default=str),
            connect_timeout=min(CONNECT_TIMEOUT, self._timeout),
            read_timeout=self._timeout,
            total=self._timeout,
            max_bytes=MAX_BYTES,
            max_redirects=0,
        )
        try:
            answer = await self._outbound.send(call)
        except TenonError as error:
            raise failed(name, error.message) from error
        return _object(name, answer)


def _object(name: str, answer: Answer) -> dict[str, Any]:
    text = answer.body[: 4 * _SHOWN].decode("utf-8", "replace")[:_SHOWN]
    if answer.status != 200:
        raise failed(name, f"request error, status_code: {answer.status}, content: {text}")
    try:
        found = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        raise failed(name, f"the answer is not JSON: {text}") from None
    if not isinstance(found, dict):
        raise failed(name, f"the answer is not a JSON object: {text}")
    return cast("dict[str, Any]", found)


def failed(name: str, why: str) -> ExtensionFailed:
    """The error of an extension in the words of every place that shows it."""
    return ExtensionFailed(f"The extension {name!r} failed: {why}")
