"""From what user code returned to one JSON frame, or to an error that says where the value is wrong."""

import json
from collections.abc import Mapping
from typing import Any, cast

_encode_text = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


class BadResult(Exception):
    """The value cannot be handed on; the text says why."""


def error_frame(name: str, text: str, printed: str = "", line: int | None = None) -> bytes:
    """The frame for a failure. `text` is complete and names error and line; the others are for machines."""
    body = {"error": {"type": name[:200], "message": text[:20_000], "line": line}, "printed": printed}
    return json.dumps(body).encode()


def value_frame(value: object, limit: int) -> bytes:
    """The frame for a value. Raises `BadResult`."""
    return raw_frame(_encode(value), limit)


def raw_frame(text: str, limit: int) -> bytes:
    """The frame for a value that is JSON text already. Raises `BadResult`."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        data = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    if len(data) > limit:
        raise BadResult(f"The result is too large: {len(data):,} bytes of JSON; at most {limit:,} are allowed.")
    return b'{"value":' + data + b"}"


def _encode(value: object) -> str:
    try:
        return _encode_text.encode(value)
    except RecursionError:
        raise BadResult("The result is nested too deeply.") from None
    except ValueError as error:
        if "Circular" in str(error):
            raise BadResult("The result contains itself (a circular reference).") from None
        if "JSON compliant" in str(error):
            raise BadResult("The result contains NaN or Infinity, which JSON does not know.") from None
        raise BadResult(f"The result cannot be written as JSON: {error}") from None
    except TypeError:
        return _encode_loosely(value)


def _encode_loosely(value: object) -> str:
    """A second try that turns numpy's and pandas' scalars and arrays into plain values."""
    try:
        return _encode_text.encode(_plain(value, "result", 0))
    except (ValueError, TypeError) as error:
        raise BadResult(f"The result cannot be written as JSON: {error}") from None


def _plain(value: Any, where: str, depth: int) -> object:
    if depth > 100:
        raise BadResult("The result is nested too deeply.")
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value).items()
        return {_key(key, where): _plain(item, f"{where}[{key!r}]", depth + 1) for key, item in pairs}
    if isinstance(value, list | tuple):
        items = cast("list[object]", value)
        return [_plain(item, f"{where}[{index}]", depth + 1) for index, item in enumerate(items)]
    convert = getattr(value, "tolist", None)
    if callable(convert) and type(value).__module__.partition(".")[0] in ("numpy", "pandas"):
        return _plain(convert(), where, depth + 1)
    raise BadResult(f"{where} is of type {type(value).__name__}, which is not a JSON value. Convert it first.")


def _key(key: object, where: str) -> str | int | float | bool | None:
    if key is None or isinstance(key, str | int | float | bool):
        return key
    raise BadResult(f"A key of {where} is of type {type(key).__name__}. Keys must be strings.")
