"""Apps of the console."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from tenon.domain.app import convert, export_dsl, import_dsl, keys, needs, service, settings
from tenon.domain.app.audio import Audio, read_spoken
from tenon.domain.app.export_dsl import ExportRules
from tenon.domain.app.import_dsl import Importing
from tenon.domain.app.schemas import (
    ApiKey,
    ApiKeyList,
    App,
    AppConvert,
    AppCopy,
    AppCreate,
    AppFilter,
    AppPatch,
    ConfigPublished,
    ConfigSave,
    ConfigSaved,
    DeleteEffects,
    Done,
    Exported,
    ImportRequest,
    ImportResult,
    Leaked,
    Mode,
    ModelConfig,
    Sort,
    Transcript,
    VoiceList,
)
from tenon.domain.app.service import AppEffects
from tenon.domain.auth.dependencies import Who
from tenon.domain.extension.publishing import FeatureCheck
from tenon.domain.file.addresses import FileAddresses
from tenon.domain.provider.access import ModelAccess
from tenon.domain.provider.gateway import Gateway
from tenon.domain.site.schemas import Switch
from tenon.domain.tag.schemas import TagBinding
from tenon.domain.workspace.vault import Vault
from tenon.kit.http import Uow, provided
from tenon.kit.media import object_or_form, streamed
from tenon.kit.pagination import Page, PageQuery, page_query
from tenon.kit.routes import Router

router = Router(prefix="/console/api", tags=["app"])
Secrets = Annotated[Vault, Depends(provided(Vault))]
Addresses = Annotated[FileAddresses, Depends(provided(FileAddresses))]
Imports = Annotated[Importing, Depends(provided(Importing))]
Rules = Annotated[ExportRules, Depends(provided(ExportRules))]
Effects = Annotated[AppEffects, Depends(provided(AppEffects))]
Features = Annotated[FeatureCheck, Depends(provided(FeatureCheck))]
Access = Annotated[ModelAccess, Depends(provided(ModelAccess))]
Models = Annotated[Gateway, Depends(provided(Gateway))]
Speech = Annotated[Audio, Depends(provided(Audio))]
_STATUS = {"pending": 202, "failed": 400}


@router.get("/apps")
async def list_apps(
    uow: Uow,
    addresses: Addresses,
    who: Who,
    page: Annotated[PageQuery, Depends(page_query)],
    name: str = "",
    mode: Mode | None = None,
    tag_ids: Annotated[list[UUID] | None, Query()] = None,
    created_by_me: bool = False,
    sort: Sort = "-updated_at",
) -> Page[App]:
    """The workspace's apps, narrowed and sorted."""
    narrow = AppFilter(name.strip(), mode or "", tag_ids or (), who.account_id if created_by_me else None, sort)
    return await service.apps(uow, addresses, who, narrow, page)


@router.post("/apps", status_code=201)
async def create_app(uow: Uow, vault: Secrets, access: Access, addresses: Addresses, who: Who, body: AppCreate) -> App:
    """Make an app; where it has a model, it begins with the workspace's default one."""
    row = await service.create(uow, vault, access, who, body)
    return await service.get(uow, addresses, who, row.id)


@router.post("/apps/imports", responses={202: {"model": ImportResult}, 400: {"model": ImportResult}})
async def import_app(uow: Uow, here: Imports, who: Who, response: Response, body: ImportRequest) -> ImportResult:
    """Import a DSL file."""
    result = await import_dsl.start(uow, here, who, body)
    response.status_code = _STATUS.get(result.status, 200)
    return result


@router.post("/apps/imports/{import_id}/confirm", responses={400: {"model": ImportResult}})
async def confirm_import(uow: Uow, here: Imports, who: Who, response: Response, import_id: UUID) -> ImportResult:
    """Carry out an import that waited for an answer."""
    result = await import_dsl.confirm(uow, here, who, import_id)
    response.status_code = _STATUS.get(result.status, 200)
    return result


@router.get("/apps/imports/{app_id}/check-dependencies")
async def check_dependencies(uow: Uow, here: Imports, who: Who, app_id: UUID) -> Leaked:
    """Which plugins an app needs that are not here."""
    return await needs.of_app(uow, here.installed, who, app_id)


@router.get("/apps/{app_id}")
async def get_app(uow: Uow, addresses: Addresses, who: Who, app_id: UUID) -> App:
    """An app."""
    return await service.get(uow, addresses, who, app_id)


@router.patch("/apps/{app_id}")
async def patch_app(uow: Uow, addresses: Addresses, who: Who, app_id: UUID, body: AppPatch) -> App:
    """Change name, description, icon or limits."""
    await service.update(uow, who, app_id, body)
    return await service.get(uow, addresses, who, app_id)


@router.delete("/apps/{app_id}", status_code=204)
async def delete_app(uow: Uow, who: Who, app_id: UUID) -> None:
    """Delete an app with everything that belongs to it."""
    await service.delete(uow, who, app_id)


@router.post("/apps/{app_id}/copy", status_code=201)
async def copy_app(
    uow: Uow, vault: Secrets, addresses: Addresses, who: Who, app_id: UUID, body: AppCopy | None = None
) -> App:
    """Make an independent copy."""
    row = await service.copy(uow, vault, who, app_id, body or AppCopy.model_validate({}))
    return await service.get(uow, addresses, who, row.id)


