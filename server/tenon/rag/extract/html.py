"""HTML as Markdown-like text: headings, lists, tables, links and code keep their form."""

import re

from tenon.rag.extract.encoding import decode
from tenon.rag.extract.table import markdown_table
from tenon.rag.extract.xml import Element, local, parse_html

_DROPPED = frozenset({"script", "style", "noscript", "template", "head", "svg", "iframe", "object"})
_BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "center",
            "dd",
            "details",
            "div",
            "dl",
            "dt",
            "fieldset",
        ),
        *("figcaption", "figure", "footer", "form", "header", "hr", "html", "main", "nav", "ol", "p", "pre", "section"),
        *("summary", "table", "ul"),
    )
)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


def html(data: bytes) -> str:
    """The readable text of a page, its title first."""
    found = _CHARSET.search(data[:4096])
    return html_text(decode(data, found.group(1).decode() if found else None))


def html_text(source: str) -> str:
    """The readable text of HTML that is text already."""
    if not source.strip():
        return ""
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source).replace("\x00", "")
    root = parse_html(source)
    if root is None:
        return ""
    title = " ".join((root.findtext(".//title") or "").split())
    writer = _Writer()
    body = root.find("body")
    writer.walk(root if body is None else body)
    text = writer.result()
    if title and not text.lstrip("# ").startswith(title):
        text = f"# {title}\n\n{text}"
    return text.strip()


class _Writer:
    """Collects blocks of text; words inside a block are joined with single blanks."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._words: list[str] = []
        self._prefix = ""
        self._lists: list[int | None] = []

    def result(self) -> str:
        self._flush()
        text = "\n".join(self._blocks)
        return re.sub(r"\n{3,}", "\n\n", text)

    def walk(self, element: Element) -> None:
        name = local(element)
        if not name or name in _DROPPED or element.get("hidden") is not None:
            return
        if self._special(name, element):
            return
        block = name in _BLOCKS
        if block:
            self._break()
        self._inside(element)
        if block:
            self._break()

    def _special(self, name: str, element: Element) -> bool:
        """Elements with a form of their own; True when this was one."""
        if name in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._break()
            self._prefix = "#" * int(name[1]) + " "
            self._inside(element)
            self._break()
        elif name in ("ul", "ol"):
            self._list(name, element)
        elif name == "li":
            self._item(element)
        elif name == "table":
            self._break()
            self._blocks.append(_table(element))
            self._break()
        elif name == "pre":
            self._break()
            self._blocks.append(f"```\n{''.join(_texts(element)).strip(chr(10))}\n```")
            self._break()
        elif name in ("br", "tr"):
            self._inside(element)
            self._flush()
        elif name == "a":
            self._link(element)
        elif name == "img":
            self._words.append(f" {(element.get('alt') or '').strip()} ")
        else:
            return False
        return True

    def _list(self, name: str, element: Element) -> None:
        self._flush()
        if not self._lists:
            self._break()
        self._lists.append(0 if name == "ol" else None)
        self._inside(element)
        self._lists.pop()
        self._flush()
        if not self._lists:
            self._break()

    def _item(self, element: Element) -> None:
        self._flush()
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        mark = "- " if number is None else f"{number + 1}. "
        self._prefix = "  " * max(0, len(self._lists) - 1) + mark
        self._inside(element)
        self._flush()

    def _link(self, element: Element) -> None:
        start = len(self._words)
        self._inside(element)
        words = "".join(self._words[start:]).strip()
        target = (element.get("href") or "").strip()
        if words and target.startswith(("http://", "https://")) and len(self._words) > start:
            self._words[start:] = [f"[{' '.join(words.split())}]({target})"]

    def _inside(self, element: Element) -> None:
        if element.text:
            self._words.append(element.text)
        for child in element:
            self.walk(child)
            if child.tail:
                self._words.append(child.tail)

    def _flush(self) -> None:
        words = " ".join("".join(self._words).split())
        self._words = []
        if words:
            self._blocks.append(self._prefix + words)
            self._prefix = ""

    def _break(self) -> None:
        self._flush()
        self._prefix = ""
        if self._blocks and self._blocks[-1]:
            self._blocks.append("")


def _texts(element: Element) -> list[str]:
    return [str(piece) for piece in element.itertext()]


def _table(element: Element) -> str:
    rows: list[list[str]] = []
    for row in element.iter("tr"):
        rows.append([" ".join("".join(_texts(c)).split()) for c in row if local(c) in ("td", "th")])
    return markdown_table(rows)
