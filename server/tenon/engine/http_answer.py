"""An HTTP answer turned into outputs: text, or a file that is kept (WF-HTTP-13)."""

import mimetypes
from email.message import Message
from email.utils import collapse_rfc2231_value
from pathlib import PurePosixPath
from typing import cast
from urllib.parse import unquote, urlsplit

from tenon.engine.errors import ResponseTooLarge
from tenon.engine.files import File, FileKind
from tenon.engine.node import Context
from tenon.engine.ports import HttpResponse
from tenon.rag.extract.encoding import decode

_TEXT_TYPES = ("json", "xml", "javascript", "ecmascript", "x-www-form-urlencoded", "yaml", "graphql", "x-ndjson", "csv")
_LOOK = 1024


def lower_headers(response: HttpResponse) -> dict[str, str]:
    """The headers under lower-case names."""
    return {name.lower(): value for name, value in response.headers.items()}


def is_file(headers: dict[str, str], body: bytes) -> bool:
    """Whether the answer is a file: by Content-Disposition, then by MIME type, then by its first bytes."""
    disposition = headers.get("content-disposition", "").lower()
    if disposition.startswith("attachment") or "filename" in disposition:
        return True
    kind = headers.get("content-type", "").split(";", 1)[0].strip().lower()
    main, _, sub = kind.partition("/")
    if main == "text" or any(name in sub for name in _TEXT_TYPES if main == "application"):
        return False
    if main in ("image", "audio", "video", "font", "model"):
        return True
    return not _looks_like_text(body[:_LOOK])


def _looks_like_text(start: bytes) -> bool:
    if b"\x00" in start or start.startswith((b"%PDF-", b"PK\x03\x04", b"\x1f\x8b")):
        return False
    for cut in range(4):
        try:
            text = start[: len(start) - cut].decode()
        except UnicodeDecodeError:
            continue
        return not any(ord(char) < 32 and char not in "\t\n\r\f\x1b" for char in text)
    return False


def text_of(headers: dict[str, str], body: bytes, limit: int) -> str:
    """The answer as text in its declared or detected encoding. Raises `ResponseTooLarge`."""
    if len(body) > limit:
        raise ResponseTooLarge(f"The text of the answer has {len(body)} bytes; at most {limit} are allowed.")
    charset = _parameters("Content-Type", headers.get("content-type", "")).get_content_charset()
    return decode(body, charset)


async def stored_file(ctx: Context, headers: dict[str, str], response: HttpResponse, limit: int) -> File:
    """The answer kept as a file. Raises `ResponseTooLarge`."""
    if len(response.body) > limit:
        raise ResponseTooLarge(f"The file has {len(response.body)} bytes; at most {limit} are allowed.")
    mime_type = headers.get("content-type", "").split(";", 1)[0].strip().lower()
    name = _filename(headers.get("content-disposition", ""), response.url)
    if not mime_type or mime_type == "application/octet-stream":
        mime_type = mimetypes.guess_type(name)[0] or mime_type or "application/octet-stream"
    if not PurePosixPath(name).suffix:
        name += mimetypes.guess_extension(mime_type) or ".bin"
    return await ctx.ports.files.store(response.body, filename=name, mime_type=mime_type, kind=kind_of(mime_type))


def kind_of(mime_type: str) -> FileKind:
    """The kind of file variable for a MIME type."""
    main = mime_type.split("/", 1)[0]
    return cast(FileKind, main) if main in ("image", "audio", "video") else "document"


def _filename(disposition: str, url: str) -> str:
    header = _parameters("Content-Disposition", disposition)
    given = header.get_param("filename", None, "content-disposition") if disposition else None
    name = collapse_rfc2231_value(given) if given else unquote(urlsplit(url).path)
    name = PurePosixPath(name.replace("\\", "/").rstrip("/")).name
    return "".join(char for char in name if char.isprintable())[:200] or "file"


def _parameters(name: str, value: str) -> Message:
    message = Message()
    message[name] = value.replace("\r", " ").replace("\n", " ")
    return message
