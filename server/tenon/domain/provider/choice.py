"""Which credentials a model is asked with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from tenon.domain.provider.access import ModelAccess
from tenon.domain.provider.repository import ProviderRepository
from tenon.domain.provider.tables import ModelPoolRow, ProviderCredentialRow
from tenon.models.catalogue import CatalogueProvider
from tenon.models.errors import ModelNotSupported, ProviderNotConfigured
from tenon.models.port import ModelRef

WHERE = "Settings > Model providers"


@dataclass(frozen=True, slots=True)
class Choice:
    """The credentials of a model in order of use: in turn (`rotate`), or the first with the others standing in."""

    keys: list[str]
    values: list[dict[str, str]] = field(repr=False)
    custom: bool
    rotate: bool


def pool_key(credential_id: UUID, model: str) -> str:
    """The name under which a credential rests for a model."""
    return f"{credential_id}:{model}"


async def choose(access: ModelAccess, workspace_id: UUID, provider: CatalogueProvider, ref: ModelRef) -> Choice:
    """The credentials for a model. Raises `ModelNotSupported`, `ProviderNotConfigured`."""
    async with access.db.unit_of_work() as uow:
        repository = ProviderRepository(uow, workspace_id)
        for switch in await repository.switches(provider.provider):
            if (switch.model, switch.model_type, switch.enabled) == (ref.name, ref.kind, False):
                text = f"The model {ref.name} of {provider.label.en_US} was switched off in {WHERE}."
                raise ModelNotSupported(text, provider=provider.provider, model=ref.name)
        if provider.package:
            return Choice([provider.package], [{}], custom=False, rotate=False)
        model = await repository.custom_model(provider.provider, ref.name, ref.kind)
        scope = (ref.name, ref.kind) if model is not None else ("", "")
        rows = await repository.credentials(provider.provider, *scope)
        pool = await repository.pool(provider.provider, ref.name, ref.kind)
        chosen = in_turn(pool, rows) if pool is not None and pool.enabled else []
        rotate = bool(chosen)
        chosen = chosen or in_use(rows)
        if not chosen:
            text = nothing(provider, ref, chosen_none=bool(rows))
            raise ProviderNotConfigured(text, provider=provider.provider, model=ref.name)
        read = {row.id: await access.read(uow, row) for row in dict.fromkeys(chosen)}
    keys = [pool_key(row.id, ref.name) for row in chosen]
    return Choice(keys, [read[row.id] for row in chosen], model is not None, rotate)


def in_turn(pool: ModelPoolRow, rows: Sequence[ProviderCredentialRow]) -> list[ProviderCredentialRow]:
    """The credentials of a pool that take part; one as often as it is there."""
    found: list[ProviderCredentialRow] = []
    for entry in cast(list[dict[str, Any]], pool.entries):
        row = of_entry(entry, rows)
        if entry.get("enabled", True) and row is not None:
            found.append(row)
    return found


def of_entry(entry: dict[str, Any], rows: Sequence[ProviderCredentialRow]) -> ProviderCredentialRow | None:
    """The credential of a pool's entry, or the one in use where it names none; None when that is gone."""
    wanted = entry.get("credential_id")
    return next((row for row in rows if (row.current if wanted is None else str(row.id) == wanted)), None)


def in_use(rows: Sequence[ProviderCredentialRow]) -> list[ProviderCredentialRow]:
    """The credential in use and those that stand in for it; nothing without the one in use."""
    current = [row for row in rows if row.current]
    return current and [*current, *(row for row in rows if row.stand_in and not row.current)]


def nothing(provider: CatalogueProvider, ref: ModelRef, *, chosen_none: bool) -> str:
    """What to do when a model has no credential in use."""
    label = provider.label.en_US
    if chosen_none:
        return f"{label} has credentials, but none is in use. Choose one in {WHERE} > {label}."
    if provider.provider_credential_schema is None:
        return f'The model "{ref.name}" of {label} is not set up. Add it in {WHERE} > {label}.'
    return f"{label} is not set up in this workspace. Enter an API key in {WHERE} > {label}."
