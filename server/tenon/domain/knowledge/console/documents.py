"""Documents of knowledge bases."""

from uuid import UUID

from tenon.domain.knowledge import idle, metadata
from tenon.domain.knowledge.console.router import By, Paging, router
from tenon.domain.knowledge.metadata_schemas import ValuesGiven
from tenon.domain.knowledge.parameters import Add, Docs, Zips
from tenon.domain.knowledge.schemas import (
    Document,
    DocumentIds,
    DocumentList,
    DocumentPatch,
    DocumentsCreate,
    DocumentsCreated,
    ProcessAgain,
    Result,
)
from tenon.domain.knowledge.segment_schemas import (
    Download,
)
from tenon.domain.knowledge.shapes import DisplayStatus
from tenon.kit.http import Uow
from tenon.kit.pagination import Page

_DOCUMENT = "/{dataset_id}/documents/{document_id}"


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
    archives: Zips,
    by: By,
    dataset_id: UUID,
    document_id: UUID,
) -> Download:
    """Where the original can be fetched."""
    return Download(url=await archives.address(uow, by, dataset_id, document_id))
