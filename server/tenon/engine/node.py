"""What a node type is made of: its stored data, its outputs and its behaviour; and what it sees of the run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from tenon.engine.files import File
from tenon.engine.ports import Ports

type Selector = list[str]
"""Names a variable: node id (or `sys`, `env`, `conversation`), name, attributes."""


class RetryConfig(BaseModel):
    """Retries before the error strategy; the interval is milliseconds."""

    model_config = ConfigDict(extra="allow")

    retry_enabled: bool = False
    max_retries: int = 0
    retry_interval: int = 0


class DefaultValue(BaseModel):
    """A value that takes the place of an output when the node fails."""

    model_config = ConfigDict(extra="allow")

    key: str
    type: str = "string"
    value: Any = None


class NodeData(BaseModel):
    """Members common to all nodes (contract: dsl.md 6.2). Unknown members are kept."""

    model_config = ConfigDict(extra="allow")

    type: str = ""
    title: str = ""
    desc: str | None = ""
    version: str = "1"
    error_strategy: Literal["fail-branch", "default-value", "none"] | None = None
    default_value: list[DefaultValue] | None = None
    retry_config: RetryConfig = Field(default_factory=RetryConfig)
    iteration_id: str | None = None
    loop_id: str | None = None


@dataclass(slots=True)
class Outputs:
    """What a node gives back. `handle` names the way out (None: the plain one).

    `inputs` and `process_data` are for the trace; `metadata` has keys of `execution_metadata` (`total_tokens`,
    `total_price`, `currency`, `tool_info`, ...).
    """

    values: dict[str, Any] = field(default_factory=dict[str, Any])
    handle: str | None = None
    inputs: dict[str, Any] = field(default_factory=dict[str, Any])
    process_data: dict[str, Any] = field(default_factory=dict[str, Any])
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])
    files: Sequence[File] = ()


class Context(Protocol):
    """What a node sees of the run. Values are plain Python: str, int, float, bool, None, list, dict, `File`."""

    ports: Ports
    node_id: str
    execution_id: str
    title: str
    is_chatflow: bool

    def get(self, selector: Sequence[str]) -> Any:
        """The value; attributes of objects and files are followed. Raises `VariableNotFound`."""
        ...

    def find(self, selector: Sequence[str], default: Any = None) -> Any:
        """The value, or the default when it does not exist."""
        ...

    def exists(self, selector: Sequence[str]) -> bool:
        """Whether the selector names a value (None counts as one)."""
        ...

    def text(self, template: str, extra: Mapping[str, str] | None = None) -> str:
        """Fill `{{#node.var#}}` with values written as text (contract: dsl.md 6.4); `extra` fills further names."""
        ...

    def markdown(self, template: str) -> str:
        """Fill `{{#node.var#}}` with values written as Markdown, as answers do."""
        ...

    def set(self, selector: Sequence[str], value: Any) -> None:
        """Write a conversation or loop variable; seen by later nodes at once, stored at the node's end."""
        ...

    def note(
        self,
        *,
        inputs: dict[str, Any] | None = None,
        process_data: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        """Say what the trace is to show should the node fail or be stopped from here on (see `Outputs`).

        Members replace what was noted before; mappings are kept, not copied. `usage` in `process_data` and
        `total_tokens` in `metadata` count as spent. A node that succeeds tells it all in its `Outputs`.
        """
        ...

    def emit(self, text: str, name: str = "text") -> None:
        """Stream a piece of this node's output `name`; it flows to answers and ends that name it, in their order."""
        ...

    def emit_reasoning(self, text: str, *, final: bool = False) -> None:
        """Stream a piece of separated reasoning."""
        ...

    def log(
        self,
        id: str,
        label: str,
        status: Literal["start", "success", "error"],
        *,
        parent_id: str | None = None,
        error: str | None = None,
        data: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        """Report a step of an agent or tool."""
        ...


type DataClass = type[NodeData]


class Node[D: NodeData]:
    """A node type. Instances have no state: one instance serves every run.

    `data_class` is the stored shape, `group` the place in the palette, `outputs` the declared types by name.
    `side_effects` says that running it twice matters, so everything before it is made durable first. `inline` promises
    that `run` never waits, which saves a task. `container` nodes hold a graph of their own and are run by the engine;
    `response` nodes stream their template while the nodes before them still work.
    """

    type: ClassVar[str]
    version: ClassVar[str] = "1"
    group: ClassVar[str] = "basic"
    outputs: ClassVar[Mapping[str, str]] = {}
    data_class: ClassVar[DataClass] = NodeData
    side_effects: ClassVar[bool] = False
    aliases: ClassVar[Sequence[str]] = ()
    inline: ClassVar[bool] = False
    container: ClassVar[Literal["iteration", "loop"] | None] = None
    response: ClassVar[Literal["answer", "end"] | None] = None

    async def run(self, data: D, ctx: Context) -> Outputs:
        """Do the work. Raise a `NodeError` (or a `ModelError`) to fail; retries and strategies are the engine's."""
        raise NotImplementedError

    @classmethod
    def upgrade(cls, raw: dict[str, Any]) -> dict[str, Any]:
        """Lift an older stored shape to the current one; never changes the argument."""
        return raw

    @classmethod
    def template(cls, data: D) -> Sequence[str | tuple[str, ...]]:
        """Of a response node: literal texts and selectors in the order they stream."""
        return ()

    @classmethod
    def targets(cls, data: D) -> Sequence[Sequence[str]]:
        """Selectors of the variables this node writes; texts that show them wait for it."""
        return ()
