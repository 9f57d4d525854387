"""Conditions on metadata: which documents of a knowledge base satisfy them."""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from tenon.domain.knowledge.metadata import BUILT_IN, built_in_values, checked
from tenon.domain.knowledge.repository.metadata import MetadataRepository, Value
from tenon.domain.knowledge.shapes import Condition, Conditions
from tenon.domain.knowledge.tables import DatasetRow
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork

_TEXT: Mapping[str, Callable[[str, str], bool]] = {
    "contains": lambda have, want: want in have,
    "start with": str.startswith,
    "end with": str.endswith,
    "is": operator.eq,
    "=": operator.eq,
}
_NUMBER: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "is": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
    "≥": operator.ge,
    "≤": operator.le,
    "after": operator.gt,
    "before": operator.lt,
}
_NOT = {"is not": "is", "≠": "=", "not contains": "contains", "not in": "in"}


async def documents(uow: UnitOfWork, dataset: DatasetRow, wanted: Conditions | None) -> list[UUID] | None:
    """Ids of the documents that satisfy the conditions; None when there are none. Raises `InvalidParam`."""
    conditions = (wanted.conditions or []) if wanted is not None else []
    if not conditions:
        return None
    repository = MetadataRepository(uow, dataset.workspace_id)
    fields = {field.name: field for field in (await repository.fields_of([dataset.id])).get(dataset.id, [])}
    names = {name_of(condition) for condition in conditions}
    rows = await repository.documents(dataset.id)
    stored = await repository.values_of(dataset.id, [fields[name].id for name in names if name in fields])
    built_in: dict[UUID, dict[str, Value]] = {}
    if names & {name for name, _ in BUILT_IN}:
        built_in = {document.id: built_in_values(document, uploader) for document, uploader in rows}
    kinds = dict(BUILT_IN) | {name: field.type for name, field in fields.items()}
    tests: list[tuple[Callable[[UUID], Value], Callable[[Value], bool]]] = []
    for condition in conditions:
        name = name_of(condition)
        tests.append((_reader(name, fields, stored, built_in), test(condition, kinds.get(name, "string"))))
    every = (wanted.logical_operator if wanted is not None else "and") != "or"
    together = all if every else any
    return [row.id for row, _ in rows if together(holds(value(row.id)) for value, holds in tests)]


def name_of(condition: Condition) -> str:
    """The field's name; old files give a list of one."""
    return condition.name if isinstance(condition.name, str) else (condition.name[0] if condition.name else "")


def _reader(
    name: str,
    fields: Mapping[str, Any],
    stored: Mapping[UUID, Mapping[UUID, Value]],
    built_in: Mapping[UUID, Mapping[str, Value]],
) -> Callable[[UUID], Value]:
    if name in fields:
        values = stored.get(fields[name].id, {})
        return values.get
    return lambda document_id: built_in.get(document_id, {}).get(name)


def test(condition: Condition, kind: str) -> Callable[[Value], bool]:
    """Whether a value satisfies a condition; upper and lower case differ. Raises `InvalidParam` for a wrong type."""
    name = condition.comparison_operator
    if name == "empty":
        return lambda have: have is None or have == ""
    if name == "not empty":
        return lambda have: have is not None and have != ""
    if name in _NOT:
        holds = _positive(_NOT[name], kind, condition)
        return lambda have: not holds(have)
    return _positive(name, kind, condition)


def _positive(name: str, kind: str, condition: Condition) -> Callable[[Value], bool]:
    if name == "in":
        given = (
            cast(list[Any], condition.value) if isinstance(condition.value, list) else str(condition.value).split(",")
        )
        wanted = {checked(kind, name_of(condition), _trimmed(value)) for value in given}
        return lambda have: have is not None and have in wanted
    if condition.value is None or condition.value == "":
        return lambda have: True  # nothing to compare with yet: the condition does not narrow
    value = checked(kind, name_of(condition), condition.value)
    if kind == "string":
        compare = _TEXT.get(name)
        if compare is None:
            raise InvalidParam(f"{name} cannot be used for the text field {name_of(condition)}.")
        text = str(value)
        return lambda have: have is not None and compare(str(have), text)
    order = _NUMBER.get(name)
    if order is None or not isinstance(value, float):
        raise InvalidParam(f"{name} cannot be used for the {kind} field {name_of(condition)}.")
    number = value
    return lambda have: isinstance(have, int | float) and order(float(have), number)


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def known_fields(datasets: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Fields, with their types, that all knowledge bases have."""
    found = dict(datasets[0]) if datasets else {}
    for fields in datasets[1:]:
        found = {name: kind for name, kind in found.items() if fields.get(name) == kind}
    return found
