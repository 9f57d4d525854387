"""Documents for programs: what the contract wants besides what the console does."""

from typing import Any
from uuid import UUID

from tenon.domain.file.tables import UploadRow
from tenon.domain.knowledge import access, metadata, service_answers
from tenon.domain.knowledge.access import Actor
from tenon.domain.knowledge.document_rows import new_batch, source_info
from tenon.domain.knowledge.documents import Documents
from tenon.domain.knowledge.errors import ArchivedImmutable, DocumentNotFound
from tenon.domain.knowledge.repository.datasets import DatasetRepository
from tenon.domain.knowledge.repository.documents import DocumentRepository
from tenon.domain.knowledge.schemas import DocumentsCreate, TextSource
from tenon.domain.knowledge.service_requests import TextDocument
from tenon.domain.knowledge.service_shapes import ApiDocument, ApiDocumentCreated, IndexingStatuses
from tenon.domain.knowledge.tables import DatasetRow, DocumentRow
from tenon.errors import InvalidParam
from tenon.kit.db import Database, UnitOfWork
from tenon.kit.pagination import PageQuery


class ServiceDocuments:
    """Adds, replaces and shows documents."""

    def __init__(self, db: Database, documents: Documents) -> None:
        self._db, self.documents = db, documents

    async def create_by_text(self, who: Actor, dataset_id: UUID, body: TextDocument) -> ApiDocumentCreated:
        """A document from a text. Raises `InvalidParam` and what `Documents.add` raises."""
        if body.original_document_id is not None:
            return await self.update_by_text(who, dataset_id, body.original_document_id, body)
        if not body.name:
            raise InvalidParam("name is required.", params="name")
        if not (body.text or "").strip():
            raise InvalidParam("text is required.", params="text")
        async with self._db.unit_of_work() as uow:
            await access.get(uow, who, dataset_id)
        upload = await self.documents.keep_text(who, body.name, body.text or "", dataset_id)
        return await self._create(who, dataset_id, body, upload)

    async def create_by_file(
        self, who: Actor, dataset_id: UUID, body: TextDocument, upload: UploadRow
    ) -> ApiDocumentCreated:
        """A document from a file. Raises `UnsupportedFileType`, `FileTooLarge` and what `Documents.add` raises."""
        self.documents.check_upload(upload)
        async with self._db.unit_of_work() as uow:
            dataset = await access.get(uow, who, dataset_id)
            if body.process_rule is None and dataset.process_rule is None:
                raise InvalidParam("process_rule is required.", params="process_rule")
        if body.original_document_id is not None:
            return await self.update_by_file(who, dataset_id, body.original_document_id, body, upload)
        return await self._create(who, dataset_id, body.model_copy(update={"name": None}), upload)

    async def _create(self, who: Actor, dataset_id: UUID, body: TextDocument, upload: UploadRow) -> ApiDocumentCreated:
        given = DocumentsCreate(
            text=TextSource(name=body.name, text="-") if body.name else None,
            doc_form=body.doc_form,
            doc_language=body.doc_language,
            process_rule=body.process_rule,
            indexing_technique=body.indexing_technique,
            embedding_model_provider=body.embedding_model_provider,
            embedding_model=body.embedding_model,
            retrieval_model=body.retrieval_model,
        )
        async with self._db.unit_of_work() as uow:
            dataset = await access.get(uow, who, dataset_id)
            (row,) = await self.documents.add(uow, who, dataset, given, [upload])
            return await self._created(uow, dataset, row)

    async def update_by_text(
        self, who: Actor, dataset_id: UUID, document_id: UUID, body: TextDocument
    ) -> ApiDocumentCreated:
        """Another text or other settings under the same id. Raises `InvalidParam`, `StillIndexing` and others."""
        if body.text and not body.name:
            raise InvalidParam("name is required when text is provided.", params="name")
        upload = None
        if body.text:
            async with self._db.unit_of_work() as uow:
                await self.documents.get(uow, who, dataset_id, document_id)
            upload = await self.documents.keep_text(who, body.name or "text", body.text, dataset_id)
        return await self._update(who, dataset_id, document_id, body, upload)

    async def update_by_file(
        self, who: Actor, dataset_id: UUID, document_id: UUID, body: TextDocument, upload: UploadRow | None
    ) -> ApiDocumentCreated:
        """Another file or other settings under the same id."""
        if upload is not None:
            self.documents.check_upload(upload)
            body = body.model_copy(update={"name": body.name or upload.name})
        return await self._update(who, dataset_id, document_id, body, upload)

    async def _update(
        self, who: Actor, dataset_id: UUID, document_id: UUID, body: TextDocument, upload: UploadRow | None
    ) -> ApiDocumentCreated:
        async with self._db.unit_of_work() as uow:
            dataset, row = await self.documents.get(uow, who, dataset_id, document_id)
            if row.status not in ("completed", "error") or row.archived or not row.enabled:
                raise InvalidParam("Document is not available")
            if body.name:
                row.name = body.name[:255]
            if upload is not None:
                row.upload_id, row.source_info = upload.id, source_info(upload)
            row.batch = new_batch()
            await self.documents.again(uow, who, dataset, row, body.process_rule)
            return await self._created(uow, dataset, row)

    async def _created(self, uow: UnitOfWork, dataset: DatasetRow, row: DocumentRow) -> ApiDocumentCreated:
        values = await metadata.shown(uow, dataset, [row])
        return ApiDocumentCreated(document=service_answers.document(row, values[row.id]), batch=row.batch)

    async def page(
        self, uow: UnitOfWork, who: Actor, dataset_id: UUID, page: PageQuery, *, keyword: str, status: str | None
    ) -> tuple[list[ApiDocument], int]:
        """A page, newest first, and how many there are."""
        dataset = await access.get(uow, who, dataset_id)
        rows, total = await DocumentRepository(uow, dataset).page(page, keyword=keyword, status=status)
        values = await metadata.shown(uow, dataset, rows)
        return [service_answers.document(row, values[row.id]) for row in rows], total

    async def statuses(self, uow: UnitOfWork, who: Actor, dataset_id: UUID, batch: str) -> IndexingStatuses:
        """How far the documents of a batch are. Raises `DocumentNotFound`."""
        rows = await DocumentRepository(uow, await access.get(uow, who, dataset_id)).of_batch(batch)
        if not rows:
            raise DocumentNotFound("Documents not found.")
        return IndexingStatuses(data=[service_answers.status(row) for row in rows])

    async def detail(
        self, uow: UnitOfWork, who: Actor, dataset_id: UUID, document_id: UUID, kind: str
    ) -> dict[str, Any]:
        """A document with everything that is known of it."""
        dataset, row = await self.documents.get(uow, who, dataset_id, document_id)
        values = await metadata.shown(uow, dataset, [row])
        rule_id = row.process_rule_id
        rule = await DatasetRepository(uow, who.workspace_id).rule(rule_id) if rule_id is not None else None
        return service_answers.detail(row, values[row.id], rule, kind)

    async def delete(self, uow: UnitOfWork, who: Actor, dataset_id: UUID, document_id: UUID) -> None:
        """Delete a document. Raises `ArchivedImmutable`."""
        _, row = await self.documents.get(uow, who, dataset_id, document_id)
        if row.archived:
            raise ArchivedImmutable()
        await self.documents.delete(uow, row)
