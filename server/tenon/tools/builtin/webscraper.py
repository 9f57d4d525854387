"""Reads web pages and documents by their address."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from tenon.tools.answers import names_charset, text_of_body
from tenon.tools.errors import ToolError, ToolParameterError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import MB, Arguments, ToolContext, WebRequest

_AGENT = "Mozilla/5.0 (compatible; Tenon)"
MAX_BYTES = 10 * MB


async def webscraper(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The readable text of a page, as Markdown."""
    url = given["url"].strip()
    if "://" not in url:
        url = f"https://{url}"
    if not url.lower().startswith(("http://", "https://")):
        raise ToolParameterError("Only addresses that begin with http:// or https:// can be read.")
    headers = (
        ("User-Agent", given.get("user_agent") or _AGENT),
        ("Accept", "text/html,application/xhtml+xml,text/plain,application/pdf,*/*;q=0.8"),
    )
    answer = await context.web.send(WebRequest("GET", url, headers, read_timeout=60, max_bytes=MAX_BYTES))
    if answer.status >= 400:
        raise ToolError(f"The page {url[:200]} answered with status {answer.status}.")
    name = PurePosixPath(unquote(urlsplit(answer.url).path)).name
    kind = answer.header("content-type")
    if answer.mime_type in ("text/html", "application/xhtml+xml"):
        name = "page.html"
    body = text_of_body(answer).encode("utf-8-sig") if names_charset(answer) else answer.body
    text = await context.documents.text(body, name, kind)
    if not text.strip():
        raise ToolError(f"The page {url[:200]} has no text that can be read.")
    return [ToolMessage("text", _cut(text, int(given.get("max_length") or 0)))]


def _cut(text: str, limit: int) -> str:
    if not limit or len(text) <= limit:
        return text
    return f"{text[:limit].rstrip()}\n\n[… {len(text) - limit} more characters]"


TOOLS = {"webscraper": webscraper}
