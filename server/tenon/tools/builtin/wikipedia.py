"""Searches Wikipedia."""

import asyncio
import re
from collections.abc import Sequence
from html import unescape
from urllib.parse import quote

from tenon.tools.errors import ToolParameterError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import Arguments, ToolContext, WebRequest
from tenon.tools.search_results import Hit, ask, messages, row, rows

_LANGUAGES = {
    "english": "en", "chinese": "zh", "german": "de", "french": "fr", "spanish": "es", "japanese": "ja", "korean": "ko",
    "portuguese": "pt", "russian": "ru", "italian": "it", "arabic": "ar", "hindi": "hi", "dutch": "nl", "polish": "pl",
    "turkish": "tr", "vietnamese": "vi", "indonesian": "id", "thai": "th", "persian": "fa", "swedish": "sv",
}  # fmt: skip
_HEADERS = (("User-Agent", "Tenon (workflow tool)"),)
_MOST = 3


async def wikipedia_search(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The beginnings of the articles that fit best."""
    language = str(given.get("language") or "en").strip().lower()
    language = _LANGUAGES.get(language, language)
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z]+)*|simple", language):
        raise ToolParameterError(f"There is no Wikipedia in {language[:40]!r}. Use a code such as en or zh.")
    base = f"https://{language}.wikipedia.org"
    params = (("action", "query"), ("format", "json"), ("list", "search"), ("srlimit", str(_MOST)))
    request = WebRequest("GET", f"{base}/w/api.php", _HEADERS, (*params, ("srsearch", given["query"][:300])))
    found = await ask(context.web, request, "Wikipedia")
    titles = [str(item["title"]) for item in rows(row(found, "query"), "search") if item.get("title")]
    texts = await asyncio.gather(*(_extract(context, base, title) for title in titles))
    hits = [Hit(t, f"{base}/wiki/{quote(t.replace(' ', '_'))}", text) for t, text in zip(titles, texts, strict=True)]
    return messages(hits, nothing="No article was found.")


async def _extract(context: ToolContext, base: str, title: str) -> str:
    params = (
        ("action", "query"), ("format", "json"), ("prop", "extracts"), ("explaintext", "1"), ("exintro", "1"),
        ("redirects", "1"), ("titles", title),
    )  # fmt: skip
    found = await ask(context.web, WebRequest("GET", f"{base}/w/api.php", _HEADERS, params), "Wikipedia")
    pages = row(row(found, "query"), "pages")
    return unescape(" ".join(str(row(pages, page).get("extract", "")) for page in pages))[:4000].strip()


TOOLS = {"wikipedia_search": wikipedia_search}
