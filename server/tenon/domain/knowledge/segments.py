"""Chunks: added, edited, switched, deleted; the next question sees it."""

from collections.abc import Sequence
from uuid import UUID

from tenon.domain.knowledge import embedding
from tenon.domain.knowledge.access import Actor
from tenon.domain.knowledge.chunking import child_rows
from tenon.domain.knowledge.documents import Documents
from tenon.domain.knowledge.errors import (
    SegmentNotFound,
)
from tenon.domain.knowledge.indexing import Indexer
from tenon.domain.knowledge.repository.datasets import DatasetRepository
from tenon.domain.knowledge.repository.segments import EntryRepository, SegmentRepository
from tenon.domain.knowledge.rules import HIERARCHICAL, chunk_rules
from tenon.domain.knowledge.segment_rows import (
    apply_patch,
    check_patch,
    child_row,
    child_shown,
    editable,
    existing_child,
    new_row,
    serving,
    shown,
)
from tenon.domain.knowledge.segment_schemas import (
    Child,
    Segment,
    SegmentCreate,
    SegmentPatch,
)
from tenon.domain.knowledge.shapes import ProcessRule
from tenon.domain.knowledge.tables import ChildChunkRow, DatasetRow, DocumentRow, SegmentRow
from tenon.domain.knowledge.work import Unit
from tenon.domain.provider.gateway import Gateway
from tenon.errors import Conflict, InvalidParam, NotFound
from tenon.kit.db import Database, UnitOfWork, utc_now
from tenon.kit.pagination import PageQuery
from tenon.ports import Described, IndexPort
from tenon.rag.split import Segmentation, split
from tenon.rag.terms import keywords as found_keywords
from tenon.rag.terms import terms

_AT_ONCE = 200


