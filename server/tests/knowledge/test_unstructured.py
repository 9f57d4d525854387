"""Documents that an Unstructured server reads."""

from collections.abc import AsyncIterator

import aiohttp
import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tenon.adapters.documents.process import DocumentProcesses
from tenon.adapters.documents.unstructured import UnstructuredDocuments
from tenon.ports import DocumentFailed

ELEMENTS = [
    {"type": "Title", "text": "Annual report"},
    {"type": "Header", "text": "page 1"},
    {"type": "NarrativeText", "text": "Sales rose. "},
    {"type": "PageBreak", "text": ""},
    {"type": "Table", "text": "a b"},
]


@pytest.fixture
async def asked() -> list[tuple[str, str, bytes]]:
    """The key, name and bytes that the server got."""
    return []


@pytest.fixture
async def reader(asked: list[tuple[str, str, bytes]]) -> AsyncIterator[UnstructuredDocuments]:
    async def call(request: web.Request) -> web.Response:
        form = await request.post()
        file = form["files"]
        assert isinstance(file, web.FileField)
        asked.append((request.headers.get("unstructured-api-key", ""), file.filename, file.file.read()))
        if file.filename == "bad.pdf":
            return web.json_response({"detail": "cannot be read"}, status=422)
        return web.json_response(ELEMENTS if file.filename != "odd.pdf" else {"a": 1})

    application = web.Application()
    application.router.add_post("/general", call)
    inner = DocumentProcesses()
    async with TestServer(application) as server, aiohttp.ClientSession() as session:
        yield UnstructuredDocuments(inner, lambda: session, str(server.make_url("/general")), "k", timeout=20)
    await inner.close()


async def test_what_is_sent_and_what_comes_back(
    reader: UnstructuredDocuments, asked: list[tuple[str, str, bytes]]
) -> None:
    found = await reader.extract(b"%PDF-1.7 scan", "scan.pdf", "application/pdf")
    assert orjson.loads(found.parts) == ["# Annual report\n\nSales rose.\n\na b"]
    assert asked == [("k", "scan.pdf", b"%PDF-1.7 scan")]
    # Plain texts are read here.
    assert orjson.loads((await reader.extract(b"plain", "a.txt", "text/plain")).parts) == ["plain"]
    assert len(asked) == 1
    for name, wanted in (("bad.pdf", "answered 422.*cannot be read"), ("odd.pdf", "no list of elements")):
        with pytest.raises(DocumentFailed, match=wanted):
            await reader.extract(b"x", name, "application/pdf")


async def test_a_server_that_is_away() -> None:
    inner = DocumentProcesses()
    async with aiohttp.ClientSession() as session:
        away = UnstructuredDocuments(inner, lambda: session, "http://127.0.0.1:1/general")
        with pytest.raises(DocumentFailed, match="UNSTRUCTURED_API_URL"):
            await away.extract(b"x", "a.pdf", "application/pdf")
