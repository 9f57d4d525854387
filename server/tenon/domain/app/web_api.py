"""Facts of an app for its published page (contract: web-and-embed.md 2)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from tenon.domain.app import audio
from tenon.domain.app import parameters as facts
from tenon.domain.app.schemas import AccessMode, Meta, Parameters, Transcript, WebFeatures, WebPermission, WebSite
from tenon.domain.auth.dependencies import PageVisitor
from tenon.domain.file.addresses import FileAddresses
from tenon.domain.site.visitors import Visitors
from tenon.domain.workflow.reader import Workflows
from tenon.domain.workspace.system import SystemInfo
from tenon.kit.http import Uow, base_url, provided

router = APIRouter(prefix="/api", tags=["web API"])
System = Annotated[SystemInfo, Depends(provided(SystemInfo))]
Flows = Annotated[Workflows, Depends(provided(Workflows))]


@router.get("/site")
async def site(
    visitor: PageVisitor,
    visitors: Annotated[Visitors, Depends(provided(Visitors))],
    addresses: Annotated[FileAddresses, Depends(provided(FileAddresses))],
    request: Request,
) -> WebSite:
    """The page, and who its visitor is."""
    row = await visitors.page(visitor)
    return WebSite(
        app_id=visitor.app.id,
        mode=visitor.app.mode,
        end_user_id=visitor.end_user_id,
        enable_site=row.enabled,
        site=facts.page_settings(row, addresses, base_url(request)),
    )


@router.get("/parameters")
async def parameters(visitor: PageVisitor, uow: Uow, system: System, workflows: Flows) -> Parameters:
    """The form and the features of the published app."""
    return await facts.of_app(uow, workflows, visitor.app, system.limits)


@router.get("/meta")
async def meta(visitor: PageVisitor) -> Meta:
    """Icons of the app's tools."""
    return Meta(tool_icons={})


@router.get("/system-features")
async def features(system: System) -> WebFeatures:
    """What pages must know of the server."""
    return WebFeatures(version=system.version)


@router.get("/webapp/access-mode")
async def access_mode() -> AccessMode:
    """Who may open the page: everyone who has its address."""
    return AccessMode()


@router.get("/webapp/permission")
async def permission() -> WebPermission:
    """Whether this visitor may open the page."""
    return WebPermission()


@router.post("/audio-to-text")
async def transcribe(visitor: PageVisitor, uow: Uow, workflows: Flows, request: Request) -> Transcript:
    """The text of a recording (form field `file`)."""
    file = (await request.form()).get("file")
    return await audio.transcribe(uow, workflows, visitor.app, None if isinstance(file, str) else file)


@router.post("/text-to-audio", response_class=Response)
async def speak(visitor: PageVisitor, uow: Uow, workflows: Flows) -> Response:
    """A text or a message as speech."""
    return await audio.speak(uow, workflows, visitor.app)
