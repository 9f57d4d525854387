"""Documents: added, listed, switched, renamed, processed again, deleted."""

from collections.abc import Sequence
from typing import Any, Literal, get_args
from uuid import UUID

from tenon.domain.file.kinds import FileTooLarge, UnsupportedFileType
from tenon.domain.file.service import Owner, Uploads
from tenon.domain.file.tables import UploadRow
from tenon.domain.knowledge import access, metadata
from tenon.domain.knowledge.access import Actor
from tenon.domain.knowledge.background import Background
from tenon.domain.knowledge.datasets import Datasets
from tenon.domain.knowledge.document_rows import document_shown, new_batch, restart, source_info
from tenon.domain.knowledge.errors import (
    AlreadyFinished,
    ArchivedImmutable,
    DocumentNotFound,
    InvalidAction,
    StillIndexing,
)
from tenon.domain.knowledge.repository.datasets import DatasetRepository
from tenon.domain.knowledge.repository.documents import OPEN, DocumentRepository
from tenon.domain.knowledge.repository.segments import EntryRepository
from tenon.domain.knowledge.rules import READABLE, checked
from tenon.domain.knowledge.schemas import Document, DocumentsCreate
from tenon.domain.knowledge.shapes import ProcessRule
from tenon.domain.knowledge.tables import DatasetRow, DocumentRow, ProcessRuleRow
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.ids import uuid7
from tenon.kit.pagination import Page, PageQuery

Action = Literal["enable", "disable", "archive", "un_archive", "delete", "pause", "resume", "retry"]
ACTIONS: tuple[str, ...] = get_args(Action)


