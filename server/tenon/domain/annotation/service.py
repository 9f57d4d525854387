"""Making, changing and deleting annotations."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from tenon.domain.annotation import csv_file
from tenon.domain.annotation.curated import TOPIC
from tenon.domain.annotation.embedding import BATCH, embed_missing
from tenon.domain.annotation.errors import AnnotationNotFound
from tenon.domain.annotation.repository import AnnotationRepository, Named, ReplyRepository
from tenon.domain.annotation.schemas import (
    Annotation,
    AnnotationPatch,
    AnnotationsPage,
    Author,
    ConsoleAnnotationIn,
    ExportFormat,
    Hit,
    HitsPage,
    MessageAnnotation,
    Pair,
)
from tenon.domain.annotation.tables import AnnotationHitRow, AnnotationRow
from tenon.domain.app import service as apps
from tenon.domain.auth.permissions import Permission
from tenon.domain.auth.principal import Principal
from tenon.domain.provider.gateway import Gateway
from tenon.errors import InvalidParam, NotFound, TenonError
from tenon.kit.db import Database, UnitOfWork, utc_now
from tenon.kit.ids import uuid7
from tenon.kit.logging import get_log
from tenon.kit.pagination import PageQuery

log = get_log(__name__)
_SOON = 10.0
"""Seconds that a change waits for its vector; later it is made in the background."""


class Annotations:
    """The annotations of apps. `who` of a method is None for a program with the app's key."""

    def __init__(self, db: Database, gateway: Gateway) -> None:
        self._db, self._gateway = db, gateway

    async def permit(self, uow: UnitOfWork, who: Principal, app_id: UUID, permission: Permission) -> None:
        """Raise `Forbidden` or `AppNotFound` where a person may not do this with an app of theirs."""
        who.require(permission)
        await apps.row(uow, who.workspace_id, app_id)

    async def page(
        self, uow: UnitOfWork, workspace_id: UUID, app_id: UUID, keyword: str, query: PageQuery
    ) -> AnnotationsPage:
        """One page, newest first."""
        repository = AnnotationRepository(uow, workspace_id, app_id)
        rows, total = await repository.page(keyword.strip(), query.offset, query.limit)
        page = query.page_of(await _shown(repository, rows), total)
        return AnnotationsPage.model_validate(page, from_attributes=True)

    async def get(self, uow: UnitOfWork, workspace_id: UUID, app_id: UUID, id: UUID) -> Annotation:
        """One. Raises `AnnotationNotFound`."""
        repository = AnnotationRepository(uow, workspace_id, app_id)
        return (await _shown(repository, [await _found(repository, id)]))[0]

    async def create(
        self, workspace_id: UUID, app_id: UUID, who: Principal | None, body: ConsoleAnnotationIn
    ) -> Annotation:
        """Add a pair, or the pair of a message, changed or as it is; the one made of it before is changed.

        Raises `NotFound` for an unknown message, `InvalidParam` where question or answer are missing.
        """
        async with self._db.unit_of_work() as uow:
            if who is not None:
                await self.permit(uow, who, app_id, "app.edit")
            repository = AnnotationRepository(uow, workspace_id, app_id)
            question, answer, row = body.question, body.answer, None
            if body.message_id is not None:
                message = await repository.message(body.message_id)
                if message is None:
                    raise NotFound("Message Not Exists.")
                question, answer = question or message.query.strip(), answer or message.answer.strip()
                before = await repository.of_message(body.message_id)
                row = before[0] if before is not None else None
            if not question or not answer:
                missing = "question" if not question else "answer"
                raise InvalidParam(f"{missing} is required", params=missing)
            if row is None:
                by = who.account_id if who is not None else None
                row = AnnotationRow(id=uuid7(), question=question, answer=answer, created_by=by)
                row.message_id = body.message_id
                repository.add(row)
            else:
                _change(row, question, answer)
            await repository.flush()
            uow.changed(TOPIC, app_id)
        return await self._embedded(workspace_id, app_id, row.id)

    async def update(
        self, workspace_id: UUID, app_id: UUID, who: Principal | None, id: UUID, body: AnnotationPatch
    ) -> Annotation:
        """Change question or answer; the next question is matched with it. Raises `AnnotationNotFound`."""
        async with self._db.unit_of_work() as uow:
            if who is not None:
                await self.permit(uow, who, app_id, "app.edit")
            row, _ = await _found(AnnotationRepository(uow, workspace_id, app_id), id)
            _change(row, body.question or row.question, body.answer or row.answer)
            uow.changed(TOPIC, app_id)
        return await self._embedded(workspace_id, app_id, id)

    async def remove(self, uow: UnitOfWork, workspace_id: UUID, app_id: UUID, id: UUID) -> None:
        """Delete one with its uses. Raises `AnnotationNotFound`."""
        repository = AnnotationRepository(uow, workspace_id, app_id)
        await repository.remove((await _found(repository, id))[0])
        uow.changed(TOPIC, app_id)

    async def clear(self, uow: UnitOfWork, who: Principal, app_id: UUID) -> None:
        """Delete all of an app."""
        await self.permit(uow, who, app_id, "app.edit")
        await AnnotationRepository(uow, who.workspace_id, app_id).clear()
        uow.changed(TOPIC, app_id)

    async def hits(self, uow: UnitOfWork, who: Principal, app_id: UUID, id: UUID, query: PageQuery) -> HitsPage:
        """Uses of an annotation, newest first. Raises `AnnotationNotFound`."""
        await self.permit(uow, who, app_id, "app.view")
        repository = AnnotationRepository(uow, who.workspace_id, app_id)
        await _found(repository, id)
        rows, total = await repository.hits(id, query.offset, query.limit)
        return HitsPage.model_validate(query.page_of([_hit(row) for row in rows], total), from_attributes=True)

    async def of_message(self, uow: UnitOfWork, who: Principal, app_id: UUID, message_id: UUID) -> MessageAnnotation:
        """The annotation made from a message, and the one that answered it. Raises `NotFound`."""
        await self.permit(uow, who, app_id, "app.view")
        repository = AnnotationRepository(uow, who.workspace_id, app_id)
        if await repository.message(message_id) is None:
            raise NotFound("Message Not Exists.")
        made = await repository.of_message(message_id)
        hit = await repository.hit_of_message(message_id)
        used = await repository.get(hit.annotation_id) if hit is not None else None
        return MessageAnnotation(
            annotation=(await _shown(repository, [made]))[0] if made is not None else None,
            hit=_hit(hit) if hit is not None else None,
            answered_from=(await _shown(repository, [used]))[0] if used is not None else None,
        )

    async def export(self, uow: UnitOfWork, who: Principal, app_id: UUID, form: ExportFormat) -> bytes:
        """All pairs as a file, oldest first."""
        await self.permit(uow, who, app_id, "app.view")
        rows = await AnnotationRepository(uow, who.workspace_id, app_id).all()
        pairs = [Pair(row.question, row.answer) for row, _ in rows]
        return csv_file.csv_of(pairs) if form == "csv" else csv_file.jsonl_of(pairs)

    async def _embedded(self, workspace_id: UUID, app_id: UUID, id: UUID) -> Annotation:
        """Make the vector of what has just changed, when the reply is on; later when the model does not answer."""
        try:
            async with asyncio.timeout(_SOON):
                await embed_missing(self._db, self._gateway, workspace_id, app_id, most=BATCH)
        except (TenonError, TimeoutError) as error:
            log.warning("annotation.not_embedded", app_id=str(app_id), error=str(error))
            async with self._db.unit_of_work() as uow:
                if (await ReplyRepository(uow, workspace_id, app_id).get()) is not None:
                    uow.enqueue("annotation.embed", workspace_id=str(workspace_id), app_id=str(app_id))
        async with self._db.unit_of_work() as uow:
            return await self.get(uow, workspace_id, app_id, id)


