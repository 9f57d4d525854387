"""Load balancing of a model: which credentials its calls go round."""

from collections.abc import Sequence
from typing import Any, cast

from tenon.domain.audit import service as audit
from tenon.domain.audit.schemas import Target
from tenon.domain.auth.principal import Principal
from tenon.domain.provider.access import TOPIC, ModelAccess
from tenon.domain.provider.choice import of_entry, pool_key
from tenon.domain.provider.credentials import shown
from tenon.domain.provider.errors import ModelNotFound
from tenon.domain.provider.gateway import Gateway
from tenon.domain.provider.repository import ProviderRepository
from tenon.domain.provider.schemas import LoadBalancing, LoadBalancingIn, ModelNamed, PoolEntry
from tenon.domain.provider.tables import ModelPoolRow, ProviderCredentialRow
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork
from tenon.models.catalogue import CatalogueProvider

DEFAULT = "Default configuration"


async def of_model(
    uow: UnitOfWork, access: ModelAccess, gateway: Gateway, who: Principal, provider_name: str, named: ModelNamed
) -> LoadBalancing:
    """The load balancing of a model; one that was never set up has the credential in use only."""
    provider = access.provider(provider_name)
    repository = ProviderRepository(uow, who.workspace_id)
    rows = await _candidates(repository, access, provider, named)
    pool = await repository.pool(provider.provider, named.model, named.model_type)
    return _shown(gateway, named, pool, rows)


async def set_up(
    uow: UnitOfWork, access: ModelAccess, gateway: Gateway, who: Principal, provider_name: str, body: LoadBalancingIn
) -> LoadBalancing:
    """Set up load balancing. Raises `ModelNotFound`, `InvalidParam`."""
    provider = access.provider(provider_name)
    repository = ProviderRepository(uow, who.workspace_id)
    rows = await _candidates(repository, access, provider, body)
    known = {row.id for row in rows}
    if any(entry.credential_id is not None and entry.credential_id not in known for entry in body.entries):
        raise InvalidParam("A credential of the load balancing does not exist.", params="entries")
    if body.enabled and sum(entry.enabled for entry in body.entries) < 2:
        raise InvalidParam("Load balancing needs two entries that are switched on.", params="entries")
    pool = await repository.pool(provider.provider, body.model, body.model_type)
    if pool is None:
        pool = ModelPoolRow(provider=provider.provider, model=body.model, model_type=body.model_type)
        repository.add(pool)
    pool.enabled = body.enabled
    pool.entries = [
        {"credential_id": str(e.credential_id) if e.credential_id else None, "enabled": e.enabled} for e in body.entries
    ]
    await repository.flush()
    target = Target("model", f"{provider.provider}/{body.model}", body.model)
    after = {"kind": body.model_type, "enabled": body.enabled, "entries": len(body.entries)}
    audit.record(uow, who, "provider.pool_changed", target, after=after)
    uow.changed(TOPIC, who.workspace_id)
    return _shown(gateway, body, pool, rows)


async def _candidates(
    repository: ProviderRepository, access: ModelAccess, provider: CatalogueProvider, named: ModelNamed
) -> Sequence[ProviderCredentialRow]:
    """The credentials that may take part: of the custom model, else of the provider. Raises `ModelNotFound`."""
    custom = await repository.custom_model(provider.provider, named.model, named.model_type)
    if custom is not None:
        return await repository.credentials(provider.provider, named.model, named.model_type)
    if access.catalogue().model(provider, named.model, named.model_type) is None:
        raise ModelNotFound(f"{provider.label.en_US} has no model {named.model!r} in this workspace.")
    return await repository.credentials(provider.provider, "", "")


def _shown(
    gateway: Gateway, named: ModelNamed, pool: ModelPoolRow | None, rows: Sequence[ProviderCredentialRow]
) -> LoadBalancing:
    entries = cast(list[dict[str, Any]], pool.entries) if pool is not None else [{"credential_id": None}]
    return LoadBalancing(
        model=named.model,
        model_type=named.model_type,
        enabled=pool is not None and pool.enabled,
        entries=[_entry(gateway, named.model, entry, rows) for entry in entries],
        candidates=[shown(row) for row in rows],
    )


def _entry(gateway: Gateway, model: str, entry: dict[str, Any], rows: Sequence[ProviderCredentialRow]) -> PoolEntry:
    row, chosen = of_entry(entry, rows), entry.get("credential_id")
    return PoolEntry(
        credential_id=chosen,
        name=DEFAULT if chosen is None else row.name if row is not None else "",
        enabled=bool(entry.get("enabled", True)),
        missing=row is None,
        resting_seconds=round(gateway.resting(pool_key(row.id, model)), 1) if row is not None else 0.0,
    )
