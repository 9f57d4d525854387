"""The retrieval test and its records, and how hits are shown."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenon.domain.knowledge import access
from tenon.domain.knowledge.access import Actor
from tenon.domain.knowledge.errors import NotInitialized
from tenon.domain.knowledge.repository.datasets import DatasetRepository
from tenon.domain.knowledge.repository.documents import DocumentRepository
from tenon.domain.knowledge.repository.metadata import MetadataRepository
from tenon.domain.knowledge.retrieval import Found, Retriever, Source
from tenon.domain.knowledge.segment_rows import shown
from tenon.domain.knowledge.segment_schemas import (
    HitChild,
    HitDocument,
    HitQuery,
    HitRecord,
    HitResult,
    HitSegment,
    PastQuery,
)
from tenon.domain.knowledge.shapes import RetrievalModel
from tenon.domain.knowledge.tables import DatasetRow
from tenon.errors import InvalidParam
from tenon.kit.db import Database
from tenon.kit.pagination import Page, PageQuery

LONGEST = 250
"""Characters of a question."""


async def find(
    db: Database, retriever: Retriever, who: Actor, dataset_id: UUID, query: str, model: RetrievalModel | None
) -> tuple[DatasetRow, list[Found], Mapping[UUID, dict[str, Any]]]:
    """Ask a knowledge base; what was found, and the metadata of the documents by their ids.

    Raises `InvalidParam`, `NotInitialized`, `DatasetNotFound`, and what retrieval raises.
    """
    if not query.strip():
        raise InvalidParam("The query is empty.", params="query")
    if len(query) > LONGEST:
        raise InvalidParam(f"The query has {len(query)} characters; at most {LONGEST} are allowed.", params="query")
    async with db.unit_of_work() as uow:
        dataset = await access.get(uow, who, dataset_id)
        if not await DocumentRepository(uow, dataset).any_completed():
            raise NotInitialized()
    found = await retriever.one(dataset, query, model, Source("hit_testing", account_id=who.account_id))
    async with db.unit_of_work() as uow:
        values = await MetadataRepository(uow, who.workspace_id).values([each.document.id for each in found])
    return dataset, found, {id: {field.name: value for field, value in own} for id, own in values.items()}


async def test(
    db: Database, retriever: Retriever, who: Actor, dataset_id: UUID, query: str, model: RetrievalModel | None
) -> HitResult:
    """What a question finds, as the console shows it."""
    _, found, values = await find(db, retriever, who, dataset_id, query, model)
    return HitResult(query=HitQuery(content=query), records=[record(each, values) for each in found])


def record(found: Found, values: Mapping[UUID, dict[str, Any]]) -> HitRecord:
    """A hit as the console shows it."""
    document = HitDocument(
        id=found.document.id,
        name=found.document.name,
        source_type=found.document.source_type,
        doc_metadata=values.get(found.document.id, {}),
    )
    segment = shown(found.segment, ())
    return HitRecord(
        segment=HitSegment.model_validate({**segment.model_dump(), "document": document}),
        child_chunks=[
            HitChild(id=child.id, content=child.content, position=child.position, score=round(score, 6))
            for child, score in found.children
        ],
        score=round(found.score, 6),
    )


async def past(db: Database, who: Actor, dataset_id: UUID, page: PageQuery) -> Page[PastQuery]:
    """Questions asked of a knowledge base, newest first."""
    async with db.unit_of_work() as uow:
        dataset = await access.get(uow, who, dataset_id)
        rows, total = await DatasetRepository(uow, who.workspace_id).queries(dataset.id, page)
    return page.page_of([PastQuery.model_validate(row, from_attributes=True) for row in rows], total)
