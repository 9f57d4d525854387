"""Credentials of shipped tools: each is tried before it is kept (TOOL-UI-04, TOOL-UI-05, TOOL-UI-08)."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from tenon.domain.audit import service as audit
from tenon.domain.audit.schemas import Target
from tenon.domain.auth.principal import Principal
from tenon.domain.tool.access import TOPIC, Sealed, ToolAccess, secret_names, with_kept
from tenon.domain.tool.errors import ToolCredentialNotFound, ToolCredentialRefused, UnknownToolProvider
from tenon.domain.tool.repository import ToolRepository
from tenon.domain.tool.schemas import CheckResult, CredentialIn, CredentialOut, CredentialPatch
from tenon.domain.tool.tables import ToolCredentialRow
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork
from tenon.tools import library
from tenon.tools.errors import ToolError
from tenon.tools.provider import ProviderDeclaration


def shipped(name: str) -> ProviderDeclaration:
    """A shipped provider. Raises `UnknownToolProvider`."""
    found = library.load().find(name)
    if found is None:
        raise UnknownToolProvider(f"There is no tool provider {name!r}.")
    return found


def shown(row: ToolCredentialRow) -> CredentialOut:
    """A credential as it may be shown."""
    return CredentialOut(
        id=row.id, name=row.name, current=row.current, masked={key: str(value) for key, value in row.shown.items()}
    )


async def listed(uow: UnitOfWork, who: Principal, provider_name: str) -> list[CredentialOut]:
    """The credentials of a provider."""
    rows = await ToolRepository(uow, who.workspace_id).credentials(shipped(provider_name).name)
    return [shown(row) for row in rows]


async def add(access: ToolAccess, who: Principal, provider_name: str, body: CredentialIn) -> CredentialOut:
    """Try and keep a credential; the first one is used at once.

    Raises `InvalidParam`, `ToolCredentialRefused`, `ToolNameTaken`.
    """
    provider = shipped(provider_name)
    values = with_kept(secret_names(provider.credentials), body.credentials, {})
    await _check(access, provider, values)
    async with access.db.unit_of_work() as uow:
        repository = ToolRepository(uow, who.workspace_id)
        others = await repository.credentials(provider.name)
        sealed = await access.seal(uow, who.workspace_id, secret_names(provider.credentials), values)
        row = ToolCredentialRow(
            provider=provider.name,
            name=(body.name or "").strip() or _free_name(others),
            shown=sealed.shown,
            secrets=sealed.secrets,
            current=not others,
        )
        await repository.add(row)
        audit.record(uow, who, "tool.credential_changed", _target(row), after={"name": row.name})
        uow.changed(TOPIC, who.workspace_id)
        return shown(row)


async def change(
    access: ToolAccess, who: Principal, provider_name: str, credential_id: UUID, body: CredentialPatch
) -> CredentialOut:
    """Rename a credential or replace its values, which are tried first."""
    provider = shipped(provider_name)
    secret, values = secret_names(provider.credentials), None
    if body.credentials is not None:
        values = with_kept(secret, body.credentials, await _stored(access, who, provider, credential_id))
        await _check(access, provider, values)
    async with access.db.unit_of_work() as uow:
        row = await _row(uow, who, provider, credential_id)
        if body.name is not None and body.name.strip():
            row.name = body.name.strip()
        if values is not None:
            sealed = await access.seal(uow, who.workspace_id, secret, values)
            row.shown, row.secrets = sealed.shown, sealed.secrets
        await ToolRepository(uow, who.workspace_id).flush()
        audit.record(uow, who, "tool.credential_changed", _target(row), after={"name": row.name})
        uow.changed(TOPIC, who.workspace_id)
        return shown(row)


async def use(uow: UnitOfWork, who: Principal, provider_name: str, credential_id: UUID) -> None:
    """Use this credential where none is chosen."""
    row = await _row(uow, who, shipped(provider_name), credential_id)
    await ToolRepository(uow, who.workspace_id).make_current(row)
    audit.record(uow, who, "tool.credential_changed", _target(row), after={"name": row.name, "current": True})
    uow.changed(TOPIC, who.workspace_id)


async def remove(uow: UnitOfWork, who: Principal, provider_name: str, credential_id: UUID) -> None:
    """Delete a credential. The oldest of the others takes its place when it was the one in use."""
    provider = shipped(provider_name)
    repository = ToolRepository(uow, who.workspace_id)
    row = await _row(uow, who, provider, credential_id)
    was_current = row.current
    audit.record(uow, who, "tool.credential_deleted", _target(row), before={"name": row.name})
    await repository.remove(row)
    await repository.flush()
    others = await repository.credentials(provider.name)
    if was_current and others:
        await repository.make_current(others[0])
    uow.changed(TOPIC, who.workspace_id)


async def try_out(
    access: ToolAccess, who: Principal, provider_name: str, body: CredentialIn, credential_id: UUID | None
) -> CheckResult:
    """Try values without keeping them."""
    provider = shipped(provider_name)
    stored = await _stored(access, who, provider, credential_id) if credential_id is not None else {}
    try:
        await _check(access, provider, with_kept(secret_names(provider.credentials), body.credentials, stored))
    except (ToolCredentialRefused, InvalidParam) as error:
        return CheckResult(result="error", error=error.message)
    return CheckResult(result="success")


async def of_run(
    access: ToolAccess, workspace_id: UUID, provider: ProviderDeclaration, credential_id: str | None
) -> dict[str, str]:
    """The values a run uses: the chosen credential, else the one in use; empty when there is none."""
    if not provider.credentials:
        return {}
    async with access.db.unit_of_work() as uow:
        rows = await ToolRepository(uow, workspace_id).credentials(provider.name)
        row = next((row for row in rows if credential_id and str(row.id) == credential_id), None)
        row = row or next((row for row in rows if row.current), None)
        return await access.open(uow, workspace_id, Sealed(dict(row.shown), row.secrets)) if row is not None else {}


def _target(row: ToolCredentialRow) -> Target:
    return Target("tool", row.provider, row.provider)


async def _check(access: ToolAccess, provider: ProviderDeclaration, values: dict[str, str]) -> None:
    if not provider.credentials:
        raise InvalidParam("This provider needs no credential.", params="provider")
    known = {field.name for field in provider.credentials}
    unknown = [name for name in values if name not in known]
    missing = [field.name for field in provider.credentials if field.required and not values.get(field.name)]
    if unknown or missing:
        problems = [f"{name} is not a field" for name in unknown] + [f"{name} is required" for name in missing]
        raise InvalidParam("; ".join(problems) + ".", params="credentials")
    try:
        await library.load().credential_check(provider)(replace(access.context, credentials=values))
    except ToolError as error:
        raise ToolCredentialRefused(error.message) from error


async def _stored(
    access: ToolAccess, who: Principal, provider: ProviderDeclaration, credential_id: UUID
) -> dict[str, str]:
    async with access.db.unit_of_work() as uow:
        row = await _row(uow, who, provider, credential_id)
        return await access.open(uow, who.workspace_id, Sealed(dict(row.shown), row.secrets))


async def _row(
    uow: UnitOfWork, who: Principal, provider: ProviderDeclaration, credential_id: UUID
) -> ToolCredentialRow:
    row = await ToolRepository(uow, who.workspace_id).credential(provider.name, credential_id)
    if row is None:
        raise ToolCredentialNotFound()
    return row


def _free_name(others: Sequence[ToolCredentialRow]) -> str:
    taken = {row.name for row in others}
    return next(name for n in range(1, len(taken) + 2) if (name := f"API key {n}") not in taken)
