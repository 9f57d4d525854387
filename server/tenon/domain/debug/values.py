"""Values of draft variables: their short form, their addresses, and whether a new one fits."""

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from tenon.domain.run.records import json_bytes, revive
from tenon.engine.files import IDENTITY, File
from tenon.engine.variables import to_plain, value_type
from tenon.errors import InvalidParam

_WHOLE: Final = 2000
"""Bytes of JSON up to which a list has the whole value."""
_TEXT: Final = 400
"""Characters that a list has of a longer one."""
LARGEST: Final = 1024 * 1024
"""Bytes of JSON that an edited value may have."""


def summary(value: Any, *, edited: bool = False) -> dict[str, Any]:
    """The short form of a value: type, size, and the value or its beginning."""
    data = json_bytes(value)
    short: dict[str, Any] = {"type": value_type(value), "size": len(data)}
    if len(data) <= _WHOLE:
        short["value"] = to_plain(value)
    else:
        short |= {"truncated": True, "text": (value if isinstance(value, str) else data.decode())[:_TEXT]}
    return {**short, "edited": True} if edited else short


def summaries(values: Mapping[str, Any]) -> dict[str, Any]:
    """The short forms of values, by name."""
    return {name: summary(value) for name, value in values.items()}


def signed(value: Any, address: Callable[[File], str | None]) -> Any:
    """A stored value as the console gets it: files with a fresh address."""
    return to_plain(_addressed(revive(value), address))


def _addressed(value: Any, address: Callable[[File], str | None]) -> Any:
    if isinstance(value, File):
        return {**value.to_dict(), "url": address(value)}
    if isinstance(value, dict):
        return {key: _addressed(item, address) for key, item in cast(dict[str, Any], value).items()}
    if isinstance(value, list):
        return [_addressed(item, address) for item in cast(list[Any], value)]
    return value


def given_file(value: Any) -> str | None:
    """`file` or `file-list` for values that name files as callers do."""
    if isinstance(value, dict):
        return "file" if "transfer_method" in value else None
    if isinstance(value, list) and value and all(given_file(item) == "file" for item in cast(list[Any], value)):
        return "file-list"
    return None


def check_value(name: str, value: Any, expected: str | None) -> None:
    """Raise `InvalidParam` when a value is of another type than expected, or too large."""
    if len(json_bytes(value)) > LARGEST:
        raise InvalidParam(f"{name}: the value is larger than 1 MiB.", params="value")
    if _smuggled(value):
        raise InvalidParam(f"{name}: a file inside an object cannot be set by hand.", params="value")
    kind = value_type(value)
    if expected in (None, "", "none", "any") or value is None or kind == expected:
        return
    assert expected is not None
    if expected.startswith("array") and kind.startswith("array"):
        inner, empty = expected[6:-1], not value
        if inner in ("", "any") or empty:
            return
    raise InvalidParam(f"{name} must be of type {expected}, not {kind}.", params="value")


def _smuggled(value: Any) -> bool:
    """Whether something pretends to be a file variable: those are made by us alone."""
    if isinstance(value, dict):
        members = cast(dict[str, Any], value)
        return members.get("dify_model_identity") == IDENTITY or any(map(_smuggled, members.values()))
    return isinstance(value, list) and any(map(_smuggled, cast(list[Any], value)))
