"""Bodies of the routes of usage and budgets."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, PlainSerializer

from tenon.domain.provider.budget import Metric, Period, Scope
from tenon.kit.shapes import Shape
from tenon.models.catalogue.schema import Kind


def _plain(value: Decimal) -> str:
    """Without an exponent and without zeros at the end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


Amount = Annotated[Decimal, PlainSerializer(_plain, return_type=str)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
By = Literal["provider", "model", "app", "key", "day"]


class UsageQuery(Shape):
    """Which use to sum up; without days the last 30."""

    start: Day | None = None
    end: Day | None = None
    by: str = Field("model", description="Comma separated: `provider`, `model`, `app`, `key`, `day`.")
    provider: str | None = None
    model: str | None = None
    model_type: Kind | None = None
    app_id: UUID | None = None
    key_id: UUID | None = None


class UsageLine(Shape):
    """A sum. `units` are characters, bytes, documents, texts or pictures of kinds that count no tokens."""

    provider: str | None = None
    model: str | None = None
    model_type: Kind | None = None
    app_id: UUID | None = None
    app_name: str | None = None
    key_id: UUID | None = None
    key_name: str | None = None
    day: str | None = None
    currency: str
    calls: int
    failures: int
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    units: int
    total_price: Amount
    average_seconds: float


class UsageReport(Shape):
    """Use from a day to a day (UTC), and its sums by currency."""

    start: str
    end: str
    by: list[By]
    data: list[UsageLine]
    totals: list[UsageLine]


class BudgetIn(Shape):
    """A budget: `most` tokens or money each day, month or in all, for the workspace, an app or an API key."""

    scope: Scope
    target: UUID | None = None
    metric: Metric
    currency: str = Field("", max_length=3)
    period: Period
    most: Decimal = Field(gt=0, le=Decimal(10**14), max_digits=23, decimal_places=9)
    enabled: bool = True


class BudgetPatch(Shape):
    """A change of a budget; what is left out stays."""

    metric: Metric | None = None
    currency: str | None = Field(None, max_length=3)
    period: Period | None = None
    most: Decimal | None = Field(None, gt=0, le=Decimal(10**14), max_digits=23, decimal_places=9)
    enabled: bool | None = None


class Budget(Shape):
    """A budget with what is spent of it."""

    id: UUID
    scope: Scope
    target: UUID | None
    target_name: str | None
    metric: Metric
    currency: str
    period: Period
    most: Amount
    enabled: bool
    spent: Amount
    exhausted: bool
    begins_anew_at: datetime | None


class BudgetList(Shape):
    """All budgets of the workspace."""

    data: list[Budget]
