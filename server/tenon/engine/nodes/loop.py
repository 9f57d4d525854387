"""Loop: runs its inside again and again until a condition holds."""

from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field

from tenon.engine.conditions import Condition, LogicalOperator, Variables
from tenon.engine.errors import NodeError
from tenon.engine.node import Node, NodeData
from tenon.engine.variables import MISSING, parse_json


class LoopVariable(BaseModel):
    """A variable that the inside reads and writes; `label` is its name."""

    model_config = ConfigDict(extra="allow")

    label: str
    var_type: str = "string"
    value_type: Literal["constant", "variable"] = "constant"
    value: Any = None


class LoopData(NodeData):
    """Most rounds, the conditions that end the loop, and its variables."""

    loop_count: int = 10
    break_conditions: list[Condition] = Field(default_factory=list[Condition])
    logical_operator: LogicalOperator = "and"
    loop_variables: list[LoopVariable] = Field(default_factory=list[LoopVariable])
    start_node_id: str | None = None


class Loop(Node[LoopData]):
    """The engine runs the rounds (`engine/rounds`)."""

    type = "loop"
    group = "logic"
    outputs = {"loop_round": "number"}
    data_class = LoopData
    container = "loop"


def initial_value(variable: LoopVariable, variables: Variables) -> Any:
    """The value a loop variable begins with. Raises `VariableNotFound`, and `NodeError` for an unreadable constant."""
    if variable.value_type == "variable":
        selector = cast(list[Any], variable.value) if isinstance(variable.value, list) else []
        return variables.get([str(part) for part in selector])
    value = variable.value
    if value is None or (value == "" and variable.var_type != "string"):
        return _empty(variable.var_type)
    if variable.var_type == "string" or not isinstance(value, str):
        return value
    read = parse_json(value.strip().lower() if variable.var_type == "boolean" else value)
    if read is MISSING:
        raise NodeError(f"The loop variable {variable.label!r} is no {variable.var_type}: {value!r}.")
    return read


def _empty(var_type: str) -> Any:
    if var_type.startswith("array"):
        return []
    empties: dict[str, Any] = {"string": "", "number": 0, "boolean": False, "object": {}}
    return empties.get(var_type)
