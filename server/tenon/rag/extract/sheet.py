"""Tables in files: xlsx, xls, csv, tsv, each sheet as a Markdown table."""

import csv as csv_module
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any, cast

import openpyxl
import xlrd

from tenon.rag.extract.archive import Package
from tenon.rag.extract.errors import DocumentTooLarge, ExtractError
from tenon.rag.extract.plain import text
from tenon.rag.extract.table import markdown_table

MAX_CELLS = 2_000_000
_SNIFFED = 8192


type Sheets = list[tuple[str, list[list[str]]]]
"""Names of sheets with their rows of cells."""


def xlsx(data: bytes) -> str:
    """All visible sheets of a workbook, with values, not formulas. Raises `ExtractError`."""
    return _together(xlsx_rows(data))


def xls(data: bytes) -> str:
    """All visible sheets of an old workbook. Raises `ExtractError`."""
    return _together(xls_rows(data))


def csv(data: bytes) -> str:
    """The table of a text file with separators (comma, semicolon, tab or bar)."""
    return markdown_table(csv_rows(data)[0][1])


def records(sheets: Sheets) -> list[str]:
    """Every row below the first one as `header: value` lines; a table of one row as that row."""
    found: list[str] = []
    for _, rows in sheets:
        if len(rows) == 1:
            found.append("\n".join(cell for cell in rows[0] if cell))
        for row in rows[1:]:
            names = [*rows[0], *[""] * (len(row) - len(rows[0]))]
            pairs = [(name, cell) for name, cell in zip(names, row, strict=False) if cell.strip()]
            cells = [f"{name}: {cell}" if name else cell for name, cell in pairs]
            found.append("\n".join(cells))
    return [record for record in found if record.strip()]


def xlsx_rows(data: bytes) -> Sheets:
    """The rows of all visible sheets. Raises `ExtractError`."""
    Package(data)
    book: Any = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
    sheets: Sheets = []
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()
            sheets.append((str(sheet.title), _rows(sheet.iter_rows(values_only=True))))
    book.close()
    return sheets


def xls_rows(data: bytes) -> Sheets:
    """The rows of all visible sheets of an old workbook."""
    book: Any = cast(Any, xlrd).open_workbook(file_contents=data, logfile=StringIO())
    sheets: Sheets = []
    for sheet in book.sheets():
        if not sheet.visibility:
            rows = ([_xls_value(cell, book.datemode) for cell in sheet.row(i)] for i in range(sheet.nrows))
            sheets.append((str(sheet.name), _rows(rows)))
    return sheets


def csv_rows(data: bytes) -> Sheets:
    """The rows of a text file with separators. Raises `ExtractError`."""
    source = text(data)
    if not source.strip():
        return [("", [])]
    try:
        dialect: Any = csv_module.Sniffer().sniff(source[:_SNIFFED], delimiters=",;\t|")
        separator = str(dialect.delimiter)
    except csv_module.Error:
        separator = ","
    try:
        return [("", _rows(csv_module.reader(StringIO(source, newline=""), delimiter=separator)))]
    except csv_module.Error as error:
        raise ExtractError(f"The table cannot be read: {error}") from error


def _rows(rows: Iterable[Sequence[Any]]) -> list[list[str]]:
    found: list[list[str]] = []
    cells = 0
    for row in rows:
        cells += len(row) or 1
        if cells > MAX_CELLS:
            raise DocumentTooLarge(f"The table has more than {MAX_CELLS} cells.")
        shown = [_shown(value) for value in row]
        if any(shown):
            found.append(shown)
    return found


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def _xls_value(cell: Any, datemode: int) -> Any:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return cast(Any, xlrd).xldate_as_datetime(cell.value, datemode)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return None if cell.ctype == xlrd.XL_CELL_ERROR else cell.value


def _together(sheets: list[tuple[str, list[list[str]]]]) -> str:
    tables = [(name, markdown_table(rows)) for name, rows in sheets]
    tables = [(name, table) for name, table in tables if table]
    if len(tables) == 1:
        return tables[0][1]
    return "\n\n".join(f"## {name}\n\n{table}" for name, table in tables)
