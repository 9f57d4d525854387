"""Documents, in both spellings of their routes."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from tenon.domain.file.console import one_file, pieces
from tenon.domain.file.service import Owner
from tenon.domain.knowledge import metadata
from tenon.domain.knowledge.errors import InvalidAction, InvalidMetadata
from tenon.domain.knowledge.metadata_schemas import ValuesGiven
from tenon.domain.knowledge.parameters import ApiDocs, Files, Zips
from tenon.domain.knowledge.schemas import DocumentIds, Result
from tenon.domain.knowledge.segment_schemas import Download
from tenon.domain.knowledge.service_api.router import By, Paging, page_of, router
from tenon.domain.knowledge.service_bodies import form_data
from tenon.domain.knowledge.service_requests import (
    TextDocument,
)
from tenon.domain.knowledge.service_shapes import (
    ApiDocument,
    ApiDocumentCreated,
    IndexingStatuses,
)
from tenon.domain.knowledge.shapes import DisplayStatus
from tenon.kit.http import Uow
from tenon.kit.pagination import Page

_DOCUMENT = "/{dataset_id}/documents/{document_id}"


async def _create_by_text(docs: ApiDocs, by: By, dataset_id: UUID, body: TextDocument) -> ApiDocumentCreated:
    """Add a text as a document."""
    return await docs.create_by_text(by, dataset_id, body)


async def _create_by_file(
    docs: ApiDocs, files: Files, by: By, dataset_id: UUID, request: Request
) -> ApiDocumentCreated:
    """Add a file as a document."""
    body = form_data((await request.form()).get("data"))
    file = await one_file(request)
    owner = Owner(by.workspace_id, "account", by.account_id or by.workspace_id)
    upload = await files.add(owner, file.filename, file.content_type, pieces(file), file.size or 0)
    return await docs.create_by_file(by, dataset_id, body, upload)


async def _update_by_text(
    docs: ApiDocs, by: By, dataset_id: UUID, document_id: UUID, body: TextDocument
) -> ApiDocumentCreated:
    """Replace the text or the settings of a document."""
    return await docs.update_by_text(by, dataset_id, document_id, body)


async def _update_by_file(
    docs: ApiDocs, files: Files, by: By, dataset_id: UUID, document_id: UUID, request: Request
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
    docs: ApiDocs,
    by: By,
    dataset_id: UUID,
    page: Paging,
    keyword: str = "",
    status: DisplayStatus | None = None,
) -> Page[ApiDocument]:
    """Documents, newest first."""
    rows, total = await docs.page(uow, by, dataset_id, page, keyword=keyword, status=status)
    return page_of(rows, total, page)


@router.post("/{dataset_id}/documents/metadata")
async def set_values(uow: Uow, by: By, dataset_id: UUID, body: ValuesGiven) -> Result:
    """Give documents values of metadata."""
    await metadata.set_values(uow, by, dataset_id, body.operation_data)
    return Result()


@router.post("/{dataset_id}/documents/download-zip", response_class=Response)
async def download_zip(uow: Uow, archives: Zips, by: By, dataset_id: UUID, body: DocumentIds) -> Response:
    """The originals of documents in one ZIP file."""
    data = await archives.zipped(uow, by, dataset_id, body.document_ids)
    headers = {"Content-Disposition": 'attachment; filename="documents.zip"'}
    return Response(data, headers=headers, media_type="application/zip")


@router.patch("/{dataset_id}/documents/status/{action}")
async def set_status(uow: Uow, docs: ApiDocs, by: By, dataset_id: UUID, action: str, body: DocumentIds) -> Result:
    """Enable, disable, archive or un_archive documents."""
    if action not in ("enable", "disable", "archive", "un_archive"):
        raise InvalidAction(f"Invalid action: {action}.")
    await docs.documents.act(uow, by, dataset_id, action, body.document_ids)
    return Result()


@router.get("/{dataset_id}/documents/{batch}/indexing-status")
async def indexing_status(uow: Uow, docs: ApiDocs, by: By, dataset_id: UUID, batch: str) -> IndexingStatuses:
    """How far the documents of a batch are."""
    return await docs.statuses(uow, by, dataset_id, batch)


@router.get(_DOCUMENT)
async def get_document(
    uow: Uow, docs: ApiDocs, by: By, dataset_id: UUID, document_id: UUID, metadata: str = "all"
) -> dict[str, Any]:
    """A document; `metadata` is `all`, `only` or `without`."""
    if metadata not in ("all", "only", "without"):
        raise InvalidMetadata(f"Invalid metadata value: {metadata}")
    return await docs.detail(uow, by, dataset_id, document_id, metadata)


@router.delete(_DOCUMENT, status_code=204)
async def delete_document(uow: Uow, docs: ApiDocs, by: By, dataset_id: UUID, document_id: UUID) -> None:
    """Delete a document; an archived one is refused."""
    await docs.delete(uow, by, dataset_id, document_id)


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
