"""Searches through an own SearXNG server."""

from collections.abc import Sequence
from typing import Any

from tenon.tools.errors import CredentialRefused, ToolError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import Arguments, ToolContext, WebRequest
from tenon.tools.search_results import Hit, ask, messages, rows


async def searxng_search(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The pages that the server finds."""
    params = [("q", given["query"]), ("format", "json"), ("categories", given.get("search_type") or "general")]
    params += [("time_range", given["time_range"])] if given.get("time_range") else []
    params += [("language", given["language"])] if given.get("language") else []
    found = await _search(context, params)
    hits = [
        Hit(str(item.get("title") or ""), str(item.get("url") or ""), str(item.get("content") or ""))
        for item in found[: int(given.get("num_results") or 10)]
    ]
    return messages(hits)


async def check(context: ToolContext) -> None:
    """Ask the server for JSON once."""
    try:
        await _search(context, [("q", "tenon"), ("format", "json"), ("categories", "general")])
    except ToolError as error:
        text = f"{error.message} The server must allow JSON (search: formats: [html, json] in its settings.yml)."
        raise CredentialRefused(text) from error


async def _search(context: ToolContext, params: list[tuple[str, str]]) -> list[dict[str, Any]]:
    address = f"{context.credentials['searxng_base_url'].strip().rstrip('/')}/search"
    answer = await ask(context.web, WebRequest("GET", address, params=params), "SearXNG")
    if "results" not in answer:
        raise ToolError("SearXNG answered without results.")
    return rows(answer, "results")


TOOLS = {"searxng_search": searxng_search}
