"""Knowledge over the service API (contract: service-api.md 4). Both spellings of routes are served."""

from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from tenon.domain.auth.dependencies import DatasetKey
from tenon.domain.file.console import one_file, pieces
from tenon.domain.file.service import Owner, Uploads
from tenon.domain.knowledge import access, metadata, service_tags, testing
from tenon.domain.knowledge import service_shapes as shapes
from tenon.domain.knowledge.access import Actor
from tenon.domain.knowledge.archive import Archives
from tenon.domain.knowledge.datasets import Datasets
from tenon.domain.knowledge.errors import InvalidAction, InvalidMetadata
from tenon.domain.knowledge.retrieval import Retriever
from tenon.domain.knowledge.schemas import (
    DatasetCreate,
    DocumentIds,
    FieldCount,
    FieldCreate,
    FieldRef,
    FieldRename,
    Result,
    ValuesGiven,
)
from tenon.domain.knowledge.segment_schemas import ChildContent, Download
from tenon.domain.knowledge.segments import Segments, shown
from tenon.domain.knowledge.service_bodies import form_data, patch_of, segment_bodies, segment_patch
from tenon.domain.knowledge.service_documents import ServiceDocuments
from tenon.domain.knowledge.service_requests import (
    ApiDatasetCreate,
    ApiDatasetPatch,
    Retrieve,
    TagId,
    TagName,
    TagTarget,
    TextDocument,
)
from tenon.domain.knowledge.service_shapes import (
    ApiBuiltIn,
    ApiChildOne,
    ApiChildPage,
    ApiDataset,
    ApiDocument,
    ApiDocumentCreated,
    ApiMetadata,
    ApiSegmentOne,
    ApiSegmentPage,
    ApiSegments,
    IndexingStatuses,
    Retrieved,
)
from tenon.domain.knowledge.shapes import DisplayStatus
from tenon.errors import InvalidParam
from tenon.kit.http import Db, Uow, provided
from tenon.kit.pagination import Page, PageQuery
from tenon.kit.routes import Router

router = Router(prefix="/v1/datasets", tags=["service API: knowledge"])
Sets = Annotated[Datasets, Depends(provided(Datasets))]
Docs = Annotated[ServiceDocuments, Depends(provided(ServiceDocuments))]
Segs = Annotated[Segments, Depends(provided(Segments))]
Files = Annotated[Uploads, Depends(provided(Uploads))]
_DOCUMENT = "/{dataset_id}/documents/{document_id}"
_SEGMENT = _DOCUMENT + "/segments/{segment_id}"
_CHILDREN = _SEGMENT + "/child_chunks"


async def program(key: DatasetKey) -> Actor:
    """The program behind a knowledge key."""
    return access.program(key)


By = Annotated[Actor, Depends(program)]


async def capped_page(page: int = 1, limit: int = 20) -> PageQuery:
    """Paging whose limit above 100 counts as 100. Raises `InvalidParam` below 1."""
    if not 1 <= page <= 99_999:
        raise InvalidParam("page must be between 1 and 99999", params="page")
    if limit < 1:
        raise InvalidParam("limit must be at least 1", params="limit")
    return PageQuery(page, min(limit, 100))


Paging = Annotated[PageQuery, Depends(capped_page)]


def _page[T](data: list[T], total: int, page: PageQuery) -> Page[T]:
    return Page(data=data, page=page.page, limit=page.limit, total=total, has_more=len(data) == page.limit)


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
    return _page([shapes.dataset(row) for row in found.data], found.total, page)


@router.get("/tags")
async def list_tags(uow: Uow, by: By) -> list[dict[str, Any]]:
    """The tags of knowledge bases."""
    return await service_tags.listed(uow, by)


@router.post("/tags")
async def create_tag(uow: Uow, by: By, body: TagName) -> dict[str, Any]:
    """Make a tag."""
    return await service_tags.create(uow, by, body.name)


@router.patch("/tags")
async def rename_tag(uow: Uow, by: By, body: TagName) -> dict[str, Any]:
    """Rename a tag."""
    return await service_tags.rename(uow, by, body.tag_id, body.name)


@router.delete("/tags", status_code=204)
async def delete_tag(uow: Uow, by: By, body: TagId) -> None:
    """Delete a tag; knowledge bases stay."""
    await service_tags.delete(uow, by, body.tag_id)


