"""Searches Google through SerpApi."""

from collections.abc import Sequence
from typing import Any

from tenon.tools.errors import CredentialRefused, ToolError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import Arguments, ToolContext, WebRequest
from tenon.tools.search_results import Hit, ask, messages, row, rows

ADDRESS = "https://serpapi.com/search"


async def google_search(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The pages, with Google's own answer first where there is one; as links only where that was chosen."""
    params = [("q", given["query"]), ("num", str(int(given.get("num") or 10)))]
    found = await _search(context, params + [(name, given[name]) for name in ("gl", "hl") if given.get(name)])
    box = row(found, "answer_box")
    bare = given.get("result_type") == "link"
    hits = [
        Hit(str(item.get("title") or ""), str(item.get("link") or ""), "" if bare else str(item.get("snippet") or ""))
        for item in rows(found, "organic_results")
    ]
    return messages(hits, summary="" if bare else str(box.get("answer") or box.get("snippet") or ""))


async def check(context: ToolContext) -> None:
    """Search once."""
    try:
        await _search(context, [("q", "test"), ("num", "1")])
    except ToolError as error:
        raise CredentialRefused(error.message) from error


async def _search(context: ToolContext, params: list[tuple[str, str]]) -> dict[str, Any]:
    key = context.credentials["serpapi_api_key"].strip()
    request = WebRequest("GET", ADDRESS, params=[*params, ("engine", "google"), ("api_key", key)])
    return await ask(context.web, request, "SerpApi")


TOOLS = {"google_search": google_search}
