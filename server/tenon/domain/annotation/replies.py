"""The reply switch and imports: what is asked for at once, and what is done of it in the background."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import orjson
from pydantic import ValidationError

from tenon.domain.annotation.csv_file import read_pairs
from tenon.domain.annotation.curated import TOPIC
from tenon.domain.annotation.embedding import embed_missing
from tenon.domain.annotation.errors import ImportTooLarge, JobNotFound
from tenon.domain.annotation.repository import AnnotationRepository, JobRepository, ReplyRepository
from tenon.domain.annotation.schemas import (
    Action,
    ImportStarted,
    ImportState,
    JobStarted,
    JobState,
    JobStatus,
    Pair,
    ReplySettings,
    ReplyState,
)
from tenon.domain.annotation.tables import AnnotationJobRow, AnnotationReplyRow, AnnotationRow
from tenon.domain.provider.gateway import Gateway
from tenon.errors import InvalidParam, TenonError, TooManyRequests
from tenon.kit.db import Database, UnitOfWork, utc_now
from tenon.kit.ids import uuid7
from tenon.kit.jobs import Jobs
from tenon.kit.logging import get_log
from tenon.kit.ratelimit import RateLimit
from tenon.models.errors import ModelError
from tenon.models.port import ModelRef

log = get_log(__name__)

ATTEMPTS = 4
STALE = timedelta(minutes=2)
"""A job that nobody has touched for so long is taken up again when a server starts."""
_BATCH = 200


@dataclass(frozen=True, slots=True)
class ImportLimits:
    """Of files of pairs. Sizes are MB; rates are imports of one workspace."""

    size_mb: int = 2
    most: int = 10_000
    least: int = 1
    per_minute: int = 5
    per_hour: int = 20
    at_once: int = 5


class Replies:
    """Switches the reply of apps, imports files, and does the jobs of both."""

    def __init__(self, db: Database, gateway: Gateway, limits: ImportLimits, *, pause: float = 2.0) -> None:
        self._db, self._gateway, self._limits, self._pause = db, gateway, limits, pause
        self._minute, self._hour = RateLimit(limits.per_minute, 60), RateLimit(limits.per_hour, 3600)

    async def switch(self, workspace_id: UUID, app_id: UUID, action: Action, body: ReplySettings) -> JobStarted:
        """Switch at once; embedding goes on in the background. Raises what the gateway raises for the model."""
        provider, model = body.embedding_provider_name, body.embedding_model_name
        if action == "enable":
            try:
                await self._gateway.bound(workspace_id, ModelRef(provider, model, "text-embedding"))
            except ModelError as error:
                raise InvalidParam(error.message, params="embedding_model_name") from error
        async with self._db.unit_of_work() as uow:
            job_id = await self._set(uow, workspace_id, app_id, action, body)
        return JobStarted(job_id=job_id, job_status="waiting")

    async def follow(
        self,
        uow: UnitOfWork,
        workspace_id: UUID,
        app_id: UUID,
        before: Mapping[str, Any],
        now: Mapping[str, Any],
    ) -> None:
        """Switch as the features of a published app say, where they have changed since they were published last."""
        wanted, former = _feature(now), _feature(before)
        row = await ReplyRepository(uow, workspace_id, app_id).get()
        if wanted is not None and (wanted != former or row is None):
            await self._set(uow, workspace_id, app_id, "enable", wanted)
        elif wanted is None and former is not None and row is not None and row.enabled:
            await self._set(uow, workspace_id, app_id, "disable", former)

    async def _set(
        self, uow: UnitOfWork, workspace_id: UUID, app_id: UUID, action: Action, body: ReplySettings
    ) -> UUID:
        repository = ReplyRepository(uow, workspace_id, app_id)
        row = await repository.get()
        if row is None:
            row = AnnotationReplyRow(enabled=False, score_threshold=body.score_threshold, provider="", model="")
            repository.add(row)
        row.enabled = action == "enable"
        if action == "enable" or not row.model:
            row.provider, row.model = body.embedding_provider_name, body.embedding_model_name
            row.score_threshold = body.score_threshold
        row.updated_at = utc_now()
        status: JobStatus = "waiting" if action == "enable" else "completed"
        job = AnnotationJobRow(id=uuid7(), kind=action, status=status)
        repository.add(job)
        uow.changed(TOPIC, app_id)
        if action == "enable":
            uow.enqueue("annotation.reply", job_id=str(job.id))
        return job.id

    async def set_threshold(self, uow: UnitOfWork, workspace_id: UUID, app_id: UUID, threshold: float) -> None:
        """Another threshold, from the next question on. Raises `InvalidParam` where the reply was never on."""
        row = await ReplyRepository(uow, workspace_id, app_id).get()
        if row is None:
            raise InvalidParam("Switch the annotation reply on first.", params="score_threshold")
        row.score_threshold, row.updated_at = threshold, utc_now()
        uow.changed(TOPIC, app_id)

    async def state(self, uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> ReplyState:
        """The switch and its last job."""
        repository = ReplyRepository(uow, workspace_id, app_id)
        row, job = await repository.get(), await repository.newest(("enable", "disable"))
        return ReplyState(
            enabled=row is not None and row.enabled,
            score_threshold=row.score_threshold if row is not None else 0.9,
            embedding_provider_name=row.provider if row is not None else "",
            embedding_model_name=row.model if row is not None else "",
            job=_state(job) if job is not None else None,
        )

    async def feature(self, uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> dict[str, Any] | None:
        """`annotation_reply` as the features of an app hold it (contract: dsl.md 5); None: it was never switched."""
        row = await ReplyRepository(uow, workspace_id, app_id).get()
        if row is None or not row.enabled:
            return None if row is None else {"enabled": False}
        model = {"embedding_provider_name": row.provider, "embedding_model_name": row.model}
        return {"enabled": True, "score_threshold": row.score_threshold, "embedding_model": model}

    async def job(self, uow: UnitOfWork, workspace_id: UUID, app_id: UUID, action: Action, id: UUID) -> JobState:
        """How far a switch is. Raises `JobNotFound`."""
        return _state(await _job(uow, workspace_id, app_id, action, id))

    async def import_state(self, uow: UnitOfWork, workspace_id: UUID, app_id: UUID, id: UUID) -> ImportState:
        """How far an import is. Raises `JobNotFound`."""
        row = await _job(uow, workspace_id, app_id, "import", id)
        return ImportState(**_state(row).model_dump(), done=row.done, total=row.total)

    async def start_import(self, workspace_id: UUID, app_id: UUID, by: UUID, data: bytes) -> ImportStarted:
        """Check a file and have it imported. Raises `ImportTooLarge`, `BrokenImport`, `TooManyRequests`."""
        limits = self._limits
        if len(data) > limits.size_mb * 1024 * 1024:
            raise ImportTooLarge(f"The file is larger than {limits.size_mb} MB. Split it.")
        for rate in (self._minute, self._hour):
            rate.check(str(workspace_id))
        pairs = await asyncio.to_thread(read_pairs, data, limits.most, limits.least)
        async with self._db.unit_of_work() as uow:
            repository = ReplyRepository(uow, workspace_id, app_id)
            if await repository.open_imports() >= limits.at_once:
                raise TooManyRequests(f"{limits.at_once} imports are going on already. Wait until one is through.")
            content = orjson.dumps([[pair.question, pair.answer] for pair in pairs]).decode()
            job = AnnotationJobRow(id=uuid7(), kind="import", status="waiting", total=len(pairs), content=content)
            job.created_by = by
            repository.add(job)
            uow.enqueue("annotation.import", job_id=str(job.id))
        for rate in (self._minute, self._hour):
            rate.count(str(workspace_id))
        return ImportStarted(job_id=job.id, job_status="waiting", record_count=len(pairs))

    async def do_reply(self, job_id: str) -> None:
        """Job `annotation.reply`: embed what is not embedded yet. Safe to run twice."""

        async def work(row: AnnotationJobRow) -> None:
            async def progress(done: int) -> None:
                await self._note(row.id, done=done)

            await embed_missing(self._db, self._gateway, row.workspace_id, row.app_id, progress)

        await self._do(UUID(job_id), work)

    async def do_import(self, job_id: str) -> None:
        """Job `annotation.import`: add the pairs, then embed them when the reply is on. Safe to run twice."""

        async def work(row: AnnotationJobRow) -> None:
            pairs = [Pair(*pair) for pair in orjson.loads(row.content or "[]")]
            for start in range(0, len(pairs), _BATCH):
                await self._add(row, start, pairs[start : start + _BATCH])
            await embed_missing(self._db, self._gateway, row.workspace_id, row.app_id)

        await self._do(UUID(job_id), work)

    async def do_embed(self, workspace_id: str, app_id: str) -> None:
        """Job `annotation.embed`: the vectors of changed questions."""
        await embed_missing(self._db, self._gateway, UUID(workspace_id), UUID(app_id))

    async def take_up(self, jobs: Jobs) -> None:
        """Ask again for jobs that another server has left undone."""
        async with self._db.unit_of_work() as uow:
            left = await JobRepository(uow).left(utc_now() - STALE)
        for row in left:
            name = "annotation.import" if row.kind == "import" else "annotation.reply"
            await jobs.enqueue(name, {"job_id": str(row.id)})

    async def _add(self, job: AnnotationJobRow, start: int, pairs: Sequence[Pair]) -> None:
        """Add pairs under ids that follow from the job, so that none comes twice."""
        ids = [uuid5(job.id, str(place)) for place in range(start, start + len(pairs))]
        async with self._db.unit_of_work() as uow:
            repository = AnnotationRepository(uow, job.workspace_id, job.app_id)
            known = await repository.known(ids)
            now = utc_now()
            for place, (id, pair) in enumerate(zip(ids, pairs, strict=True)):
                if id not in known:
                    at = now + timedelta(microseconds=place)
                    row = AnnotationRow(id=id, question=pair.question, answer=pair.answer, created_at=at)
                    row.created_by = job.created_by
                    repository.add(row)
            uow.changed(TOPIC, job.app_id)
        await self._note(job.id, done=start + len(pairs))

    async def _do(self, job_id: UUID, work: Callable[[AnnotationJobRow], Awaitable[None]]) -> None:
        async with self._db.unit_of_work() as uow:
            row = await JobRepository(uow).get(job_id)
        if row is None or row.status in ("completed", "error"):
            return
        await self._note(job_id, status="processing")
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await work(row)
            except TenonError as error:
                retry = getattr(error, "retryable", error.status >= 500) and attempt < ATTEMPTS
                if not retry:
                    await self._note(job_id, status="error", error=error.message)
                    return
                log.warning("annotation.job_again", job_id=str(job_id), attempt=attempt, error=error.message)
                await asyncio.sleep(self._pause * attempt)
            else:
                await self._note(job_id, status="completed")
                return

    async def _note(
        self, job_id: UUID, *, status: JobStatus | None = None, error: str = "", done: int | None = None
    ) -> None:
        async with self._db.unit_of_work() as uow:
            repository = JobRepository(uow)
            row = await repository.get(job_id)
            if row is None:
                return
            if status is not None:
                row.status, row.error = status, error
                if status in ("completed", "error"):
                    row.content = None
            if done is not None:
                row.done = max(row.done, done)
            await repository.touch(row)


def _feature(features: Mapping[str, Any]) -> ReplySettings | None:
    """`annotation_reply` of an app's features (contract: dsl.md 5); None when it is off or not whole."""
    feature: dict[str, Any] = features.get("annotation_reply") or {}
    model: dict[str, Any] = feature.get("embedding_model") or {}
    if not feature.get("enabled"):
        return None
    try:
        return ReplySettings.model_validate({"score_threshold": feature.get("score_threshold", 0.9), **model})
    except ValidationError:
        return None


async def _job(uow: UnitOfWork, workspace_id: UUID, app_id: UUID, kind: str, id: UUID) -> AnnotationJobRow:
    row = await ReplyRepository(uow, workspace_id, app_id).job(id)
    if row is None or row.kind != kind:
        raise JobNotFound()
    return row


def _state(row: AnnotationJobRow) -> JobState:
    return JobState.model_validate({"job_id": row.id, "job_status": row.status, "error_msg": row.error})
