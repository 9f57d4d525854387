"""Reads documents by an Unstructured server, scans too; what it is not asked for is read here.

Its answer is a list of elements with a `type` and a `text`, titles among them.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast

import aiohttp
import orjson

from tenon.ports import Described, DocumentFailed, DocumentsPort, Extracted
from tenon.rag.extract.document import kind_of

KINDS: Final = frozenset((".pdf", ".doc", ".docx", ".ppt", ".pptx", ".epub", ".eml", ".msg", ".xml", ".html", ".htm"))
"""What is sent; plain texts and tables are read here."""
_MOST: Final = 64 * 1024 * 1024


class UnstructuredDocuments:
    """Fulfils `ports.DocumentsPort`; `url` is the whole address of the call, `timeout` seconds."""

    def __init__(
        self,
        inner: DocumentsPort,
        session: Callable[[], aiohttp.ClientSession],
        url: str,
        key: str = "",
        *,
        timeout: float = 300,
    ) -> None:
        self._inner, self._session, self._url, self._key = inner, session, url, key
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=10)
        self.max_bytes = inner.max_bytes

    async def extract(self, data: bytes, filename: str, mime_type: str) -> Extracted:
        """The text of a document. Raises `DocumentFailed`."""
        if kind_of(data, filename, mime_type) not in KINDS:
            return await self._inner.extract(data, filename, mime_type)
        form = aiohttp.FormData()
        form.add_field("files", data, filename=filename or "document", content_type=mime_type or None)
        headers = {"Accept": "application/json", **({"unstructured-api-key": self._key} if self._key else {})}
        try:
            async with self._session().post(
                self._url, data=form, headers=headers, timeout=self._timeout, allow_redirects=False
            ) as answer:
                raw = await answer.content.read(_MOST)
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            raise DocumentFailed(
                f"{filename} could not be read: the Unstructured server does not answer ({error or 'too slow'}). "
                "Check UNSTRUCTURED_API_URL."
            ) from error
        if status != 200:
            raise DocumentFailed(
                f"{filename} could not be read: the Unstructured server answered {status}: "
                f"{raw[:300].decode('utf-8', 'replace')}"
            )
        return await asyncio.to_thread(_text, raw, filename)

    async def chunks(self, parts: bytes, rules: Mapping[str, Any]) -> Sequence[bytes]:
        """Lines of chunks, made here."""
        return await self._inner.chunks(parts, rules)

    async def describe(self, texts: Sequence[str], keywords: Sequence[Sequence[str]] = ()) -> list[Described]:
        """The words of texts, found here."""
        return await self._inner.describe(texts, keywords)

    async def close(self) -> None:
        """End what was started here."""
        await self._inner.close()


def _text(raw: bytes, filename: str) -> Extracted:
    """The texts of the elements as one part."""
    try:
        elements: Any = orjson.loads(raw)
    except orjson.JSONDecodeError:
        elements = None
    if not isinstance(elements, list):
        raise DocumentFailed(f"{filename} could not be read: the Unstructured server sent no list of elements.")
    blocks: list[str] = []
    for element in cast(list[Any], elements):
        told = cast(dict[str, Any], element) if isinstance(element, dict) else {}
        text = str(told.get("text") or "").strip()
        if text and told.get("type") not in ("PageBreak", "Header", "Footer", "PageNumber"):
            blocks.append(f"# {text}" if told.get("type") == "Title" else text)
    whole = "\n\n".join(blocks)
    return Extracted(orjson.dumps([whole] if whole else []), len(whole))
