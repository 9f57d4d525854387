"""Facts of an app over the service API (contract: service-api.md 3)."""

from typing import Annotated, Any

from fastapi import Depends, Request, Response

from tenon.domain.app import parameters as facts
from tenon.domain.app import tool_icons
from tenon.domain.app.audio import Audio, Sound, read_spoken
from tenon.domain.app.schemas import AppInfo, Meta, PageSettings, Parameters, ServerIndex, Transcript
from tenon.domain.app.tool_icons import ToolIcons
from tenon.domain.auth.dependencies import AppKey
from tenon.domain.file.addresses import FileAddresses
from tenon.domain.workflow.reader import Workflows
from tenon.domain.workspace.system import SystemInfo
from tenon.kit.http import Uow, base_url, provided
from tenon.kit.media import object_or_form, streamed
from tenon.kit.routes import Router

router = Router(prefix="/v1", tags=["service API: app"])
System = Annotated[SystemInfo, Depends(provided(SystemInfo))]
Flows = Annotated[Workflows, Depends(provided(Workflows))]
Switch = Annotated[facts.ReplySwitch, Depends(provided(facts.ReplySwitch))]
Icons = Annotated[ToolIcons, Depends(provided(ToolIcons))]
AudioDep = Annotated[Audio, Depends(provided(Audio))]
SOUND: dict[int | str, dict[str, Any]] = {200: {"content": {"audio/mpeg": {}}, "description": "The sound."}}


@router.get("/")
async def index(system: System) -> ServerIndex:
    """The server's version; no key is needed."""
    return ServerIndex(server_version=system.version)


@router.get("/info")
async def info(key: AppKey, uow: Uow) -> AppInfo:
    """Name, description, tags, mode and author of the app."""
    return await facts.info(uow, key.workspace_id, key.app.id)


@router.get("/parameters")
async def parameters(key: AppKey, uow: Uow, system: System, workflows: Flows, switch: Switch) -> Parameters:
    """The form and the features of the published app."""
    return await facts.of_app(uow, workflows, switch, key.app, system.limits)


@router.get("/meta")
async def meta(key: AppKey, uow: Uow, workflows: Flows, icons: Icons, request: Request) -> Meta:
    """Icons of the app's tools."""
    return await tool_icons.of_app(uow, workflows, icons, key.app, base_url(request))


@router.get("/site")
async def site(
    key: AppKey, uow: Uow, addresses: Annotated[FileAddresses, Depends(provided(FileAddresses))], request: Request
) -> PageSettings:
    """The looks of the app's page."""
    return await facts.site(uow, addresses, key.workspace_id, key.app.id, base_url(request))


@router.post("/audio-to-text")
async def transcribe(key: AppKey, audio: AudioDep, request: Request) -> Transcript:
    """The text of a recording (form field `file`)."""
    form = await request.form()
    file, user = form.get("file"), form.get("user")
    recording = None if isinstance(file, str) else file
    return await audio.transcribe(key.app, recording, user if isinstance(user, str) else "")


@router.post("/text-to-audio", response_class=Response, responses=SOUND)
async def speak(key: AppKey, audio: AudioDep, request: Request) -> Response:
    """An answer (`message_id`) or a `text` as speech, in chunks as they come."""
    body = read_spoken(await object_or_form(request))
    return _sound(await audio.speak(key.app, body, body.user or ""))


def _sound(found: Sound | None) -> Response:
    if found is None:
        return Response(b"null", media_type="application/json")
    return streamed(found.mime_type, found.pieces)
