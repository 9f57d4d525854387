"""What was used of models, summed up as somebody asks for it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast, get_args
from uuid import UUID

from tenon.domain.auth.principal import Principal
from tenon.domain.provider.meter import Meter
from tenon.domain.provider.names import Names
from tenon.domain.provider.repository import MeterRepository
from tenon.domain.provider.usage_shapes import By, UsageLine, UsageQuery, UsageReport
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork

_DAYS = 30
_LONGEST = 732
_COLUMNS: dict[By, tuple[str, ...]] = {
    "provider": ("provider",),
    "model": ("provider", "model", "model_type"),
    "app": ("app_id",),
    "key": ("key_id",),
    "day": ("day",),
}


async def report(uow: UnitOfWork, meter: Meter, names: Names, who: Principal, query: UsageQuery) -> UsageReport:
    """Sums over some days, by what is asked for. Raises `InvalidParam`."""
    who.require("provider.manage")
    by = _by(query.by)
    start, end = _span(query)
    await meter.flush()
    columns = [name for heading in by for name in _COLUMNS[heading]]
    given = query.model_dump(include={"provider", "model", "model_type", "app_id", "key_id"})
    only = {name: value for name, value in given.items() if value is not None}
    repository = MeterRepository(uow, who.workspace_id)
    lines = await repository.sums(list(dict.fromkeys(columns)), start, end, only)
    totals = await repository.sums([], start, end, only)
    apps: Mapping[UUID, str] = await names.apps(uow, who.workspace_id) if "app" in by else {}
    keys: Mapping[UUID, str] = await names.keys(uow, who.workspace_id) if "key" in by else {}
    return UsageReport(
        start=start,
        end=end,
        by=by,
        data=[_line(line, apps, keys) for line in lines],
        totals=[_line(line, {}, {}) for line in totals],
    )


def _line(line: Mapping[str, Any], apps: Mapping[UUID, str], keys: Mapping[UUID, str]) -> UsageLine:
    calls = int(line["calls"])
    tokens = int(line["prompt_tokens"]), int(line["completion_tokens"])
    return UsageLine.model_validate(
        {
            **line,
            "app_name": apps.get(cast(UUID, line.get("app_id"))),
            "key_name": keys.get(cast(UUID, line.get("key_id"))),
            "total_tokens": sum(tokens),
            "total_price": Decimal(str(line["total_price"])),
            "average_seconds": round(float(line["seconds"]) / calls, 3) if calls else 0.0,
        }
    )


def _by(text: str) -> list[By]:
    found = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    known: Sequence[str] = get_args(By)
    if not found or any(part not in known for part in found):
        raise InvalidParam(f"Sum up by one or some of {', '.join(known)}.", params="by")
    return cast(list[By], found)


def _span(query: UsageQuery) -> tuple[str, str]:
    try:
        end = date.fromisoformat(query.end) if query.end else datetime.now(UTC).date()
        start = date.fromisoformat(query.start) if query.start else end - timedelta(days=_DAYS - 1)
    except ValueError:
        raise InvalidParam("Give days as YYYY-MM-DD.", params="start") from None
    if start > end or (end - start).days > _LONGEST:
        raise InvalidParam("The first day must not be after the last one, nor two years before it.", params="start")
    return start.isoformat(), end.isoformat()