class Segments:
    """What is done with chunks."""

    def __init__(
        self, db: Database, documents: Documents, indexer: Indexer, index: IndexPort, gateway: Gateway
    ) -> None:
        self._db, self._documents, self._indexer, self._index = db, documents, indexer, index
        self._gateway = gateway

    async def page(
        self,
        uow: UnitOfWork,
        who: Actor,
        dataset_id: UUID,
        document_id: UUID,
        page: PageQuery,
        *,
        keyword: str = "",
        enabled: bool | None = None,
        statuses: Sequence[str] = (),
    ) -> tuple[list[Segment], int, DocumentRow]:
        """A page of chunks in the order of the document."""
        _, document = await self._documents.get(uow, who, dataset_id, document_id)
        repository = SegmentRepository(uow, document)
        rows, total = await repository.page(page, keyword=keyword, enabled=enabled, statuses=statuses)
        return await self.shown(uow, document, rows), total, document

    async def shown(self, uow: UnitOfWork, document: DocumentRow, rows: Sequence[SegmentRow]) -> list[Segment]:
        """Chunks as the console answers them."""
        children: dict[UUID, list[ChildChunkRow]] = {}
        if document.doc_form == "hierarchical_model" and rows:
            for child in await SegmentRepository(uow, document).children([row.id for row in rows]):
                children.setdefault(child.segment_id, []).append(child)
        return [shown(row, children.get(row.id, [])) for row in rows]

    async def rows(
        self, uow: UnitOfWork, who: Actor, dataset_id: UUID, document_id: UUID, ids: Sequence[UUID]
    ) -> tuple[dict[UUID, SegmentRow], DocumentRow]:
        """Chunks by their ids, and their document."""
        _, document = await self._documents.get(uow, who, dataset_id, document_id)
        return {row.id: row for row in await SegmentRepository(uow, document).many(ids)}, document

    async def child_rows(
        self, uow: UnitOfWork, who: Actor, dataset_id: UUID, document_id: UUID, id: UUID
    ) -> dict[UUID, ChildChunkRow]:
        """The children of a chunk in order."""
        _, document, row = await self.find(uow, who, dataset_id, document_id, id, edit=False)
        return {each.id: each for each in await SegmentRepository(uow, document).children([row.id])}

    async def find(
        self, uow: UnitOfWork, who: Actor, dataset_id: UUID, document_id: UUID, id: UUID, *, edit: bool = True
    ) -> tuple[DatasetRow, DocumentRow, SegmentRow]:
        """A chunk. Raises `SegmentNotFound`, `ArchivedImmutable`, `StillIndexing`."""
        dataset, document = await self._documents.get(uow, who, dataset_id, document_id)
        row = await SegmentRepository(uow, document).get(id)
        if row is None:
            raise SegmentNotFound()
        if edit:
            editable(document)
        return dataset, document, row

    async def create(
        self, who: Actor, dataset_id: UUID, document_id: UUID, bodies: Sequence[SegmentCreate]
    ) -> list[Segment]:
        """New chunks at the end of a document, found from the next question on.

        Raises `NotFound` for a document that is not served, `InvalidParam`, and the errors of models.
        """
        made: list[Segment] = []
        for start in range(0, len(bodies), _AT_ONCE):
            made += await self._create(who, dataset_id, document_id, bodies[start : start + _AT_ONCE])
        return made

    async def _create(
        self, who: Actor, dataset_id: UUID, document_id: UUID, bodies: Sequence[SegmentCreate]
    ) -> list[Segment]:
        async with self._db.unit_of_work() as uow:
            dataset, document = await self._documents.get(uow, who, dataset_id, document_id)
            editable(document)
            if document.version == 0 or document.status != "completed":
                raise NotFound("Document is not completed.")
            if not document.enabled:
                raise NotFound("Document is disabled.")
            rule = await self._rule(uow, document)
        for body in bodies:
            if document.doc_form == "qa_model" and not (body.answer or "").strip():
                raise InvalidParam("Answer is required.", params="answer")
            if not body.content.strip():
                raise InvalidParam("Content is empty.", params="content")
        rows = [new_row(document, body, who) for body in bodies]
        children = {row.id: self._children(row, document, rule) for row in rows}
        units, words, vectors = await self._described(dataset, document, rows, children)
        async with self._db.unit_of_work() as uow:
            repository = SegmentRepository(uow, document)
            rev = await DatasetRepository(uow, who.workspace_id).next_rev(dataset.id)
            position = await repository.next_position()
            for place, row in enumerate(rows):
                row.position = position + place
                repository.add(row)
            await uow.session.flush()
            for row in rows:
                for child in children[row.id]:
                    repository.add(child)
            await uow.session.flush()
            await self._indexer.enter(uow, document, units, words, vectors, rev=rev, live=True)
            await self._count(uow, who, dataset_id, document_id)
        return [shown(row, children[row.id]) for row in rows]

    async def update(self, who: Actor, dataset_id: UUID, document_id: UUID, id: UUID, body: SegmentPatch) -> Segment:
        """Change a chunk. Raises `Conflict` when `rev` is not the newest, `InvalidParam` for a disabled one."""
        async with self._db.unit_of_work() as uow:
            dataset, document, row = await self.find(uow, who, dataset_id, document_id, id)
            rule = await self._rule(uow, document)
            old = list(await SegmentRepository(uow, document).children([row.id]))
        check_patch(row, body, document)
        before = row.rev
        texts = body.content is not None and body.content != row.content
        anew = document.doc_form == "hierarchical_model" and body.regenerate_child_chunks
        apply_patch(row, body, who)
        children = self._children(row, document, rule) if anew else old
        reindexed = (texts and document.doc_form != "hierarchical_model") or anew or body.keywords is not None
        units: list[Unit] = []
        words: list[Described] = []
        vectors: list[bytes] = []
        if reindexed:
            units, words, vectors = await self._described(dataset, document, [row], {row.id: children})
        async with self._db.unit_of_work() as uow:
            rev = await DatasetRepository(uow, who.workspace_id).next_rev(dataset.id)
            _, document, kept = await self.find(uow, who, dataset_id, document_id, id)
            if kept.rev != before:
                raise Conflict("The chunk was changed by someone else meanwhile. Reload it and try again.")
            apply_patch(kept, body, who)
            if body.content is not None or body.answer is not None:
                kept.edited, kept.rev = True, kept.rev + 1
            if row.keywords is not None:
                kept.keywords = row.keywords
            await uow.session.flush()
            repository, entries = SegmentRepository(uow, document), EntryRepository(uow, dataset.id)
            if reindexed:
                await self._forget(uow, dataset.id, await entries.of_segments([row.id]), rev)
                if anew:
                    await repository.delete_children([row.id])
                    for child in children:
                        repository.add(child)
                    await uow.session.flush()
                await self._indexer.enter(uow, document, units, words, vectors, rev=rev, live=serving(document))
            if body.enabled is not None:
                await entries.set_live(
                    rev, body.enabled and serving(document), document_id=document.id, segment_ids=[row.id]
                )
            await self._count(uow, who, dataset_id, document_id)
            return shown(kept, children)

    async def act(
        self, uow: UnitOfWork, who: Actor, dataset_id: UUID, document_id: UUID, action: str, ids: Sequence[UUID]
    ) -> None:
        """Enable, disable or delete chunks, all or none. Raises `SegmentNotFound`, `ArchivedImmutable`."""
        dataset, document = await self._documents.get(uow, who, dataset_id, document_id)
        editable(document)
        repository = SegmentRepository(uow, document)
        rows = await repository.many(ids)
        if len(rows) != len(set(ids)):
            raise SegmentNotFound()
        rev = await DatasetRepository(uow, who.workspace_id).next_rev(dataset.id)
        entries = EntryRepository(uow, dataset.id)
        if action == "delete":
            await self._forget(uow, dataset.id, await entries.of_segments(ids), rev)
            await repository.delete(ids)
            await self._count(uow, who, dataset_id, document_id)
            return
        for row in rows:
            row.enabled = action == "enable"
            row.disabled_at = None if row.enabled else utc_now()
            row.disabled_by = None if row.enabled else who.account_id
        await uow.session.flush()
        live = action == "enable" and serving(document)
        await entries.set_live(rev, live, document_id=document.id, segment_ids=list(ids))

    async def children(self, uow: UnitOfWork, who: Actor, dataset_id: UUID, document_id: UUID, id: UUID) -> list[Child]:
        """The children of a chunk in order."""
        _, document, row = await self.find(uow, who, dataset_id, document_id, id, edit=False)
        return [child_shown(each, row.content) for each in await SegmentRepository(uow, document).children([row.id])]

    async def add_child(self, who: Actor, dataset_id: UUID, document_id: UUID, id: UUID, content: str) -> Child:
        """A child of one's own. Raises the errors of models."""
        if not content.strip():
            raise InvalidParam("Content is empty.", params="content")
        async with self._db.unit_of_work() as uow:
            dataset, document, row = await self.find(uow, who, dataset_id, document_id, id)
            siblings = await SegmentRepository(uow, document).children([row.id])
        if document.doc_form != "hierarchical_model":
            raise InvalidParam("Only chunks of parent-child documents have child chunks.")
        position = max((child.position for child in siblings), default=0) + 1
        child = child_row(row, content, position, "customized")
        units, words, vectors = await self._described(dataset, document, [row], {row.id: [child]})
        async with self._db.unit_of_work() as uow:
            rev = await DatasetRepository(uow, who.workspace_id).next_rev(dataset.id)
            SegmentRepository(uow, document).add(child)
            await uow.session.flush()
            await self._indexer.enter(uow, document, units, words, vectors, rev=rev, live=serving(document))
        return child_shown(child, row.content)

    async def update_child(
        self, who: Actor, dataset_id: UUID, document_id: UUID, id: UUID, child_id: UUID, content: str
    ) -> Child:
        """Another text for a child; the parent stays. Raises `ChildChunkNotFound` and the errors of models."""
        if not content.strip():
            raise InvalidParam("Content is empty.", params="content")
        async with self._db.unit_of_work() as uow:
            dataset, document, row = await self.find(uow, who, dataset_id, document_id, id)
            child = await existing_child(SegmentRepository(uow, document), row.id, child_id)
        child.content = content
        units, words, vectors = await self._described(dataset, document, [row], {row.id: [child]})
        async with self._db.unit_of_work() as uow:
            rev = await DatasetRepository(uow, who.workspace_id).next_rev(dataset.id)
            kept = await existing_child(SegmentRepository(uow, document), row.id, child_id)
            kept.content, kept.word_count, kept.type, kept.updated_at = content, len(content), "customized", utc_now()
            await uow.session.flush()
            await self._forget(uow, dataset.id, await EntryRepository(uow, dataset.id).of_segments([id], child_id), rev)
            await self._indexer.enter(uow, document, units, words, vectors, rev=rev, live=serving(document))
            return child_shown(kept, row.content)

    async def delete_child(
        self, uow: UnitOfWork, who: Actor, dataset_id: UUID, document_id: UUID, id: UUID, child_id: UUID
    ) -> None:
        """Remove a child. Raises `ChildChunkNotFound`."""
        dataset, document, row = await self.find(uow, who, dataset_id, document_id, id)
        repository = SegmentRepository(uow, document)
        await existing_child(repository, row.id, child_id)
        rev = await DatasetRepository(uow, who.workspace_id).next_rev(dataset.id)
        numbers = await EntryRepository(uow, dataset.id).of_segments([row.id], child_id)
        await self._forget(uow, dataset.id, numbers, rev)
        await repository.delete_children([row.id], child_id)

    async def _forget(self, uow: UnitOfWork, dataset_id: UUID, numbers: Sequence[int], rev: int) -> None:
        await self._index.remove(uow, dataset_id, numbers)
        await EntryRepository(uow, dataset_id).remove(numbers, rev)

    async def _count(self, uow: UnitOfWork, who: Actor, dataset_id: UUID, document_id: UUID) -> None:
        _, document = await self._documents.get(uow, who, dataset_id, document_id)
        document.segment_count, document.word_count, document.tokens = await SegmentRepository(uow, document).totals()
        document.total_segments = document.done_segments = document.segment_count
        document.updated_at = utc_now()

    async def _rule(self, uow: UnitOfWork, document: DocumentRow) -> ProcessRule:
        id = document.process_rule_id
        row = await DatasetRepository(uow, document.workspace_id).rule(id) if id is not None else None
        return ProcessRule.model_validate({"mode": row.mode, "rules": row.rules}) if row is not None else HIERARCHICAL

    def _children(self, row: SegmentRow, document: DocumentRow, rule: ProcessRule) -> list[ChildChunkRow]:
        if document.doc_form != "hierarchical_model":
            return []
        how = Segmentation(**chunk_rules(rule, document.doc_form)["children"])
        texts = split(row.content, how) or [row.content]
        shared = {
            "workspace_id": document.workspace_id,
            "dataset_id": document.dataset_id,
            "document_id": document.id,
        }
        return [ChildChunkRow(**values) for values in child_rows(shared, row.id, texts, 1)]

    async def _described(
        self,
        dataset: DatasetRow,
        document: DocumentRow,
        rows: Sequence[SegmentRow],
        children: dict[UUID, list[ChildChunkRow]],
    ) -> tuple[list[Unit], list[Described], list[bytes]]:
        """Words and vectors of chunks; keywords are found where none are given in an economical base."""
        if document.doc_form == "hierarchical_model":
            units = [
                Unit(row.id, child.id, child.content, enabled=row.enabled) for row in rows for child in children[row.id]
            ]
        else:
            units = [Unit(row.id, None, row.content, enabled=row.enabled) for row in rows]
        economy = dataset.indexing_technique != "high_quality"
        words: list[Described] = []
        by_id = {row.id: row for row in rows}
        for unit in units:
            row = by_id[unit.segment_id]
            if economy and row.keywords is None:
                row.keywords = found_keywords(unit.text)
            names = row.keywords or []
            marked = " ".join(word for name in names for word in terms(name))
            words.append(Described(" ".join(terms(unit.text)), marked))
        if economy:
            return units, words, []
        return units, words, (await embedding.vectors(self._gateway, dataset, [unit.text for unit in units])).vectors
