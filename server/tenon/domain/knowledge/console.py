"""Knowledge bases in the console."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query, Response, UploadFile

from tenon.domain.auth import api_keys
from tenon.domain.auth.dependencies import Who
from tenon.domain.auth.principal import Principal
from tenon.domain.knowledge import access, idle, linked, metadata, testing
from tenon.domain.knowledge import keys as dataset_keys
from tenon.domain.knowledge.access import Actor
from tenon.domain.knowledge.adding import Adding
from tenon.domain.knowledge.archive import Archives
from tenon.domain.knowledge.csv_import import TEMPLATES, Imports
from tenon.domain.knowledge.datasets import Datasets
from tenon.domain.knowledge.documents import Documents
from tenon.domain.knowledge.preview import Previews
from tenon.domain.knowledge.retrieval import Retriever
from tenon.domain.knowledge.schemas import (
    Dataset,
    DatasetCreate,
    DatasetCreated,
    DatasetInit,
    DatasetOptions,
    DatasetPatch,
    Document,
    DocumentIds,
    DocumentList,
    DocumentPatch,
    DocumentsCreate,
    DocumentsCreated,
    FieldCreate,
    FieldRef,
    FieldRename,
    LinkedApps,
    MetadataList,
    Preview,
    PreviewRequest,
    ProcessAgain,
    Result,
    TagIds,
    ValuesGiven,
)
from tenon.domain.knowledge.segment_schemas import (
    Child,
    ChildContent,
    ChildList,
    DatasetKey,
    DatasetKeys,
    Download,
    HitResult,
    HitTest,
    Imported,
    PastQuery,
    Segment,
    SegmentCreate,
    SegmentIds,
    SegmentPatch,
)
from tenon.domain.knowledge.segments import Segments, page_of
from tenon.domain.knowledge.shapes import DisplayStatus
from tenon.kit.http import Db, Uow, provided
from tenon.kit.pagination import Page, PageQuery, page_query
from tenon.kit.routes import Router

router = Router(prefix="/console/api/datasets", tags=["knowledge"])
Sets = Annotated[Datasets, Depends(provided(Datasets))]
Docs = Annotated[Documents, Depends(provided(Documents))]
Segs = Annotated[Segments, Depends(provided(Segments))]
Add = Annotated[Adding, Depends(provided(Adding))]
Paging = Annotated[PageQuery, Depends(page_query)]
_DOCUMENT = "/{dataset_id}/documents/{document_id}"
_SEGMENT = _DOCUMENT + "/segments/{segment_id}"


async def knowledge_person(who: Who) -> Actor:
    """The signed-in person, whose role must allow to work with knowledge."""
    return access.person(who)


By = Annotated[Actor, Depends(knowledge_person)]


async def knowledge_principal(who: Who) -> Principal:
    """The same, as a principal."""
    who.require("dataset.edit")
    return who


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
async def preview(
    uow: Uow, previews: Annotated[Previews, Depends(provided(Previews))], by: By, who: Who, body: PreviewRequest
) -> Preview:
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
async def hit_testing(
    db: Db, retriever: Annotated[Retriever, Depends(provided(Retriever))], by: By, dataset_id: UUID, body: HitTest
) -> HitResult:
    """Try a question."""
    return await testing.test(db, retriever, by, dataset_id, body.query, body.retrieval_model)


@router.get("/{dataset_id}/queries")
async def past_queries(db: Db, by: By, dataset_id: UUID, page: Paging) -> Page[PastQuery]:
    """Questions that were asked, newest first."""
    return await testing.past(db, by, dataset_id, page)


@router.get("/{dataset_id}/metadata")
async def list_metadata(uow: Uow, by: By, dataset_id: UUID) -> MetadataList:
    """The fields of metadata."""
    return await metadata.listed(uow, by, dataset_id)


@router.post("/{dataset_id}/metadata", status_code=201)
async def create_field(uow: Uow, by: By, dataset_id: UUID, body: FieldCreate) -> FieldRef:
    """Make a field."""
    return await metadata.create(uow, by, dataset_id, body)


@router.patch("/{dataset_id}/metadata/{field_id}")
async def rename_field(uow: Uow, by: By, dataset_id: UUID, field_id: UUID, body: FieldRename) -> FieldRef:
    """Rename a field."""
    return await metadata.rename(uow, by, dataset_id, field_id, body.name)


@router.delete("/{dataset_id}/metadata/{field_id}", status_code=204)
async def delete_field(uow: Uow, by: By, dataset_id: UUID, field_id: UUID) -> None:
    """Delete a field with its values."""
    await metadata.delete(uow, by, dataset_id, field_id)


@router.post("/{dataset_id}/metadata/built-in/{action}")
async def switch_built_in(uow: Uow, by: By, dataset_id: UUID, action: Literal["enable", "disable"]) -> Result:
    """Show the built-in fields, or not."""
    await metadata.switch_built_in(uow, by, dataset_id, on=action == "enable")
    return Result()


@router.get("/{dataset_id}/documents")
async def list_documents(
    uow: Uow,
    docs: Docs,
    by: By,
    dataset_id: UUID,
    page: Paging,
    keyword: str = "",
    status: DisplayStatus | None = None,
    sort: str = "-created_at",
) -> Page[Document]:
    """Documents; `sort` is name, word_count, hit_count or created_at, with `-` for falling."""
    return await docs.page(uow, by, dataset_id, page, keyword=keyword, status=status, sort=sort)


@router.post("/{dataset_id}/documents", status_code=201)
async def add_documents(add: Add, by: By, dataset_id: UUID, body: DocumentsCreate) -> DocumentsCreated:
    """Add uploaded files or a text; indexing goes on in the background."""
    return await add.add(by, dataset_id, body)


@router.post("/{dataset_id}/documents/metadata")
async def set_values(uow: Uow, by: By, dataset_id: UUID, body: ValuesGiven) -> Result:
    """Give documents values of metadata."""
    await metadata.set_values(uow, by, dataset_id, body.operation_data)
    return Result()


@router.post("/{dataset_id}/documents/retry-failed")
async def retry_failed(uow: Uow, docs: Docs, by: By, dataset_id: UUID) -> Result:
    """Try all failed documents again."""
    return Result(count=await docs.retry_failed(uow, by, dataset_id))


@router.get("/{dataset_id}/documents/idle")
async def idle_documents(uow: Uow, by: By, dataset_id: UUID) -> Result:
    """How many documents were switched off because nobody had needed them for long."""
    return Result(count=await idle.count(uow, by, dataset_id))


@router.post("/{dataset_id}/documents/restore-idle")
async def restore_idle(uow: Uow, by: By, dataset_id: UUID) -> Result:
    """Switch these documents on again."""
    return Result(count=await idle.restore(uow, by, dataset_id))


@router.post("/{dataset_id}/documents/batch/{action}")
async def act_on_documents(uow: Uow, docs: Docs, by: By, dataset_id: UUID, action: str, body: DocumentIds) -> Result:
    """Enable, disable, archive, un_archive, delete, pause, resume or retry documents."""
    await docs.act(uow, by, dataset_id, action, body.document_ids)
    return Result()


@router.get("/{dataset_id}/batch/{batch}/status")
async def batch_status(uow: Uow, docs: Docs, by: By, dataset_id: UUID, batch: str) -> DocumentList:
    """How far the documents of a request are."""
    return DocumentList(data=await docs.of_batch(uow, by, dataset_id, batch))


@router.get(_DOCUMENT)
async def get_document(uow: Uow, docs: Docs, by: By, dataset_id: UUID, document_id: UUID) -> Document:
    """A document."""
    dataset, row = await docs.get(uow, by, dataset_id, document_id)
    return (await docs.shown(uow, dataset, [row]))[0]


@router.patch(_DOCUMENT)
async def rename_document(
    uow: Uow, docs: Docs, by: By, dataset_id: UUID, document_id: UUID, body: DocumentPatch
) -> Document:
    """Rename a document."""
    return await docs.rename(uow, by, dataset_id, document_id, body.name)


@router.delete(_DOCUMENT, status_code=204)
async def delete_document(uow: Uow, docs: Docs, by: By, dataset_id: UUID, document_id: UUID) -> None:
    """Delete a document."""
    await docs.delete(uow, (await docs.get(uow, by, dataset_id, document_id))[1])


@router.post(_DOCUMENT + "/process")
async def process_again(
    uow: Uow, docs: Docs, by: By, dataset_id: UUID, document_id: UUID, body: ProcessAgain
) -> Document:
    """Cut a document with other settings."""
    dataset, row = await docs.get(uow, by, dataset_id, document_id)
    await docs.again(uow, by, dataset, row, body.process_rule)
    return (await docs.shown(uow, dataset, [row]))[0]


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
    imports: Annotated[Imports, Depends(provided(Imports))],
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
