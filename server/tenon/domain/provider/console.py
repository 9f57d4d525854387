"""Model providers in the console."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from fastapi.responses import FileResponse

from tenon.domain.auth.dependencies import permitted
from tenon.domain.auth.principal import Principal
from tenon.domain.provider import credentials, probe, service
from tenon.domain.provider.access import ModelAccess
from tenon.domain.provider.gateway import Gateway
from tenon.domain.provider.schemas import (
    CheckResult,
    Credential,
    CredentialIn,
    CredentialPatch,
    CustomModelIn,
    DefaultModels,
    ModelCheckResult,
    ModelList,
    ModelNamed,
    ModelSwitch,
    ProviderList,
    ProviderModelList,
    RuleList,
    Values,
)
from tenon.kit.http import Uow, provided
from tenon.kit.routes import Router
from tenon.models.catalogue import icon_file
from tenon.models.catalogue.schema import Kind

router = Router(prefix="/console/api", tags=["providers"])
Access = Annotated[ModelAccess, Depends(provided(ModelAccess))]
Models = Annotated[Gateway, Depends(provided(Gateway))]
Viewer = Annotated[Principal, Depends(permitted("provider.view"))]
Manager = Annotated[Principal, Depends(permitted("provider.manage"))]
_PROVIDERS = "/workspaces/current/model-providers"


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
