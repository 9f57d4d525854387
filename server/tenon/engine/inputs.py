"""The start form: what a caller gives, checked and turned into values (contract: service-api.md 2.2)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from tenon.engine.errors import InputError
from tenon.engine.files import File
from tenon.engine.variables import MISSING, parse_json

_TEXTS: Final = ("text-input", "paragraph", "select", "url")
_SHORT: Final = 256
"""Characters of a short text whose field sets no limit."""
FILE_TYPES: Final = ("file", "file-list", "files")


def check_inputs(variables: Sequence[Mapping[str, Any]], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the form's variables by name; what the form does not know is dropped.

    Files stay as they came (a mapping or a `File`); the host resolves them. Raises `InputError` with the contract's
    text.
    """
    values: dict[str, Any] = {}
    for variable in variables:
        name = str(variable.get("variable") or "")
        if name and variable.get("type") != "external_data_tool":
            values[name] = _checked(name, variable, given.get(name))
    return values


def file_variables(variables: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The variables of the form that hold files."""
    return [variable for variable in variables if variable.get("type") in FILE_TYPES]


def _checked(name: str, variable: Mapping[str, Any], value: Any) -> Any:
    kind = str(variable.get("type") or "text-input")
    if value is None:
        if variable.get("required"):
            raise InputError(f"{name} is required in input form")
        value = _default(kind, variable.get("default"))
        if value is None:
            return None
    if kind in FILE_TYPES:
        return _file(name, variable, value) if kind == "file" else _files(name, variable, value)
    if kind in _TEXTS:
        return _text(name, kind, variable, value)
    if kind in ("json_object", "json"):
        if not isinstance(value, dict):
            raise InputError(f"{name} in input form must be a dict")
        return cast(dict[str, Any], value)
    if isinstance(value, (list, dict)):
        raise InputError(f"Invalid input type for {[name]}")
    if kind == "number":
        return _number(name, value)
    return _checkbox(value) if kind == "checkbox" else value


def _default(kind: str, default: Any) -> Any:
    if default == "" and kind not in ("text-input", "paragraph"):
        return None
    if kind in ("json_object", "json") and isinstance(default, str):
        read = parse_json(default)
        return None if read is MISSING else read
    return default


def _text(name: str, kind: str, variable: Mapping[str, Any], value: Any) -> str:
    if not isinstance(value, str):
        raise InputError(f"(type '{kind}') {name} in input form must be a string")
    if kind == "select":
        options: list[Any] = variable.get("options") or []
        if value not in options:
            raise InputError(f"{name} in input form must be one of the following: {options}")
    longest = variable.get("max_length")
    if not isinstance(longest, int) or longest <= 0:
        longest = _SHORT if kind == "text-input" else None
    if kind != "select" and longest and len(value) > longest:
        raise InputError(f"{name} in input form must be less than {longest} characters")
    return value.replace("\x00", "")


def _number(name: str, value: Any) -> int | float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        if not value.strip():
            return None
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            pass
    raise InputError(f"{name} in input form must be a valid number")


def _checkbox(value: Any) -> Any:
    if isinstance(value, str) and value.strip().lower() in ("true", "1", "yes", "on"):
        return True
    if isinstance(value, str) and value.strip().lower() in ("false", "0", "no", "off"):
        return False
    return bool(value) if isinstance(value, (int, float)) and value in (0, 1) else value


def _file(name: str, variable: Mapping[str, Any], value: Any) -> Any:
    if value == "" and not variable.get("required"):
        return None
    if not isinstance(value, (dict, File)):
        raise InputError(f"{name} in input form must be a file")
    return cast(Any, value)


def _files(name: str, variable: Mapping[str, Any], value: Any) -> Any:
    if value == "" and not variable.get("required"):
        return None
    items = cast(list[Any], value) if isinstance(value, list) else None
    if items is None or not all(isinstance(item, (dict, File)) for item in items):
        raise InputError(f"{name} in input form must be a list of files")
    most = variable.get("max_length")
    if isinstance(most, int) and most > 0 and len(items) > most:
        raise InputError(f"{name} in input form must be less than {most} files")
    return items
