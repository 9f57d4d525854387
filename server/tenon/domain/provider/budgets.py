"""Budgets of a workspace: set, changed and listed with what is spent."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from tenon.domain.audit import service as audit
from tenon.domain.audit.schemas import Target
from tenon.domain.auth.principal import Principal
from tenon.domain.provider.budget import Limit, Period, since
from tenon.domain.provider.errors import BudgetNotFound
from tenon.domain.provider.meter import BUDGETS, Meter
from tenon.domain.provider.names import Names
from tenon.domain.provider.repository import MeterRepository
from tenon.domain.provider.tables import ModelBudgetRow
from tenon.domain.provider.usage_shapes import Budget, BudgetIn, BudgetPatch
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork
from tenon.kit.ids import uuid7

MOST = 200
"""Budgets in a workspace: all are held in memory and looked at with each call."""


async def listed(uow: UnitOfWork, meter: Meter, names: Names, who: Principal) -> list[Budget]:
    """All budgets, oldest first."""
    who.require("provider.manage")
    await meter.flush()
    rows = await MeterRepository(uow, who.workspace_id).budgets()
    return [await _shown(uow, names, who, row) for row in rows]


async def create(uow: UnitOfWork, meter: Meter, names: Names, who: Principal, body: BudgetIn) -> Budget:
    """Set a budget. Raises `InvalidParam`."""
    who.require("provider.manage")
    await meter.flush()
    repository = MeterRepository(uow, who.workspace_id)
    if len(await repository.budgets()) >= MOST:
        raise InvalidParam(f"A workspace has at most {MOST} budgets. Delete one first.", params="scope")
    row = ModelBudgetRow(id=uuid7(), scope=body.scope, target=body.target)
    row.metric, row.currency, row.period = body.metric, body.currency, body.period
    row.most, row.enabled = body.most, body.enabled
    await _check(uow, names, who, row)
    repository.add(row)
    await repository.flush()
    shown = await _shown(uow, names, who, row)
    audit.record(uow, who, "budget.created", _target(shown), after=_kept(shown))
    uow.changed(BUDGETS, who.workspace_id)
    return shown


async def change(
    uow: UnitOfWork, meter: Meter, names: Names, who: Principal, budget_id: UUID, body: BudgetPatch
) -> Budget:
    """Change a budget. Raises `BudgetNotFound`, `InvalidParam`."""
    who.require("provider.manage")
    await meter.flush()
    row = await _row(uow, who, budget_id)
    before = _kept(await _shown(uow, names, who, row))
    for name, value in body.model_dump(exclude_none=True).items():
        setattr(row, name, value)
    await _check(uow, names, who, row, is_new=False)
    await MeterRepository(uow, who.workspace_id).flush()
    shown = await _shown(uow, names, who, row)
    audit.record(uow, who, "budget.changed", _target(shown), before=before, after=_kept(shown))
    uow.changed(BUDGETS, who.workspace_id)
    return shown


async def remove(uow: UnitOfWork, names: Names, who: Principal, budget_id: UUID) -> None:
    """Delete a budget. Raises `BudgetNotFound`."""
    who.require("provider.manage")
    row = await _row(uow, who, budget_id)
    shown = await _shown(uow, names, who, row)
    audit.record(uow, who, "budget.deleted", _target(shown), before=_kept(shown))
    await MeterRepository(uow, who.workspace_id).remove(row)
    uow.changed(BUDGETS, who.workspace_id)


async def _row(uow: UnitOfWork, who: Principal, budget_id: UUID) -> ModelBudgetRow:
    row = await MeterRepository(uow, who.workspace_id).budget(budget_id)
    if row is None:
        raise BudgetNotFound()
    return row


async def _check(uow: UnitOfWork, names: Names, who: Principal, row: ModelBudgetRow, *, is_new: bool = True) -> None:
    row.currency = row.currency.strip().upper() if row.metric == "money" else ""
    if row.metric == "money" and (len(row.currency) != 3 or not row.currency.isascii() or not row.currency.isalpha()):
        raise InvalidParam(
            "Give the currency of the money as three letters, for example USD or CNY.", params="currency"
        )
    if not is_new:
        return
    if row.scope == "workspace":
        row.target = None
        return
    known = await (names.apps if row.scope == "app" else names.keys)(uow, who.workspace_id)
    if row.target not in known:
        what = "app" if row.scope == "app" else "API key"
        raise InvalidParam(f"There is no such {what} in this workspace.", params="target")


async def _shown(uow: UnitOfWork, names: Names, who: Principal, row: ModelBudgetRow) -> Budget:
    limit, today = Limit.of(row), datetime.now(UTC).date()
    spent = await MeterRepository(uow, who.workspace_id).spent(limit, since(limit.period, today.isoformat()))
    name = None
    if row.target is not None:
        known = await (names.apps if row.scope == "app" else names.keys)(uow, who.workspace_id)
        name = known.get(row.target)
    return Budget(
        id=row.id,
        scope=limit.scope,
        target=row.target,
        target_name=name,
        metric=limit.metric,
        currency=row.currency,
        period=limit.period,
        most=limit.most,
        enabled=row.enabled,
        spent=spent,
        exhausted=spent >= limit.most,
        begins_anew_at=_anew(limit.period, today),
    )


def _anew(period: Period, today: date) -> datetime | None:
    match period:
        case "day":
            first = today + timedelta(days=1)
        case "month":
            first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        case "total":
            return None
    return datetime(first.year, first.month, first.day, tzinfo=UTC)


def _target(budget: Budget) -> Target:
    return Target("budget", str(budget.id), budget.target_name or budget.scope)


def _kept(budget: Budget) -> dict[str, object]:
    return {
        "scope": budget.scope,
        "most": f"{budget.most.normalize():f}",
        "metric": budget.metric,
        "currency": budget.currency,
        "period": budget.period,
        "enabled": budget.enabled,
    }
