"""Tokens and money of the model calls of a run, added up."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, cast

from tenon.engine.model_usage import money

_COUNTS: Final = ("prompt_tokens", "completion_tokens", "total_tokens")
_PRICES: Final = ("prompt_price", "completion_price", "total_price")
_LAST: Final = (
    "prompt_unit_price",
    "prompt_price_unit",
    "completion_unit_price",
    "completion_price_unit",
    "currency",
    "time_to_first_token",
    "time_to_generate",
)


class UsageSum:
    """The sum of `usage` outputs. Unit prices, currency and times are those of the last call."""

    __slots__ = ("_values",)

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def add(self, outputs: Mapping[str, Any]) -> None:
        """Take in the usage among a node's outputs, when there is one."""
        usage = outputs.get("usage") or outputs.get("__usage")
        if not isinstance(usage, dict) or "total_tokens" not in usage:
            return
        one = cast(dict[str, Any], usage)
        total = self._values
        for key in _COUNTS:
            total[key] = total.get(key, 0) + int(one.get(key) or 0)
        for key in _PRICES:
            total[key] = money(_decimal(total.get(key)) + _decimal(one.get(key)))
        total["latency"] = total.get("latency", 0.0) + float(one.get("latency") or 0)
        for key in _LAST:
            if key in one:
                total[key] = one[key]

    def result(self) -> dict[str, Any]:
        """The sum, empty when no model was called."""
        return dict(self._values)


def _decimal(value: object) -> Decimal:
    try:
        return Decimal(str(value)) if value is not None else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
