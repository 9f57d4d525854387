"""What run routes answer (contract: service-api.md 2.4, 2.9)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tenon.kit.pagination import Page, Slice
from tenon.kit.shapes import Shape


class Success(Shape):
    """It is done."""

    result: str = "success"


class FinishedData(Shape):
    """The end of a run in a blocking answer."""

    id: UUID
    workflow_id: UUID
    status: str
    outputs: dict[str, Any] | None
    error: str | None
    elapsed_time: float
    total_tokens: int
    total_steps: int
    created_at: int
    finished_at: int | None


class BlockingRun(Shape):
    """A blocking answer."""

    task_id: UUID
    workflow_run_id: UUID
    data: FinishedData


class RunDetail(Shape):
    """A run; `inputs` is JSON text."""

    id: UUID
    workflow_id: UUID
    status: str
    inputs: str
    outputs: dict[str, Any]
    error: str | None
    total_steps: int
    total_tokens: int
    created_at: int
    finished_at: int | None
    elapsed_time: float


class RunSummary(Shape):
    """A run in the log."""

    id: UUID
    version: str
    status: str
    error: str | None
    elapsed_time: float
    total_tokens: int
    total_steps: int
    created_at: int
    finished_at: int | None
    exceptions_count: int
    triggered_from: str


class EndUserSummary(Shape):
    """Who ran it over the API or the page."""

    id: UUID
    type: str
    is_anonymous: bool
    session_id: str


class AccountSummary(Shape):
    """Who of the team ran it."""

    id: UUID
    name: str
    email: str


class LogItem(Shape):
    """One line of the log."""

    id: UUID
    workflow_run: RunSummary
    created_from: str
    created_by_role: str
    created_by_account: AccountSummary | None = None
    created_by_end_user: EndUserSummary | None = None
    created_at: int
    details: dict[str, Any] | None = None


class LogPage(Page[LogItem]):
    """One page of the log, newest first."""


class ConsoleActor(Shape):
    """Who started a run, as the console shows it."""

    id: UUID
    name: str
    role: str


class ConsoleRun(Shape):
    """A run in the console's history."""

    id: UUID
    sequence: int
    version: str
    status: str
    triggered_from: str
    elapsed_time: float
    total_tokens: int
    total_steps: int
    exceptions_count: int
    created_by: ConsoleActor | None
    created_at: int
    finished_at: int | None
    conversation_id: UUID | None
    message_id: UUID | None


class ConsoleRunSlice(Slice[ConsoleRun]):
    """Runs before a given one, newest first."""


class ConsoleRunDetail(ConsoleRun):
    """A run with what went in and came out."""

    graph: dict[str, Any]
    inputs: dict[str, Any]
    outputs: dict[str, Any] | None
    error: str | None


class NodeExecution(Shape):
    """A finished node: the `data` of its event."""

    id: UUID
    node_id: str
    node_type: str
    title: str
    index: int
    predecessor_node_id: str | None
    inputs: Any
    inputs_truncated: bool = False
    process_data: Any
    process_data_truncated: bool = False
    outputs: Any
    outputs_truncated: bool = False
    status: str
    error: str | None
    elapsed_time: float
    execution_metadata: dict[str, Any]
    created_at: int
    finished_at: int
    files: Sequence[dict[str, Any]]
    iteration_id: str | None
    loop_id: str | None


class NodeExecutions(Shape):
    """Finished nodes in their order."""

    data: Sequence[NodeExecution]


class FilledForm(Shape):
    """What a person filled into a form that a run waits for."""

    inputs: dict[str, Any]
    action: str
    user: str