@router.post("/tags/binding", status_code=204)
async def bind_tags(uow: Uow, by: By, body: TagTarget) -> None:
    """Put tags on a knowledge base."""
    await service_tags.bind(uow, by, body.target_id, body.tag_ids or [])


@router.post("/tags/unbinding", status_code=204)
async def unbind_tags(uow: Uow, by: By, body: TagTarget) -> None:
    """Take tags off a knowledge base."""
    await service_tags.unbind(uow, by, body.target_id, body.tag_ids or ([body.tag_id] if body.tag_id else []))


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


@router.get("/{dataset_id}/tags")
async def tags_of_dataset(uow: Uow, sets: Sets, by: By, dataset_id: UUID) -> dict[str, Any]:
    """The tags of a knowledge base."""
    found = (await sets.get(uow, by, dataset_id)).tags
    return {"data": [{"id": str(tag.id), "name": tag.name} for tag in found], "total": len(found)}


async def _create_by_text(docs: Docs, by: By, dataset_id: UUID, body: TextDocument) -> ApiDocumentCreated:
    """Add a text as a document."""
    return await docs.create_by_text(by, dataset_id, body)


async def _create_by_file(docs: Docs, files: Files, by: By, dataset_id: UUID, request: Request) -> ApiDocumentCreated:
    """Add a file as a document."""
    body = form_data((await request.form()).get("data"))
    file = await one_file(request)
    owner = Owner(by.workspace_id, "account", by.account_id or by.workspace_id)
    upload = await files.add(owner, file.filename, file.content_type, pieces(file), file.size or 0)
    return await docs.create_by_file(by, dataset_id, body, upload)


async def _update_by_text(
    docs: Docs, by: By, dataset_id: UUID, document_id: UUID, body: TextDocument
) -> ApiDocumentCreated:
    """Replace the text or the settings of a document."""
    return await docs.update_by_text(by, dataset_id, document_id, body)


async def _update_by_file(
    docs: Docs, files: Files, by: By, dataset_id: UUID, document_id: UUID, request: Request
) -> ApiDocumentCreated:
    """Replace the file or the settings of a document."""
    form = await request.form()
    body, upload = form_data(form.get("data")), None
    if "file" in form:
        file = await one_file(request)
        owner = Owner(by.workspace_id, "account", by.account_id or by.workspace_id)
        upload = await files.add(owner, file.filename, file.content_type, pieces(file), file.size or 0)
    return await docs.update_by_file(by, dataset_id, document_id, body, upload)


_BY: dict[str, Callable[..., Any]] = {
    "/{dataset_id}/document/create-by-text": _create_by_text,
    "/{dataset_id}/document/create-by-file": _create_by_file,
    _DOCUMENT + "/update-by-text": _update_by_text,
    _DOCUMENT + "/update-by-file": _update_by_file,
}
for _path, _route in _BY.items():
    router.post(_path)(_route)
    _spelled = _path.replace("-", "_")
    router.post(_spelled, deprecated=True, operation_id=f"{_route.__name__.strip('_')}_old")(_route)
router.patch(_DOCUMENT)(_update_by_file)


@router.get("/{dataset_id}/documents")
async def list_documents(
    uow: Uow,
    docs: Docs,
    by: By,
    dataset_id: UUID,
    page: Paging,
    keyword: str = "",
    status: DisplayStatus | None = None,
) -> Page[ApiDocument]:
    """Documents, newest first."""
    rows, total = await docs.page(uow, by, dataset_id, page, keyword=keyword, status=status)
    return _page(rows, total, page)


@router.post("/{dataset_id}/documents/metadata")
async def set_values(uow: Uow, by: By, dataset_id: UUID, body: ValuesGiven) -> Result:
    """Give documents values of metadata."""
    await metadata.set_values(uow, by, dataset_id, body.operation_data)
    return Result()


@router.post("/{dataset_id}/documents/download-zip", response_class=Response)
async def download_zip(
    uow: Uow, archives: Annotated[Archives, Depends(provided(Archives))], by: By, dataset_id: UUID, body: DocumentIds
) -> Response:
    """The originals of documents in one ZIP file."""
    data = await archives.zipped(uow, by, dataset_id, body.document_ids)
    headers = {"Content-Disposition": 'attachment; filename="documents.zip"'}
    return Response(data, headers=headers, media_type="application/zip")


