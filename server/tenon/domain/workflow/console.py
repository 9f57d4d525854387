"""Drafts, versions, checks and node types of the console."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from tenon.domain.auth.dependencies import Who
from tenon.domain.extension.publishing import FeatureCheck
from tenon.domain.workflow import checks, service
from tenon.domain.workflow.bounds import GraphBounds
from tenon.domain.workflow.schemas import (
    Draft,
    DraftSave,
    NodeTypes,
    Problems,
    Publish,
    Published,
    Saved,
    Version,
    VersionPatch,
)
from tenon.domain.workspace.vault import Vault
from tenon.kit.http import Uow, provided
from tenon.kit.pagination import Page, PageQuery, page_query
from tenon.kit.routes import Router

router = Router(prefix="/console/api", tags=["workflow"])
Secrets = Annotated[Vault, Depends(provided(Vault))]
Bounds = Annotated[GraphBounds, Depends(provided(GraphBounds))]
Features = Annotated[FeatureCheck, Depends(provided(FeatureCheck))]
Paging = Annotated[PageQuery, Depends(page_query)]


@router.get("/apps/{app_id}/workflows/draft")
async def get_draft(uow: Uow, who: Who, app_id: UUID) -> Draft:
    """The draft, secrets masked."""
    return await service.get_draft(uow, who, app_id)


@router.post("/apps/{app_id}/workflows/draft")
async def save_draft(uow: Uow, vault: Secrets, who: Who, app_id: UUID, body: DraftSave) -> Saved:
    """Save the draft unless someone else did since."""
    return await service.save_draft(uow, vault, who, app_id, body)


@router.post("/apps/{app_id}/workflows/publish", status_code=201)
async def publish(
    uow: Uow, bounds: Bounds, features: Features, who: Who, app_id: UUID, body: Publish | None = None
) -> Published:
    """Publish the draft."""
    return await service.publish(uow, who, app_id, body or Publish.model_validate({}), bounds, features)


@router.post("/apps/{app_id}/workflows/check")
async def check(uow: Uow, bounds: Bounds, who: Who, app_id: UUID) -> Problems:
    """What is wrong with the draft."""
    return Problems(problems=await service.problems(uow, who, app_id, bounds))


@router.get("/apps/{app_id}/workflows")
async def list_versions(
    uow: Uow,
    who: Who,
    app_id: UUID,
    page: Paging,
    named_only: Annotated[bool, Query()] = False,
    mine: Annotated[bool, Query()] = False,
) -> Page[Version]:
    """Published versions, newest first."""
    return await service.versions(uow, who, app_id, page, named_only=named_only, mine=mine)


@router.get("/apps/{app_id}/workflows/{workflow_id}")
async def get_version(uow: Uow, who: Who, app_id: UUID, workflow_id: UUID) -> Draft:
    """A version with its graph."""
    return await service.get_version(uow, who, app_id, workflow_id)


@router.patch("/apps/{app_id}/workflows/{workflow_id}")
async def patch_version(uow: Uow, who: Who, app_id: UUID, workflow_id: UUID, body: VersionPatch) -> Version:
    """Name a version or change its notes."""
    return await service.update_version(uow, who, app_id, workflow_id, body)


@router.delete("/apps/{app_id}/workflows/{workflow_id}", status_code=204)
async def delete_version(uow: Uow, who: Who, app_id: UUID, workflow_id: UUID) -> None:
    """Delete an earlier version."""
    await service.delete_version(uow, who, app_id, workflow_id)


@router.post("/apps/{app_id}/workflows/{workflow_id}/restore")
async def restore(uow: Uow, who: Who, app_id: UUID, workflow_id: UUID) -> Saved:
    """Load a version into the draft."""
    return await service.restore(uow, who, app_id, workflow_id)


@router.get("/node-types")
async def list_node_types(_who: Who) -> NodeTypes:
    """Every node type with the JSON Schema of its data."""
    return NodeTypes(data=checks.catalogue())