@router.get("/apps/{app_id}/model-config")
async def get_config(uow: Uow, who: Who, models: Models, app_id: UUID) -> ModelConfig:
    """The configuration of a basic app as it is edited, and what is wrong with it."""
    return await settings.get(uow, who, app_id, models)


@router.put("/apps/{app_id}/model-config")
async def save_config(uow: Uow, who: Who, app_id: UUID, body: ConfigSave) -> ConfigSaved:
    """Save the configuration; it may be unfinished. A stale `hash` is refused with 409."""
    return await settings.save(uow, who, app_id, body.config, body.hash)


@router.post("/apps/{app_id}/model-config/publish")
async def publish_config(uow: Uow, who: Who, features: Features, app_id: UUID) -> ConfigPublished:
    """Serve the configuration from now on; conversations that go on keep the one they began with."""
    return await settings.publish(uow, who, app_id, features)


@router.post("/apps/{app_id}/model-config/reset")
async def reset_config(uow: Uow, who: Who, app_id: UUID) -> ConfigSaved:
    """Go back to what is served."""
    return await settings.reset(uow, who, app_id)


@router.post("/apps/{app_id}/convert-to-workflow", status_code=201)
async def convert_app(
    uow: Uow, vault: Secrets, addresses: Addresses, who: Who, app_id: UUID, body: AppConvert | None = None
) -> App:
    """Make a chatflow of a chat assistant or agent, a workflow of a text generator; the app itself stays."""
    row = await convert.convert(uow, vault, who, app_id, body or AppConvert.model_validate({}))
    return await service.get(uow, addresses, who, row.id)


@router.get("/apps/{app_id}/delete-effects")
async def delete_effects(uow: Uow, effects: Effects, who: Who, app_id: UUID) -> DeleteEffects:
    """How much would be deleted with an app."""
    return await service.effects(uow, effects, who, app_id)


@router.get("/apps/{app_id}/export")
async def export_app(
    uow: Uow,
    vault: Secrets,
    rules: Rules,
    who: Who,
    app_id: UUID,
    include_secret: bool = False,
    workflow_id: UUID | None = None,
) -> Exported:
    """Write an app as a DSL file."""
    text = await export_dsl.export(
        uow, vault, rules, who, app_id, include_secret=include_secret, workflow_id=workflow_id
    )
    return Exported(data=text)


@router.post("/apps/{app_id}/api-enable")
async def enable_api(uow: Uow, addresses: Addresses, who: Who, app_id: UUID, body: Switch) -> App:
    """Open or close the service API."""
    await service.switch_api(uow, who, app_id, enabled=body.enabled)
    return await service.get(uow, addresses, who, app_id)


@router.get("/apps/{app_id}/api-keys")
async def list_keys(uow: Uow, who: Who, app_id: UUID) -> ApiKeyList:
    """The keys of an app, masked."""
    return ApiKeyList(data=await keys.all_keys(uow, who, app_id))


@router.post("/apps/{app_id}/api-keys", status_code=201)
async def create_key(uow: Uow, who: Who, app_id: UUID) -> ApiKey:
    """Make a key; this answer shows it in full, no other does."""
    return await keys.create(uow, who, app_id)


@router.delete("/apps/{app_id}/api-keys/{key_id}", status_code=204)
async def delete_key(uow: Uow, who: Who, app_id: UUID, key_id: UUID) -> None:
    """Delete a key; it fails at once."""
    await keys.delete(uow, who, app_id, key_id)


@router.post("/apps/{app_id}/audio-to-text")
async def transcribe(audio: Speech, who: Who, app_id: UUID, request: Request) -> Transcript:
    """The text of a recording (form field `file`), to try the app out."""
    file = (await request.form()).get("file")
    return await audio.transcribe_for(who, app_id, None if isinstance(file, str) else file)


@router.post("/apps/{app_id}/text-to-audio", response_class=Response)
async def speak(audio: Speech, who: Who, app_id: UUID, request: Request) -> Response:
    """An answer (`message_id`) or a `text` as speech, with the `voice` or `language` being tried."""
    found = await audio.speak_for(who, app_id, read_spoken(await object_or_form(request)))
    if found is None:
        return Response(b"null", media_type="application/json")
    return streamed(found.mime_type, found.pieces)


@router.get("/apps/{app_id}/text-to-audio/voices")
async def list_voices(audio: Speech, who: Who, app_id: UUID, language: str = "") -> VoiceList:
    """Voices of the workspace's speech model, those of a language only when one is given."""
    return await audio.voices(who, app_id, language)


@router.post("/tag-bindings/create")
async def bind_tags(uow: Uow, who: Who, body: TagBinding) -> Done:
    """Put tags on an app."""
    await service.bind_tags(uow, who, body, on=True)
    return Done()


@router.post("/tag-bindings/remove")
async def unbind_tags(uow: Uow, who: Who, body: TagBinding) -> Done:
    """Take tags off an app."""
    await service.bind_tags(uow, who, body, on=False)
    return Done()
