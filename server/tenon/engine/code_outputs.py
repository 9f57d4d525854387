"""The check of what a code node returned against what it declares (contract: dsl.md 7, code)."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from tenon.engine.errors import CodeFailed
from tenon.engine.model_config import Stored
from tenon.engine.ports import Limits


class CodeOutput(Stored):
    """A declared output; `children` declares the members of an object."""

    type: str = "string"
    children: "dict[str, CodeOutput] | None" = None


def wrong(message: str) -> CodeFailed:
    """The error for a result that is not what was declared."""
    return CodeFailed(message, error_type="OutputValidationError")


def check_outputs(result: Any, declared: Mapping[str, CodeOutput], limits: Limits) -> dict[str, Any]:
    """The result in declared types. Raises `CodeFailed` of type `OutputValidationError` or `DepthLimitError`."""
    if not isinstance(result, dict):
        raise wrong(f"The code must return a map of its outputs, not {_named(result)}.")
    return _Check(limits).members(cast(dict[Any, Any], result), declared, "", 1)


def _named(value: Any) -> str:
    return "nothing" if value is None else f"a value of type {type(value).__name__}"


class _Check:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def members(
        self, result: dict[Any, Any], declared: Mapping[str, CodeOutput], prefix: str, depth: int
    ) -> dict[str, Any]:
        self._deep(depth)
        values: dict[str, Any] = {}
        for name, output in declared.items():
            path = f"{prefix}.{name}" if prefix else name
            if name not in result:
                raise wrong(f"Output {path} is missing.")
            values[name] = self._value(result[name], output, path, depth)
        if len(values) != len(result):
            extra = ", ".join(sorted(str(key) for key in result if key not in declared))[:200]
            raise wrong(f"Not all output parameters are validated. Declare {extra}, or do not return it.")
        return values

    def _value(self, value: Any, output: CodeOutput, path: str, depth: int) -> Any:
        kind = output.type.lower()
        if value is None:
            return None
        if kind.startswith("array[") and kind.endswith("]"):
            return self._list(value, kind[6:-1], output, path, depth)
        return self._item(value, kind, output, path, depth)

    def _list(self, value: Any, inner: str, output: CodeOutput, path: str, depth: int) -> list[Any]:
        if not isinstance(value, list):
            raise wrong(f"Output {path} is not an array, got {type(value).__name__} instead.")
        items = cast(list[Any], value)
        limit = {
            "number": self._limits.code_max_number_array,
            "string": self._limits.code_max_string_array,
            "object": self._limits.code_max_object_array,
        }.get(inner)
        if limit is not None and len(items) > limit:
            raise wrong(f"The length of output {path} is {len(items)}; at most {limit} items are allowed.")
        return [self._list_item(item, inner, output, f"{path}[{i}]", depth) for i, item in enumerate(items)]

    def _list_item(self, item: Any, inner: str, output: CodeOutput, path: str, depth: int) -> Any:
        if item is None and inner != "number":
            return None
        return self._item(item, inner, output, path, depth)

    def _item(self, value: Any, kind: str, output: CodeOutput, path: str, depth: int) -> Any:
        match kind:
            case "string":
                return self._string(value, path)
            case "number" | "integer" | "float":
                return self._number(value, path)
            case "boolean":
                if not isinstance(value, bool):
                    raise wrong(f"Output {path} must be a boolean, got {type(value).__name__} instead.")
                return value
            case "object":
                if not isinstance(value, dict):
                    raise wrong(f"Output {path} is not an object, got {type(value).__name__} instead.")
                if output.children:
                    return self.members(cast(dict[Any, Any], value), output.children, path, depth + 1)
                return self._free(cast(Any, value), path, depth)
            case _:
                raise wrong(f"Output {path} is declared with the unknown type {kind}.")

    def _string(self, value: Any, path: str) -> str:
        if not isinstance(value, str):
            raise wrong(f"Output {path} must be a string, got {type(value).__name__} instead.")
        if len(value) > self._limits.code_max_string:
            raise wrong(f"The length of output {path} must be at most {self._limits.code_max_string} characters.")
        return clean(value)

    def _number(self, value: Any, path: str) -> int | float:
        if isinstance(value, bool):
            return int(value)
        if not isinstance(value, (int, float)):
            raise wrong(f"Output {path} must be a number, got {_named(value)} instead.")
        limits = self._limits
        if isinstance(value, float) and not math.isfinite(value):
            raise wrong(f"Output {path} is {value}, which is not a number.")
        if not limits.code_min_number <= value <= limits.code_max_number:
            raise wrong(f"Output {path} must be between {limits.code_min_number} and {limits.code_max_number}.")
        if isinstance(value, float) and _decimals(value) > limits.code_max_precision:
            raise wrong(f"Output {path} must have at most {limits.code_max_precision} decimals.")
        return value

    def _free(self, value: Any, path: str, depth: int) -> Any:
        """A value inside an undeclared object: any shape, within depth and the limits of texts and numbers."""
        if isinstance(value, str):
            return self._string(value, path)
        if isinstance(value, (dict, list)):
            self._deep(depth + 1)
            if isinstance(value, list):
                items = cast(list[Any], value)
                nested = [isinstance(item, list) for item in items]
                return [self._free(v, f"{path}[{i}]", depth + nested[i]) for i, v in enumerate(items)]
            entries = cast(dict[Any, Any], value)
            return {clean(str(key)): self._free(v, f"{path}.{key}", depth + 1) for key, v in entries.items()}
        if value is None or isinstance(value, bool):
            return value
        return self._number(value, path)

    def _deep(self, depth: int) -> None:
        if depth > self._limits.code_max_depth:
            raise CodeFailed(
                f"The result is nested too deeply: at most {self._limits.code_max_depth} levels are allowed.",
                error_type="DepthLimitError",
            )


def clean(text: str) -> str:
    """The text without null characters, which databases refuse, and without halves of surrogate pairs."""
    text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _decimals(value: float) -> int:
    exponent = Decimal(repr(value)).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
