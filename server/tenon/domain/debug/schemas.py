"""Bodies of the routes that try single nodes."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from tenon.domain.run.schemas import NodeExecution
from tenon.kit.shapes import Shape

Group = Literal["node", "conversation", "system", "environment"]


class DraftVariable(Shape):
    """A value that is there. `value` is whole unless `truncated`, then `text` is its beginning and `value` is null.

    `size` is bytes of JSON. `edited`: a person set it. `stale`: the node was changed since it gave the value.
    """

    group: Group
    node_id: str
    node_title: str
    node_type: str
    name: str
    type: str
    value: Any = None
    text: str = ""
    truncated: bool = False
    size: int = 0
    edited: bool = False
    stale: bool = False
    editable: bool = True
    updated_at: int | None = None


class WholeValue(Shape):
    """A value as it is, however large."""

    node_id: str
    name: str
    type: str
    value: Any
    edited: bool


class NewValue(Shape):
    """What takes the place of a value. Files are given as in the start form."""

    value: Any


class NeededValue(Shape):
    """A variable that a node reads. `source` says where the value would come from when none is given."""

    node_id: str
    node_title: str
    node_type: str
    name: str
    type: str | None
    source: Literal["run", "edited", "default", "missing"]
    value: Any = None
    text: str = ""
    truncated: bool = False
    optional: bool = False
    stale: bool = False


class NodeInputs(Shape):
    """What must be known to run a node alone; `reason` says why that cannot be done."""

    runnable: bool
    reason: str | None = None
    data: Sequence[NeededValue] = ()


class StepBody(Shape):
    """A run of one node. `values` by node id, then by name, come before what is known, and are kept."""

    values: dict[str, dict[str, Any]] = Field(default_factory=dict[str, dict[str, Any]])
    response_mode: Literal["streaming", "blocking"] = "streaming"


class NodeRun(NodeExecution):
    """How a node ran last; `handle` is the way out it took. `stale`: the node was changed since."""

    run_id: UUID
    handle: str | None = None
    stale: bool = False


class NodeLastRun(Shape):
    """The last run of a node; null when it has not run."""

    data: NodeRun | None
