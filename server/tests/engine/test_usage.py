"""Tokens and money of model calls."""

from decimal import Decimal

from tenon.engine.model_usage import usage_dict, usage_metadata
from tenon.engine.usage import UsageSum
from tenon.models.messages import Usage

SMALL = Usage(3, 2, Decimal("0.15"), Decimal("0.6"), Decimal("1E-6"), Decimal("4.5E-7"), Decimal("1.2E-6"))


def test_money_has_no_exponent() -> None:
    shown = usage_dict(SMALL)
    prices = [shown[f"{name}_price"] for name in ("prompt", "completion", "total")]
    assert prices == ["0.00000045", "0.0000012", "0.00000165"]
    assert (shown["prompt_price_unit"], usage_metadata(SMALL)["total_price"]) == ("0.000001", "0.00000165")


def test_sums_have_no_exponent() -> None:
    total = UsageSum()
    for _ in range(2):
        total.add({"usage": {**usage_dict(SMALL), "prompt_price": "4.5E-7"}})
    found = total.result()
    assert (found["prompt_price"], found["total_price"], found["total_tokens"]) == ("0.00000090", "0.00000330", 10)
