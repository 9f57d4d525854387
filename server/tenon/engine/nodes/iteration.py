"""Iteration: runs its inside once for each item of a list."""

from typing import Literal

from pydantic import Field

from tenon.engine.node import Node, NodeData


class IterationData(NodeData):
    """The list, the inner variable that is collected, and what happens when a round fails."""

    iterator_selector: list[str] = Field(default_factory=list[str])
    output_selector: list[str] = Field(default_factory=list[str])
    output_type: str | None = None
    start_node_id: str | None = None
    is_parallel: bool = False
    parallel_nums: int = Field(10, description="Most rounds at the same time.")
    error_handle_mode: Literal["terminated", "continue-on-error", "remove-abnormal-output"] = "terminated"
    flatten_output: bool = True


class Iteration(Node[IterationData]):
    """The engine runs the rounds (`engine/rounds`)."""

    type = "iteration"
    group = "logic"
    outputs = {"output": "array[any]"}
    data_class = IterationData
    container = "iteration"
