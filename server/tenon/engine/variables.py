"""The variables of a run: where values live, how selectors find them, how templates are filled.

A pool maps a node id (or `sys`, `env`, `conversation`, `rag`, `userinput`) to that node's values by name. Scopes of
iterations and loops start from a shallow copy, so rounds do not see each other's values while the inner mappings of
`conversation` and of loop variables stay shared.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, cast

import orjson

from tenon.engine.errors import VariableNotFound
from tenon.engine.files import File

type Pool = dict[str, dict[str, Any]]
NAMESPACES: Final = ("sys", "env", "conversation", "rag", "userinput")


class Writable(dict[str, Any]):
    """Values a node may write: conversation variables and loop variables."""


class _Missing:
    """The value of a selector that names nothing."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Final = _Missing()


def lookup(pool: Pool, selector: Sequence[str]) -> Any:
    """The value a selector names, attributes of objects and files followed, or `MISSING`."""
    if len(selector) < 2:
        return MISSING
    group = pool.get(selector[0])
    if group is None:
        return MISSING
    value = group.get(selector[1], MISSING)
    if len(selector) > 2:
        for name in selector[2:]:
            value = _attribute(value, name)
    return value


def get(pool: Pool, selector: Sequence[str]) -> Any:
    """The value a selector names. Raises `VariableNotFound`."""
    value = lookup(pool, selector)
    if value is MISSING:
        raise VariableNotFound(list(selector))
    return value


_FILE_ATTRIBUTES: Final[Mapping[str, Callable[[File], Any]]] = {
    "type": lambda f: f.kind,
    "size": lambda f: f.size,
    "name": lambda f: f.filename,
    "mime_type": lambda f: f.mime_type,
    "transfer_method": lambda f: f.transfer_method,
    "url": lambda f: f.url or f.remote_url or "",
    "extension": lambda f: f.extension,
    "related_id": lambda f: f.related_id,
}


def file_attribute(file: File, name: str) -> Any:
    """An attribute by its name in workflows (`name`, `type`, `size`, ...), or `MISSING`."""
    read = _FILE_ATTRIBUTES.get(name)
    return read(file) if read else MISSING


def _attribute(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return cast(dict[str, Any], value).get(name, MISSING)
    if isinstance(value, File):
        return file_attribute(value, name)
    if isinstance(value, (list, tuple)) and name.isdecimal() and len(name) <= _MOST_DIGITS:
        items = cast(Sequence[Any], value)
        return items[int(name)] if int(name) < len(items) else MISSING
    return MISSING


def to_plain(value: Any) -> Any:
    """The same value with files in their wire form, for JSON. Shares what needs no change."""
    if isinstance(value, File):
        return value.to_dict()
    if isinstance(value, dict):
        return {k: to_plain(v) for k, v in cast(dict[str, Any], value).items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(v) for v in cast(Sequence[Any], value)]
    return value


def _default(value: Any) -> Any:
    return value.to_dict() if isinstance(value, File) else str(value)


def to_json(value: Any, *, indent: bool = False) -> str:
    """JSON text on one line (or indented by 2), non-ASCII kept, with a blank after `:` and `,` as people write it."""
    return json.dumps(value, ensure_ascii=False, indent=2 if indent else None, default=_default)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def value_type(value: Any) -> str:
    """The name of a value's type as workflows spell it: `string`, `array[number]`, `file`, `none`, ..."""
    if value is None:
        return "none"
    if isinstance(value, str):
        return "string"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, File):
        return "file"
    if isinstance(value, dict):
        return "object"
    if isinstance(value, (list, tuple)):
        kinds = {value_type(item) for item in cast(Sequence[Any], value)}
        inner = kinds.pop() if len(kinds) == 1 else "any"
        return f"array[{inner}]" if inner in _ARRAY_ITEMS else "array[any]"
    return "object"


_ARRAY_ITEMS: Final = frozenset({"string", "number", "object", "boolean", "file"})


