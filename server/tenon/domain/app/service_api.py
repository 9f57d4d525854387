"""Facts of an app over the service API (contract: service-api.md 3)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from tenon.domain.app import audio
from tenon.domain.app import parameters as facts
from tenon.domain.app.schemas import AppInfo, Meta, PageSettings, Parameters, ServerIndex, Transcript
from tenon.domain.auth.dependencies import AppKey
from tenon.domain.file.addresses import FileAddresses
from tenon.domain.workflow.reader import Workflows
from tenon.domain.workspace.system import SystemInfo
from tenon.kit.http import Uow, base_url, provided

router = APIRouter(prefix="/v1", tags=["service API: app"])
System = Annotated[SystemInfo, Depends(provided(SystemInfo))]
Flows = Annotated[Workflows, Depends(provided(Workflows))]


@router.get("/")
async def index(system: System) -> ServerIndex:
    """The server's version; no key is needed."""
    return ServerIndex(server_version=system.version)


@router.get("/info")
async def info(key: AppKey, uow: Uow) -> AppInfo:
    """Name, description, tags, mode and author of the app."""
    return await facts.info(uow, key.workspace_id, key.app.id)


@router.get("/parameters")
async def parameters(key: AppKey, uow: Uow, system: System, workflows: Flows) -> Parameters:
    """The form and the features of the published app."""
    return await facts.of_app(uow, workflows, key.app, system.limits)


@router.get("/meta")
async def meta(key: AppKey) -> Meta:
    """Icons of the app's tools."""
    return Meta(tool_icons={})


@router.get("/site")
async def site(
    key: AppKey, uow: Uow, addresses: Annotated[FileAddresses, Depends(provided(FileAddresses))], request: Request
) -> PageSettings:
    """The looks of the app's page."""
    return await facts.site(uow, addresses, key.workspace_id, key.app.id, base_url(request))


@router.post("/audio-to-text")
async def transcribe(key: AppKey, uow: Uow, workflows: Flows, request: Request) -> Transcript:
    """The text of a recording (form field `file`)."""
    file = (await request.form()).get("file")
    return await audio.transcribe(uow, workflows, key.app, None if isinstance(file, str) else file)


@router.post("/text-to-audio", response_class=Response)
async def speak(key: AppKey, uow: Uow, workflows: Flows) -> Response:
    """A text or a message as speech."""
    return await audio.speak(uow, workflows, key.app)
