"""One door for all documents: the reader is chosen by extension, MIME type and first bytes."""

import importlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final, cast

from tenon.rag.extract.errors import DocumentTooLarge, ExtractError, UnsupportedDocument

type Reader = Callable[[bytes], str]
MAX_BYTES: Final = 100 * 1024 * 1024
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"

READERS: Final[Mapping[str, str]] = {
    **dict.fromkeys((".txt", ".text", ".log", ".md", ".markdown", ".rst"), "plain:text"),
    **dict.fromkeys((".py", ".js", ".ts", ".java", ".c", ".h", ".cpp", ".go", ".rs", ".sh", ".sql"), "plain:text"),
    **dict.fromkeys((".toml", ".ini", ".cfg", ".conf", ".env", ".jsonl", ".ndjson", ".tex"), "plain:text"),
    ".mdx": "plain:mdx",
    ".vtt": "plain:subtitles",
    ".srt": "plain:subtitles",
    ".properties": "plain:properties",
    ".html": "html:html",
    ".htm": "html:html",
    ".xhtml": "html:html",
    ".pdf": "pdf:pdf",
    ".doc": "doc:doc",
    ".dot": "doc:doc",
    ".docx": "docx:docx",
    ".docm": "docx:docx",
    ".xlsx": "sheet:xlsx",
    ".xlsm": "sheet:xlsx",
    ".xls": "sheet:xls",
    ".csv": "sheet:csv",
    ".tsv": "sheet:csv",
    ".pptx": "pptx:pptx",
    ".pptm": "pptx:pptx",
    ".ppt": "ppt:ppt",
    ".pps": "ppt:ppt",
    ".epub": "epub:epub",
    ".eml": "mail:eml",
    ".msg": "mail:msg",
    ".xml": "data:xml_text",
    ".json": "data:json_text",
    ".yaml": "data:yaml_text",
    ".yml": "data:yaml_text",
}
"""Readers by extension, as module and function of this package.

They are loaded when the first document of their kind comes, in its thread: some bring large libraries along.
"""
MIME_TYPES: Final[Mapping[str, str]] = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/vtt": ".vtt",
    "application/x-subrip": ".srt",
    "text/xml": ".xml",
    "application/xml": ".xml",
    "application/json": ".json",
    "application/yaml": ".yaml",
    "application/x-yaml": ".yaml",
    "text/yaml": ".yaml",
    "text/x-java-properties": ".properties",
    "application/pdf": ".pdf",
    f"{_OFFICE}.wordprocessingml.document": ".docx",
    f"{_OFFICE}.spreadsheetml.sheet": ".xlsx",
    f"{_OFFICE}.presentationml.presentation": ".pptx",
    "application/vnd.ms-excel": ".xls",
    "application/msword": ".doc",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/epub+zip": ".epub",
    "message/rfc822": ".eml",
    "application/vnd.ms-outlook": ".msg",
}
"""Extensions by MIME type, for files whose name does not tell."""
_LEGACY: Final = {".rtf": "DOCX", ".odt": "DOCX", ".ods": "XLSX", ".odp": "PPTX"}
_MEDIA: Final = ("image", "audio", "video")
_MEDIA_EXTENSIONS: Final = frozenset(
    {
        *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".bmp", ".tiff", ".heic"),
        *(".mp3", ".m4a", ".wav", ".amr", ".mpga", ".ogg", ".flac", ".aac"),
        *(".mp4", ".mov", ".mpeg", ".mpg", ".webm", ".avi", ".mkv"),
    }
)


def extract(data: bytes, filename: str = "", mime_type: str = "", *, max_bytes: int = MAX_BYTES) -> str:
    """The text of a document, tables as Markdown. Blocking and often slow: call it in a thread.

    Raises `UnsupportedDocument` for pictures, sound, film and unknown kinds, `DocumentTooLarge`, and `ExtractError`
    for what is damaged, locked or a scan. Messages name the file.
    """
    name = filename or "The file"
    if len(data) > max_bytes:
        raise DocumentTooLarge(f"{name} has {len(data)} bytes; at most {max_bytes} are read.")
    if not data:
        return ""
    kind = kind_of(data, filename, mime_type)
    if kind in READERS:
        return _read(reader_for(kind), data, name).strip()
    if kind in _LEGACY:
        raise UnsupportedDocument(
            f"{name} is of the old kind {kind[1:].upper()}, which needs an external conversion service that is not "
            f"configured here. Save it as {_LEGACY[kind]} or PDF."
        )
    if kind in _MEDIA_EXTENSIONS or kind in _MEDIA:
        raise UnsupportedDocument(
            f"{name} is a picture, sound or film and has no text to extract. Give it to a model that can read it."
        )
    raise UnsupportedDocument(
        f"{name} is of the kind {kind or 'unknown'}, which cannot be read. Readable: {', '.join(sorted(READERS))}."
    )


_RECORDS: Final = {
    ".csv": "csv_rows",
    ".tsv": "csv_rows",
    ".xlsx": "xlsx_rows",
    ".xlsm": "xlsx_rows",
    ".xls": "xls_rows",
}


def blocks(data: bytes, filename: str = "", mime_type: str = "", *, max_bytes: int = MAX_BYTES) -> list[str]:
    """The text of a document as parts that belong together: the rows of a table with their headers, else one part.

    Blocking and raising as `extract`.
    """
    kind = kind_of(data, filename, mime_type)
    if kind not in _RECORDS or not data or len(data) > max_bytes:
        text = extract(data, filename, mime_type, max_bytes=max_bytes)
        return [text] if text else []
    sheet = importlib.import_module(f"{__package__}.sheet")

    def read(data: bytes) -> list[str]:
        return sheet.records(getattr(sheet, _RECORDS[kind])(data))

    return _read(read, data, filename or "The file")


def _read[T](reader: Callable[[bytes], T], data: bytes, name: str) -> T:
    try:
        return reader(data)
    except ExtractError as error:
        raise type(error)(f"{name}: {error.message}") from error
    # Damaged files make the libraries raise whatever their parsers stumble over.
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"[:200]
        raise ExtractError(f"{name} is damaged or not what its name says ({reason}).") from error


@lru_cache(maxsize=64)
def reader_for(kind: str) -> Reader:
    """The reader of an extension. Raises `KeyError` when there is none."""
    module, _, name = READERS[kind].partition(":")
    return cast(Reader, getattr(importlib.import_module(f"{__package__}.{module}"), name))


def kind_of(data: bytes, filename: str = "", mime_type: str = "") -> str:
    """The extension that says how to read the file: by name, else by MIME type, else by its first bytes."""
    suffix = PurePosixPath(filename.replace("\\", "/").lower()).suffix
    if suffix in READERS or suffix in _LEGACY or suffix in _MEDIA_EXTENSIONS:
        return suffix
    mime = mime_type.split(";", 1)[0].strip().lower()
    if mime in MIME_TYPES:
        return MIME_TYPES[mime]
    main = mime.split("/", 1)[0]
    if main in _MEDIA:
        return main
    if main == "text":
        return ".txt"
    return suffix if suffix and mime not in ("", "application/octet-stream") else _sniffed(data) or suffix


def _sniffed(data: bytes) -> str:
    start = data[:4096]
    if start.startswith(b"%PDF-"):
        return ".pdf"
    if start.startswith(b"PK\x03\x04"):
        marks = ((b"word/", ".docx"), (b"xl/", ".xlsx"), (b"ppt/", ".pptx"), (b"META-INF/container.xml", ".epub"))
        return next((kind for mark, kind in marks if mark in data), "")
    head = start.lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return ".html"
    return "" if b"\x00" in start else ".txt"