def to_text(value: Any) -> str:
    """A value as prompts, requests and conditions show it (contract: dsl.md 6.4)."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, File):
        return ""
    if isinstance(value, dict):
        return to_json(value)
    if isinstance(value, (list, tuple)):
        return _list_text(cast(Sequence[Any], value))
    return str(value)


def _list_text(items: Sequence[Any]) -> str:
    if not items:
        return ""
    if all(isinstance(item, str) for item in items):
        return to_json(items)
    if all(isinstance(item, File) for item in items):
        return ""
    if all(_is_number(item) for item in items):
        return str(list(items))
    return str([to_plain(item) for item in items])


def to_markdown(value: Any) -> str:
    """A value as answers show it (contract: dsl.md 6.4)."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, File):
        return _file_markdown(value)
    if isinstance(value, dict):
        return to_json(value, indent=True)
    if isinstance(value, (list, tuple)):
        items = cast(Sequence[Any], value)
        if items and all(isinstance(item, File) for item in items):
            return "\n".join(_file_markdown(item) for item in items)
        return "\n".join(f"- {to_plain(item)}" for item in items)
    return str(value)


def _file_markdown(file: File) -> str:
    url = file.url or file.remote_url or ""
    link = f"[{file.filename or url}]({url})"
    return f"!{link}" if file.kind == "image" else link


_REFERENCE = re.compile(r"\{\{#([^#{}\s]{1,400})#\}\}")
_SELECTOR = re.compile(r"[A-Za-z0-9_]{1,50}(?:\.[A-Za-z_][A-Za-z0-9_]{0,29}){1,10}")
_WITH_INDEX = re.compile(
    r"[A-Za-z0-9_]{1,50}\.[A-Za-z_][A-Za-z0-9_]{0,29}(?:\.[A-Za-z_][A-Za-z0-9_]{0,29}|\.[0-9]{1,6}|\[[0-9]{1,6}\]){1,10}"
)
"""A path through lists as well: `node.items[0].id` or `node.items.0.id`."""
_MOST_DIGITS: Final = 6


class Template:
    """A text with `{{#node.name#}}` references, cut up once. `parts` are literal texts and references in order."""

    __slots__ = ("parts", "selectors", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self.parts: list[str | Reference] = []
        position = 0
        for match in _REFERENCE.finditer(source):
            if match.start() > position:
                self.parts.append(source[position : match.start()])
            self.parts.append(Reference(match.group(1)))
            position = match.end()
        if position < len(source):
            self.parts.append(source[position:])
        self.selectors = [part.selector for part in self.parts if isinstance(part, Reference) and part.selector]

    def render(self, pool: Pool, write: Callable[[Any], str] = to_text, extra: Mapping[str, str] | None = None) -> str:
        """The text filled from the pool; names in `extra` win. What does not resolve stays (dsl.md 6.4)."""
        out: list[str] = []
        for part in self.parts:
            if isinstance(part, str):
                out.append(part)
            elif extra is not None and part.name in extra:
                out.append(extra[part.name])
            else:
                out.append(part.render(pool, write))
        return "".join(out)


class Reference:
    """One `{{#name#}}`; `selector` is empty when the name does not fit the pattern of a variable."""

    __slots__ = ("_left", "name", "selector")

    def __init__(self, name: str) -> None:
        self.name = name
        self._left = name
        self.selector: tuple[str, ...] = ()
        if _SELECTOR.fullmatch(name):
            self.selector = tuple(name.split("."))
        elif _WITH_INDEX.fullmatch(name):
            self.selector = tuple(name.replace("[", ".").replace("]", "").split("."))
            self._left = f"{{{{#{name}#}}}}"

    def render(self, pool: Pool, write: Callable[[Any], str]) -> str:
        """The value written out, or what is left of the reference when it does not resolve."""
        if not self.selector:
            return f"{{{{#{self.name}#}}}}"
        value = lookup(pool, self.selector)
        return self._left if value is MISSING else write(value)


@lru_cache(maxsize=4096)
def compile_template(source: str) -> Template:
    """The compiled template of a text, from a bounded cache."""
    return Template(source)


def parse_json(text: str) -> Any:
    """JSON text to a value, or `MISSING` when it is none."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return MISSING
