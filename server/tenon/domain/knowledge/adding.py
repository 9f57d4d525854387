"""New documents from files and texts, and new knowledge bases with their first documents."""

from uuid import UUID

from tenon.domain.file.tables import UploadRow
from tenon.domain.knowledge import access
from tenon.domain.knowledge.access import Actor
from tenon.domain.knowledge.datasets import Datasets
from tenon.domain.knowledge.documents import Documents
from tenon.domain.knowledge.errors import DatasetNameTaken
from tenon.domain.knowledge.repository.datasets import DatasetRepository
from tenon.domain.knowledge.schemas import (
    DatasetCreate,
    DatasetCreated,
    DatasetInit,
    DatasetPatch,
    DocumentsCreate,
    DocumentsCreated,
)
from tenon.errors import InvalidParam
from tenon.kit.db import Database, UnitOfWork


class Adding:
    """Checks and keeps sources, then adds documents in one transaction."""

    def __init__(self, db: Database, datasets: Datasets, documents: Documents) -> None:
        self._db, self._datasets, self._documents = db, datasets, documents

    async def init(self, who: Actor, body: DatasetInit) -> DatasetCreated:
        """A knowledge base with documents, named after the first one where no name is given."""
        access.require_creator(who)
        files = await self._sources(who, body, who.workspace_id)
        async with self._db.unit_of_work() as uow:
            name = body.name or await self._free_name(uow, who, files[0].name)
            if body.name and await DatasetRepository(uow, who.workspace_id).named(name) is not None:
                raise DatasetNameTaken()
            given = DatasetCreate(name=name, description=body.description or f"Useful for questions about {name}.")
            dataset = await self._datasets.create(uow, who, given, DatasetPatch())
            rows = await self._documents.add(uow, who, dataset, body, files)
            (shown,) = await self._datasets.shown(uow, [dataset])
            documents = await self._documents.shown(uow, dataset, rows)
        return DatasetCreated(dataset=shown, documents=documents, batch=rows[0].batch)

    async def add(self, who: Actor, dataset_id: UUID, body: DocumentsCreate) -> DocumentsCreated:
        """Documents for a knowledge base. Raises `DatasetNotFound` and what `Documents.add` raises."""
        async with self._db.unit_of_work() as uow:
            await access.get(uow, who, dataset_id)
        files = await self._sources(who, body, dataset_id)
        async with self._db.unit_of_work() as uow:
            dataset = await access.get(uow, who, dataset_id)
            rows = await self._documents.add(uow, who, dataset, body, files)
            documents = await self._documents.shown(uow, dataset, rows)
        return DocumentsCreated(documents=documents, batch=rows[0].batch)

    async def _sources(self, who: Actor, body: DocumentsCreate, fallback: UUID) -> list[UploadRow]:
        if body.text is not None:
            return [await self._documents.keep_text(who, body.text.name, body.text.text, fallback)]
        if not body.files:
            raise InvalidParam("Choose at least one file, or give a text.", params="files")
        return await self._documents.uploads(who, body.files)

    async def _free_name(self, uow: UnitOfWork, who: Actor, file: str) -> str:
        repository = DatasetRepository(uow, who.workspace_id)
        base = file.rsplit(".", 1)[0][:33].strip() or "Knowledge"
        name, number = base, 2
        while await repository.named(name) is not None:
            name, number = f"{base} ({number})", number + 1
        return name
