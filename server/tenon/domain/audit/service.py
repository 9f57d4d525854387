"""Records of changes, written in the transaction of the change itself."""

from collections.abc import Mapping
from typing import Any, cast

from tenon.domain.audit.repository import AuditRepository
from tenon.domain.audit.schemas import Action, AuditActor, AuditFilter, AuditRecord, AuditTarget, Target
from tenon.domain.audit.tables import AuditRow
from tenon.domain.auth.principal import Principal
from tenon.kit.db import UnitOfWork
from tenon.kit.pagination import Page, PageQuery

_LONGEST = 200
"""Characters of a text in a record."""
_MOST_ITEMS = 20
_DEEPEST = 3
_SECRET_PARTS = ("password", "secret", "token", "api_key", "apikey", "private_key", "credential", "authorization")
_HIDDEN = "***"


def record(
    uow: UnitOfWork,
    who: Principal,
    action: Action,
    target: Target,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Note a change in the transaction that makes it; the operator's commands act as the owner, without an address.

    Of `before` and `after` what is the same in both is left out; secrets are hidden and long values cut.
    """
    old, new = _difference(before, after)
    AuditRepository(uow, who.workspace_id).add(
        AuditRow(
            action=action,
            actor_id=who.account_id,
            actor_name=who.name[:255],
            actor_email=who.email[:255],
            address=who.address[:64],
            target_type=target.type,
            target_id=target.id[:255],
            target_name=target.name[:255],
            before=old,
            after=new,
        )
    )


def state(row: object, *names: str) -> dict[str, Any]:
    """Some members of a row as they are now, to compare later."""
    return {name: getattr(row, name) for name in names}


async def records(uow: UnitOfWork, who: Principal, narrow: AuditFilter, page: PageQuery) -> Page[AuditRecord]:
    """The log of the workspace, newest first. Raises `Forbidden`."""
    who.require("audit.view")
    repository = AuditRepository(uow, who.workspace_id)
    rows, total = await repository.page(narrow, page.offset, page.limit)
    names = await repository.names(sorted({row.target_id for row in rows if row.target_id and not row.target_name}))
    return page.page_of([_shown(row, names) for row in rows], total)


def _shown(row: AuditRow, names: Mapping[str, str]) -> AuditRecord:
    name = row.target_name or names.get(row.target_id, "")
    return AuditRecord(
        id=row.id,
        action=row.action,
        actor=AuditActor(id=row.actor_id, name=row.actor_name, email=row.actor_email),
        address=row.address,
        target=AuditTarget(type=row.target_type, id=row.target_id, name=name),
        before=row.before,
        after=row.after,
        created_at=int(row.created_at.timestamp()),
    )


def _difference(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    if before is not None and after is not None:
        same = {name for name in before if name in after and before[name] == after[name]}
        before = {name: value for name, value in before.items() if name not in same}
        after = {name: value for name, value in after.items() if name not in same}
    return _summary(before), _summary(after)


def _summary(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return cast("dict[str, Any]", _short(values, 0)) if values is not None else None


def _short(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth == _DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        pairs = list(cast("Mapping[Any, Any]", value).items())[:_MOST_ITEMS]
        return {str(name): _HIDDEN if _secret(str(name)) and item else _short(item, depth + 1) for name, item in pairs}
    if isinstance(value, list | tuple):
        return [_short(item, depth + 1) for item in cast("list[Any]", value)[:_MOST_ITEMS]]
    return str(value)[:_LONGEST]


def _secret(name: str) -> bool:
    return any(part in name.lower() for part in _SECRET_PARTS)
