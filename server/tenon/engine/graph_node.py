"""One node of a graph: its stored data read into its type's shape, and how it is to be run."""

from collections.abc import Mapping
from typing import Any, cast

from pydantic import ValidationError

from tenon.engine.errors import GraphError
from tenon.engine.node import DefaultValue, Node, NodeData
from tenon.engine.registry import CONTAINER_STARTS, NOT_RUNNABLE, node_type
from tenon.engine.variables import MISSING, parse_json

_STRATEGIES = ("fail-branch", "default-value")
_MOST_RETRIES, _LONGEST_INTERVAL = 10, 5000


class GraphNode:
    """A node. Everything but `raw`, `id` and `type` is only there once `prepare` was called."""

    __slots__ = (
        "container",
        "data",
        "defaults",
        "fails_over",
        "id",
        "impl",
        "inline",
        "parent",
        "parent_id",
        "plain",
        "raw",
        "retries",
        "retry_seconds",
        "title",
        "type",
        "writes",
    )

    def __init__(self, node_id: str, raw: dict[str, Any], parent_id: str | None) -> None:
        self.id, self.raw, self.parent_id = node_id, raw, parent_id
        self.type = str(raw.get("type") or "")
        self.title = str(raw.get("title") or "")
        self.parent: str | None = None
        self.impl: Node[Any] | None = None
        self.data: NodeData = NodeData()
        self.container = self.type if self.type in ("iteration", "loop") else ""
        self.retries, self.retry_seconds = 0, 0.0
        self.fails_over = False
        self.defaults: dict[str, Any] | None = None
        self.inline = False
        self.writes: frozenset[tuple[str, ...]] = frozenset()
        """Variables that the node, or a node inside it, writes: node id and name."""
        self.plain = False

    @property
    def label(self) -> str:
        """How messages name the node."""
        return f"Node {self.title!r} ({self.id})" if self.title and self.title != self.id else f"Node {self.id!r}"

    @property
    def silent(self) -> bool:
        """Whether the node only marks where a container starts."""
        return self.type in CONTAINER_STARTS

    def prepare(self) -> None:
        """Find the type and read the data. Raises `GraphError`."""
        if self.impl is not None or self.silent:
            return
        self.impl = node_type(self.type)
        if self.impl is None:
            if self.type not in NOT_RUNNABLE:
                raise GraphError(f"{self.label} is of the unknown type {self.type!r}.", node_id=self.id)
            self.data = NodeData(type=self.type, title=self.title)
            return
        raw = self.impl.upgrade(self.raw)
        raw = {key: value for key, value in raw.items() if value is not None}
        if raw.get("error_strategy") not in _STRATEGIES:
            raw.pop("error_strategy", None)
        try:
            self.data = self.impl.data_class.model_validate(raw)
        except ValidationError as error:
            raise GraphError(f"{self.label}: {_first(error)}", node_id=self.id) from None
        self.writes = frozenset(tuple(target[:2]) for target in self.impl.targets(self.data))
        self._read_error_handling()
        self.inline = self.impl.inline
        self.plain = self.inline and not self.retries and not self.impl.side_effects

    def _read_error_handling(self) -> None:
        retry = self.data.retry_config
        if retry.retry_enabled and retry.max_retries > 0:
            self.retries = min(retry.max_retries, _MOST_RETRIES)
            self.retry_seconds = min(max(retry.retry_interval, 0), _LONGEST_INTERVAL) / 1000
        self.fails_over = self.data.error_strategy == "fail-branch"
        if self.data.error_strategy == "default-value":
            self.defaults = {item.key: self._default(item) for item in self.data.default_value or ()}

    def _default(self, item: DefaultValue) -> Any:
        if item.type == "string" or not isinstance(item.value, str):
            return item.value
        value = parse_json(item.value)
        if value is MISSING:
            raise GraphError(f"{self.label}: the default of {item.key!r} is no {item.type}.", node_id=self.id)
        return value


def read_node(wrapper: Mapping[str, Any]) -> GraphNode | None:
    """A node from its stored wrapper; None for notes and for entries that are no nodes."""
    node_id, data = wrapper.get("id"), wrapper.get("data")
    if not isinstance(data, dict) or wrapper.get("type") == "custom-note":
        return None
    raw = cast(dict[str, Any], data)
    if not isinstance(node_id, str) or not node_id:
        title = raw.get("title") or raw.get("type") or "?"
        raise GraphError(f"Node {title!r} has no id.")
    if not raw.get("type"):
        return None
    parent = wrapper.get("parentId")
    return GraphNode(node_id, raw, parent if isinstance(parent, str) else None)


def _first(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in problem["loc"])
    return f"{where}: {problem['msg']}" if where else problem["msg"]
