"""Finds places in JSON by a path (RFC 9535, the part that people use).

`$.a.b`, `['a']`, `[0]`, `[-1]`, `[1:3]`, `[0,2]`, `.*`, `..name` and filters such as `[?(@.price < 10 && @.name)]`;
the leading `$` may be left out.
"""

import json
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from tenon.tools.errors import ToolParameterError

MAX_PLACES = 100_000
type Key = str | int
type Place = tuple[Key, ...]
"""Where a value is: names and indexes from the root."""
type Step = Callable[[Any, Place], Iterator[tuple[Place, Any]]]

_NAME = re.compile(r"[^\W\d][\w-]*|\*", re.UNICODE)
_NUMBER = re.compile(r"-?\d+$")
_SLICE = re.compile(r"\s*(-?\d*)\s*:\s*(-?\d*)\s*(?::\s*(-?\d*)\s*)?$")
_TEST = re.compile(r"\s*(@[^=!<>~]*?)\s*(?:(==|!=|<=|>=|<|>|=~)\s*(.+?)\s*)?$", re.DOTALL)
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A value and where it is."""

    place: Place
    value: Any


def find(path: str, document: Any) -> list[Found]:
    """All places the path names, in document order. Raises `ToolParameterError` for a path that cannot be read."""
    found: list[tuple[Place, Any]] = [((), document)]
    for step in steps(path):
        found = [hit for place, value in found for hit in step(value, place)]
        if len(found) > MAX_PLACES:
            raise ToolParameterError(f"The path {path[:100]!r} finds too many places.")
    return [Found(place, value) for place, value in found]


def steps(path: str) -> list[Step]:
    """The path as functions, each from a value to values below it."""
    text = path.strip()
    position = 1 if text.startswith("$") else 0
    if position == 0 and text and text[0] not in ".[":
        text = f".{text}"
    found: list[Step] = []
    while position < len(text):
        if text.startswith("..", position):
            found.append(_descendants)
            position += 2
            if position < len(text) and text[position] == "[":
                continue
            position = _named(text, position, found, path)
        elif text[position] == ".":
            position = _named(text, position + 1, found, path)
        elif text[position] == "[":
            end = _closing(text, position, path)
            found.append(_bracket(text[position + 1 : end], path))
            position = end + 1
        else:
            raise _unreadable(path, position)
    return found


def _unreadable(path: str, position: int) -> ToolParameterError:
    return ToolParameterError(
        f"The path {path[:100]!r} cannot be read at character {position + 1}. A path looks like $.items[0].name."
    )


def _named(text: str, position: int, found: list[Step], path: str) -> int:
    match = _NAME.match(text, position)
    if match is None:
        raise _unreadable(path, position)
    found.append(_children if match.group() == "*" else _member(match.group()))
    return match.end()


def _closing(text: str, start: int, path: str) -> int:
    depth, quote, position = 0, "", start
    while position < len(text):
        sign = text[position]
        if quote:
            position += sign == "\\"
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "[(":
            depth += 1
        elif sign in "])":
            depth -= 1
            if depth == 0:
                return position
        position += 1
    raise _unreadable(path, start)


def _bracket(inside: str, path: str) -> Step:
    inside = inside.strip()
    if inside == "*":
        return _children
    if inside.startswith("?"):
        return _filter(inside[1:].strip(), path)
    sliced = _SLICE.match(inside)
    if sliced:
        return _slice(*(int(part) if part else None for part in sliced.groups()), path=path)
    parts = [part.strip() for part in _split(inside, ",")]
    keys: list[Key] = []
    for part in parts:
        if part[:1] in ("'", '"') and part[-1:] == part[:1] and len(part) > 1:
            keys.append(_text(part))
        elif _NUMBER.match(part):
            keys.append(int(part))
        elif _NAME.fullmatch(part):
            keys.append(part)
        else:
            raise ToolParameterError(f"The part [{inside[:60]}] of the path {path[:100]!r} cannot be read.")
    members = [_member(key) for key in keys]
    return lambda value, place: (hit for member in members for hit in member(value, place))


def _text(quoted: str) -> str:
    body = quoted[1:-1]
    return body.replace("\\" + quoted[0], quoted[0]).replace("\\\\", "\\")


def _split(text: str, separator: str) -> list[str]:
    """The parts between separators that stand outside of quotes and brackets."""
    parts, quote, depth, begin, position = [], "", 0, 0, 0
    while position < len(text):
        sign = text[position]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "[(":
            depth += 1
        elif sign in "])":
            depth -= 1
        elif depth == 0 and text.startswith(separator, position):
            parts.append(text[begin:position])
            begin = position = position + len(separator)
            continue
        position += 1
    return [*parts, text[begin:]]


def _member(key: Key) -> Step:
    def step(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
        if isinstance(value, dict):
            name = str(key)
            if name in value:
                yield (*place, name), value[name]
        elif isinstance(value, list) and isinstance(key, int):
            items = cast(list[Any], value)
            if -len(items) <= key < len(items):
                index = key % len(items)
                yield (*place, index), items[index]

    return step


def _children(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    if isinstance(value, dict):
        for name, item in cast(dict[str, Any], value).items():
            yield (*place, name), item
    elif isinstance(value, list):
        for index, item in enumerate(cast(list[Any], value)):
            yield (*place, index), item


def _descendants(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    waiting = [(place, value)]
    while waiting:
        where, item = waiting.pop()
        yield where, item
        waiting += reversed(list(_children(item, where)))


def _slice(begin: int | None, end: int | None, pace: int | None, *, path: str) -> Step:
    if pace == 0:
        raise ToolParameterError(f"The path {path[:100]!r} has a step of 0.")
    window = slice(begin, end, pace)

    def step(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
        if isinstance(value, list):
            items = cast(list[Any], value)
            for index in range(*window.indices(len(items))):
                yield (*place, index), items[index]

    return step


def _filter(text: str, path: str) -> Step:
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    either = [[_test(part, path) for part in _split(group, "&&")] for group in _split(text, "||")]

    def step(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
        for where, item in _children(value, place):
            if any(all(test(item) for test in group) for group in either):
                yield where, item

    return step


def _test(text: str, path: str) -> Callable[[Any], bool]:
    negated = text.strip().startswith("!")
    match = _TEST.match(text.strip().removeprefix("!") if negated else text)
    if match is None:
        raise ToolParameterError(f"The condition {text.strip()[:60]!r} of the path {path[:100]!r} cannot be read.")
    inner, sign, literal = match.groups()
    below = steps(inner.strip()[1:])
    if sign is None:
        return lambda item: bool(_values(below, item)) is not negated
    if sign == "=~":
        raise ToolParameterError("Patterns (=~) are not supported in paths.")
    compare, wanted = _OPERATORS[sign], _literal(literal, path)
    return lambda item: any(_holds(compare, value, wanted) for value in _values(below, item)) is not negated


def _values(below: Sequence[Step], item: Any) -> list[Any]:
    values: list[tuple[Place, Any]] = [((), item)]
    for step in below:
        values = [hit for place, value in values for hit in step(value, place)]
    return [value for _, value in values]


def _literal(text: str, path: str) -> Any:
    if text[:1] == "'" and text[-1:] == "'":
        return _text(text)
    try:
        return json.loads(text)
    except ValueError:
        raise ToolParameterError(f"The value {text[:60]!r} in the path {path[:100]!r} cannot be read.") from None


def _holds(compare: Callable[[Any, Any], bool], left: Any, right: Any) -> bool:
    try:
        return compare(left, right)
    except TypeError:
        return False
