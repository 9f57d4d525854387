"""Reads pages through Jina Reader, which also runs their scripts."""

from collections.abc import Sequence

from tenon.tools.answers import text_of_body
from tenon.tools.errors import CredentialRefused, ToolError, ToolNotAuthorized, ToolParameterError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import Arguments, ToolContext, WebRequest

ADDRESS = "https://r.jina.ai/"
_HEADERS = {
    "target_selector": "X-Target-Selector",
    "wait_for_selector": "X-Wait-For-Selector",
    "proxy_server": "X-Proxy-Url",
}
_SWITCHES = {
    "no_cache": "X-No-Cache",
    "image_caption": "X-With-Generated-Alt",
    "gather_all_links_at_the_end": "X-With-Links-Summary",
    "gather_all_images_at_the_end": "X-With-Images-Summary",
}


async def jina_reader(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The text of a page as Markdown."""
    url = given["url"].strip()
    if not url.lower().startswith(("http://", "https://")):
        raise ToolParameterError("Only addresses that begin with http:// or https:// can be read.")
    headers = [(header, given[name]) for name, header in _HEADERS.items() if given.get(name)]
    headers += [(header, "true") for name, header in _SWITCHES.items() if given.get(name)]
    if any("\n" in value or "\r" in value for _, value in headers):
        raise ToolParameterError("The settings of the reader cannot have several lines.")
    return [ToolMessage("text", await _read(context, url, headers))]


async def check(context: ToolContext) -> None:
    """Read one page with the key."""
    try:
        await _read(context, "https://example.com", [])
    except ToolError as error:
        raise CredentialRefused(error.message) from error


async def _read(context: ToolContext, url: str, headers: list[tuple[str, str]]) -> str:
    key = context.credentials.get("api_key", "").strip()
    signed = [*headers, ("Authorization", f"Bearer {key}")] if key else headers
    answer = await context.web.send(WebRequest("GET", ADDRESS + url, signed))
    if answer.status in (401, 403):
        raise ToolNotAuthorized(f"Jina refused the key (status {answer.status}).")
    if answer.status >= 400:
        raise ToolError(f"Jina answered with status {answer.status}: {text_of_body(answer).strip()[:300]}")
    return text_of_body(answer)


TOOLS = {"jina_reader": jina_reader}
