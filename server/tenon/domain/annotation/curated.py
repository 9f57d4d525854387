"""Answers a question from an app's annotations. What is needed is read once per app and kept until it changes."""

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

from tenon.domain.annotation.repository import AnnotationRepository, ReplyRepository
from tenon.domain.annotation.tables import AnnotationHitRow
from tenon.domain.annotation.vectors import VectorIndex, unpacked
from tenon.domain.conversation.guard import CURATED, Curated
from tenon.domain.provider.gateway import Gateway
from tenon.domain.run.spec import RunRequest
from tenon.errors import TenonError
from tenon.kit.cache import TimedCache
from tenon.kit.db import Database, utc_now
from tenon.kit.group_commit import Lane
from tenon.kit.ids import uuid7
from tenon.kit.logging import get_log
from tenon.models.port import ModelRef

log = get_log(__name__)

TOPIC = "annotation"
"""Changes of an app's annotations or of its reply switch; the key is the app's id."""
_AGE = 600.0
_IN_THREAD = 2000
"""Vectors from which on a search leaves the event loop."""
SOURCES = {"service-api": "api", "web-app": "web_app", "debugging": "debug"}


@dataclass(slots=True)
class _Shelf:
    """The annotations of one app; `model` is None when the reply is off."""

    model: ModelRef | None = None
    threshold: float = 1.0
    exact: dict[str, Curated] = field(default_factory=dict[str, Curated])
    index: VectorIndex[Curated] = field(default_factory=VectorIndex[Curated])
    count: int = 0


def model_name(provider: str, model: str) -> str:
    """What says by which model a vector was made."""
    return f"{provider}/{model}"


class AnnotationReply:
    """Fulfils `conversation.guard.CuratedAnswers`."""

    def __init__(self, db: Database, gateway: Gateway) -> None:
        self._db, self._gateway = db, gateway
        self._shelves: TimedCache[UUID, _Shelf] = TimedCache(500, _AGE)
        self._changes = 0
        db.changes.follow(TOPIC, self._forget)

    def _forget(self, app_id: str) -> None:
        self._changes += 1
        self._shelves.drop(UUID(app_id))

    async def find(self, workspace_id: UUID, app_id: UUID, query: str) -> Curated | None:
        """The best answer of at least the app's threshold; None when there is none, or the reply is off.

        A question that stands there word for word needs no model. When the embedding model fails, the turn takes its
        normal course.
        """
        shelf = self._shelves.get(app_id)
        if shelf is None:
            shelf = await self._read(workspace_id, app_id)
        if shelf.model is None or not shelf.exact:
            return None
        same = shelf.exact.get(_same(query))
        if same is not None:
            return same
        if not shelf.count:
            return None
        try:
            model = await self._gateway.for_workspace(workspace_id, app_id).embedding(shelf.model)
            vector = list((await model.embed([query], purpose="query")).vectors[0])
        except TenonError as error:
            log.warning("annotation.not_compared", app_id=str(app_id), error=str(error))
            return None
        if shelf.count > _IN_THREAD:
            best = await asyncio.to_thread(shelf.index.nearest, vector, shelf.threshold)
        else:
            best = shelf.index.nearest(vector, shelf.threshold)
        return _scored(*best) if best is not None else None

    def rows(self, lane: Lane, request: RunRequest, query: str) -> None:
        """Keep that an answer was used."""
        used = request.extra[CURATED]
        id = uuid7()
        values = {
            "id": id,
            "workspace_id": request.version.workspace_id,
            "app_id": request.version.app_id,
            "annotation_id": UUID(used["id"]),
            "message_id": request.message_id,
            "query": query,
            "question": used["question"],
            "answer": used["answer"],
            "score": used["score"],
            "source": SOURCES[request.actor.origin],
            "created_at": utc_now(),
        }
        lane.insert(AnnotationHitRow, id, values)

    async def _read(self, workspace_id: UUID, app_id: UUID) -> _Shelf:
        seen, shelf = self._changes, _Shelf()
        async with self._db.unit_of_work() as uow:
            switch = await ReplyRepository(uow, workspace_id, app_id).get()
            if switch is not None and switch.enabled:
                rows = await AnnotationRepository(uow, workspace_id, app_id).all()
                name = model_name(switch.provider, switch.model)
                shelf.model = ModelRef(switch.provider, switch.model, "text-embedding")
                shelf.threshold = switch.score_threshold
                for row, author in rows:
                    entry = Curated(row.id, row.question, row.answer, 1.0, row.created_by, author or "")
                    shelf.exact[_same(row.question)] = entry
                    if row.vector is not None and row.vector_model == name:
                        shelf.index.add(unpacked(row.vector), entry)
                        shelf.count += 1
        if seen == self._changes:
            self._shelves.put(app_id, shelf)
        return shelf


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()


def _scored(found: Curated, score: float) -> Curated:
    return Curated(found.annotation_id, found.question, found.answer, score, found.account_id, found.account_name)
