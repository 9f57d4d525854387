"""Texts as the numbers of word pieces, as models of the BERT family read them.

Rules: https://github.com/google-research/bert/blob/master/README.md#tokenization (uncased). Control characters go, case
and accents are dropped, punctuation and Chinese characters stand alone, and a word is the longest pieces from its
beginning; a word that cannot be made of pieces is one unknown.
"""

import unicodedata
from collections.abc import Sequence
from pathlib import Path

_LONGEST_WORD = 100
_MOST_KNOWN = 50_000
_CHINESE = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


class WordPieces:
    """A vocabulary. Used by one thread at a time: words that were seen are kept with their pieces."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self._unknown = self._numbers["[UNK]"]
        self._first, self._last = self._numbers["[CLS]"], self._numbers["[SEP]"]
        self._known: dict[str, list[int]] = {}

    @classmethod
    def read(cls, file: Path) -> "WordPieces":
        """From a file with one piece in each line."""
        return cls(file.read_text("utf-8").rstrip("\n").split("\n"))

    def numbers(self, text: str, most: int) -> list[int]:
        """The pieces of a text between their marks, at most `most` with them; the rest is cut off."""
        found = [self._first]
        room = most - 1
        for word in _words(text[: most * (_LONGEST_WORD + 1)]):
            found += self._known.get(word) or self._pieces(word)
            if len(found) >= room:
                del found[room:]
                break
        found.append(self._last)
        return found

    def _pieces(self, word: str) -> list[int]:
        found = self._cut(word) if len(word) <= _LONGEST_WORD else [self._unknown]
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[word] = found
        return found

    def _cut(self, word: str) -> list[int]:
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self._numbers.get(mark + word[start:end])
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return [self._unknown]
        return found


def _words(text: str) -> list[str]:
    """Words in lower case without accents; punctuation and Chinese characters are words of their own."""
    if not text.isascii():
        text = "".join([_shown(c) for c in text])
        text = "".join([c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn"])
    else:
        text = "".join([c if c.isprintable() else " " if c in "\t\n\r" else "" for c in text.lower()])
    return "".join([c if c.isalnum() or not _is_punctuation(c) else f" {c} " for c in text]).split()


def _shown(char: str) -> str:
    if char.isspace():
        return " "
    if char == "\ufffd" or unicodedata.category(char)[0] == "C":
        return ""
    code = ord(char)
    return f" {char} " if code >= 0x3400 and any(low <= code <= high for low, high in _CHINESE) else char


def _is_punctuation(char: str) -> bool:
    code = ord(char)
    if code < 128:
        return 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    return unicodedata.category(char)[0] == "P"
