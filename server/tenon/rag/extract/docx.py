"""Word documents (docx): paragraphs, headings, lists and tables in document order."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.table import Table, _Cell  # pyright: ignore[reportPrivateUsage]  # the only name of the class of a cell
from docx.text.paragraph import Paragraph

from tenon.rag.extract.archive import Package
from tenon.rag.extract.errors import ExtractError
from tenon.rag.extract.table import markdown_table


def docx(data: bytes) -> str:
    """Markdown of the body; page headers and footers are left out. Raises `ExtractError`."""
    package = Package(data)
    if not package.has("word/document.xml"):
        raise ExtractError("The file is not a Word document.")
    package.check_xml("word/document.xml")
    blocks = [_block(item) for item in Document(BytesIO(data)).iter_inner_content()]
    return "\n\n".join(block for block in blocks if block)


def _block(item: Paragraph | Table) -> str:
    return _paragraph(item) if isinstance(item, Paragraph) else _table(item)


def _paragraph(paragraph: Paragraph) -> str:
    text = _text(paragraph)
    if not text:
        return ""
    style = (paragraph.style.name or "") if paragraph.style else ""
    if style == "Title":
        return f"# {text}"
    if style.startswith("Heading ") and style[8:].isdigit():
        return f"{'#' * min(6, int(style[8:]))} {text}"
    if style.startswith("List Number"):
        return f"1. {text}"
    if style.startswith("List"):
        return f"- {text}"
    return text


def _text(paragraph: Paragraph) -> str:
    pieces: list[str] = []
    for item in paragraph.iter_inner_content():
        text = item.text
        address: Any = getattr(item, "url", "")
        pieces.append(f"[{text}]({address})" if address and text else text)
    return "".join(pieces).strip()


def _table(table: Table) -> str:
    rows: list[list[str]] = []
    for row in table.rows:
        cells: list[str] = []
        last: object = None
        for cell in row.cells:
            if cell._tc is not last:  # pyright: ignore[reportPrivateUsage]  # tells merged cells, which come repeatedly
                cells.append(_cell(cell))
            last = cell._tc  # pyright: ignore[reportPrivateUsage]
        rows.append(cells)
    return markdown_table(rows)


def _cell(cell: _Cell) -> str:
    blocks: list[str] = []
    for item in cell.iter_inner_content():
        blocks.append(_text(item) if isinstance(item, Paragraph) else " ".join(_words(item)))
    return "\n".join(block for block in blocks if block)


def _words(table: Table) -> list[str]:
    return [text for row in table.rows for cell in row.cells if (text := cell.text.strip())]
