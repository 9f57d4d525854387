"""Knowledge bases, and questions to them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from tenon.domain.knowledge import service_answers as shapes
from tenon.domain.knowledge import testing
from tenon.domain.knowledge.parameters import Asks, Sets
from tenon.domain.knowledge.schemas import (
    DatasetCreate,
)
from tenon.domain.knowledge.segment_rows import shown
from tenon.domain.knowledge.service_api.router import By, Paging, page_of, router
from tenon.domain.knowledge.service_bodies import patch_of
from tenon.domain.knowledge.service_requests import (
    ApiDatasetCreate,
    ApiDatasetPatch,
    Retrieve,
)
from tenon.domain.knowledge.service_shapes import (
    ApiDataset,
    Retrieved,
)
from tenon.kit.http import Db, Uow
from tenon.kit.pagination import Page


@router.post("")
async def create_dataset(uow: Uow, sets: Sets, by: By, body: ApiDatasetCreate) -> ApiDataset:
    """Make an empty knowledge base."""
    given = DatasetCreate(
        name=body.name,
        description=body.description,
        permission=body.permission or "only_me",
        indexing_technique=body.indexing_technique,
    )
    row = await sets.create(uow, by, given, patch_of(body))
    return shapes.dataset((await sets.shown(uow, [row]))[0])


@router.get("")
async def list_datasets(
    uow: Uow,
    sets: Sets,
    by: By,
    page: Paging,
    keyword: str = "",
    include_all: bool = False,
    tag_ids: Annotated[list[UUID] | None, Query()] = None,
) -> Page[ApiDataset]:
    """Knowledge bases, newest first."""
    found = await sets.page(uow, by, page, keyword=keyword, tag_ids=tag_ids or (), include_all=include_all)
    return page_of([shapes.dataset(row) for row in found.data], found.total, page)


@router.get("/{dataset_id}")
async def get_dataset(uow: Uow, sets: Sets, by: By, dataset_id: UUID) -> ApiDataset:
    """A knowledge base."""
    return shapes.dataset(await sets.get(uow, by, dataset_id))


@router.patch("/{dataset_id}")
async def update_dataset(uow: Uow, sets: Sets, by: By, dataset_id: UUID, body: ApiDatasetPatch) -> ApiDataset:
    """Change what is given."""
    row = await sets.update(uow, by, dataset_id, patch_of(body))
    return shapes.dataset((await sets.shown(uow, [row]))[0])


@router.delete("/{dataset_id}", status_code=204)
async def delete_dataset(uow: Uow, sets: Sets, by: By, dataset_id: UUID) -> None:
    """Delete a knowledge base with everything in it."""
    await sets.delete(uow, by, dataset_id)


async def _retrieve(db: Db, retriever: Asks, by: By, dataset_id: UUID, body: Retrieve) -> Retrieved:
    """Ask a knowledge base, with its own settings or the given ones."""
    _, found, values = await testing.find(db, retriever, by, dataset_id, body.query, body.retrieval_model)
    records = [shapes.hit(each, shown(each.segment, ()), values.get(each.document.id, {})) for each in found]
    return Retrieved(query={"content": body.query}, records=records)


router.post("/{dataset_id}/retrieve")(_retrieve)
router.post("/{dataset_id}/hit-testing", deprecated=True)(_retrieve)
