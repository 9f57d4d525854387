"""Books (epub): the chapters in reading order."""

from posixpath import dirname, join, normpath
from urllib.parse import unquote

from tenon.rag.extract.archive import Package
from tenon.rag.extract.errors import ExtractError
from tenon.rag.extract.html import html
from tenon.rag.extract.xml import descendants

_CHAPTERS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


def epub(data: bytes) -> str:
    """The text of all chapters of the spine. Raises `ExtractError`, also for protected books."""
    package = Package(data)
    if not package.has("META-INF/container.xml"):
        raise ExtractError("The file is not an EPUB book.")
    if package.has("META-INF/rights.xml"):
        raise ExtractError("The book is copy-protected and cannot be read.")
    roots = descendants(package.xml("META-INF/container.xml"), "rootfile")
    opf = unquote(roots[0].get("full-path") or "") if roots else ""
    if not opf:
        raise ExtractError("The book is damaged: it does not name its contents.")
    book = package.xml(opf)
    chapters = {
        item.get("id"): unquote(item.get("href") or "")
        for item in descendants(book, "item")
        if item.get("media-type") in _CHAPTERS
    }
    texts: list[str] = []
    for entry in descendants(book, "itemref"):
        href = chapters.get(entry.get("idref"))
        name = normpath(join(dirname(opf), href)) if href else ""
        if name and package.has(name):
            texts.append(html(package.read(name)))
    return "\n\n".join(text for text in texts if text)
