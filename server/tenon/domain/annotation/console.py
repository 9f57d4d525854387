"""Annotations in the console."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response, UploadFile

from tenon.domain.annotation.csv_file import TEMPLATE
from tenon.domain.annotation.replies import Replies
from tenon.domain.annotation.schemas import (
    Action,
    Annotation,
    AnnotationPatch,
    AnnotationsPage,
    ConsoleAnnotationIn,
    ExportFormat,
    HitsPage,
    ImportStarted,
    ImportState,
    JobStarted,
    JobState,
    MessageAnnotation,
    ReplySettings,
    ReplyState,
    ThresholdPatch,
)
from tenon.domain.annotation.service import Annotations
from tenon.domain.auth.dependencies import permitted
from tenon.domain.auth.principal import Principal
from tenon.kit.http import Db, Uow, provided
from tenon.kit.pagination import PageQuery, page_query
from tenon.kit.routes import Router

router = Router(prefix="/console/api/apps/{app_id}", tags=["annotations"])
Service = Annotated[Annotations, Depends(provided(Annotations))]
Switch = Annotated[Replies, Depends(provided(Replies))]
Viewer = Annotated[Principal, Depends(permitted("app.view"))]
Editor = Annotated[Principal, Depends(permitted("app.edit"))]
Paging = Annotated[PageQuery, Depends(page_query)]
_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


@router.get("/annotations")
async def list_annotations(
    uow: Uow, service: Service, who: Viewer, app_id: UUID, page: Paging, keyword: str = ""
) -> AnnotationsPage:
    """Annotations of the app, newest first."""
    await service.permit(uow, who, app_id, "app.view")
    return await service.page(uow, who.workspace_id, app_id, keyword.replace("\0", ""), page)


@router.post("/annotations", status_code=201)
async def create(service: Service, who: Editor, app_id: UUID, body: ConsoleAnnotationIn) -> Annotation:
    """Add a pair, or that of a message."""
    return await service.create(who.workspace_id, app_id, who, body)


@router.delete("/annotations", status_code=204)
async def clear(uow: Uow, service: Service, who: Editor, app_id: UUID) -> None:
    """Delete all annotations of the app."""
    await service.clear(uow, who, app_id)


@router.get("/annotations/export", response_class=Response)
async def export(uow: Uow, service: Service, who: Viewer, app_id: UUID, format: ExportFormat = "csv") -> Response:
    """All pairs in one file: CSV, or JSON lines of messages for fine-tuning."""
    data = await service.export(uow, who, app_id, format)
    headers = {"Content-Disposition": f'attachment; filename="annotations.{format}"'}
    return Response(data, headers=headers, media_type=_TYPES[format])


@router.get("/annotations/template", response_class=Response)
async def template(uow: Uow, service: Service, who: Viewer, app_id: UUID) -> Response:
    """An empty file to fill in."""
    await service.permit(uow, who, app_id, "app.view")
    headers = {"Content-Disposition": 'attachment; filename="annotations-template.csv"'}
    return Response(TEMPLATE.encode(), headers=headers, media_type=_TYPES["csv"])


@router.post("/annotations/import")
async def start_import(
    db: Db, service: Service, switch: Switch, who: Editor, app_id: UUID, file: UploadFile
) -> ImportStarted:
    """Import a CSV file (form field `file`) in the background."""
    async with db.unit_of_work() as uow:
        await service.permit(uow, who, app_id, "app.edit")
    return await switch.start_import(who.workspace_id, app_id, who.account_id, await file.read())


@router.get("/annotations/import/{job_id}")
async def import_state(
    uow: Uow, service: Service, switch: Switch, who: Viewer, app_id: UUID, job_id: UUID
) -> ImportState:
    """How far an import is."""
    await service.permit(uow, who, app_id, "app.view")
    return await switch.import_state(uow, who.workspace_id, app_id, job_id)


@router.patch("/annotations/{annotation_id}")
async def update(service: Service, who: Editor, app_id: UUID, annotation_id: UUID, body: AnnotationPatch) -> Annotation:
    """Change an annotation."""
    return await service.update(who.workspace_id, app_id, who, annotation_id, body)


@router.delete("/annotations/{annotation_id}", status_code=204)
async def delete(uow: Uow, service: Service, who: Editor, app_id: UUID, annotation_id: UUID) -> None:
    """Delete an annotation."""
    await service.permit(uow, who, app_id, "app.edit")
    await service.remove(uow, who.workspace_id, app_id, annotation_id)


@router.get("/annotations/{annotation_id}/hits")
async def hits(uow: Uow, service: Service, who: Viewer, app_id: UUID, annotation_id: UUID, page: Paging) -> HitsPage:
    """Uses of an annotation, newest first."""
    return await service.hits(uow, who, app_id, annotation_id, page)


@router.get("/messages/{message_id}/annotation")
async def of_message(uow: Uow, service: Service, who: Viewer, app_id: UUID, message_id: UUID) -> MessageAnnotation:
    """The annotation made from a message, and the one that answered it."""
    return await service.of_message(uow, who, app_id, message_id)


@router.get("/annotation-settings")
async def settings(uow: Uow, service: Service, switch: Switch, who: Viewer, app_id: UUID) -> ReplyState:
    """The reply switch of the app and its last job."""
    await service.permit(uow, who, app_id, "app.view")
    return await switch.state(uow, who.workspace_id, app_id)


@router.patch("/annotation-settings")
async def set_threshold(
    uow: Uow, service: Service, switch: Switch, who: Editor, app_id: UUID, body: ThresholdPatch
) -> ReplyState:
    """Another threshold."""
    await service.permit(uow, who, app_id, "app.edit")
    await switch.set_threshold(uow, who.workspace_id, app_id, body.score_threshold)
    return await switch.state(uow, who.workspace_id, app_id)


@router.post("/annotation-reply/{action}")
async def switch(
    db: Db, service: Service, switch: Switch, who: Editor, app_id: UUID, action: Action, body: ReplySettings
) -> JobStarted:
    """Switch answering from annotations on or off; another model embeds all questions anew."""
    async with db.unit_of_work() as uow:
        await service.permit(uow, who, app_id, "app.edit")
    return await switch.switch(who.workspace_id, app_id, action, body)


@router.get("/annotation-reply/{action}/status/{job_id}")
async def status(
    uow: Uow, service: Service, switch: Switch, who: Viewer, app_id: UUID, action: Action, job_id: UUID
) -> JobState:
    """How far switching is."""
    await service.permit(uow, who, app_id, "app.view")
    return await switch.job(uow, who.workspace_id, app_id, action, job_id)