@router.patch("/{dataset_id}/documents/status/{action}")
async def set_status(uow: Uow, docs: Docs, by: By, dataset_id: UUID, action: str, body: DocumentIds) -> Result:
    """Enable, disable, archive or un_archive documents."""
    if action not in ("enable", "disable", "archive", "un_archive"):
        raise InvalidAction(f"Invalid action: {action}.")
    await docs.documents.act(uow, by, dataset_id, action, body.document_ids)
    return Result()


@router.get("/{dataset_id}/documents/{batch}/indexing-status")
async def indexing_status(uow: Uow, docs: Docs, by: By, dataset_id: UUID, batch: str) -> IndexingStatuses:
    """How far the documents of a batch are."""
    return await docs.statuses(uow, by, dataset_id, batch)


@router.get(_DOCUMENT)
async def get_document(
    uow: Uow, docs: Docs, by: By, dataset_id: UUID, document_id: UUID, metadata: str = "all"
) -> dict[str, Any]:
    """A document; `metadata` is `all`, `only` or `without`."""
    if metadata not in ("all", "only", "without"):
        raise InvalidMetadata(f"Invalid metadata value: {metadata}")
    return await docs.detail(uow, by, dataset_id, document_id, metadata)


@router.delete(_DOCUMENT, status_code=204)
async def delete_document(uow: Uow, docs: Docs, by: By, dataset_id: UUID, document_id: UUID) -> None:
    """Delete a document; an archived one is refused."""
    await docs.delete(uow, by, dataset_id, document_id)


@router.get(_DOCUMENT + "/download")
async def download(
    uow: Uow,
    archives: Annotated[Archives, Depends(provided(Archives))],
    by: By,
    dataset_id: UUID,
    document_id: UUID,
) -> Download:
    """Where the original can be fetched."""
    return Download(url=await archives.address(uow, by, dataset_id, document_id))


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


async def _retrieve(
    db: Db, retriever: Annotated[Retriever, Depends(provided(Retriever))], by: By, dataset_id: UUID, body: Retrieve
) -> Retrieved:
    """Ask a knowledge base, with its own settings or the given ones."""
    _, found, values = await testing.find(db, retriever, by, dataset_id, body.query, body.retrieval_model)
    records = [shapes.hit(each, shown(each.segment, ()), values.get(each.document.id, {})) for each in found]
    return Retrieved(query={"content": body.query}, records=records)


router.post("/{dataset_id}/retrieve")(_retrieve)
router.post("/{dataset_id}/hit-testing", deprecated=True)(_retrieve)


def _counted(field: FieldCount) -> dict[str, Any]:
    return {**field.model_dump(mode="json"), "use_count": field.count}


@router.get("/{dataset_id}/metadata")
async def list_metadata(uow: Uow, by: By, dataset_id: UUID) -> ApiMetadata:
    """The fields of metadata."""
    found = await metadata.listed(uow, by, dataset_id)
    fields = [_counted(field) for field in found.doc_metadata]
    return ApiMetadata(doc_metadata=fields, built_in_field_enabled=found.built_in_field_enabled)


@router.post("/{dataset_id}/metadata", status_code=201)
async def create_field(uow: Uow, by: By, dataset_id: UUID, body: FieldCreate) -> FieldRef:
    """Make a field."""
    return await metadata.create(uow, by, dataset_id, body)


@router.get("/{dataset_id}/metadata/built-in")
async def built_in(uow: Uow, by: By, dataset_id: UUID) -> ApiBuiltIn:
    """The fields that the system fills."""
    await access.get(uow, by, dataset_id)
    return ApiBuiltIn(fields=metadata.built_in())


@router.post("/{dataset_id}/metadata/built-in/{action}")
async def switch_built_in(uow: Uow, by: By, dataset_id: UUID, action: Literal["enable", "disable"]) -> Result:
    """Show the built-in fields, or not."""
    await metadata.switch_built_in(uow, by, dataset_id, on=action == "enable")
    return Result()


@router.patch("/{dataset_id}/metadata/{metadata_id}")
async def rename_field(uow: Uow, by: By, dataset_id: UUID, metadata_id: UUID, body: FieldRename) -> FieldRef:
    """Rename a field."""
    return await metadata.rename(uow, by, dataset_id, metadata_id, body.name)


@router.delete("/{dataset_id}/metadata/{metadata_id}", status_code=204)
async def delete_field(uow: Uow, by: By, dataset_id: UUID, metadata_id: UUID) -> None:
    """Delete a field with its values."""
    await metadata.delete(uow, by, dataset_id, metadata_id)
