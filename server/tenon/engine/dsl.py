"""App files: YAML text to a document and back. Nothing that is not understood gets lost (contract: dsl.md)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import yaml

from tenon.engine.errors import DslError

Kind = Literal["app", "rag_pipeline", "graph"]
MAX_BYTES = 10 * 1024 * 1024
MAX_NODES = 1_000_000
"""Most YAML values in a file, aliases counted as often as they are used."""
MAX_DEPTH = 200
"""Deepest nesting."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it was read. `data` is the whole of it, unknown keys included; the properties are views of it."""

    kind: Kind
    data: dict[str, Any]

    @property
    def app(self) -> dict[str, Any]:
        """The `app` (or `rag_pipeline`) section, empty when there is none."""
        return _mapping(self.data.get("rag_pipeline" if self.kind == "rag_pipeline" else "app"))

    @property
    def mode(self) -> str:
        """The app's mode; `rag-pipeline` for pipelines, `graph` for bare graphs, `workflow` when it is not said."""
        if self.kind == "rag_pipeline":
            return "rag-pipeline"
        return "graph" if self.kind == "graph" else str(self.app.get("mode") or "workflow")

    @property
    def workflow(self) -> dict[str, Any]:
        """The `workflow` section; for a bare graph the document itself, which holds `graph` in the same place."""
        return self.data if self.kind == "graph" else _mapping(self.data.get("workflow"))

    @property
    def graph(self) -> dict[str, Any]:
        """Nodes and edges as stored, empty when the app has no graph."""
        return _mapping(self.workflow.get("graph"))

    @property
    def features(self) -> dict[str, Any]:
        """The features of the workflow, empty when there are none."""
        return _mapping(self.workflow.get("features"))

    def variables(self, section: Literal["environment_variables", "conversation_variables"]) -> dict[str, Any]:
        """First values by name."""
        items = self.workflow.get(section)
        rows = cast(list[Any], items) if isinstance(items, list) else []
        named = [_mapping(row) for row in rows]
        return {str(row["name"]): row.get("value") for row in named if row.get("name")}

    @property
    def secrets(self) -> list[str]:
        """Names of the environment variables that are secret."""
        items = self.workflow.get("environment_variables")
        rows = map(_mapping, cast(list[Any], items) if isinstance(items, list) else [])
        return [str(row["name"]) for row in rows if row.get("value_type") == "secret" and row.get("name")]


def parse(source: str | bytes) -> Document:
    """Read a file. Raises `DslError` for text that is no YAML, too large, or not a mapping at the top."""
    size = len(source) if isinstance(source, bytes) else len(source.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise DslError(f"The file is {size} bytes; at most {MAX_BYTES} are read.")
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
        _check_depth(text)
        data: object = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise DslError(f"The file is not valid YAML: {_describe(error)}") from None
    except (RecursionError, ValueError) as error:
        raise DslError(f"The file is not valid YAML: {error}") from None
    return from_data(data)


def from_data(data: object) -> Document:
    """A document from the mapping of a file that was read already. Raises `DslError`."""
    if not isinstance(data, dict):
        raise DslError("The file must be a mapping with `app`, `rag_pipeline` or `graph` at the top.")
    mapping = cast(dict[str, Any], data)
    _check_size(mapping)
    return Document(_kind(mapping), mapping)


def dump(document: Document | Mapping[str, Any]) -> str:
    """YAML text of a document, keys in their order."""
    data = document.data if isinstance(document, Document) else dict(document)
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=4096)


class _Dumper(yaml.CSafeDumper):
    """Writes a shared value out each time, as other readers expect."""

    def ignore_aliases(self, data: object) -> bool:
        return True


_DEEP_BLOCK = re.compile(rf"^[ \t?-]{{{MAX_DEPTH},}}", re.MULTILINE)
_NOT_BRACKETS = re.compile(r"[^\[\]{}]+")


def _check_depth(text: str) -> None:
    """The YAML library's C code recurses and would take the process down, so nesting is checked before.

    Brackets and indents are a cheap upper bound; only a text that looks deep is read event by event.
    """
    if _DEEP_BLOCK.search(text) is None and _bracket_depth(text) < MAX_DEPTH:
        return
    depth = 0
    events = cast(Iterator[yaml.Event], yaml.parse(text, Loader=yaml.CSafeLoader))
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise DslError("The file unfolds to too many or too deeply nested values.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _bracket_depth(text: str) -> int:
    if text.count("[") + text.count("{") < MAX_DEPTH:
        return 0
    depth = deepest = 0
    for bracket in _NOT_BRACKETS.sub("", text):
        if bracket in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif depth:
            depth -= 1
    return deepest


def _kind(data: dict[str, Any]) -> Kind:
    named = data.get("kind")
    if named == "rag_pipeline":
        return "rag_pipeline"
    if named == "graph":
        return "graph"
    bare = "graph" in data and not any(key in data for key in ("app", "workflow", "model_config"))
    return "graph" if bare else "app"


def _check_size(data: dict[str, Any]) -> None:
    """Refuse a few lines that unfold to millions of values, or to endless ones, by YAML aliases."""
    stack: list[Iterator[Any]] = [iter([data])]
    count = 0
    while stack:
        value = next(stack[-1], _END)
        if value is _END:
            stack.pop()
            continue
        count += 1
        if count > MAX_NODES or len(stack) > MAX_DEPTH:
            raise DslError("The file unfolds to too many or too deeply nested values.")
        if isinstance(value, dict):
            stack.append(iter(cast(dict[Any, Any], value).values()))
        elif isinstance(value, list):
            stack.append(iter(cast(list[Any], value)))


_END = object()


def _describe(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return f"{error.problem or error.context} (line {mark.line + 1}, column {mark.column + 1})"
    return str(error)


def _mapping(value: object) -> dict[str, Any]:
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}
