"""Chunks and child chunks."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request

from tenon.domain.knowledge import service_answers as shapes
from tenon.domain.knowledge.parameters import Segs, Sets
from tenon.domain.knowledge.segment_schemas import ChildContent
from tenon.domain.knowledge.service_api.router import By, Paging, router
from tenon.domain.knowledge.service_bodies import segment_bodies, segment_patch
from tenon.domain.knowledge.service_shapes import (
    ApiChildOne,
    ApiChildPage,
    ApiSegmentOne,
    ApiSegmentPage,
    ApiSegments,
)
from tenon.kit.http import Uow

_DOCUMENT = "/{dataset_id}/documents/{document_id}"
_SEGMENT = _DOCUMENT + "/segments/{segment_id}"
_CHILDREN = _SEGMENT + "/child_chunks"


@router.post(_DOCUMENT + "/segments")
async def create_segments(
    uow: Uow, segs: Segs, sets: Sets, by: By, dataset_id: UUID, document_id: UUID, request: Request
) -> ApiSegments:
    """Add chunks."""
    bodies = segment_bodies(await request.body(), sets.limits.segments_per_request)
    made = await segs.create(by, dataset_id, document_id, bodies)
    rows, document = await segs.rows(uow, by, dataset_id, document_id, [each.id for each in made])
    data = [shapes.segment(rows[each.id], each) for each in made]
    return ApiSegments(data=data, doc_form=document.doc_form)


@router.get(_DOCUMENT + "/segments")
async def list_segments(
    uow: Uow,
    segs: Segs,
    by: By,
    dataset_id: UUID,
    document_id: UUID,
    page: Paging,
    keyword: str = "",
    status: Annotated[list[str] | None, Query()] = None,
) -> ApiSegmentPage:
    """Chunks in the order of the document."""
    found, total, document = await segs.page(
        uow, by, dataset_id, document_id, page, keyword=keyword, statuses=status or ()
    )
    rows, _ = await segs.rows(uow, by, dataset_id, document_id, [each.id for each in found])
    return ApiSegmentPage(
        data=[shapes.segment(rows[each.id], each) for each in found],
        doc_form=document.doc_form,
        total=total,
        has_more=len(found) == page.limit,
        limit=page.limit,
        page=page.page,
    )


@router.get(_SEGMENT)
async def get_segment(
    uow: Uow, segs: Segs, by: By, dataset_id: UUID, document_id: UUID, segment_id: UUID
) -> ApiSegmentOne:
    """A chunk."""
    _, document, row = await segs.find(uow, by, dataset_id, document_id, segment_id, edit=False)
    (each,) = await segs.shown(uow, document, [row])
    return ApiSegmentOne(data=shapes.segment(row, each), doc_form=document.doc_form)


@router.post(_SEGMENT)
async def update_segment(
    uow: Uow, segs: Segs, by: By, dataset_id: UUID, document_id: UUID, segment_id: UUID, body: dict[str, Any]
) -> ApiSegmentOne:
    """Change a chunk."""
    each = await segs.update(by, dataset_id, document_id, segment_id, segment_patch(body))
    _, document, row = await segs.find(uow, by, dataset_id, document_id, segment_id, edit=False)
    return ApiSegmentOne(data=shapes.segment(row, each), doc_form=document.doc_form)


@router.delete(_SEGMENT, status_code=204)
async def delete_segment(uow: Uow, segs: Segs, by: By, dataset_id: UUID, document_id: UUID, segment_id: UUID) -> None:
    """Delete a chunk."""
    await segs.act(uow, by, dataset_id, document_id, "delete", [segment_id])


@router.post(_CHILDREN)
async def create_child(
    uow: Uow, segs: Segs, by: By, dataset_id: UUID, document_id: UUID, segment_id: UUID, body: ChildContent
) -> ApiChildOne:
    """Add a child chunk."""
    made = await segs.add_child(by, dataset_id, document_id, segment_id, body.content)
    rows = await segs.child_rows(uow, by, dataset_id, document_id, segment_id)
    return ApiChildOne(data=shapes.child(rows[made.id]))


@router.get(_CHILDREN)
async def list_children(
    uow: Uow,
    segs: Segs,
    by: By,
    dataset_id: UUID,
    document_id: UUID,
    segment_id: UUID,
    page: Paging,
    keyword: str = "",
) -> ApiChildPage:
    """The child chunks of a chunk."""
    rows = [
        row
        for row in (await segs.child_rows(uow, by, dataset_id, document_id, segment_id)).values()
        if keyword.lower() in row.content.lower()
    ]
    part = rows[page.offset : page.offset + page.limit]
    return ApiChildPage(
        data=[shapes.child(row) for row in part],
        total=len(rows),
        total_pages=-(-len(rows) // page.limit),
        page=page.page,
        limit=page.limit,
    )


@router.patch(_CHILDREN + "/{child_chunk_id}")
async def update_child(
    uow: Uow,
    segs: Segs,
    by: By,
    dataset_id: UUID,
    document_id: UUID,
    segment_id: UUID,
    child_chunk_id: UUID,
    body: ChildContent,
) -> ApiChildOne:
    """Change a child chunk."""
    await segs.update_child(by, dataset_id, document_id, segment_id, child_chunk_id, body.content)
    rows = await segs.child_rows(uow, by, dataset_id, document_id, segment_id)
    return ApiChildOne(data=shapes.child(rows[child_chunk_id]))


@router.delete(_CHILDREN + "/{child_chunk_id}", status_code=204)
async def delete_child(
    uow: Uow, segs: Segs, by: By, dataset_id: UUID, document_id: UUID, segment_id: UUID, child_chunk_id: UUID
) -> None:
    """Delete a child chunk."""
    await segs.delete_child(uow, by, dataset_id, document_id, segment_id, child_chunk_id)