def _change(row: AnnotationRow, question: str, answer: str) -> None:
    if question != row.question:
        row.vector = row.vector_model = None
    row.question, row.answer, row.updated_at = question, answer, utc_now()


async def _found(repository: AnnotationRepository, id: UUID) -> Named:
    found = await repository.get(id)
    if found is None:
        raise AnnotationNotFound()
    return found


async def _shown(repository: AnnotationRepository, rows: Sequence[Named]) -> list[Annotation]:
    counts = await repository.hit_counts([row.id for row, _ in rows])
    return [
        Annotation(
            id=row.id,
            question=row.question,
            answer=row.answer,
            hit_count=counts.get(row.id, 0),
            created_at=int(row.created_at.timestamp()),
            message_id=row.message_id,
            created_by=Author(id=row.created_by, name=author or ""),
            updated_at=int(row.updated_at.timestamp()),
        )
        for row, author in rows
    ]


def _hit(row: AnnotationHitRow) -> Hit:
    return Hit(
        id=row.id,
        message_id=row.message_id,
        query=row.query,
        question=row.question,
        answer=row.answer,
        score=row.score,
        source=row.source,
        created_at=int(row.created_at.timestamp()),
    )


async def count(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> int:
    """How many annotations an app has."""
    return await AnnotationRepository(uow, workspace_id, app_id).count()
