"""Rows of cells as a Markdown table."""

from collections.abc import Sequence


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """The rows as a table, the first one as its head. Empty rows and empty columns at the right are left out."""
    kept = [[cell_text(cell) for cell in row] for row in rows]
    kept = [row for row in kept if any(row)]
    if not kept:
        return ""
    width = max(max((i + 1 for i, cell in enumerate(row) if cell), default=0) for row in kept)
    lines = [_line([*row[:width], *[""] * (width - len(row))]) for row in kept]
    return "\n".join([lines[0], _line(["---"] * width), *lines[1:]])


def cell_text(text: str) -> str:
    """A cell on one line, its bars escaped."""
    return "<br>".join(line.strip() for line in text.strip().splitlines()).replace("|", "\\|")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
