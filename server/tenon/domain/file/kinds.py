"""What kind a file is, by its extension; and whether its first bytes agree."""

import mimetypes
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from tenon.engine.files import FileKind
from tenon.errors import PayloadTooLarge, TenonError

IMAGE = frozenset(("jpg", "jpeg", "png", "webp", "gif", "svg"))
AUDIO = frozenset(("mp3", "m4a", "wav", "amr", "mpga"))
VIDEO = frozenset(("mp4", "mov", "mpeg", "webm"))
DOCUMENT = frozenset(
    (
        *("txt", "md", "mdx", "markdown", "pdf", "html", "htm", "xlsx", "xls", "docx", "doc", "csv", "eml", "msg"),
        *("pptx", "ppt", "xml", "epub", "json", "yaml", "yml"),
    )
)
ACTIVE = frozenset(("html", "htm", "xhtml", "xht", "mhtml", "shtml", "svg", "xml", "xsl", "js", "mjs", "css", "swf"))
"""Files a browser might run: never shown from our own address."""
_ACTIVE_TYPES = re.compile(r"html|xml|script|css|flash|multipart|rfc822")
_TYPES = {
    "md": "text/markdown",
    "mdx": "text/markdown",
    "markdown": "text/markdown",
    "yaml": "application/yaml",
    "yml": "application/yaml",
    "m4a": "audio/m4a",
    "amr": "audio/amr",
    "mp3": "audio/mpeg",
    "mpga": "audio/mpeg",
    "webp": "image/webp",
    "webm": "video/webm",
    "msg": "application/vnd.ms-outlook",
    "epub": "application/epub+zip",
    "eml": "message/rfc822",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_MAGIC: dict[str, tuple[bytes, ...]] = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
    "docx": (b"PK\x03\x04", b"PK\x05\x06"),
    "xlsx": (b"PK\x03\x04", b"PK\x05\x06"),
    "pptx": (b"PK\x03\x04", b"PK\x05\x06"),
    "epub": (b"PK\x03\x04",),
}


class FileTooLarge(PayloadTooLarge):
    """The file passes the limit of its kind."""

    code, message = "file_too_large", "The file is too large."


class UnsupportedFileType(TenonError):
    """The content is not what the name says, or there is no type at all."""

    code, status, message = "unsupported_file_type", 415, "File type not allowed."


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Largest sizes in bytes; extensions (without dot, lower case) that are refused."""

    image: int
    audio: int
    video: int
    other: int
    blocked: frozenset[str] = frozenset()

    def of(self, extension: str) -> int:
        """The limit for an extension."""
        if extension in IMAGE:
            return self.image
        if extension in AUDIO:
            return self.audio
        return self.video if extension in VIDEO else self.other

    def check(self, extension: str, size: int) -> None:
        """Raise `FileTooLarge`."""
        limit = self.of(extension)
        if size > limit:
            raise FileTooLarge(f"The file is too large. At most {limit // (1024 * 1024)} MB are accepted.")


def extension_of(filename: str) -> str:
    """The extension in lower case, without its dot; at most 20 characters."""
    return PurePosixPath(filename).suffix.lower().lstrip(".")[:20]


def kind_of(extension: str, mime_type: str = "") -> FileKind:
    """By extension, then by MIME type."""
    if extension in IMAGE or (extension not in AUDIO | VIDEO | DOCUMENT and mime_type.startswith("image/")):
        return "image"
    if extension in AUDIO or (extension not in VIDEO | DOCUMENT and mime_type.startswith("audio/")):
        return "audio"
    if extension in VIDEO or (extension not in DOCUMENT and mime_type.startswith("video/")):
        return "video"
    return "document" if extension in DOCUMENT else "custom"


def mime_of(extension: str, stated: str = "") -> str:
    """The MIME type of an extension; what was stated when the extension is not known."""
    known = _TYPES.get(extension) or mimetypes.types_map.get(f".{extension}")
    return known or stated.split(";")[0].strip().lower()[:100] or "application/octet-stream"


def runs_in_browser(extension: str, mime_type: str) -> bool:
    """Whether a browser could run the file, by its name or its type; pictures in SVG are shown, without scripts."""
    if extension == "svg":
        return False
    if extension in ACTIVE:
        return True
    return _ACTIVE_TYPES.search(mime_type.lower()) is not None and "officedocument" not in mime_type


def check_content(extension: str, head: bytes) -> None:
    """Raise `UnsupportedFileType` when the first bytes are not of the type the name says."""
    magic = _MAGIC.get(extension)
    wrong = magic is not None and not head.startswith(magic)
    wrong = wrong or (extension == "webp" and head[8:12] != b"WEBP")
    wrong = wrong or (extension == "pdf" and b"%PDF-" not in head[:1024])
    wrong = wrong or (extension == "svg" and b"<svg" not in head.lower())
    media = extension in AUDIO | VIDEO
    wrong = wrong or (media and head.lstrip()[:9].lower().startswith((b"<!doctype", b"<html", b"<script")))
    if head and wrong:
        raise UnsupportedFileType(f"The content is not that of a .{extension} file.")
