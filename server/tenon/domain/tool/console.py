"""The tool library in the console."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from fastapi.responses import FileResponse

from tenon.domain.auth.dependencies import permitted
from tenon.domain.auth.principal import Principal
from tenon.domain.tool import api_tools, credentials, service, workflow_tools
from tenon.domain.tool.access import ToolAccess
from tenon.domain.tool.schemas import (
    ApiProvider,
    ApiProviderIn,
    ApiProviderPatch,
    ApiTestIn,
    ApiTestResult,
    CheckResult,
    CredentialIn,
    CredentialList,
    CredentialOut,
    CredentialPatch,
    ParsedApi,
    ParseIn,
    ProviderType,
    RemoteIn,
    ToolProviderList,
    WorkflowTool,
    WorkflowToolIn,
    WorkflowToolList,
    WorkflowToolPatch,
)
from tenon.domain.workflow.reader import Workflows
from tenon.kit.http import Uow, provided
from tenon.kit.routes import Router
from tenon.tools.library import icon_file

router = Router(prefix="/console/api", tags=["tools"])
Access = Annotated[ToolAccess, Depends(provided(ToolAccess))]
Flows = Annotated[Workflows, Depends(provided(Workflows))]
Viewer = Annotated[Principal, Depends(permitted("tool.view"))]
Manager = Annotated[Principal, Depends(permitted("tool.manage"))]
_ALL = "/workspaces/current/tool-providers"
_BUILTIN = f"{_ALL}/builtin/{{provider}}/credentials"
_API = f"{_ALL}/api"
_WORKFLOW = f"{_ALL}/workflow"


@router.get(_ALL)
async def list_providers(
    uow: Uow, access: Access, workflows: Flows, who: Viewer, type: ProviderType | None = None, q: str = ""
) -> ToolProviderList:
    """The tool library, by kind (`type`) and words (`q`)."""
    found = await service.providers(uow, workflows, access.positions, who, type, q)
    return ToolProviderList(data=found, labels=list(service.LABELS))


@router.get("/tool-providers/builtin/{provider}/icon", response_class=FileResponse)
async def get_icon(provider: str) -> FileResponse:
    """The picture of a shipped provider; needs no session."""
    headers = {
        "Cache-Control": "public, max-age=86400",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return FileResponse(icon_file(credentials.shipped(provider).icon), media_type="image/svg+xml", headers=headers)


@router.get(_BUILTIN)
async def list_credentials(uow: Uow, who: Viewer, provider: str) -> CredentialList:
    """The credentials of a shipped provider."""
    return CredentialList(data=await credentials.listed(uow, who, provider))


@router.post(_BUILTIN, status_code=201)
async def add_credential(access: Access, who: Manager, provider: str, body: CredentialIn) -> CredentialOut:
    """Try and keep a credential."""
    return await credentials.add(access, who, provider, body)


@router.post(f"{_BUILTIN}/validate")
async def validate_credential(
    access: Access, who: Manager, provider: str, body: CredentialIn, credential_id: UUID | None = None
) -> CheckResult:
    """Try a credential without keeping it; hidden secrets are those of `credential_id`."""
    return await credentials.try_out(access, who, provider, body, credential_id)


@router.patch(f"{_BUILTIN}/{{credential_id}}")
async def change_credential(
    access: Access, who: Manager, provider: str, credential_id: UUID, body: CredentialPatch
) -> CredentialOut:
    """Rename a credential or replace its values."""
    return await credentials.change(access, who, provider, credential_id, body)


@router.delete(f"{_BUILTIN}/{{credential_id}}", status_code=204)
async def delete_credential(uow: Uow, who: Manager, provider: str, credential_id: UUID) -> None:
    """Delete a credential."""
    await credentials.remove(uow, who, provider, credential_id)


@router.post(f"{_BUILTIN}/{{credential_id}}/use", status_code=204)
async def use_credential(uow: Uow, who: Manager, provider: str, credential_id: UUID) -> None:
    """Use a credential where none is chosen."""
    await credentials.use(uow, who, provider, credential_id)


@router.post(f"{_API}/parse")
async def parse_api(access: Access, who: Manager, body: ParseIn) -> ParsedApi:
    """The operations of an API document."""
    return await api_tools.parse(access, body)


@router.post(f"{_API}/remote")
async def fetch_api(access: Access, who: Manager, body: RemoteIn) -> ParsedApi:
    """Fetch an API document and read it."""
    return await api_tools.remote(access, body.url)


@router.post(f"{_API}/test")
async def test_api(access: Access, who: Manager, body: ApiTestIn) -> ApiTestResult:
    """Call an operation of a document that need not be saved."""
    return await api_tools.try_out(access, who, body)


@router.post(_API, status_code=201)
async def create_api(access: Access, who: Manager, body: ApiProviderIn) -> ApiProvider:
    """Keep an API as tools."""
    return await api_tools.create(access, who, body)


@router.get(f"{_API}/{{provider_id}}")
async def get_api(uow: Uow, who: Manager, provider_id: UUID) -> ApiProvider:
    """An API tool provider with its document."""
    return await api_tools.get(uow, who, provider_id)


@router.patch(f"{_API}/{{provider_id}}")
async def change_api(access: Access, who: Manager, provider_id: UUID, body: ApiProviderPatch) -> ApiProvider:
    """Change an API tool provider."""
    return await api_tools.change(access, who, provider_id, body)


@router.delete(f"{_API}/{{provider_id}}", status_code=204)
async def delete_api(uow: Uow, who: Manager, provider_id: UUID) -> None:
    """Delete an API tool provider."""
    await api_tools.remove(uow, who, provider_id)


@router.post(_WORKFLOW, status_code=201)
async def create_workflow_tool(uow: Uow, workflows: Flows, who: Manager, body: WorkflowToolIn) -> WorkflowTool:
    """Publish a workflow as a tool."""
    return await workflow_tools.create(uow, workflows, who, body)


@router.get(_WORKFLOW)
async def list_workflow_tools(uow: Uow, workflows: Flows, who: Viewer, app_id: UUID) -> WorkflowToolList:
    """The tool that an app is, if it is one."""
    return WorkflowToolList(data=await workflow_tools.of_app(uow, workflows, who, app_id))


@router.get(f"{_WORKFLOW}/{{tool_id}}")
async def get_workflow_tool(uow: Uow, workflows: Flows, who: Viewer, tool_id: UUID) -> WorkflowTool:
    """A workflow tool."""
    return await workflow_tools.get(uow, workflows, who, tool_id)


@router.patch(f"{_WORKFLOW}/{{tool_id}}")
async def change_workflow_tool(
    uow: Uow, workflows: Flows, who: Manager, tool_id: UUID, body: WorkflowToolPatch
) -> WorkflowTool:
    """Change a workflow tool."""
    return await workflow_tools.change(uow, workflows, who, tool_id, body)


@router.delete(f"{_WORKFLOW}/{{tool_id}}", status_code=204)
async def delete_workflow_tool(uow: Uow, who: Manager, tool_id: UUID) -> None:
    """Withdraw a workflow tool."""
    await workflow_tools.remove(uow, who, tool_id)
