"""Reads the bodies of web answers: text in whatever encoding, JSON, or something else."""

import json
import re
from typing import Any

from tenon.tools.runtime import WebAnswer

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.-]+)", re.IGNORECASE)
_TEXTS = (
    "application/json", "application/xml", "application/javascript", "application/x-javascript", "application/yaml",
    "application/x-yaml", "application/x-www-form-urlencoded", "application/graphql", "application/x-ndjson",
)  # fmt: skip


def is_text(answer: WebAnswer) -> bool:
    """Whether the body is for reading: by its type, and without one by its bytes."""
    kind = answer.mime_type
    if not kind or kind == "application/octet-stream":
        return _looks_like_text(answer.body)
    if kind.startswith("text/") or kind in _TEXTS:
        return True
    return kind.endswith(("+json", "+xml", "+yaml")) and kind != "image/svg+xml"


def names_charset(answer: WebAnswer) -> bool:
    """Whether the answer is text and says in which encoding."""
    return answer.mime_type.startswith("text/") and _CHARSET.search(answer.header("content-type")) is not None


def text_of_body(answer: WebAnswer) -> str:
    """The body as text; bytes that cannot be read become marks."""
    named = _CHARSET.search(answer.header("content-type"))
    try:
        return answer.body.decode(named.group(1) if named else "utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        return answer.body.decode("utf-8", "replace")


def json_of_body(answer: WebAnswer) -> Any:
    """The body as JSON. Raises `ValueError`."""
    try:
        return json.loads(text_of_body(answer))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _looks_like_text(body: bytes) -> bool:
    head = body[:4096]
    if b"\x00" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4
    return True
