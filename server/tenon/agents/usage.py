"""Tokens and money of several calls of one model."""

from dataclasses import replace

from tenon.models.messages import Usage


def added(total: Usage, one: Usage) -> Usage:
    """The sum; unit prices, currency and times are those of the later call."""
    return replace(
        one,
        prompt_tokens=total.prompt_tokens + one.prompt_tokens,
        completion_tokens=total.completion_tokens + one.completion_tokens,
        prompt_price=total.prompt_price + one.prompt_price,
        completion_price=total.completion_price + one.completion_price,
        latency=total.latency + one.latency,
    )
