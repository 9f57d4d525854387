"""Chunks and child chunks."""

from typing import Literal
from uuid import UUID

from fastapi import Response, UploadFile

from tenon.domain.knowledge.console.router import By, Paging, router
from tenon.domain.knowledge.csv_import import TEMPLATES
from tenon.domain.knowledge.parameters import Csv, Docs, Segs
from tenon.domain.knowledge.schemas import (
    Result,
)
from tenon.domain.knowledge.segment_rows import page_of
from tenon.domain.knowledge.segment_schemas import (
    Child,
    ChildContent,
    ChildList,
    Imported,
    Segment,
    SegmentCreate,
    SegmentIds,
    SegmentPatch,
)
from tenon.kit.http import Uow
from tenon.kit.pagination import Page

_DOCUMENT = "/{dataset_id}/documents/{document_id}"
_SEGMENT = _DOCUMENT + "/segments/{segment_id}"


@router.get(_DOCUMENT + "/segments")
async def list_segments(
    uow: Uow,
    segs: Segs,
    by: By,
    dataset_id: UUID,
    document_id: UUID,
    page: Paging,
    keyword: str = "",
    enabled: bool | None = None,
) -> Page[Segment]:
    """Chunks in the order of the document."""
    return page_of(await segs.page(uow, by, dataset_id, document_id, page, keyword=keyword, enabled=enabled), page)


@router.post(_DOCUMENT + "/segments", status_code=201)
async def create_segment(segs: Segs, by: By, dataset_id: UUID, document_id: UUID, body: SegmentCreate) -> Segment:
    """Add a chunk."""
    return (await segs.create(by, dataset_id, document_id, [body]))[0]


@router.get(_DOCUMENT + "/segments/template.csv")
async def segment_template(uow: Uow, docs: Docs, by: By, dataset_id: UUID, document_id: UUID) -> Response:
    """A CSV file to fill."""
    _, row = await docs.get(uow, by, dataset_id, document_id)
    headers = {"Content-Disposition": 'attachment; filename="chunks-template.csv"'}
    kind = "qa_model" if row.doc_form == "qa_model" else "text_model"
    return Response(TEMPLATES[kind].encode(), headers=headers, media_type="text/csv; charset=utf-8")


@router.post(_DOCUMENT + "/segments/import")
async def import_segments(
    imports: Csv,
    by: By,
    dataset_id: UUID,
    document_id: UUID,
    file: UploadFile,
) -> Imported:
    """Add the rows of a CSV file as chunks."""
    return Imported(count=await imports.add(by, dataset_id, document_id, await file.read()))


@router.post(_DOCUMENT + "/segments/batch/{action}")
async def act_on_segments(
    uow: Uow,
    segs: Segs,
    by: By,
    dataset_id: UUID,
    document_id: UUID,
    action: Literal["enable", "disable", "delete"],
    body: SegmentIds,
) -> Result:
    """Enable, disable or delete chunks."""
    await segs.act(uow, by, dataset_id, document_id, action, body.segment_ids)
    return Result()


@router.get(_SEGMENT)
async def get_segment(uow: Uow, segs: Segs, by: By, dataset_id: UUID, document_id: UUID, segment_id: UUID) -> Segment:
    """A chunk."""
    _, document, row = await segs.find(uow, by, dataset_id, document_id, segment_id, edit=False)
    return (await segs.shown(uow, document, [row]))[0]


@router.patch(_SEGMENT)
async def update_segment(
    segs: Segs, by: By, dataset_id: UUID, document_id: UUID, segment_id: UUID, body: SegmentPatch
) -> Segment:
    """Change a chunk."""
    return await segs.update(by, dataset_id, document_id, segment_id, body)


@router.delete(_SEGMENT, status_code=204)
async def delete_segment(uow: Uow, segs: Segs, by: By, dataset_id: UUID, document_id: UUID, segment_id: UUID) -> None:
    """Delete a chunk."""
    await segs.act(uow, by, dataset_id, document_id, "delete", [segment_id])


@router.get(_SEGMENT + "/children")
async def list_children(
    uow: Uow, segs: Segs, by: By, dataset_id: UUID, document_id: UUID, segment_id: UUID
) -> ChildList:
    """The child chunks of a chunk."""
    return ChildList(data=await segs.children(uow, by, dataset_id, document_id, segment_id))


@router.post(_SEGMENT + "/children", status_code=201)
async def add_child(
    segs: Segs, by: By, dataset_id: UUID, document_id: UUID, segment_id: UUID, body: ChildContent
) -> Child:
    """Add a child chunk."""
    return await segs.add_child(by, dataset_id, document_id, segment_id, body.content)


@router.patch(_SEGMENT + "/children/{child_id}")
async def update_child(
    segs: Segs, by: By, dataset_id: UUID, document_id: UUID, segment_id: UUID, child_id: UUID, body: ChildContent
) -> Child:
    """Change a child chunk."""
    return await segs.update_child(by, dataset_id, document_id, segment_id, child_id, body.content)


@router.delete(_SEGMENT + "/children/{child_id}", status_code=204)
async def delete_child(
    uow: Uow, segs: Segs, by: By, dataset_id: UUID, document_id: UUID, segment_id: UUID, child_id: UUID
) -> None:
    """Delete a child chunk."""
    await segs.delete_child(uow, by, dataset_id, document_id, segment_id, child_id)
