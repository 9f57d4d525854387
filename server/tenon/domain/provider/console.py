"""Model providers in the console."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import FileResponse

from tenon.domain.auth.dependencies import permitted
from tenon.domain.auth.principal import Principal
from tenon.domain.provider import balancing, budgets, credentials, local, probe, remote, service, usage
from tenon.domain.provider.access import ModelAccess
from tenon.domain.provider.gateway import Gateway
from tenon.domain.provider.local import LocalServers
from tenon.domain.provider.meter import Meter
from tenon.domain.provider.names import Names
from tenon.domain.provider.schemas import (
    CheckResult,
    Credential,
    CredentialIn,
    CredentialPatch,
    CustomModelIn,
    DefaultModels,
    LoadBalancing,
    LoadBalancingIn,
    ModelCheckResult,
    ModelList,
    ModelNamed,
    ModelSwitch,
    ProviderList,
    ProviderModelList,
    RuleList,
    Values,
)
from tenon.domain.provider.server_shapes import (
    LocalModelsIn,
    LocalResults,
    LocalServerList,
    RemoteModels,
    RemoteQuery,
)
from tenon.domain.provider.usage_shapes import Budget, BudgetIn, BudgetList, BudgetPatch, UsageQuery, UsageReport
from tenon.kit.http import Uow, provided
from tenon.kit.routes import Router
from tenon.models.catalogue import icon_file
from tenon.models.catalogue.schema import Kind

router = Router(prefix="/console/api", tags=["providers"])
Access = Annotated[ModelAccess, Depends(provided(ModelAccess))]
Models = Annotated[Gateway, Depends(provided(Gateway))]
Counter = Annotated[Meter, Depends(provided(Meter))]
Named = Annotated[Names, Depends(provided(Names))]
Nearby = Annotated[LocalServers, Depends(provided(LocalServers))]
Viewer = Annotated[Principal, Depends(permitted("provider.view"))]
Manager = Annotated[Principal, Depends(permitted("provider.manage"))]
_PROVIDERS = "/workspaces/current/model-providers"
_BUDGETS = "/workspaces/current/model-budgets"


@router.get(_PROVIDERS)
async def list_providers(uow: Uow, access: Access, who: Viewer) -> ProviderList:
    """All providers with what the workspace has set up."""
    return ProviderList(data=await service.providers(uow, access, who))


@router.get("/model-providers/{provider}/icon", response_class=FileResponse)
async def get_icon(access: Access, provider: str) -> FileResponse:
    """A provider's picture; needs no session."""
    headers = {
        "Cache-Control": "public, max-age=86400",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return FileResponse(icon_file(access.provider(provider).icon), media_type="image/svg+xml", headers=headers)


@router.post(f"{_PROVIDERS}/{{provider}}/credentials", status_code=201)
async def add_credential(access: Access, who: Manager, provider: str, body: CredentialIn) -> Credential:
    """Try and keep a credential."""
    return await credentials.add(access, who, provider, body)


@router.post(f"{_PROVIDERS}/{{provider}}/credentials/validate")
async def validate_credential(access: Access, who: Manager, provider: str, body: Values) -> CheckResult:
    """Try a credential without keeping it."""
    return await credentials.try_out(access, who, provider, body)


@router.patch(f"{_PROVIDERS}/{{provider}}/credentials/{{credential_id}}")
async def change_credential(
    access: Access, who: Manager, provider: str, credential_id: UUID, body: CredentialPatch
) -> Credential:
    """Rename a credential or replace its values."""
    return await credentials.change(access, who, provider, credential_id, body)


@router.delete(f"{_PROVIDERS}/{{provider}}/credentials/{{credential_id}}", status_code=204)
async def delete_credential(uow: Uow, access: Access, who: Manager, provider: str, credential_id: UUID) -> None:
    """Delete a credential."""
    await credentials.remove(uow, access, who, provider, credential_id)


@router.post(f"{_PROVIDERS}/{{provider}}/credentials/{{credential_id}}/use", status_code=204)
async def use_credential(uow: Uow, access: Access, who: Manager, provider: str, credential_id: UUID) -> None:
    """Use a credential from now on."""
    await credentials.use(uow, access, who, provider, credential_id)


@router.get(f"{_PROVIDERS}/{{provider}}/models")
async def list_models(uow: Uow, access: Access, who: Viewer, provider: str) -> ModelList:
    """The models of a provider."""
    return ModelList(data=await service.models(uow, access, who, provider))


@router.post(f"{_PROVIDERS}/{{provider}}/models", status_code=201)
async def add_model(access: Access, who: Manager, provider: str, body: CustomModelIn) -> Credential:
    """Try and keep a custom model."""
    return await credentials.add_model(access, who, provider, body)


@router.patch(f"{_PROVIDERS}/{{provider}}/models", status_code=204)
async def switch_model(uow: Uow, access: Access, who: Manager, provider: str, body: ModelSwitch) -> None:
    """Switch a model on or off."""
    await service.switch(uow, access, who, provider, body)


@router.delete(f"{_PROVIDERS}/{{provider}}/models", status_code=204)
async def delete_model(uow: Uow, access: Access, who: Manager, provider: str, body: ModelNamed) -> None:
    """Remove a custom model."""
    await service.remove_model(uow, access, who, provider, body)


@router.post(f"{_PROVIDERS}/{{provider}}/models/test")
async def test_model(gateway: Models, who: Manager, provider: str, body: ModelNamed) -> ModelCheckResult:
    """Ask a model and tell how long it took."""
    return await probe.test_model(gateway, who, provider, body)


@router.post(f"{_PROVIDERS}/{{provider}}/models/remote")
async def fetch_models(access: Access, who: Manager, provider: str, body: RemoteQuery) -> RemoteModels:
    """Ask the provider's server which models it has."""
    return await remote.fetch(access, who, provider, body)


@router.get(f"{_PROVIDERS}/{{provider}}/models/load-balancing")
async def get_load_balancing(
    uow: Uow, access: Access, gateway: Models, who: Viewer, provider: str, model: str, model_type: Kind
) -> LoadBalancing:
    """Which credentials the calls of a model go round."""
    named = ModelNamed(model=model, model_type=model_type)
    return await balancing.of_model(uow, access, gateway, who, provider, named)


@router.put(f"{_PROVIDERS}/{{provider}}/models/load-balancing")
async def set_load_balancing(
    uow: Uow, access: Access, gateway: Models, who: Manager, provider: str, body: LoadBalancingIn
) -> LoadBalancing:
    """Set up load balancing of a model."""
    return await balancing.set_up(uow, access, gateway, who, provider, body)


@router.get(f"{_PROVIDERS}/{{provider}}/models/parameter-rules")
async def list_rules(uow: Uow, access: Access, who: Viewer, provider: str, model: str) -> RuleList:
    """The parameters of an LLM."""
    return RuleList(data=list(await service.rules(uow, access, who, provider, model)))


@router.get("/workspaces/current/models/model-types/{model_type}")
async def list_usable(uow: Uow, access: Access, who: Viewer, model_type: Kind) -> ProviderModelList:
    """The models of a kind that apps may choose."""
    return ProviderModelList(data=await service.usable(uow, access, who.workspace_id, model_type))


@router.get("/workspaces/current/default-models")
async def get_defaults(uow: Uow, access: Access, who: Viewer) -> DefaultModels:
    """The workspace's models by kind."""
    return await service.defaults(uow, access, who.workspace_id)


@router.post("/workspaces/current/default-models")
async def set_defaults(uow: Uow, access: Access, who: Manager, body: DefaultModels) -> DefaultModels:
    """Choose the workspace's models."""
    return await service.set_defaults(uow, access, who, body)


@router.get("/workspaces/current/model-usage")
async def get_usage(
    uow: Uow, meter: Counter, names: Named, who: Manager, query: Annotated[UsageQuery, Query()]
) -> UsageReport:
    """What was used of models."""
    return await usage.report(uow, meter, names, who, query)


@router.get(_BUDGETS)
async def list_budgets(uow: Uow, meter: Counter, names: Named, who: Manager) -> BudgetList:
    """All budgets with what is spent of them."""
    return BudgetList(data=await budgets.listed(uow, meter, names, who))


@router.post(_BUDGETS, status_code=201)
async def add_budget(uow: Uow, meter: Counter, names: Named, who: Manager, body: BudgetIn) -> Budget:
    """Set a budget."""
    return await budgets.create(uow, meter, names, who, body)


@router.patch(f"{_BUDGETS}/{{budget_id}}")
async def change_budget(
    uow: Uow, meter: Counter, names: Named, who: Manager, budget_id: UUID, body: BudgetPatch
) -> Budget:
    """Change a budget."""
    return await budgets.change(uow, meter, names, who, budget_id, body)


@router.delete(f"{_BUDGETS}/{{budget_id}}", status_code=204)
async def delete_budget(uow: Uow, names: Named, who: Manager, budget_id: UUID) -> None:
    """Delete a budget."""
    await budgets.remove(uow, names, who, budget_id)


@router.post("/workspaces/current/local-models/search")
async def find_local(access: Access, servers: Nearby, who: Manager) -> LocalServerList:
    """Look for model servers at the addresses that the operator names."""
    return LocalServerList(data=await local.search(access, servers, who))


@router.post("/workspaces/current/local-models")
async def add_local(access: Access, servers: Nearby, who: Manager, body: LocalModelsIn) -> LocalResults:
    """Take over models of a server that was found."""
    return LocalResults(data=await local.add(access, servers, who, body))