class Documents:
    """What is done with documents as a whole."""

    def __init__(self, datasets: Datasets, uploads: Uploads, background: Background) -> None:
        self._datasets, self._uploads, self._background = datasets, uploads, background
        self._limits = datasets.limits

    async def keep_text(self, who: Actor, name: str, text: str, fallback: UUID) -> UploadRow:
        """Keep a text as a file. Raises `FileTooLarge`."""
        data = text.encode("utf-8", "replace")
        self.check_size(len(data))
        file = f"{name[:180].replace('/', '_').replace(chr(92), '_').strip() or 'text'}.txt"
        owner = Owner(who.workspace_id, "account", who.account_id or fallback)
        return await self._uploads.add_bytes(owner, file, "text/plain", data)

    def check_size(self, size: int) -> None:
        """Raise `FileTooLarge` above the operator's limit."""
        if size > self._limits.file_size * 1024 * 1024:
            raise FileTooLarge(f"File size exceeded: a document has at most {self._limits.file_size} MB.")

    async def uploads(self, who: Actor, ids: Sequence[UUID]) -> list[UploadRow]:
        """Files to add. Raises `FileNotFound`, `UnsupportedFileType`, `FileTooLarge`, `InvalidParam`."""
        if len(ids) > self._limits.batch and who.via == "web":
            raise InvalidParam(f"At most {self._limits.batch} files can be added at once.", params="files")
        rows = [await self._uploads.get(who.workspace_id, id) for id in dict.fromkeys(ids)]
        for row in rows:
            self.check_upload(row)
        return rows

    def check_upload(self, row: UploadRow) -> None:
        """Raise `UnsupportedFileType` for a file that is no document, `FileTooLarge` for one that is too large."""
        if row.extension.lower() not in READABLE:
            raise UnsupportedFileType()
        self.check_size(row.size)

    async def add(
        self, uow: UnitOfWork, who: Actor, dataset: DatasetRow, body: DocumentsCreate, files: Sequence[UploadRow]
    ) -> list[DocumentRow]:
        """New documents from files, which are indexed in the background. Raises what `Datasets.prepare` raises."""
        await self._datasets.prepare(dataset, body, required=True)
        assert dataset.doc_form is not None
        rule = await self.rule(uow, who, dataset, body.process_rule)
        repository, batch = DocumentRepository(uow, dataset), new_batch()
        position, now = await repository.next_position(), utc_now()
        dataset.source_type = dataset.source_type or "upload_file"
        dataset.updated_at, dataset.updated_by = now, who.account_id
        rows: list[DocumentRow] = []
        for place, file in enumerate(files):
            name = body.text.name if body.text is not None else file.name
            row = DocumentRow(
                id=uuid7(),
                workspace_id=dataset.workspace_id,
                dataset_id=dataset.id,
                position=position + place,
                batch=batch,
                name=name[:255],
                source_type="upload_file",
                source_info=source_info(file),
                upload_id=file.id,
                process_rule_id=rule,
                doc_form=dataset.doc_form,
                doc_language=body.doc_language,
                created_from=who.via,
                created_by=who.account_id,
                status="waiting",
                enabled=True,
                archived=False,
                word_count=0,
                tokens=0,
                embedding_tokens=0,
                hit_count=0,
                segment_count=0,
                total_segments=0,
                done_segments=0,
                version=0,
                next_version=1,
                created_at=now,
                updated_at=now,
            )
            repository.add(row)
            rows.append(row)
            self._background.index(uow, row.id)
        await uow.session.flush()
        return rows

    async def rule(self, uow: UnitOfWork, who: Actor, dataset: DatasetRow, given: ProcessRule | None) -> UUID:
        """Keep a process rule: the given one, else the knowledge base's. Raises `InvalidParam`."""
        form = dataset.doc_form or "text_model"
        rule = given or (ProcessRule.model_validate(dataset.process_rule) if dataset.process_rule else None)
        if rule is None:
            rule = ProcessRule(mode="automatic")
        rule = checked(rule, form, self._limits)
        rules = rule.rules.model_dump(mode="json") if rule.rules is not None else {}
        row = ProcessRuleRow(
            id=uuid7(), dataset_id=dataset.id, mode=rule.mode, rules=rules, created_by=who.account_id,
            created_at=utc_now(),
        )  # fmt: skip
        DatasetRepository(uow, dataset.workspace_id).add(row)
        dataset.process_rule = rule.model_dump(mode="json")
        await uow.session.flush()
        return row.id

    async def get(self, uow: UnitOfWork, who: Actor, dataset_id: UUID, id: UUID) -> tuple[DatasetRow, DocumentRow]:
        """A document with its knowledge base. Raises `DatasetNotFound`, `DocumentNotFound`."""
        dataset = await access.get(uow, who, dataset_id)
        row = await DocumentRepository(uow, dataset).get(id)
        if row is None:
            raise DocumentNotFound()
        return dataset, row

    async def page(
        self, uow: UnitOfWork, who: Actor, dataset_id: UUID, page: PageQuery, **filters: Any
    ) -> Page[Document]:
        """A page of documents; filters as `DocumentRepository.page`. Raises `DatasetNotFound`."""
        dataset = await access.get(uow, who, dataset_id)
        rows, total = await DocumentRepository(uow, dataset).page(page, **filters)
        return page.page_of(await self.shown(uow, dataset, rows), total)

    async def of_batch(self, uow: UnitOfWork, who: Actor, dataset_id: UUID, batch: str) -> list[Document]:
        """The documents of a request. Raises `DocumentNotFound`."""
        dataset = await access.get(uow, who, dataset_id)
        rows = await DocumentRepository(uow, dataset).of_batch(batch)
        if not rows:
            raise DocumentNotFound("Documents not found.")
        return await self.shown(uow, dataset, rows)

    async def shown(self, uow: UnitOfWork, dataset: DatasetRow, rows: Sequence[DocumentRow]) -> list[Document]:
        """Documents as the console answers them."""
        values = await metadata.shown(uow, dataset, rows)
        ids = [row.process_rule_id for row in rows if row.process_rule_id is not None]
        rules = await DatasetRepository(uow, dataset.workspace_id).rules(ids)
        return [document_shown(row, rules.get(row.process_rule_id or row.id), values.get(row.id, [])) for row in rows]

    async def rename(self, uow: UnitOfWork, who: Actor, dataset_id: UUID, id: UUID, name: str) -> Document:
        """Another name. Raises `ArchivedImmutable`."""
        dataset, row = await self.get(uow, who, dataset_id, id)
        if row.archived:
            raise ArchivedImmutable()
        row.name = name
        await uow.session.flush()
        return (await self.shown(uow, dataset, [row]))[0]

    async def again(
        self, uow: UnitOfWork, who: Actor, dataset: DatasetRow, row: DocumentRow, rule: ProcessRule | None
    ) -> None:
        """Read and cut a document anew; what is served stays until that is done. Raises `ArchivedImmutable`."""
        if row.archived:
            raise ArchivedImmutable()
        if row.status in OPEN:
            raise StillIndexing()
        if rule is not None:
            row.process_rule_id = await self.rule(uow, who, dataset, rule)
        row.next_version = max(row.version, row.next_version) + 1
        restart(row)
        self._background.index(uow, row.id)
        await uow.session.flush()

    async def act(self, uow: UnitOfWork, who: Actor, dataset_id: UUID, action: str, ids: Sequence[UUID]) -> None:
        """Do something with documents, all or none. Raises `InvalidAction` and other errors of state."""
        if action not in ACTIONS:
            raise InvalidAction(f"Invalid action: {action}.")
        dataset = await access.get(uow, who, dataset_id)
        rows = await DocumentRepository(uow, dataset).many(ids)
        if len(rows) != len(set(ids)):
            raise DocumentNotFound()
        for row in rows:
            await self._act(uow, who, dataset, row, action)
        dataset.updated_at = utc_now()
        await uow.session.flush()

    async def _act(self, uow: UnitOfWork, who: Actor, dataset: DatasetRow, row: DocumentRow, action: str) -> None:
        if action == "delete":
            await self.delete(uow, row)
        elif action in ("enable", "disable"):
            await self._switch(uow, who, row, enabled=action == "enable")
        elif action in ("archive", "un_archive"):
            if row.status in OPEN:
                raise InvalidAction(f"{row.name} is being indexed, please try again later.")
            row.archived = action == "archive"
            await self._set_live(uow, row)
        elif action == "pause":
            if row.status not in OPEN:
                raise AlreadyFinished()
            row.paused_at, row.paused_by, row.claim = utc_now(), who.account_id, None
        elif action == "resume":
            if row.paused_at is None:
                raise InvalidAction("The document is not paused.")
            row.paused_at, row.paused_by = None, None
            self._background.index(uow, row.id)
        else:
            self._retry(uow, row)

    def _retry(self, uow: UnitOfWork, row: DocumentRow) -> None:
        if row.status != "error":
            raise InvalidAction("Only a document that failed can be tried again.")
        row.status = "indexing" if row.split_at is not None else "waiting"
        row.error, row.stopped_at, row.claim = None, None, None
        self._background.index(uow, row.id)

    async def _switch(self, uow: UnitOfWork, who: Actor, row: DocumentRow, *, enabled: bool) -> None:
        if row.status in OPEN:
            raise InvalidAction(f"{row.name} is being indexed, please try again later.")
        if row.archived and enabled:
            raise InvalidAction(f"{row.name} is archived. Take it out of the archive first.")
        row.enabled = enabled
        row.disabled_at = None if enabled else utc_now()
        row.disabled_by, row.idle_at = None if enabled else who.account_id, None
        await self._set_live(uow, row)

    async def _set_live(self, uow: UnitOfWork, row: DocumentRow) -> None:
        await uow.session.flush()
        rev = await DatasetRepository(uow, row.workspace_id).next_rev(row.dataset_id)
        live = row.enabled and not row.archived
        await EntryRepository(uow, row.dataset_id).set_live(rev, live, document_id=row.id, segment_ids=None)

    async def delete(self, uow: UnitOfWork, row: DocumentRow) -> None:
        """Gone at once; its space is freed in the background."""
        row.removed_at = utc_now()
        await uow.session.flush()
        rev = await DatasetRepository(uow, row.workspace_id).next_rev(row.dataset_id)
        await EntryRepository(uow, row.dataset_id).set_live(rev, False, document_id=row.id, segment_ids=None)
        self._background.purge(uow)

    async def retry_failed(self, uow: UnitOfWork, who: Actor, dataset_id: UUID) -> int:
        """Try all failed documents again; how many."""
        dataset = await access.get(uow, who, dataset_id)
        rows = await DocumentRepository(uow, dataset).failed()
        for row in rows:
            self._retry(uow, row)
        return len(rows)
