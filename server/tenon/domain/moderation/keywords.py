"""Finds listed words in text, also in text that comes in pieces. Case and width do not matter."""

import unicodedata
from collections.abc import Iterable


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


class Keywords:
    """A list of words and phrases; blank ones are left out."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(dict.fromkeys(folded for word in words if (folded := _folded(word.strip()).strip())))
        self._beginnings = frozenset(word[:length] for word in self.words for length in range(1, len(word)))
        self._longest = max(map(len, self.words), default=0)

    def found(self, text: str) -> bool:
        """Whether the text holds one of the words."""
        if not self.words or not text:
            return False
        folded = _by_character(text)
        return any(word in folded for word in self.words) or any(word in _folded(text) for word in self.words)

    def held(self, text: str) -> int:
        """How many characters at the end of a text without any word may be the beginning of one.

        Whatever comes next, a word that is found then begins within these.
        """
        sizes = [len(_folded(character)) for character in text[-self._longest :]]
        folded = _by_character(text[-self._longest :])
        for length in range(min(self._longest - 1, len(folded)), 0, -1):
            if folded[-length:] in self._beginnings:
                return _characters(sizes, length)
        return 0


def _by_character(text: str) -> str:
    """Folded character by character, so that pieces fold as the whole does."""
    return "".join(map(_folded, text))


def _characters(sizes: list[int], length: int) -> int:
    """How many characters make up the last `length` folded ones."""
    count = 0
    for size in reversed(sizes):
        if length <= 0:
            break
        length -= size
        count += 1
    return count
