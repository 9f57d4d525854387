"""Conditions of if-else nodes, loops and filters (contract: dsl.md, if-else)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Literal, Protocol, cast

from pydantic import BaseModel, ConfigDict, Field

from tenon.engine.errors import NodeError
from tenon.engine.files import File
from tenon.engine.variables import MISSING, file_attribute

LogicalOperator = Literal["and", "or"]


class ConditionError(NodeError):
    """A value and an operator do not go together."""

    error_type = "ConditionError"


class SubCondition(BaseModel):
    """A condition on an attribute of each file of a list."""

    model_config = ConfigDict(extra="allow")

    key: str = ""
    comparison_operator: str | None = None
    value: Any = None


class SubConditions(BaseModel):
    """Conditions on the files of a list."""

    model_config = ConfigDict(extra="allow")

    logical_operator: LogicalOperator = "and"
    conditions: list[SubCondition] = Field(default_factory=list[SubCondition])


class Condition(BaseModel):
    """One comparison of a variable with a value."""

    model_config = ConfigDict(extra="allow")

    variable_selector: list[str] = Field(default_factory=list[str])
    comparison_operator: str | None = None
    value: Any = None
    key: str | None = None
    sub_variable_condition: SubConditions | None = None


class Variables(Protocol):
    """What conditions need of a context."""

    def get(self, selector: Sequence[str]) -> Any:
        """The value. Raises `VariableNotFound`."""
        ...

    def exists(self, selector: Sequence[str]) -> bool:
        """Whether there is such a value."""
        ...

    def text(self, template: str, extra: Mapping[str, str] | None = None) -> str:
        """A template filled."""
        ...


_EXISTENCE: Final = ("exists", "not exists")


def holds(conditions: Iterable[Condition], logical_operator: str, variables: Variables) -> bool:
    """Whether conditions joined by `and` or `or` hold; evaluation stops early. No conditions: `and` holds.

    Raises `VariableNotFound` for a variable that does not exist and `ConditionError` for a wrong type.
    """
    any_of = logical_operator == "or"
    result = not any_of
    for condition in conditions:
        result = check(condition, variables)
        if result is any_of:
            return result
    return result


def check(condition: Condition, variables: Variables) -> bool:
    """Whether one condition holds."""
    operator = condition.comparison_operator or ""
    selector = condition.variable_selector
    if operator in _EXISTENCE and not variables.exists(selector):
        return operator == "not exists"
    actual = variables.get(selector)
    if condition.sub_variable_condition is not None and isinstance(actual, (list, tuple)):
        return _files(operator, cast(Sequence[Any], actual), condition.sub_variable_condition, variables)
    if condition.key and isinstance(actual, File):
        actual = file_attribute(actual, condition.key)
        if actual is MISSING:
            raise ConditionError(f"Files have no attribute {condition.key!r}.")
    return compare(operator, actual, expected(condition.value, variables))


def expected(value: Any, variables: Variables) -> Any:
    """The value compared with: templates filled, also in lists."""
    if isinstance(value, str):
        return variables.text(value) if "{{#" in value else value
    if isinstance(value, list):
        return [expected(item, variables) for item in cast(list[Any], value)]
    return value


def _files(operator: str, files: Sequence[Any], sub: SubConditions, variables: Variables) -> bool:
    """`contains` and `exists`: a file that fits; `not contains`: none; `all of`: every one."""

    def fits(file: object) -> bool:
        any_of = sub.logical_operator == "or"
        for condition in sub.conditions:
            actual = file_attribute(file, condition.key) if isinstance(file, File) else MISSING
            if actual is MISSING:
                raise ConditionError(f"Only files have the attribute {condition.key!r}.")
            fit = compare(condition.comparison_operator or "", actual, expected(condition.value, variables))
            if fit is any_of:
                return fit
        return not any_of

    if operator in ("contains", "exists"):
        return any(fits(file) for file in files)
    if operator in ("not contains", "not exists"):
        return not any(fits(file) for file in files)
    if operator == "all of":
        return all(fits(file) for file in files)
    return compare(operator, files, None)


def compare(operator: str, actual: Any, wanted: Any) -> bool:
    """Whether `actual operator wanted` holds. Raises `ConditionError` for an operator or type that does not fit."""
    test = _OPERATORS.get(operator)
    if test is None:
        raise ConditionError(f"The operator {operator!r} is not known.")
    return test(actual, wanted)


def _contains(actual: Any, wanted: Any) -> bool:
    if isinstance(actual, str):
        return bool(actual) and str(wanted) in actual
    if isinstance(actual, (list, tuple)):
        items = cast(Sequence[Any], actual)
        if items and all(isinstance(item, bool) for item in items):
            return _as_bool(wanted) in items
        return wanted in items
    if not actual:
        return False
    raise ConditionError(f"`contains` needs a text or a list, not {_kind(actual)}.")


def _start_with(actual: Any, wanted: Any) -> bool:
    if not actual:
        return False
    return _text(actual, "start with").startswith(str(wanted))


def _end_with(actual: Any, wanted: Any) -> bool:
    if not actual:
        return False
    return _text(actual, "end with").endswith(str(wanted))


def _text(actual: Any, operator: str) -> str:
    if not isinstance(actual, str):
        raise ConditionError(f"`{operator}` needs a text, not {_kind(actual)}.")
    return actual


def _is(actual: Any, wanted: Any) -> bool:
    if isinstance(actual, bool):
        return actual is _as_bool(wanted)
    return _text(actual, "is") == wanted


def _as_bool(wanted: Any) -> bool:
    if isinstance(wanted, bool):
        return wanted
    if isinstance(wanted, str) and wanted.strip().lower() in ("true", "1", "false", "0"):
        return wanted.strip().lower() in ("true", "1")
    if isinstance(wanted, (int, float)) and wanted in (0, 1):
        return wanted == 1
    raise ConditionError(f"{wanted!r} is neither true nor false.")


def _number(wanted: Any, *, whole: bool) -> float:
    try:
        return int(wanted) if whole else float(wanted)
    except (TypeError, ValueError):
        raise ConditionError(f"{wanted!r} is not a number{' without a fraction' if whole else ''}.") from None


def _numeric(actual: Any, wanted: Any, test: Callable[[float, float], bool], *, whole: bool = False) -> bool:
    if actual is None:
        return False
    if isinstance(actual, str) or not isinstance(actual, (int, float)):
        raise ConditionError(f"Numbers can only be compared with numbers, not with {_kind(actual)}.")
    return test(actual, _number(wanted, whole=whole and isinstance(actual, int)))


def _in(actual: Any, wanted: Any) -> bool:
    if not actual:
        return False
    if isinstance(wanted, (list, tuple)):
        return actual in cast(Sequence[Any], wanted)
    if isinstance(wanted, str):
        return str(actual) in wanted
    raise ConditionError("`in` needs a list to look in.")


def _kind(actual: Any) -> str:
    return "nothing" if actual is None else f"a value of type {type(actual).__name__}"


def _both(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """`is` and `is not` are both false for a null value."""
    return lambda actual, wanted: actual is not None and test(actual, wanted)


_OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "contains": _contains,
    "not contains": lambda a, w: not _contains(a, w),
    "start with": _start_with,
    "end with": _end_with,
    "is": _both(_is),
    "is not": _both(lambda a, w: not _is(a, w)),
    "empty": lambda a, _: not a,
    "not empty": lambda a, _: bool(a),
    "=": lambda a, w: _numeric(a, w, lambda x, y: x == y, whole=True),
    "≠": lambda a, w: _numeric(a, w, lambda x, y: x != y, whole=True),
    ">": lambda a, w: _numeric(a, w, lambda x, y: x > y),
    "<": lambda a, w: _numeric(a, w, lambda x, y: x < y),
    "≥": lambda a, w: _numeric(a, w, lambda x, y: x >= y),
    "≤": lambda a, w: _numeric(a, w, lambda x, y: x <= y),
    "in": _in,
    "not in": lambda a, w: not a or not _in(a, w),
    "null": lambda a, _: a is None,
    "not null": lambda a, _: a is not None,
    "is null": lambda a, _: a is None,
    "is not null": lambda a, _: a is not None,
    "exists": lambda a, _: a is not None,
    "not exists": lambda a, _: a is None,
}
