"""From cleaned text to chunks: general, parent-child and question-answer documents start here."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tenon.models.tokens import count_text

FULL_DOC_TOKENS: Final = 10_000
"""Tokens that are kept of a document that is one parent as a whole."""
_ESCAPES: Final = {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\f": "\f"}
_SENTENCE: Final = re.compile(r"[^\n。！？!?；;.]*(?:\n+|[。！？!?；;]+[”’」』）)]*|\.+(?=\s)|\.+|\Z)[ \t]*")
_CUT: Final = re.compile(r"[\s，、,]")


@dataclass(frozen=True, slots=True)
class Segmentation:
    """How a text is cut. `separator` is text with escapes (`\\n`) or a regular expression; lengths are tokens."""

    separator: str = "\n\n"
    max_tokens: int = 1024
    overlap: int = 50


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document; `children` are the pieces that are matched instead of it."""

    content: str
    children: Sequence[str] = ()


def split(text: str, how: Segmentation) -> list[str]:
    """Pieces in order, none empty: cut at the separator, which is dropped; a longer piece is cut at sentences, then
    at words, with the tail of one repeated at the head of the next. Linear in the text, but for the user's own
    regular expression, which may not end: run it where it can be stopped."""
    found: list[str] = []
    for piece in separated(text, how.separator):
        stripped = piece.strip()
        if not stripped:
            continue
        if count_text(stripped) <= how.max_tokens:
            found.append(stripped)
        else:
            found += _forced(stripped, how.max_tokens, min(how.overlap, how.max_tokens // 2))
    return found


def parents(text: str, how: Segmentation, children: Segmentation, *, full_doc: bool) -> list[Chunk]:
    """Parent chunks with their children; with `full_doc` the text, up to `FULL_DOC_TOKENS`, is the only parent."""
    whole = [head(text.strip(), FULL_DOC_TOKENS)] if full_doc else split(text, how)
    return [Chunk(parent, tuple(split(parent, children)) or (parent,)) for parent in whole if parent]


def head(text: str, tokens: int) -> str:
    """The beginning of a text, at most so many tokens."""
    while (count := count_text(text)) > tokens:
        text = text[: max(1, min(len(text) - 1, int(len(text) * tokens / count)))]
    return text


def unescaped(separator: str) -> str:
    """The separator with its escape sequences replaced."""
    for escape, meant in _ESCAPES.items():
        separator = separator.replace(escape, meant)
    return separator


def separated(text: str, separator: str) -> Sequence[str]:
    """The text cut at a separator: as it stands where it occurs, else as a regular expression."""
    plain = unescaped(separator)
    if not plain:
        return [text]
    if plain in text or plain.isalnum() or plain.isspace():
        return text.split(plain)
    try:
        pattern = re.compile(separator)
    except (re.error, OverflowError, RecursionError):
        return [text]
    found: list[str] = []
    start = 0
    for match in pattern.finditer(text):
        found.append(text[start : match.start()])
        start = match.end()
    return [*found, text[start:]]


def _forced(text: str, most: int, overlap: int) -> Iterator[str]:
    """Pieces of at most `most` tokens, made of whole sentences where they fit."""
    parts: list[str] = []
    used = 0
    for part, cost in _parts(text, most):
        if parts and used + cost > most:
            whole = "".join(parts)
            yield whole.strip()
            tail = _tail(whole, min(overlap, most - cost))
            parts, used = ([tail], count_text(tail)) if tail else ([], 0)
        parts.append(part)
        used += cost
    last = "".join(parts).strip()
    if last:
        yield last


def _parts(text: str, most: int) -> Iterator[tuple[str, int]]:
    """Sentences with their tokens; what is too long for one is cut at blanks and commas, or anywhere."""
    for sentence in _sentences(text):
        cost = count_text(sentence)
        if cost <= most:
            yield sentence, cost
            continue
        width = max(1, int(len(sentence) * most / cost * 0.9))
        start = 0
        while start < len(sentence):
            end = start + width
            if end < len(sentence):
                places = [found.end() for found in _CUT.finditer(sentence, max(start + 1, end - width // 4), end)]
                end = places[-1] if places else end
            piece = sentence[start:end]
            yield piece, min(most, count_text(piece))
            start = end


def _sentences(text: str) -> Iterable[str]:
    return (found[0] for found in _SENTENCE.finditer(text) if found[0])


def _tail(text: str, tokens: int) -> str:
    """The end of a text, about so many tokens, from the beginning of a sentence or word."""
    if tokens <= 0:
        return ""
    count = count_text(text)
    if count <= tokens:
        return ""
    width = max(1, int(len(text) * tokens / count))
    start = len(text) - width
    sentences = [found.end() for found in re.finditer(r"[。！？!?；;\n]|\.\s", text[start:])]
    if sentences and sentences[0] < width * 0.6:
        return text[start + sentences[0] :]
    blank = _CUT.search(text, start)
    return text[blank.end() :] if blank is not None and blank.end() - start < width * 0.5 else text[start:]
