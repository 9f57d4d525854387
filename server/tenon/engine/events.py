"""The one event vocabulary of a run. Streaming, storage, tracing and statistics subscribe to these.

All are made of plain data and never changed. Times are Unix seconds as float; `elapsed` is seconds. The service API's
shapes are a projection of them (domain/run), the command line's `--json` output another.
"""

from collections.abc import Sequence
from dataclasses import field
from typing import Any, Literal

from tenon.engine.files import File
from tenon.models.fact import fact

RunStatus = Literal["running", "succeeded", "failed", "stopped", "partial-succeeded", "paused"]
NodeStatus = Literal["running", "succeeded", "failed", "exception", "retry", "stopped", "paused"]
Values = dict[str, Any]
Selector = tuple[str, ...]
Path = tuple[tuple[str, int], ...]
"""Where an execution stands: the containers around it with their round, outermost first."""


@fact
class RunStarted:
    """The first event. `inputs` are the checked user inputs plus the flat `sys.*` values."""

    run_id: str
    inputs: Values
    at: float
    reason: Literal["initial", "resumption"] = "initial"


@fact
class NodeStarted:
    """A node begins. `id` is the execution's id, `node_id` the graph's; `index` counts executions from 1."""

    id: str
    node_id: str
    node_type: str
    title: str
    index: int
    at: float
    predecessor_node_id: str | None = None
    iteration_id: str | None = None
    iteration_index: int | None = None
    loop_id: str | None = None
    loop_index: int | None = None
    path: Path = ()
    extras: Values = field(default_factory=dict[str, Any])


@fact
class NodeFinished:
    """A node ended, also when it failed or was stopped. `metadata` has the keys of `execution_metadata`.

    `handle` is the way out that was taken (None: the plain one). `writes` are conversation and loop variables this
    node set, so that a replay can set them again. A finished event is all a replay needs of a node.
    """

    id: str
    node_id: str
    node_type: str
    title: str
    index: int
    at: float
    started_at: float
    status: NodeStatus
    inputs: Values
    process_data: Values
    outputs: Values
    elapsed: float
    error: str | None = None
    error_type: str | None = None
    metadata: Values = field(default_factory=dict[str, Any])
    files: Sequence[File] = ()
    handle: str | None = None
    writes: Sequence[tuple[Selector, Any]] = ()
    predecessor_node_id: str | None = None
    iteration_id: str | None = None
    iteration_index: int | None = None
    loop_id: str | None = None
    loop_index: int | None = None
    path: Path = ()


@fact
class NodeRetry:
    """An attempt failed and another follows; `retry_index` counts from 1. `failed` is the attempt as it ended."""

    failed: NodeFinished
    retry_index: int


@fact
class ContainerStarted:
    """An iteration or a loop begins; `length` is the number of items or the most rounds."""

    kind: Literal["iteration", "loop"]
    node_id: str
    node_type: str
    title: str
    at: float
    length: int
    inputs: Values
    iteration_id: str | None = None
    loop_id: str | None = None


@fact
class ContainerNext:
    """A round: of an iteration, every one (from 0); of a loop, each one after the first (contract: 2.6).

    `pre_output` holds, for a loop, the loop variables as the round before left them.
    """

    kind: Literal["iteration", "loop"]
    node_id: str
    node_type: str
    title: str
    at: float
    index: int
    pre_output: Any = None


@fact
class ContainerFinished:
    """An iteration or a loop ended."""

    kind: Literal["iteration", "loop"]
    node_id: str
    node_type: str
    title: str
    at: float
    started_at: float
    status: NodeStatus
    inputs: Values
    outputs: Values
    elapsed: float
    steps: int
    total_tokens: int = 0
    error: str | None = None
    metadata: Values = field(default_factory=dict[str, Any])


@fact
class TextChunk:
    """A piece of the streamed answer (answer node) or of a text output (end node), in template order.

    `selector` names the variable the piece comes from; it is empty for literal text. `node_id` is the node the piece
    is attributed to: the one whose output it shows, or the answer or end node itself for literal text and for variables
    that belong to no node.
    """

    text: str
    selector: Selector
    node_id: str


@fact
class ReasoningChunk:
    """A piece of a model's separated reasoning."""

    text: str
    node_id: str
    final: bool = False


@fact
class AgentLog:
    """A step of an agent or of a tool that reports progress; the same `id` comes again when the step changes."""

    id: str
    node_id: str
    node_execution_id: str
    label: str
    status: Literal["start", "success", "error"]
    parent_id: str | None = None
    error: str | None = None
    data: Values = field(default_factory=dict[str, Any])
    metadata: Values = field(default_factory=dict[str, Any])


@fact
class RunFinished:
    """The last event. `conversation` holds the conversation variables as they are now, only those written."""

    run_id: str
    status: RunStatus
    outputs: Values
    at: float
    elapsed: float
    total_tokens: int
    total_steps: int
    exceptions_count: int
    error: str | None = None
    error_node_id: str | None = None
    files: Sequence[File] = ()
    conversation: Values = field(default_factory=dict[str, Any])
    usage: Values = field(default_factory=dict[str, Any])


Event = (
    RunStarted
    | NodeStarted
    | NodeFinished
    | NodeRetry
    | ContainerStarted
    | ContainerNext
    | ContainerFinished
    | TextChunk
    | ReasoningChunk
    | AgentLog
    | RunFinished
)
