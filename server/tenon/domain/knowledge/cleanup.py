"""Frees the space of what is not served any more, in small transactions."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from tenon.domain.file.service import Uploads
from tenon.domain.knowledge.repository.datasets import DatasetRecords
from tenon.domain.knowledge.repository.documents import DocumentRecords
from tenon.domain.knowledge.repository.segments import EntryRepository, SegmentRecords
from tenon.kit.db import Database
from tenon.ports import IndexPort

_BATCH = 200


class Cleanup:
    """Removes segments with their entries. Every call is safe to repeat."""

    def __init__(self, db: Database, index: IndexPort) -> None:
        self._db, self._index = db, index

    async def document(self, dataset_id: UUID, document_id: UUID, keep: Sequence[int]) -> None:
        """Remove the segments of a document but of the versions to keep."""
        while True:
            async with self._db.unit_of_work() as uow:
                records = SegmentRecords(uow)
                ids = await records.stale(document_id, keep, _BATCH)
                if not ids:
                    return
                entries = EntryRepository(uow, dataset_id)
                rev = await DatasetRecords(uow).next_rev(dataset_id)
                numbers = await entries.of_segments(ids)
                await self._index.remove(uow, dataset_id, numbers)
                await entries.remove(numbers, rev)
                await records.delete(ids)
            await asyncio.sleep(0.002)  # others write in between


class Purge:
    """Does the job `knowledge.purge`: deleted documents and knowledge bases."""

    def __init__(self, db: Database, index: IndexPort, uploads: Uploads) -> None:
        self._db, self._uploads = db, uploads
        self._cleanup = Cleanup(db, index)
        self._lock = asyncio.Lock()

    async def tidy(self) -> None:
        """Remove what a process that was killed has left of former versions, then what is marked as removed."""
        async with self._db.unit_of_work() as uow:
            left = await DocumentRecords(uow).with_former_versions()
        for dataset_id, document_id, version in left:
            await self._cleanup.document(dataset_id, document_id, [version])
        await self.run()

    async def run(self) -> None:
        """Remove everything that is marked as removed."""
        async with self._lock:
            async with self._db.unit_of_work() as uow:
                documents = await DocumentRecords(uow).removed()
                datasets = [row.id for row in await DatasetRecords(uow).removed()]
            for workspace_id, dataset_id, document_id, upload_id in documents:
                await self._document(workspace_id, dataset_id, document_id, upload_id)
            for dataset_id in datasets:
                async with self._db.unit_of_work() as uow:
                    left = await DocumentRecords(uow).of_dataset(dataset_id)
                for workspace_id, document_id, upload_id in left:
                    await self._document(workspace_id, dataset_id, document_id, upload_id)
                async with self._db.unit_of_work() as uow:
                    await DatasetRecords(uow).delete(dataset_id)

    async def _document(self, workspace_id: UUID, dataset_id: UUID, document_id: UUID, upload_id: UUID | None) -> None:
        await self._cleanup.document(dataset_id, document_id, [-1])
        async with self._db.unit_of_work() as uow:
            records = DocumentRecords(uow)
            await records.delete(document_id)
            if upload_id is not None and not await records.uses(upload_id):
                await self._uploads.remove(uow, workspace_id, upload_id)
