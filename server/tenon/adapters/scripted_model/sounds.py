"""Speech and moderation: silence as MP3 that carries its text, so that what was spoken can be written down again."""

import io
import re
import wave
from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

_HEADER = b"\xff\xfb\x10\xc4"  # MPEG 1 layer III, 32 kbit/s, 44.1 kHz, one channel
_SIDE = bytes(17)  # no samples: what follows in the frame is not played
_FRAME = 104
_ROOM = _FRAME - len(_HEADER) - len(_SIDE) - 1
_PER_TOKEN = 6
FLAGGED = "flag me"
"""A text with these words is flagged when no rule says otherwise."""


def spoken(token: str, audio_format: str) -> bytes:
    """Silence for a token, about 0.15 s; an MP3 carries the token in bytes that players pass over."""
    if audio_format == "wav":
        return bytes(2 * 2400)
    raw = token.encode()
    pieces = [raw[start : start + _ROOM] for start in range(0, len(raw), _ROOM)] or [b""]
    pieces += [b""] * (_PER_TOKEN - len(pieces))
    return b"".join(_HEADER + _SIDE + bytes([len(p)]) + p.ljust(_ROOM, b"\0") for p in pieces)


def wave_header() -> bytes:
    """The beginning of a WAV stream of unknown length: 16 kHz, 16 bit, one channel."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
    return buffer.getvalue()


def heard(audio: bytes) -> str | None:
    """The text that `spoken` put into an MP3; None for any other sound."""
    start = audio.find(_HEADER + _SIDE)
    if start < 0:
        return None
    text = bytearray()
    for at in range(start, len(audio) - _FRAME + 1, _FRAME):
        frame = audio[at : at + _FRAME]
        if not frame.startswith(_HEADER + _SIDE):
            break
        size = frame[len(_HEADER) + len(_SIDE)]
        text += frame[_FRAME - _ROOM :][:size]
    return text.decode(errors="replace")


def form_of(content_type: str, raw: bytes) -> dict[str, Any]:
    """The fields of a multipart form; the file as `filename`, `size` and `heard`. Raises `ValueError`."""
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + raw)
    if not message.is_multipart():
        raise ValueError("a multipart form is needed")
    fields: dict[str, Any] = {}
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        data = part.get_payload(decode=True)
        value = data if isinstance(data, bytes) else b""
        if (filename := part.get_filename()) is not None:
            fields |= {"filename": filename, "size": len(value), "heard": heard(value)}
            fields["mime_type"] = part.get_content_type()
        else:
            fields[name] = value.decode(errors="replace")
    if "filename" not in fields:
        raise ValueError("the form has no file")
    return fields


def transcribed(raw: Mapping[str, Any]) -> str:
    """What is written down without a rule."""
    if raw.get("heard") is not None:
        return str(raw["heard"])
    return f"Recording {raw['filename']} of {raw['size']} bytes."


def judged(texts: list[str], pattern: str | None, flagged: bool | None) -> dict[str, Any]:
    """The body of `/moderations`. With `flagged`, the texts in which the pattern is found (all without one) are it."""
    results: list[dict[str, Any]] = []
    for text in texts:
        if flagged is None:
            bad = FLAGGED in text.lower()
        else:
            bad = flagged and (pattern is None or re.search(pattern, text, re.DOTALL) is not None)
        results.append({"flagged": bad, "categories": {"violence": bad}, "category_scores": {"violence": float(bad)}})
    return {"id": "modr-scripted", "results": results}
