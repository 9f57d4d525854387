"""The models that a provider's server says it has."""

from tenon.domain.auth.principal import Principal
from tenon.domain.provider.access import ModelAccess, with_kept
from tenon.domain.provider.credentials import form_of, stored_values
from tenon.domain.provider.repository import ProviderRepository
from tenon.domain.provider.server_shapes import RemoteModel, RemoteModels, RemoteQuery
from tenon.models.catalogue import CatalogueProvider
from tenon.models.catalogue.listing import Found
from tenon.models.errors import ModelError


async def fetch(access: ModelAccess, who: Principal, provider_name: str, body: RemoteQuery) -> RemoteModels:
    """Ask the server with these values, else with the credential in use. Its refusal is in the answer."""
    provider = access.provider(provider_name)
    async with access.db.unit_of_work() as uow:
        stored = await stored_values(uow, access, who, provider, body.credential_id)
        rows = await ProviderRepository(uow, who.workspace_id).custom_models(provider.provider)
    added = {(row.model, row.model_type) for row in rows}
    values = stored
    if body.credentials is not None:
        values = with_kept(form_of(provider, body.model is not None), body.credentials, stored)
    try:
        found = await access.binder().listed(provider, values)
    except ModelError as error:
        return RemoteModels(result="error", error=error.message, data=[])
    return RemoteModels(result="success", data=[_shown(access, provider, model, added) for model in found])


def _shown(access: ModelAccess, provider: CatalogueProvider, found: Found, added: set[tuple[str, str]]) -> RemoteModel:
    known = next((m for m in provider.models if m.model == found.model), None)
    kind = known.model_type if known is not None else found.kind
    return RemoteModel(
        model=found.model,
        label=found.label or found.model,
        model_type=kind,
        context_size=found.context_size,
        known=known is not None,
        added=(found.model, kind) in added,
    )
