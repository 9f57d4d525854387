"""Reasoning that models write between `<think>` tags: separated while it streams, or taken out of a whole text."""

import re
from collections.abc import Callable
from typing import Literal

_OPEN = re.compile(r"<think(?:\s[^<>]*)?>", re.IGNORECASE)
_CLOSE = re.compile(r"</think\s*>", re.IGNORECASE)
_LONGEST_TAG = 64

type Piece = tuple[Literal["text", "reasoning"], str]


class ThinkSplitter:
    """Cuts streamed text into answer and reasoning. A tag may be spread over any number of pieces.

    Blank lines before the answer and around the reasoning are dropped. Reasoning that is never closed stays reasoning.
    """

    def __init__(self) -> None:
        self._held = ""
        self._inside = False
        self._fresh = True

    def feed(self, text: str) -> list[Piece]:
        """The pieces that are certain after this text, in order."""
        self._held += text
        pieces: list[Piece] = []
        while match := (_CLOSE if self._inside else _OPEN).search(self._held):
            before = self._held[: match.start()]
            self._add(pieces, before.rstrip() if self._inside else before)
            self._held = self._held[match.end() :]
            self._inside, self._fresh = not self._inside, True
        safe = len(self._held) - _possible_tag(self._held)
        if self._inside:
            safe = len(self._held[:safe].rstrip())
        self._add(pieces, self._held[:safe])
        self._held = self._held[safe:]
        return pieces

    def end(self) -> list[Piece]:
        """What was held back."""
        pieces: list[Piece] = []
        self._add(pieces, self._held)
        self._held = ""
        return pieces

    def _add(self, pieces: list[Piece], text: str) -> None:
        if self._fresh:
            text = text.lstrip()
        if text:
            self._fresh = False
            pieces.append(("reasoning" if self._inside else "text", text))


def _possible_tag(text: str) -> int:
    """Length of the end of the text that may be the beginning of a tag."""
    start = text.rfind("<", -_LONGEST_TAG)
    if start < 0:
        return 0
    tail = text[start:].lower()
    for tag in ("<think", "</think"):
        if tag.startswith(tail) or (tail.startswith(tag) and ">" not in tail):
            return len(tail)
    return 0


def without_reasoning(text: str) -> str:
    """The text without its `<think>` parts; one that is never closed stays."""
    kept: list[str] = []
    position = 0
    while opened := _OPEN.search(text, position):
        closed = _CLOSE.search(text, opened.end())
        if closed is None:
            break
        kept.append(text[position : opened.start()])
        position = closed.end()
    return "".join([*kept, text[position:]]).strip() if position else text


class Speaker:
    """Passes a model's streamed answer on, in the way the node's `reasoning_format` asks for.

    `tagged`: reasoning stays in the text between tags, also when the model sends it apart. `separated`: it goes to its
    own output and tags are taken out of the text.
    """

    def __init__(self, emit: Callable[[str], None], emit_reasoning: Callable[..., None], *, separated: bool) -> None:
        self._emit, self._emit_reasoning = emit, emit_reasoning
        self._splitter = ThinkSplitter() if separated else None
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._open = False

    def feed(self, text: str, reasoning: str) -> None:
        """Take a delta of the model."""
        if reasoning:
            self._reason(reasoning)
        if not text:
            return
        if not self._splitter:
            self._close()
            self._say(text)
            return
        self._apply(self._splitter.feed(text))

    def end(self) -> tuple[str, str]:
        """Text and separated reasoning, complete."""
        if self._splitter:
            self._apply(self._splitter.end())
        self._close()
        return "".join(self._text), "".join(self._reasoning)

    def _apply(self, pieces: list[Piece]) -> None:
        for kind, piece in pieces:
            if kind == "reasoning":
                self._reason(piece)
            else:
                self._close()
                self._say(piece)

    def _say(self, text: str) -> None:
        self._text.append(text)
        self._emit(text)

    def _reason(self, text: str) -> None:
        if self._splitter:
            self._open = True
            self._reasoning.append(text)
            self._emit_reasoning(text)
            return
        self._say(text if self._open else f"<think>\n{text}")
        self._open = True

    def _close(self) -> None:
        if not self._open:
            return
        self._open = False
        if self._splitter:
            self._emit_reasoning("", final=True)
        else:
            self._say("\n</think>\n")
