"""Searches Google through Serper."""

import json
from collections.abc import Sequence
from typing import Any

from tenon.tools.errors import CredentialRefused, ToolError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import Arguments, ToolContext, WebRequest
from tenon.tools.search_results import Hit, ask, messages, row, rows

ADDRESS = "https://google.serper.dev"


async def serper(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The pages, with Google's own answer first where there is one."""
    kind = given.get("search_type") or "search"
    body = {"q": given["query"], "gl": given.get("gl") or "us", "hl": given.get("hl") or "en"}
    found = await _search(context, kind, {**body, "num": int(given.get("num") or 10)})
    box = row(found, "answerBox")
    summary = str(box.get("answer") or box.get("snippet") or "")
    hits = [
        Hit(str(item.get("title") or ""), str(item.get("link") or ""), str(item.get("snippet") or ""))
        for item in rows(found, "news" if kind == "news" else "organic")
    ]
    return messages(hits, summary=summary)


async def check(context: ToolContext) -> None:
    """Search once."""
    try:
        await _search(context, "search", {"q": "test", "num": 1})
    except ToolError as error:
        raise CredentialRefused(error.message) from error


async def _search(context: ToolContext, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = (("X-API-KEY", context.credentials["serperapi_api_key"].strip()), ("Content-Type", "application/json"))
    request = WebRequest("POST", f"{ADDRESS}/{kind}", headers, body=json.dumps(body).encode())
    return await ask(context.web, request, "Serper")


TOOLS = {"serper": serper}
