"""List operator: filters, picks, sorts and cuts a list, in this order."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field

from tenon.engine.conditions import compare, expected
from tenon.engine.errors import NodeError
from tenon.engine.files import File
from tenon.engine.node import Context, Node, NodeData, Outputs
from tenon.engine.variables import MISSING, file_attribute


class ListError(NodeError):
    """The list and the operation do not go together."""

    error_type = "ListOperatorError"


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow")

    enabled: bool = False


class FilterCondition(BaseModel):
    """A comparison of each item, or of an attribute of each file."""

    model_config = ConfigDict(extra="allow")

    key: str = ""
    comparison_operator: str = "contains"
    value: Any = ""


class FilterBy(_Part):
    """Conditions, joined by and."""

    conditions: list[FilterCondition] = Field(default_factory=list[FilterCondition])


class ExtractBy(_Part):
    """Which item to take, counted from 1; a template."""

    serial: str | int = "1"


class OrderBy(_Part):
    """Sort order; `key` is an attribute of files."""

    key: str = ""
    value: Literal["asc", "desc"] = "asc"


class Limit(_Part):
    """Keep the first items."""

    size: int = -1


class ListOperatorData(NodeData):
    """The list and the four steps."""

    variable: list[str] = Field(default_factory=list[str])
    filter_by: FilterBy = Field(default_factory=FilterBy)
    extract_by: ExtractBy = Field(default_factory=ExtractBy)
    order_by: OrderBy = Field(default_factory=OrderBy)
    limit: Limit = Field(default_factory=Limit)


class ListOperator(Node[ListOperatorData]):
    """An empty result gives an empty list and null records."""

    type = "list-operator"
    group = "transform"
    outputs = {"result": "array[any]", "first_record": "any", "last_record": "any"}
    data_class = ListOperatorData
    inline = True

    async def run(self, data: ListOperatorData, ctx: Context) -> Outputs:
        """The list after all steps that are on."""
        value = ctx.get(data.variable)
        if value is not None and not isinstance(value, (list, tuple)):
            raise ListError(f"The variable {data.variable} is not a list.")
        items = list(cast(Sequence[Any], value or ()))
        inputs = {"variable": list(items)}
        ctx.note(inputs=inputs)
        if data.filter_by.enabled:
            items = _filter(items, data.filter_by.conditions, ctx)
        if data.extract_by.enabled:
            items = [_extract(items, ctx.text(str(data.extract_by.serial)))]
        if data.order_by.enabled:
            items = _sort(items, data.order_by)
        if data.limit.enabled and data.limit.size >= 0:
            items = items[: data.limit.size]
        values = {
            "result": items,
            "first_record": items[0] if items else None,
            "last_record": items[-1] if items else None,
        }
        return Outputs(values, inputs=inputs)


def _filter(items: list[Any], conditions: Sequence[FilterCondition], ctx: Context) -> list[Any]:
    for condition in conditions:
        wanted = expected(condition.value, ctx)
        items = [item for item in items if _fits(item, condition, wanted)]
    return items


def _fits(item: Any, condition: FilterCondition, wanted: Any) -> bool:
    actual = item
    if isinstance(item, File):
        actual = file_attribute(item, condition.key)
        if actual is MISSING:
            raise ListError(f"Files have no attribute {condition.key!r}.")
    return compare(condition.comparison_operator, actual, wanted)


def _extract(items: Sequence[Any], serial: str) -> Any:
    try:
        number = int(serial)
    except ValueError:
        raise ListError(f"The serial to extract must be a whole number, not {serial!r}.") from None
    if not 1 <= number <= len(items):
        raise ListError(f"There is no item {number}; the list has {len(items)}.")
    return items[number - 1]


def _sort(items: list[Any], order: OrderBy) -> list[Any]:
    key: Callable[[Any], Any] | None = None
    if any(isinstance(item, File) for item in items):
        key = lambda item: file_attribute(item, order.key or "name")  # noqa: E731
    try:
        return sorted(items, key=key, reverse=order.value == "desc")
    except TypeError:
        raise ListError("The items are of different types and cannot be sorted.") from None
