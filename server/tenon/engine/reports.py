"""The events that tell of a node, and errors as users see them."""

import time
from typing import Any

from tenon.engine.events import NodeFinished, NodeStarted, NodeStatus
from tenon.engine.graph_node import GraphNode
from tenon.engine.node import Outputs
from tenon.engine.state import Execution


def started(execution: Execution) -> NodeStarted:
    """The node begins."""
    scope, node = execution.scope, execution.node
    return NodeStarted(
        execution.id,
        node.id,
        node.type,
        node.title,
        execution.index,
        execution.at,
        execution.before,
        scope.iteration_id,
        scope.iteration_index,
        scope.loop_id,
        scope.loop_index,
        scope.path,
        _extras(node) if node.type == "agent" else {},
    )


def _extras(node: GraphNode) -> dict[str, Any]:
    """What a client shows of an agent before it has done anything."""
    return {"agent_strategy": {"name": node.raw.get("agent_strategy_name") or "", "icon": None}}


def finished(
    execution: Execution,
    status: NodeStatus,
    outputs: Outputs,
    *,
    error: str | None = None,
    error_type: str | None = None,
) -> NodeFinished:
    """The node, or one attempt of it, is over."""
    scope, node = execution.scope, execution.node
    return NodeFinished(
        execution.id,
        node.id,
        node.type,
        node.title,
        execution.index,
        time.time(),
        execution.at,
        status,
        outputs.inputs,
        outputs.process_data,
        outputs.values,
        time.perf_counter() - execution.started,
        error,
        error_type,
        outputs.metadata,
        outputs.files,
        outputs.handle,
        execution.writes,
        execution.before,
        scope.iteration_id,
        scope.iteration_index,
        scope.loop_id,
        scope.loop_index,
        scope.path,
    )


def describe(error: BaseException) -> tuple[str, str]:
    """Text and documented type name of an error."""
    text = getattr(error, "message", None) or str(error) or type(error).__name__
    return str(text), str(getattr(error, "error_type", None) or type(error).__name__)
