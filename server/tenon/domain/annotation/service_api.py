"""Annotations over the service API (contract: service-api.md 3)."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from tenon.domain.annotation.replies import Replies
from tenon.domain.annotation.schemas import (
    Action,
    AnnotationIn,
    AnnotationItem,
    AnnotationPage,
    AnnotationPatch,
    ConsoleAnnotationIn,
    JobStarted,
    JobState,
    ReplySettings,
)
from tenon.domain.annotation.service import Annotations
from tenon.domain.auth.dependencies import AppKey
from tenon.errors import InvalidParam
from tenon.kit.http import Uow, provided
from tenon.kit.pagination import PageQuery
from tenon.kit.routes import Router

router = Router(prefix="/v1/apps", tags=["service API: annotations"])
Service = Annotated[Annotations, Depends(provided(Annotations))]
Switch = Annotated[Replies, Depends(provided(Replies))]


async def capped_page(page: int = 1, limit: int = 20) -> PageQuery:
    """Paging whose limit above 100 counts as 100. Raises `InvalidParam` below 1."""
    if not 1 <= page <= 99_999:
        raise InvalidParam("page must be between 1 and 99999", params="page")
    if limit < 1:
        raise InvalidParam("limit must be at least 1", params="limit")
    return PageQuery(page, min(limit, 100))


@router.get("/annotations")
async def list_annotations(
    key: AppKey, uow: Uow, service: Service, page: Annotated[PageQuery, Depends(capped_page)], keyword: str = ""
) -> AnnotationPage:
    """Annotations of the app, newest first."""
    found = await service.page(uow, key.workspace_id, key.app.id, keyword.replace("\0", ""), page)
    return AnnotationPage.model_validate(found, from_attributes=True)


@router.post("/annotations", status_code=201)
async def create(key: AppKey, service: Service, body: AnnotationIn) -> AnnotationItem:
    """Add a question with its answer."""
    given = ConsoleAnnotationIn(question=body.question, answer=body.answer)
    made = await service.create(key.workspace_id, key.app.id, None, given)
    return AnnotationItem.model_validate(made, from_attributes=True)


@router.put("/annotations/{annotation_id}")
async def update(key: AppKey, service: Service, annotation_id: UUID, body: AnnotationIn) -> AnnotationItem:
    """Change an annotation."""
    patch = AnnotationPatch(question=body.question, answer=body.answer)
    changed = await service.update(key.workspace_id, key.app.id, None, annotation_id, patch)
    return AnnotationItem.model_validate(changed, from_attributes=True)


@router.delete("/annotations/{annotation_id}", status_code=204)
async def delete(key: AppKey, uow: Uow, service: Service, annotation_id: UUID) -> None:
    """Delete an annotation."""
    await service.remove(uow, key.workspace_id, key.app.id, annotation_id)


@router.post("/annotation-reply/{action}")
async def switch(key: AppKey, switch: Switch, action: Action, body: ReplySettings) -> JobStarted:
    """Switch answering from annotations on or off."""
    return await switch.switch(key.workspace_id, key.app.id, action, body)


@router.get("/annotation-reply/{action}/status/{job_id}")
async def status(key: AppKey, uow: Uow, switch: Switch, action: Action, job_id: UUID) -> JobState:
    """How far switching is."""
    return await switch.job(uow, key.workspace_id, key.app.id, action, job_id)
