"""A local estimate of tokens: no vocabulary to load, within some ten percent for common texts."""

import math
from collections.abc import Iterable, Sequence
from typing import assert_never

import orjson

from tenon.models.messages import MediaPart, Message, TextPart, Tool

_PER_MESSAGE = 4
_ASCII_PER_TOKEN = 4.0
_WIDE_TOKENS = 0.75  # an ideograph or syllable of Chinese, Japanese, Korean
_OTHER_TOKENS = 0.45  # a letter of another alphabet
_IMAGE = {"low": 85, "high": 765}
_MEDIA = 250


def count_text(text: str) -> int:
    """Tokens of a text, estimated."""
    if not text:
        return 0
    if text.isascii():
        return math.ceil(len(text) / _ASCII_PER_TOKEN)
    plain = len(text.encode("ascii", "ignore"))
    wide = len(text.encode("utf-8", "ignore")) - plain
    others = len(text) - plain
    # UTF-8 takes two bytes for the other alphabets and three or four for ideographs.
    ideographs = max(0, wide - 2 * others)
    letters = max(0, others - ideographs)
    return math.ceil(plain / _ASCII_PER_TOKEN + ideographs * _WIDE_TOKENS + letters * _OTHER_TOKENS)


def count_texts(texts: Iterable[str]) -> int:
    """Tokens of several texts together."""
    return sum(map(count_text, texts))


def count_messages(messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
    """Tokens of a prompt with its tools, estimated."""
    total = sum(_PER_MESSAGE + _count_message(message) for message in messages)
    for tool in tools:
        total += 8 + count_text(tool.name) + count_text(tool.description)
        total += count_text(orjson.dumps(tool.parameters).decode())
    return total


def _count_message(message: Message) -> int:
    total = sum(8 + count_text(call.name) + count_text(call.arguments) for call in message.tool_calls)
    if isinstance(message.content, str):
        return total + count_text(message.content)
    for part in message.content:
        match part:
            case TextPart():
                total += count_text(part.text)
            case MediaPart():
                total += _IMAGE[part.detail] if part.kind == "image" else _MEDIA
            case _:
                assert_never(part)
    return total
