"""What a tool gave back, as the model is told it (TOOL-MSG)."""

import json
from contextlib import suppress
from typing import Any, Final, cast

import orjson

from tenon.tools.messages import ToolMessage

FILES: Final = frozenset({"file", "files", "blob", "image", "image_link"})
_KEPT: Final = FILES | {"json", "retriever_resources"}
_MOST_READ = 4_000_000
"""Characters after which a tool that goes on talking is cut off."""
_MOST_MESSAGES = 10_000
_MOST_VALUES = 20
"""Values of JSON that are looked at for repetitions."""


class Heard:
    """Collects messages of one call. `kept` are those that mean more than their text: files, JSON, sources."""

    def __init__(self, limit: int) -> None:
        self.kept: list[ToolMessage] = []
        self._limit = limit
        self._parts: list[str] = []
        self._held = 0
        self._total = 0
        self._count = 0
        self._texts: set[int] = set()
        self._values: list[Any] = []
        self._variables: dict[str, Any] = {}

    @property
    def full(self) -> bool:
        """Whether enough was heard."""
        return self._total > _MOST_READ or self._count > _MOST_MESSAGES

    @property
    def silent(self) -> bool:
        """Whether nothing was heard that a model is told of."""
        return not self._parts and not self._variables

    def take(self, message: ToolMessage) -> None:
        """Take in a message; kinds that models are not told of are passed over."""
        self._count += 1
        if message.kind in _KEPT:
            self.kept.append(message)
        match message.kind:
            case "text":
                self._text(str(message.value))
            case "link":
                self._line(f"Result link: {message.value}. Ask the user to check it.")
            case "image" | "image_link":
                self._line("The image was made and sent to the user already. Do not make it again; tell the user.")
            case "file" | "files" | "blob":
                self._line(f"The file {_name(message)} was made and sent to the user already. Tell the user.")
            case "json":
                self._value(message.value)
            case "variable" if message.stream:
                self._variables[message.name] = str(self._variables.get(message.name, "")) + str(message.value)
            case "variable":
                self._variables[message.name] = message.value
            case _:
                pass

    def text(self) -> str:
        """All of it; cut at the limit, then with a note. A tool that said nothing is said to have said nothing."""
        if not self._parts and self._variables:
            self._add(_json(self._variables))
        text = clean("".join(self._parts)).strip()
        if self._total > self._limit:
            return f"{text}\n[cut here: the result has {self._total:,} characters in all]"
        return text or "The tool gave nothing back."

    def _text(self, text: str) -> None:
        if text.startswith(("{", "[")) and len(text) <= self._limit and len(self._values) < _MOST_VALUES:
            with suppress(ValueError):
                value = orjson.loads(text)
                if self._told(value):
                    return
                self._values.append(value)
        self._add(text)

    def _value(self, value: Any) -> None:
        """JSON, unless a text has told the same: many tools send both."""
        if not self._told(value):
            self._values.append(value)
            self._line(_json(value))

    def _told(self, value: Any) -> bool:
        try:
            return value in self._values
        except RecursionError:  # circles
            return False

    def _line(self, text: str) -> None:
        if hash(text) in self._texts:
            return
        self._add(text if not self._parts or self._parts[-1].endswith("\n") else f"\n{text}")

    def _add(self, text: str) -> None:
        self._total += len(text)
        room = self._limit - self._held
        if room <= 0 or not text:
            return
        if len(text) <= room:
            self._texts.add(hash(text))
        self._parts.append(text[:room])
        self._held += min(room, len(text))


def clean(text: str) -> str:
    """The text without characters that databases and JSON refuse."""
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode(errors="replace").decode()
    return text


def _json(value: Any) -> str:
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # numbers beyond 64 bits, circles, halves of characters
        try:
            return json.dumps(value, default=str, ensure_ascii=False)
        except (TypeError, ValueError):
            return str(value)


def _name(message: ToolMessage) -> str:
    if message.name:
        return message.name
    value: Any = message.value
    if isinstance(value, dict):
        return str(cast(dict[str, Any], value).get("filename") or "")
    return str(getattr(value, "filename", "") or "")
