"""Sends a request to any address."""

import json
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from tenon.tools.answers import is_text, text_of_body
from tenon.tools.errors import ToolParameterError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import MB, Arguments, ToolContext, WebAnswer, WebRequest

MAX_BYTES = 20 * MB


async def http_call(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The answer's text, its status and headers as JSON, and a file when it is no text. Any status is an answer."""
    headers = _pairs(given.get("headers", ""), "headers")
    body = given.get("body", "")
    if body and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/json" if _is_json(body) else "text/plain; charset=utf-8"))
    request = WebRequest(
        (given.get("method") or "GET").upper(),
        given["url"].strip(),
        headers,
        _pairs(given.get("params", ""), "params"),
        body.encode() if body else None,
        read_timeout=float(given.get("timeout") or 60),
        max_bytes=MAX_BYTES,
    )
    return messages(await context.web.send(request))


def messages(answer: WebAnswer) -> list[ToolMessage]:
    """An answer as messages."""
    head: dict[str, Any] = {"status_code": answer.status, "headers": dict(answer.headers)}
    if answer.body and not is_text(answer):
        name = PurePosixPath(unquote(urlsplit(answer.url).path)).name or "answer"
        file = {"data": answer.body, "filename": name, "mime_type": answer.mime_type or "application/octet-stream"}
        text = f"Status {answer.status}: a file of {len(answer.body)} bytes ({file['mime_type']})."
        return [ToolMessage("text", text), ToolMessage("blob", file), ToolMessage("json", head)]
    text = text_of_body(answer)
    return [ToolMessage("text", text), ToolMessage("json", {**head, "body": text})]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _pairs(text: str, what: str) -> list[tuple[str, str]]:
    """Name and value from a JSON object or from lines of `name: value`."""
    text = text.strip()
    if text.startswith("{"):
        try:
            found: Any = json.loads(text)
        except ValueError as error:
            raise ToolParameterError(f"The {what} are no valid JSON: {error}") from None
        return [(name, str(value)) for name, value in cast(dict[str, Any], found).items()]
    pairs: list[tuple[str, str]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            raise ToolParameterError(f"The line {line[:60]!r} of the {what} is not of the form name: value.")
        pairs.append((name.strip(), value.strip()))
    return pairs


TOOLS = {"http_call": http_call}
