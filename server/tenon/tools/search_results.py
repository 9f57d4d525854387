"""What all search tools give back: a text for models and people, the hits as JSON for following nodes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from tenon.tools.answers import json_of_body, text_of_body
from tenon.tools.errors import ToolError, ToolNotAuthorized
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import Web, WebRequest


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found."""

    title: str
    url: str
    content: str


def messages(hits: Sequence[Hit], *, summary: str = "", nothing: str = "Nothing was found.") -> list[ToolMessage]:
    """The hits as text and JSON."""
    blocks = [f"[{hit.title or hit.url}]({hit.url})\n{hit.content}".strip() for hit in hits]
    text = "\n\n".join([*([summary] if summary else []), *blocks]) or nothing
    results: dict[str, Any] = {"results": [asdict(hit) for hit in hits]}
    if summary:
        results["answer"] = summary
    return [ToolMessage("text", text), ToolMessage("json", results)]


async def ask(web: Web, request: WebRequest, service: str) -> dict[str, Any]:
    """The JSON object of a service. Raises `ToolNotAuthorized` or `ToolError` with the service's own text."""
    answer = await web.send(request)
    if answer.status in (401, 403):
        said = text_of_body(answer).strip()[:300]
        raise ToolNotAuthorized(f"{service} refused the key (status {answer.status}). {said}".strip())
    if answer.status >= 400:
        raise ToolError(f"{service} answered with status {answer.status}: {text_of_body(answer).strip()[:500]}")
    try:
        found = json_of_body(answer)
    except ValueError as error:
        raise ToolError(f"{service} answered something that is no JSON: {error}.") from None
    if not isinstance(found, dict):
        raise ToolError(f"{service} answered no JSON object.")
    return cast(dict[str, Any], found)


def rows(found: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects in an answer; empty when it is not there."""
    value = found.get(name)
    items = cast(list[Any], value) if isinstance(value, list) else []
    return [cast(dict[str, Any], item) for item in items if isinstance(item, dict)]


def row(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object in an answer; empty when it is not there."""
    value = found.get(name)
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}
