"""Word 97 to 2003 (doc): the text of the body, tables as Markdown.

The text lies in pieces of one stream; a table in another stream tells their order and which are of one byte a character
(MS-DOC 2.4.1). Styles, headers, notes and what is drawn are left out.
"""

import re
import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final, cast

import olefile

from tenon.rag.extract.errors import ExtractError
from tenon.rag.extract.table import markdown_table

_MAGIC: Final = 0xA5EC
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_CHARACTERS_AT, _PIECES_AT = 0x4C, 0x1A2
"""Where the head of the file tells the characters of the body, and where the table of pieces lies."""
_CODED: Final = re.compile("\x13[^\x13\x14\x15]*\x14|\x13[^\x13\x14\x15]*\x15|\x15")
"""Instructions of fields; what a field shows stays."""
_BLANKS: Final = {"\x0b": "\n", "\x0c": "\r", "\x0e": "\r", "\x1e": "-", "\x1f": "", "\xa0": " "}
_ENDS: Final = re.compile("([\r\x07])")
_OTHER: Final = re.compile(r"[\x00-\x06\x08\x0f-\x1d]")


def doc(data: bytes) -> str:
    """Markdown of the body. Raises `ExtractError` for what is no Word document, locked or older than Word 97."""
    try:
        ole = cast(Any, olefile).OleFileIO(BytesIO(data))
    except (OSError, ValueError, IndexError) as error:
        raise ExtractError("The file is not a Word document. Save it as DOCX.") from error
    with ole:
        if not ole.exists("WordDocument"):
            raise ExtractError("The file is not a Word document. Save it as DOCX.")
        stream: bytes = ole.openstream("WordDocument").read()
        magic, version, flags = struct.unpack_from("<HH6xH", stream)
        if flags & _ENCRYPTED:
            raise ExtractError("The document is locked with a password. Save it without one.")
        name = "1Table" if flags & _SECOND_TABLE else "0Table"
        if magic != _MAGIC or version < 0xC1 or not ole.exists(name):
            raise ExtractError("The document is of a version before Word 97. Save it as DOCX or PDF.")
        table: bytes = ole.openstream(name).read()
    (characters,) = struct.unpack_from("<i", stream, _CHARACTERS_AT)
    return _markdown("".join(_pieces(stream, table, characters)))


def _pieces(stream: bytes, table: bytes, characters: int) -> Iterator[str]:
    """The pieces of the first characters of the text, in order."""
    start, length = struct.unpack_from("<II", stream, _PIECES_AT)
    at, end = start, min(start + length, len(table))
    while at < end and table[at] == 1:  # how pieces are formatted
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    if at >= end or table[at] != 2:
        raise ExtractError("The document is damaged: its text cannot be put together.")
    (size,) = struct.unpack_from("<I", table, at + 1)
    at += 5
    count = (min(size, end - at) - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", table, at)
    for number in range(count):
        (found,) = struct.unpack_from("<I", table, at + 4 * (count + 1) + 8 * number + 2)
        wanted, offset = min(places[number + 1], characters) - places[number], found & 0x3FFFFFFF
        if wanted > 0 and found & 0x40000000:
            yield stream[offset // 2 : offset // 2 + wanted].decode("cp1252", "replace")
        elif wanted > 0:
            yield stream[offset : offset + 2 * wanted].decode("utf-16-le", "replace")


def _markdown(text: str) -> str:
    """Paragraphs and tables: cells end with BEL, rows with one more."""
    while (shown := _CODED.sub("", text)) != text:
        text = shown
    for blank, meant in _BLANKS.items():
        text = text.replace(blank, meant)
    blocks: list[str] = []
    rows: list[list[str]] = []
    row: list[str] = []
    cell = ""
    parts = _ENDS.split(_OTHER.sub("", text) + "\r")
    for said, ending in zip(parts[::2], parts[1::2], strict=False):
        if ending == "\r" and (row or cell):
            cell += f"{said}\n"  # a further paragraph of a cell
        elif ending == "\r":
            if rows and said.strip():
                blocks.append(markdown_table(rows))
                rows = []
            blocks.append(said.strip())
        elif said or cell or not row:
            row.append(cell + said)
            cell = ""
        else:
            rows.append(row)
            row = []
    blocks.append(markdown_table([*rows, row] if row else rows))
    return "\n\n".join(block for block in [*blocks, cell.strip()] if block)
