"""Variable assigner: writes conversation variables and loop variables."""

from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field

from tenon.engine.errors import NodeError
from tenon.engine.node import Context, Node, NodeData, Outputs
from tenon.engine.variables import MISSING, get, parse_json, to_json, value_type

Operation = Literal[
    "over-write", "clear", "set", "append", "extend", "+=", "-=", "*=", "/=", "remove-first", "remove-last"
]


class AssignmentError(NodeError):
    """An operation and its target or value do not go together."""

    error_type = "VariableOperatorNodeError"


class Item(BaseModel):
    """One assignment; `value` is a selector or a literal. Version 1 never compared types: not `typed`."""

    model_config = ConfigDict(extra="allow")

    variable_selector: list[str] = Field(default_factory=list[str])
    input_type: Literal["variable", "constant"] = "variable"
    operation: Operation = "over-write"
    value: Any = None
    typed: bool = True


class AssignerData(NodeData):
    """Assignments, made in order; later ones see what earlier ones wrote."""

    items: list[Item] = Field(default_factory=list[Item])


class Assigner(Node[AssignerData]):
    """Both stored versions; version 1 is lifted to one item."""

    type = "assigner"
    version = "2"
    group = "transform"
    data_class = AssignerData
    inline = True

    async def run(self, data: AssignerData, ctx: Context) -> Outputs:
        """All values are worked out before the first is written, so a failing node writes nothing."""
        pending: dict[tuple[str, ...], Any] = {}
        inputs = {"items": [_trace(item) for item in data.items]}
        ctx.note(inputs=inputs)
        for item in data.items:
            target = tuple(item.variable_selector)
            current = pending[target] if target in pending else ctx.get(target)
            value = _source(item, pending, ctx)
            if value is not None or item.operation in _WITHOUT_VALUE:
                pending[target] = _apply(item, current, value)
        for target, value in pending.items():
            _check_size(target, value, ctx.ports.limits.variable_max_bytes)
        for target, value in pending.items():
            ctx.set(target, value)
        updated = [{"selector": list(k), "value_type": value_type(v), "new_value": v} for k, v in pending.items()]
        return Outputs(inputs=inputs, process_data={"updated": updated})

    @classmethod
    def upgrade(cls, raw: dict[str, Any]) -> dict[str, Any]:
        """Version 1 has one assignment in other fields."""
        if raw.get("items") or not raw.get("assigned_variable_selector"):
            return raw
        item = {
            "variable_selector": raw["assigned_variable_selector"],
            "operation": raw.get("write_mode") or "over-write",
            "input_type": "variable",
            "value": raw.get("input_variable_selector"),
            "typed": False,
        }
        return {**raw, "version": "2", "items": [item]}

    @classmethod
    def targets(cls, data: AssignerData) -> list[list[str]]:
        """What the items write."""
        return [item.variable_selector for item in data.items]


def _check_size(target: tuple[str, ...], value: Any, most: int) -> None:
    """Conversation variables are stored with the conversation, so their size is bounded."""
    if target[0] != "conversation" or not isinstance(value, (str, list, dict)):
        return
    size = len(to_json(value).encode("utf-8", "surrogatepass"))
    if size > most:
        raise AssignmentError(f"The value for {list(target)} has {size} bytes; at most {most} can be kept.")


_WITHOUT_VALUE = ("clear", "remove-first", "remove-last")


def _trace(item: Item) -> dict[str, Any]:
    return {"variable_selector": item.variable_selector, "operation": item.operation, "value": item.value}


def _source(item: Item, pending: dict[tuple[str, ...], Any], ctx: Context) -> Any:
    if item.operation in _WITHOUT_VALUE:
        return None
    if item.input_type == "constant" or item.operation == "set":
        return item.value
    if not isinstance(item.value, list):
        raise AssignmentError(f"{item.operation}: choose the variable to take the value from.")
    selector = tuple(str(part) for part in cast(list[Any], item.value))
    if (written := selector[:2]) in pending:
        return get({written[0]: {written[1]: pending[written]}}, selector)
    return ctx.get(selector)


def _apply(item: Item, current: Any, value: Any) -> Any:
    operation = item.operation
    if operation == "clear":
        return _empty(current)
    if operation in ("over-write", "set"):
        return _replace(item, current, value)
    if operation in ("+=", "-=", "*=", "/="):
        return _calculate(operation, current, value)
    if not isinstance(current, list):
        raise AssignmentError(f"{operation} works on lists only, and {item.variable_selector} is none.")
    items = cast(list[Any], current)
    if operation == "append":
        return [*items, value]
    if operation == "extend":
        if not isinstance(value, list):
            raise AssignmentError("extend needs a list to add.")
        return [*items, *cast(list[Any], value)]
    return items[1:] if operation == "remove-first" else items[:-1]


def _empty(current: Any) -> Any:
    if isinstance(current, bool):
        return False
    if isinstance(current, (int, float)):
        return 0
    if isinstance(current, (list, tuple)):
        return []
    return {} if isinstance(current, dict) else ""


def _replace(item: Item, current: Any, value: Any) -> Any:
    constant = item.input_type == "constant" or item.operation == "set"
    if constant and isinstance(current, list):
        raise AssignmentError(f"{item.operation}: a list takes its value from a variable, not from a constant.")
    if constant and isinstance(value, str) and isinstance(current, (bool, int, float, dict)):
        read = parse_json(value)
        value = value if read is MISSING else read
    if item.typed and current is not None and _family(current) != _family(value):
        text = f"{item.operation}: {item.variable_selector} is {_family(current)}, but the value is {_family(value)}."
        raise AssignmentError(text)
    return value


def _family(value: Any) -> str:
    kind = value_type(value)
    return "a list" if kind.startswith("array") else f"of type {kind}"


def _calculate(operation: str, current: Any, value: Any) -> int | float:
    left, right = _number(current), _number(value)
    if operation == "+=":
        return left + right
    if operation == "-=":
        return left - right
    if operation == "*=":
        return left * right
    if right == 0:
        raise AssignmentError("A division by zero is not possible.")
    return left / right


def _number(value: Any) -> int | float:
    if isinstance(value, str):
        value = parse_json(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise AssignmentError("Only numbers can be added, subtracted, multiplied and divided.")
    return value
