"""Tokens and money of a model call, as outputs and traces show them."""

from decimal import Decimal
from typing import Any

from tenon.models.messages import Usage


def money(amount: Decimal) -> str:
    """Decimal text without an exponent, which not every client reads."""
    return format(amount, "f")


def usage_dict(usage: Usage) -> dict[str, Any]:
    """The `usage` object of the service API (contract: service-api.md 2.4); money as decimal text."""
    return {
        "prompt_tokens": usage.prompt_tokens,
        "prompt_unit_price": money(usage.prompt_unit_price),
        "prompt_price_unit": money(usage.price_unit),
        "prompt_price": money(usage.prompt_price),
        "completion_tokens": usage.completion_tokens,
        "completion_unit_price": money(usage.completion_unit_price),
        "completion_price_unit": money(usage.price_unit),
        "completion_price": money(usage.completion_price),
        "total_tokens": usage.total_tokens,
        "total_price": money(usage.total_price),
        "currency": usage.currency,
        "latency": round(usage.latency, 3),
        "time_to_first_token": usage.time_to_first_token,
        "time_to_generate": usage.time_to_generate,
    }


def usage_metadata(usage: Usage) -> dict[str, Any]:
    """The members of `execution_metadata` that a model call sets."""
    return {
        "total_tokens": usage.total_tokens,
        "total_price": money(usage.total_price),
        "currency": usage.currency,
    }
