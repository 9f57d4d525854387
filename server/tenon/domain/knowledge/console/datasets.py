"""Knowledge bases, their keys and questions."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from tenon.domain.auth import api_keys
from tenon.domain.auth.dependencies import Who
from tenon.domain.auth.principal import Principal
from tenon.domain.knowledge import access, linked, testing
from tenon.domain.knowledge import keys as dataset_keys
from tenon.domain.knowledge.console.router import By, Paging, knowledge_principal, router
from tenon.domain.knowledge.parameters import Add, Asks, Looks, Sets
from tenon.domain.knowledge.schemas import (
    Dataset,
    DatasetCreate,
    DatasetCreated,
    DatasetInit,
    DatasetOptions,
    DatasetPatch,
    LinkedApps,
    Preview,
    PreviewRequest,
    TagIds,
)
from tenon.domain.knowledge.segment_schemas import (
    DatasetKey,
    DatasetKeys,
    HitResult,
    HitTest,
    PastQuery,
)
from tenon.kit.http import Db, Uow
from tenon.kit.pagination import Page


@router.get("")
async def list_datasets(
    uow: Uow,
    sets: Sets,
    by: By,
    page: Paging,
    keyword: str = "",
    tag_ids: Annotated[list[UUID] | None, Query()] = None,
    include_all: bool = False,
) -> Page[Dataset]:
    """Knowledge bases that one may see, newest first."""
    return await sets.page(uow, by, page, keyword=keyword, tag_ids=tag_ids or (), include_all=include_all)


@router.post("", status_code=201)
async def create_dataset(uow: Uow, sets: Sets, by: By, body: DatasetCreate) -> Dataset:
    """Make an empty knowledge base."""
    return (await sets.shown(uow, [await sets.create(uow, by, body, DatasetPatch())]))[0]


@router.get("/options")
async def options(sets: Sets, by: By) -> DatasetOptions:
    """Limits and defaults of the wizard."""
    return sets.options()


@router.post("/preview")
async def preview(uow: Uow, previews: Looks, by: By, who: Who, body: PreviewRequest) -> Preview:
    """The chunks that a file or text would give."""
    return await previews.make(uow, by, body, who.account_id)


@router.post("/init", status_code=201)
async def init(add: Add, by: By, body: DatasetInit) -> DatasetCreated:
    """Make a knowledge base with its first documents."""
    return await add.init(by, body)


@router.get("/api-keys")
async def list_keys(uow: Uow, who: Annotated[Principal, Depends(knowledge_principal)]) -> DatasetKeys:
    """The keys of the service API for knowledge, masked."""
    return DatasetKeys(data=[dataset_keys.shown(row) for row in await api_keys.of_knowledge(uow, who.workspace_id)])


@router.post("/api-keys", status_code=201)
async def create_key(uow: Uow, who: Annotated[Principal, Depends(knowledge_principal)]) -> DatasetKey:
    """Make a key; its token is shown this once."""
    return await dataset_keys.create(uow, who)


@router.delete("/api-keys/{key_id}", status_code=204)
async def delete_key(uow: Uow, who: Annotated[Principal, Depends(knowledge_principal)], key_id: UUID) -> None:
    """Delete a key; it fails at once."""
    await dataset_keys.delete(uow, who, key_id)


@router.get("/{dataset_id}")
async def get_dataset(uow: Uow, sets: Sets, by: By, dataset_id: UUID) -> Dataset:
    """A knowledge base."""
    return await sets.get(uow, by, dataset_id)


@router.patch("/{dataset_id}")
async def update_dataset(uow: Uow, sets: Sets, by: By, dataset_id: UUID, body: DatasetPatch) -> Dataset:
    """Change a knowledge base; another model embeds everything anew."""
    return (await sets.shown(uow, [await sets.update(uow, by, dataset_id, body)]))[0]


@router.delete("/{dataset_id}", status_code=204)
async def delete_dataset(uow: Uow, sets: Sets, by: By, dataset_id: UUID) -> None:
    """Delete a knowledge base with everything in it."""
    await sets.delete(uow, by, dataset_id)


@router.get("/{dataset_id}/apps")
async def linked_apps(uow: Uow, by: By, dataset_id: UUID) -> LinkedApps:
    """The apps that use a knowledge base, as published."""
    await access.get(uow, by, dataset_id)
    return LinkedApps(data=await linked.apps(uow, by.workspace_id, dataset_id))


@router.post("/{dataset_id}/tags")
async def set_tags(uow: Uow, sets: Sets, by: By, dataset_id: UUID, body: TagIds) -> Dataset:
    """Give a knowledge base its tags."""
    await sets.set_tags(uow, by, dataset_id, body.tag_ids)
    await uow.session.flush()
    return await sets.get(uow, by, dataset_id)


@router.post("/{dataset_id}/hit-testing")
async def hit_testing(db: Db, retriever: Asks, by: By, dataset_id: UUID, body: HitTest) -> HitResult:
    """Try a question."""
    return await testing.test(db, retriever, by, dataset_id, body.query, body.retrieval_model)


@router.get("/{dataset_id}/queries")
async def past_queries(db: Db, by: By, dataset_id: UUID, page: Paging) -> Page[PastQuery]:
    """Questions that were asked, newest first."""
    return await testing.past(db, by, dataset_id, page)
