"""Searches through Tavily."""

import json
from collections.abc import Sequence
from typing import Any

from tenon.tools.errors import CredentialRefused, ToolError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import Arguments, ToolContext, WebRequest
from tenon.tools.search_results import Hit, ask, messages, rows

ADDRESS = "https://api.tavily.com/search"


async def tavily_search(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The pages, and an answer in a sentence where it was asked for."""
    body: dict[str, Any] = {"query": given["query"], "search_depth": given.get("search_depth") or "basic"}
    body |= {"topic": given.get("topic") or "general", "max_results": int(given.get("max_results") or 5)}
    body |= {name: True for name in ("include_answer", "include_raw_content") if given.get(name)}
    for name in ("include_domains", "exclude_domains"):
        domains = [part for part in str(given.get(name) or "").replace(",", " ").split() if part]
        if domains:
            body[name] = domains
    found = await _search(context, body)
    raw = "raw_content" if given.get("include_raw_content") else "content"
    hits = [
        Hit(str(item.get("title") or ""), str(item.get("url") or ""), str(item.get(raw) or item.get("content") or ""))
        for item in rows(found, "results")
    ]
    return messages(hits, summary=str(found.get("answer") or ""))


async def check(context: ToolContext) -> None:
    """Search once."""
    try:
        await _search(context, {"query": "test", "max_results": 1})
    except ToolError as error:
        raise CredentialRefused(error.message) from error


async def _search(context: ToolContext, body: dict[str, Any]) -> dict[str, Any]:
    key = context.credentials["tavily_api_key"].strip()
    headers = (("Authorization", f"Bearer {key}"), ("Content-Type", "application/json"))
    request = WebRequest("POST", ADDRESS, headers, body=json.dumps(body).encode())
    return await ask(context.web, request, "Tavily")


TOOLS = {"tavily_search": tavily_search}
