"""Mails: eml (RFC 5322) and msg (Outlook)."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from typing import Any, cast

import olefile

from tenon.rag.extract.encoding import decode
from tenon.rag.extract.errors import ExtractError
from tenon.rag.extract.html import html_text

_SHOWN = ("Subject", "From", "To", "Cc", "Date")
_SUBJECT, _SENDER, _TO, _CC, _BODY, _HTML, _HEADERS = "0037", "0C1A", "0E04", "0E03", "1000", "1013", "007D"
_ADDRESS, _SMTP = "0C1F", "5D01"


def eml(data: bytes) -> str:
    """Subject, people and date, then the text; HTML only where there is no plain text. Attachments are named."""
    message = message_from_bytes(data, policy=policy.default)
    if not message.keys():
        raise ExtractError("The file is not a mail.")
    lines = [f"{name}: {_header(message, name)}" for name in _SHOWN if message[name]]
    body = message.get_body(("plain", "html"))
    text = ""
    if body is not None:
        content = _content(body)
        text = html_text(content) if body.get_content_subtype() == "html" else content
    names = [name for part in message.iter_attachments() if (name := part.get_filename())]
    return _whole(lines, text, names)


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(str(message[name]).split())


def _content(part: Any) -> str:
    raw: Any = part.get_payload(decode=True)
    return decode(raw, part.get_content_charset()) if isinstance(raw, bytes) else str(part.get_payload())


def msg(data: bytes) -> str:
    """The same of an Outlook message. Raises `ExtractError`."""
    try:
        ole = cast(Any, olefile).OleFileIO(BytesIO(data))
    except (OSError, ValueError, IndexError) as error:
        raise ExtractError("The file is not an Outlook message.") from error
    with ole:
        if not ole.exists("__properties_version1.0"):
            raise ExtractError("The file is not an Outlook message.")
        fields = (
            ("Subject", _property(ole, _SUBJECT)),
            ("From", _sender(ole)),
            ("To", _property(ole, _TO)),
            ("Cc", _property(ole, _CC)),
            ("Date", _sent(_property(ole, _HEADERS))),
        )
        text = _property(ole, _BODY)
        if not text.strip():
            text = html_text(_property(ole, _HTML))
        if not text.strip() and ole.exists("__substg1.0_10090102"):
            raise ExtractError("The Outlook message has only rich text (RTF). Save it as EML.")
        names = [
            name
            for entry in ole.listdir(streams=False, storages=True)
            if len(entry) == 1 and entry[0].startswith("__attach_version1.0_")
            and (name := _property(ole, "3707", entry[0]) or _property(ole, "3704", entry[0]))
        ]  # fmt: skip
    return _whole([f"{name}: {value}" for name, value in fields if value], text, names)


def _property(ole: Any, tag: str, storage: str = "") -> str:
    """A text property: Unicode (001F), ANSI (001E) or bytes (0102)."""
    prefix = f"{storage}/" if storage else ""
    for kind in ("001F", "001E", "0102"):
        name = f"{prefix}__substg1.0_{tag}{kind}"
        if ole.exists(name):
            data: bytes = ole.openstream(name).read()
            return (data.decode("utf-16-le", errors="replace") if kind == "001F" else decode(data)).strip("\x00")
    return ""


def _sender(ole: Any) -> str:
    name, address = _property(ole, _SENDER), _property(ole, _SMTP) or _property(ole, _ADDRESS)
    return f"{name} <{address}>" if name and "@" in address and address != name else name or address


def _sent(headers: str) -> str:
    match = re.search(r"^Date:\s*(.+)$", headers, re.MULTILINE | re.IGNORECASE)
    return match.group(1).strip() if match else ""


def _whole(lines: list[str], text: str, names: list[str]) -> str:
    parts = ["\n".join(lines), text.replace("\r\n", "\n").strip()]
    if names:
        parts.append(f"Attachments: {', '.join(names)}")
    return "\n\n".join(part for part in parts if part)
