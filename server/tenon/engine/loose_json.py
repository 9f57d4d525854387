"""Reads JSON as models write it: in prose or fences, with single quotes, comments, trailing commas, missing ends."""

import json
import math
import re
from typing import Any, cast

from tenon.engine.reasoning import without_reasoning
from tenon.engine.variables import MISSING, parse_json

_FENCE = re.compile(r"```[\w-]*[ \t]*\r?\n?(.*?)(?:```|\Z)", re.DOTALL)
_BLANK = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER = re.compile(r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_NAME = re.compile(r"[A-Za-z_$][\w$-]*")
_WORDS = {"true": True, "false": False, "null": None, "none": None, "undefined": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\n": ""}
_DEEPEST = 60
_TRIES = 200


def read_json(text: str, kind: type[dict[Any, Any]] | type[list[Any]] | None = None) -> Any:
    """The first JSON value of the kind (default: object or list) in the text, or `MISSING`.

    Text in `<think>` tags does not count. Strict JSON is preferred; then fenced blocks; then anything that looks like
    an object or a list.
    """
    text = without_reasoning(text).strip().lstrip("\ufeff")
    for candidate in (text, *(match.group(1).strip() for match in _FENCE.finditer(text))):
        value = parse_json(candidate)
        if _fits(value, kind):
            return value
    for tries, match in enumerate(re.finditer(r"[{\[]", text)):
        if tries >= _TRIES:
            break
        try:
            value = _Reader(text, match.start()).value(0)
        except (_Unreadable, RecursionError):
            continue
        if _fits(value, kind) and _has_content(value):
            return value
    return MISSING


def _fits(value: Any, kind: type | None) -> bool:
    return isinstance(value, kind or (dict, list))


def _has_content(value: Any) -> bool:
    """Whether there is more than brackets, which a text that is no JSON has as well."""
    waiting: list[Any] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if one:
                return True
        elif isinstance(one, list):
            waiting.extend(cast(list[Any], one))
        else:
            return True
    return False


class _Unreadable(Exception):
    pass


def _number(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:
        number = float(digits)
    if not math.isfinite(number):
        raise _Unreadable
    return number


class _Reader:
    def __init__(self, text: str, position: int) -> None:
        self._text, self._at = text, position

    def value(self, depth: int) -> Any:
        if depth > _DEEPEST:
            raise _Unreadable
        self._skip()
        first = self._peek()
        if first == "{":
            return self._object(depth)
        if first == "[":
            return self._list(depth)
        if first and first in "\"'“”":
            return self._string()
        return self._scalar()

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip(self) -> None:
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _object(self, depth: int) -> dict[str, Any]:
        self._at += 1
        found: dict[str, Any] = {}
        while self._more("}"):
            key = self._string() if self._peek() in "\"'“”" else self._word(_NAME)
            self._skip()
            if self._peek() not in (":", "："):
                raise _Unreadable
            self._at += 1
            found[key] = self.value(depth + 1)
        return found

    def _list(self, depth: int) -> list[Any]:
        self._at += 1
        found: list[Any] = []
        while self._more("]"):
            found.append(self.value(depth + 1))
        return found

    def _more(self, end: str) -> bool:
        """Step over commas; False at the closing bracket or at the end of a cut text."""
        self._skip()
        while self._peek() in (",", "，"):
            self._at += 1
            self._skip()
        if self._peek() == end:
            self._at += 1
            return False
        return bool(self._peek())

    def _string(self) -> str:
        quote = self._peek()
        ends = '“”"' if quote in "“”" else quote
        self._at += 1
        out: list[str] = []
        while self._at < len(self._text):
            char = self._text[self._at]
            self._at += 1
            if char in ends:
                return "".join(out)
            out.append(self._escape() if char == "\\" else char)
        return "".join(out)

    def _escape(self) -> str:
        char = self._peek()
        self._at += 1
        if char != "u":
            return _ESCAPES.get(char, char)
        digits = self._text[self._at : self._at + 4]
        self._at += 4
        try:
            if digits[:2].lower() in ("d8", "d9", "da", "db") and self._text[self._at : self._at + 2] == "\\u":
                pair = self._text[self._at : self._at + 6]
                self._at += 6
                return cast(str, json.loads(f'"\\u{digits}{pair}"'))
            char = chr(int(digits, 16))
            return "\ufffd" if "\ud800" <= char <= "\udfff" else char
        except ValueError:
            raise _Unreadable from None

    def _scalar(self) -> Any:
        match = _NUMBER.match(self._text, self._at)
        if match:
            self._at = match.end()
            digits = match.group().replace("_", "").lstrip("+")
            return _number(digits)
        word = self._word(_NAME).lower()
        if word not in _WORDS:
            raise _Unreadable
        return _WORDS[word]

    def _word(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if not match:
            raise _Unreadable
        self._at = match.end()
        return match.group()
