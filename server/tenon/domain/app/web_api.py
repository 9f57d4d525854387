"""Facts of an app for its published page (contract: web-and-embed.md 2)."""

from typing import Annotated, Any

from fastapi import Depends, Request, Response

from tenon.domain.app import parameters as facts
from tenon.domain.app import tool_icons
from tenon.domain.app.audio import BROWSER_TYPES, Audio, Sound, read_spoken
from tenon.domain.app.schemas import AccessMode, Meta, Parameters, Transcript, WebFeatures, WebPermission, WebSite
from tenon.domain.app.tool_icons import ToolIcons
from tenon.domain.auth.dependencies import PageVisitor
from tenon.domain.file.addresses import FileAddresses
from tenon.domain.site.visitors import Visitors
from tenon.domain.workflow.reader import Workflows
from tenon.domain.workspace.system import SystemInfo
from tenon.kit.http import Uow, base_url, provided
from tenon.kit.media import object_or_form, streamed
from tenon.kit.routes import Router

router = Router(prefix="/api", tags=["web API"])
System = Annotated[SystemInfo, Depends(provided(SystemInfo))]
Flows = Annotated[Workflows, Depends(provided(Workflows))]
Switch = Annotated[facts.ReplySwitch, Depends(provided(facts.ReplySwitch))]
Icons = Annotated[ToolIcons, Depends(provided(ToolIcons))]
AudioDep = Annotated[Audio, Depends(provided(Audio))]
SOUND: dict[int | str, dict[str, Any]] = {200: {"content": {"audio/mpeg": {}}, "description": "The sound."}}


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
async def parameters(visitor: PageVisitor, uow: Uow, system: System, workflows: Flows, switch: Switch) -> Parameters:
    """The form and the features of the published app."""
    return await facts.of_app(uow, workflows, switch, visitor.app, system.limits)


@router.get("/meta")
async def meta(visitor: PageVisitor, uow: Uow, workflows: Flows, icons: Icons, request: Request) -> Meta:
    """Icons of the app's tools."""
    return await tool_icons.of_app(uow, workflows, icons, visitor.app, base_url(request))


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
async def transcribe(visitor: PageVisitor, audio: AudioDep, request: Request) -> Transcript:
    """The text of a recording (form field `file`)."""
    file = (await request.form()).get("file")
    recording = None if isinstance(file, str) else file
    return await audio.transcribe(visitor.app, recording, str(visitor.end_user_id), BROWSER_TYPES)


@router.post("/text-to-audio", response_class=Response, responses=SOUND)
async def speak(visitor: PageVisitor, audio: AudioDep, request: Request) -> Response:
    """An answer (`message_id`) or a `text` as speech, in chunks as they come."""
    body = read_spoken(await object_or_form(request))
    return _sound(await audio.speak(visitor.app, body, str(visitor.end_user_id)))


def _sound(found: Sound | None) -> Response:
    if found is None:
        return Response(b"null", media_type="application/json")
    return streamed(found.mime_type, found.pieces)
