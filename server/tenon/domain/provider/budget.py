"""Budgets as they are held against what is used."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast
from uuid import UUID

from tenon.domain.provider.tables import ModelBudgetRow
from tenon.models.messages import Usage

Scope = Literal["workspace", "app", "key"]
Metric = Literal["tokens", "money"]
Period = Literal["day", "month", "total"]
_WHOSE: dict[Scope, str] = {"workspace": "this workspace", "app": "this app", "key": "this API key"}
_AGAIN: dict[Period, str] = {
    "day": "It begins anew at midnight UTC",
    "month": "It begins anew on the first of next month (UTC)",
    "total": "It does not begin anew",
}


@dataclass(slots=True)
class Limit:
    """A budget and what is spent of it."""

    id: UUID
    scope: Scope
    target: UUID | None
    metric: Metric
    currency: str
    period: Period
    most: Decimal
    spent: Decimal = Decimal(0)

    @staticmethod
    def of(row: ModelBudgetRow) -> "Limit":
        """From its row, nothing spent yet."""
        scope, metric, period = cast(Scope, row.scope), cast(Metric, row.metric), cast(Period, row.period)
        return Limit(row.id, scope, row.target, metric, row.currency, period, Decimal(row.most))

    def covers(self, app_id: UUID | None, key_id: UUID | None) -> bool:
        """Whether a call for this app and key counts."""
        match self.scope:
            case "workspace":
                return True
            case "app":
                return self.target == app_id
            case "key":
                return self.target == key_id

    def add(self, usage: Usage) -> None:
        """Count a call."""
        if self.metric == "tokens":
            self.spent += usage.total_tokens
        elif usage.currency == self.currency:
            self.spent += usage.total_price

    def add_counted(self, tokens: int, price: Decimal, currency: str) -> None:
        """Count what was summed up already."""
        if self.metric == "tokens":
            self.spent += tokens
        elif currency == self.currency:
            self.spent += price


def since(period: Period, day: str) -> str:
    """The first day of the period that a day is in."""
    return {"day": day, "month": f"{day[:7]}-01", "total": ""}[period]


def spent_message(limit: Limit) -> str:
    """What a caller is told whose budget is spent."""
    most = f"{limit.most.normalize():f}"
    amount = f"{most} tokens" if limit.metric == "tokens" else f"{most} {limit.currency}"
    span = {"day": " per day", "month": " per month", "total": ""}[limit.period]
    return (
        f"The model budget of {_WHOSE[limit.scope]} ({amount}{span}) is spent. {_AGAIN[limit.period]}; "
        "an administrator can raise it in Settings > Usage and budgets."
    )
