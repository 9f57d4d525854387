"""Operators of if-else nodes, loops and filters."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tenon.engine.conditions import Condition, ConditionError, compare, holds
from tenon.engine.errors import VariableNotFound
from tenon.engine.files import File
from tenon.engine.variables import MISSING, Pool, compile_template, get, lookup

PNG = File("image", "local_file", "a.png", ".png", "image/png", 10)
PDF = File("document", "remote_url", "b.pdf", ".pdf", "application/pdf", 2000)


@pytest.mark.parametrize(
    ("operator", "actual", "wanted", "result"),
    [
        ("contains", "abc", "b", True), ("contains", "abc", "B", False), ("contains", "", "a", False),
        ("contains", None, "a", False), ("contains", ["a", "b"], "a", True), ("contains", ["ab"], "a", False),
        ("contains", [1, 2], "1", False), ("contains", [True], "true", True), ("contains", [True], "false", False),
        ("contains", [], "x", False), ("not contains", "", "a", True), ("not contains", "abc", "b", False),
        ("start with", "abc", "ab", True), ("start with", "", "a", False), ("start with", "Abc", "a", False),
        ("end with", "abc", "bc", True), ("end with", None, "c", False),
        ("is", "a", "a", True), ("is", "a", "A", False), ("is", None, "a", False), ("is not", None, "a", False),
        ("is not", "a", "b", True), ("is", True, True, True), ("is", True, "true", True), ("is", True, "1", True),
        ("is", False, "0", True), ("is", True, 1, True), ("is not", True, False, True), ("is", "", "", True),
        ("empty", "", None, True), ("empty", [], None, True), ("empty", {}, None, True), ("empty", None, None, True),
        ("empty", 0, None, True), ("empty", False, None, True), ("empty", "x", None, False),
        ("not empty", "x", "", True),
        ("=", 1, "1", True), ("=", 1.5, "1.5", True), ("=", None, "1", False), ("≠", 1, "2", True),
        ("≠", None, "2", False), (">", 2, "1.5", True), ("<", 1, "1.5", True), ("≥", 2, "2", True), ("≤", 2, 2, True),
        (">", None, "1", False), ("in", "a", ["a", "b"], True), ("in", "c", ["a"], False), ("in", "", ["a"], False),
        ("not in", "c", ["a"], True), ("not in", "", ["a"], True), ("null", None, None, True),
        ("null", "", None, False),
        ("not null", 0, None, True), ("is null", None, None, True), ("is not null", 1, None, True),
        ("exists", PNG, None, True), ("not exists", None, None, True),
    ],
)  # fmt: skip
def test_operators(operator: str, actual: Any, wanted: Any, *, result: bool) -> None:
    assert compare(operator, actual, wanted) is result


@pytest.mark.parametrize(
    ("operator", "actual", "wanted"),
    [
        ("=", 1, "1.5"), ("=", 1, "x"), (">", 1, "x"), (">", "2", "1"), ("is", 5, "5"), ("is", True, "maybe"),
        ("contains", 5, "5"), ("start with", 5, "5"), ("end with", ["a"], "a"), ("in", "a", 5), ("like", "a", "a"),
        ("=", [1], "1"),
    ],
)  # fmt: skip
def test_what_does_not_go_together(operator: str, actual: Any, wanted: Any) -> None:
    with pytest.raises(ConditionError):
        compare(operator, actual, wanted)


class Values:
    """Variables by selector."""

    def __init__(self, **values: Any) -> None:
        self.pool: Pool = {"n": values}

    def get(self, selector: Sequence[str]) -> Any:
        return get(self.pool, selector)

    def exists(self, selector: Sequence[str]) -> bool:
        return lookup(self.pool, selector) is not MISSING

    def text(self, template: str, extra: Mapping[str, str] | None = None) -> str:
        return compile_template(template).render(self.pool)


def condition(name: str, operator: str, value: Any = None, **more: Any) -> Condition:
    data = {"variable_selector": ["n", name], "comparison_operator": operator, "value": value, **more}
    return Condition.model_validate(data)


@pytest.mark.parametrize(
    ("operator", "values", "result"),
    [
        ("and", ("a", "a"), True),
        ("and", ("a", "b"), False),
        ("or", ("b", "a"), True),
        ("or", ("b", "c"), False),
    ],
)
def test_joining(operator: str, values: Sequence[str], *, result: bool) -> None:
    assert holds([condition("x", "is", value) for value in values], operator, Values(x="a")) is result


def test_evaluation_stops_early() -> None:
    assert holds([condition("x", "is", "a"), condition("gone", "is", "a")], "or", Values(x="a"))
    assert not holds([condition("x", "is", "b"), condition("gone", "is", "a")], "and", Values(x="a"))


def test_a_missing_variable_raises_but_can_be_asked_for() -> None:
    with pytest.raises(VariableNotFound):
        holds([condition("gone", "is", "a")], "and", Values())
    assert holds([condition("gone", "not exists")], "and", Values())
    assert not holds([condition("gone", "exists")], "and", Values())


def test_the_value_may_be_a_template() -> None:
    assert holds([condition("x", "is", "{{#n.y#}}")], "and", Values(x="a", y="a"))
    assert holds([condition("x", "in", ["{{#n.y#}}", "b"])], "and", Values(x="a", y="a"))


@pytest.mark.parametrize(
    ("operator", "sub", "joined", "result"),
    [
        ("contains", [("type", "in", ["image"])], "and", True),
        ("contains", [("name", "contains", "z")], "and", False),
        ("not contains", [("type", "in", ["audio"])], "and", True),
        ("all of", [("size", ">", "5")], "and", True),
        ("all of", [("type", "in", ["image"])], "and", False),
        ("all of", [("type", "in", ["image"]), ("size", ">", "1000")], "or", True),
        ("contains", [("type", "in", ["image"]), ("size", ">", "1000")], "and", False),
    ],
)
def test_lists_of_files(operator: str, sub: list[tuple[str, str, Any]], joined: str, *, result: bool) -> None:
    rows = [{"key": key, "comparison_operator": op, "value": value} for key, op, value in sub]
    nested = {"logical_operator": joined, "conditions": rows}
    what = condition("files", operator, sub_variable_condition=nested)
    assert holds([what], "and", Values(files=[PNG, PDF])) is result


def test_attributes_of_one_file() -> None:
    assert holds([condition("file", "end with", ".png", key="name")], "and", Values(file=PNG))
    assert holds([condition("file", "in", ["image"], key="type")], "and", Values(file=PNG))
    with pytest.raises(ConditionError):
        holds([condition("file", "is", "x", key="colour")], "and", Values(file=PNG))
