"""Slides (pptx): texts, tables and notes in the order of the presentation."""

from posixpath import dirname, join, normpath

from tenon.rag.extract.archive import Package
from tenon.rag.extract.errors import ExtractError
from tenon.rag.extract.table import markdown_table
from tenon.rag.extract.xml import Element, children, descendants, local

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def pptx(data: bytes) -> str:
    """Markdown, one section a slide. Hidden slides are left out. Raises `ExtractError`."""
    package = Package(data)
    if not package.has("ppt/presentation.xml"):
        raise ExtractError("The file is not a presentation.")
    targets = _relations(package, "ppt/presentation.xml")
    slides: list[str] = []
    for entry in descendants(package.xml("ppt/presentation.xml"), "sldId"):
        name = targets.get(entry.get(_RELATION) or "")
        if name and package.has(name):
            text = _slide(package, name)
            if text:
                slides.append(text)
    return "\n\n".join(slides)


def _relations(package: Package, part: str, kind: str = "") -> dict[str, str]:
    """Targets of a part's relations by id; of one kind when it is given."""
    name = f"{dirname(part)}/_rels/{part.rpartition('/')[2]}.rels"
    if not package.has(name):
        return {}
    found: dict[str, str] = {}
    for relation in package.xml(name):
        target = relation.get("Target") or ""
        if relation.get("TargetMode") != "External" and (relation.get("Type") or "").endswith(kind):
            path = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
            found[relation.get("Id") or ""] = path
    return found


def _slide(package: Package, name: str) -> str:
    root = package.xml(name)
    if root.get("show") == "0":
        return ""
    blocks: list[str] = []
    for tree in descendants(root, "spTree"):
        _shapes(tree, blocks)
    for notes in _relations(package, name, "/notesSlide").values():
        if package.has(notes):
            said = _notes(package.xml(notes))
            blocks += [f"Notes: {said}"] if said else []
    return "\n\n".join(block for block in blocks if block)


def _shapes(tree: Element, blocks: list[str]) -> None:
    for shape in tree:
        match local(shape):
            case "sp":
                blocks.append(_shape(shape))
            case "grpSp":
                _shapes(shape, blocks)
            case "graphicFrame":
                blocks.extend(_table(table) for table in descendants(shape, "tbl"))
            case _:
                continue


def _placeholder(shape: Element) -> str:
    found = next(iter(descendants(shape, "ph")), None)
    return "" if found is None else found.get("type") or "body"


def _shape(shape: Element) -> str:
    kind = _placeholder(shape)
    if kind in ("sldNum", "dt", "ftr"):
        return ""
    lines: list[str] = []
    for body in children(shape, "txBody"):
        for paragraph in children(body, "p"):
            text = _paragraph(paragraph)
            if not text:
                continue
            level = next((int(p.get("lvl") or 0) for p in children(paragraph, "pPr")), 0)
            lines.append(f"{'  ' * level}- {text}" if kind == "body" else text)
    text = "\n".join(lines)
    return f"# {text}" if kind in ("title", "ctrTitle") and text else text


def _paragraph(paragraph: Element) -> str:
    pieces: list[str] = []
    for node in paragraph.iter():
        if local(node) == "t":
            pieces.append(node.text or "")
        elif local(node) in ("br", "tab"):
            pieces.append(" ")
    return "".join(pieces).strip()


def _table(table: Element) -> str:
    rows: list[list[str]] = []
    for row in children(table, "tr"):
        cells = children(row, "tc")
        rows.append(["\n".join(filter(None, map(_paragraph, descendants(cell, "p")))) for cell in cells])
    return markdown_table(rows)


def _notes(root: Element) -> str:
    shapes = [shape for shape in descendants(root, "sp") if _placeholder(shape) == "body"]
    return " ".join(filter(None, (_paragraph(p) for shape in shapes for p in descendants(shape, "p"))))
