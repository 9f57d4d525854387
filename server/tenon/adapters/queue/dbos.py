"""Background jobs on DBOS: a file of its own with SQLite, the product's database with PostgreSQL.

The library costs about a second and 50 MB, so it is loaded with the first job (or when an earlier life of the process
has left some), never at start-up. It runs workflows on threads of its own; the work itself is done on the server's
event loop. Only its blocking calls are used, on threads: the others replace the loop's own thread pool.
"""

import asyncio
import importlib
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from tenon.kit.jobs import Job, JobStatus, JobTable
from tenon.kit.logging import get_log

log = get_log(__name__)

QUEUE = "tenon"
POLL = 0.5
"""Seconds between looks at the queue."""
_STATUS: dict[str, JobStatus] = {
    "ENQUEUED": "waiting",
    "DELAYED": "waiting",
    "PENDING": "running",
    "SUCCESS": "succeeded",
    "ERROR": "failed",
    "CANCELLED": "cancelled",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "failed",
}


class DbosJobs:
    """Fulfils `kit.jobs.Jobs`. One per process: the library keeps its state in the module."""

    def __init__(self, table: JobTable, url: str, *, version: str, executor: str, concurrency: int = 4) -> None:
        self._table, self._url = table, url
        self._version, self._executor, self._concurrency = version, executor, concurrency
        self._dbos: Any = None  # the library is loaded late
        self._work: Any = None
        self._lock = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def started(self) -> bool:
        """Whether the library is loaded."""
        return self._dbos is not None

    async def enqueue(self, name: str, arguments: Mapping[str, Any], *, key: str | None = None) -> str:
        """Have a job done; its id. A name nobody handles is passed over: the answer is empty then."""
        if self._table.find(name) is None:
            log.debug("job.not_handled", name=name)
            return ""
        await self._start()
        return await asyncio.to_thread(self._put, name, dict(arguments), key)

    def _put(self, name: str, arguments: dict[str, Any], key: str | None) -> str:
        queue = self._dbos.DBOS.retrieve_queue(QUEUE)
        if key is None:
            handle = queue.enqueue(self._work, name, arguments)
        else:
            with self._dbos.SetWorkflowID(f"{name}:{key}"):
                handle = queue.enqueue(self._work, name, arguments)
        return str(handle.get_workflow_id())

    async def schedule(self, name: str, cron: str, *, key: str, timezone: str = "UTC") -> None:
        """Have a job done again and again; the same `key` replaces the line."""
        await self._start()
        await asyncio.to_thread(self._put_schedule, name, cron, key, timezone)

    def _put_schedule(self, name: str, cron: str, key: str, timezone: str) -> None:
        api = self._dbos.DBOS
        if api.get_schedule(key) is not None:
            api.delete_schedule(key)
        api.create_schedule(
            schedule_name=key, workflow_fn=self._tick, schedule=cron, context=name, cron_timezone=timezone
        )

    async def cancel(self, job_id: str) -> None:
        """Take a job back, as far as it has not begun."""
        await self._start()
        await asyncio.to_thread(self._dbos.DBOS.cancel_workflow, job_id)

    async def status(self, job_id: str) -> JobStatus:
        """How far a job is."""
        await self._start()
        found = await asyncio.to_thread(self._dbos.DBOS.get_workflow_status, job_id)
        return _STATUS.get(str(found.status), "unknown") if found is not None else "unknown"

    async def recover(self) -> None:
        """Take up what an earlier life left undone: with SQLite only when there is a file of jobs."""
        file = Path(self._url.removeprefix("sqlite:///"))
        if not self._url.startswith("sqlite:///") or await asyncio.to_thread(file.exists):
            await self._start()

    async def close(self) -> None:
        """Stop the library's threads; jobs at work are taken up at the next start."""
        if self._dbos is not None:
            await asyncio.to_thread(self._dbos.DBOS.destroy, destroy_registry=True)
            self._dbos = None

    async def _start(self) -> None:
        async with self._lock:
            if self._dbos is None:
                self._loop = asyncio.get_running_loop()
                self._dbos = await asyncio.to_thread(self._load)

    def _load(self) -> Any:
        dbos: Any = importlib.import_module("dbos")
        serializer: Any = type("JsonSerializer", (dbos.Serializer,), dict(_JSON))
        config: dict[str, Any] = {
            "name": "tenon",
            "system_database_url": self._url,
            "application_version": self._version,
            "executor_id": self._executor,
            "run_admin_server": False,
            "enable_otlp": False,
            "log_level": "ERROR",
            "serializer": serializer(),
        }
        if self._url.startswith("sqlite") and sqlite3.sqlite_version_info < (3, 42):
            config["system_database_engine"] = _older_sqlite(self._url)
        dbos.DBOS(config=config)

        def work(name: str, arguments: dict[str, Any]) -> None:  # the library wants plain functions
            self._run(name, arguments)

        def tick(_at: Any, name: str) -> None:
            self._run(name, {})

        self._work = dbos.DBOS.workflow(name="tenon.job", max_recovery_attempts=10)(work)
        self._tick = dbos.DBOS.workflow(name="tenon.tick")(tick)
        dbos.DBOS.launch()
        dbos.DBOS.register_queue(QUEUE, worker_concurrency=self._concurrency, polling_interval_sec=POLL)
        return dbos

    def _run(self, name: str, arguments: dict[str, Any]) -> None:
        job = self._table.find(name)
        if job is None:
            log.warning("job.not_handled", name=name)
            return
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(_attempts(job, arguments), self._loop).result()


def _older_sqlite(url: str) -> Any:
    """An engine whose connections know `unixepoch('subsec')`, which SQLite has since 3.42 and the library needs."""
    sqlalchemy: Any = importlib.import_module("sqlalchemy")
    engine = sqlalchemy.create_engine(url)

    def unixepoch(*modifiers: str) -> float:
        now = time.time()
        return now if "subsec" in modifiers else int(now)

    def teach(connection: Any, _record: object) -> None:
        connection.create_function("unixepoch", -1, unixepoch)

    sqlalchemy.event.listen(engine, "connect", teach)
    return engine


async def _attempts(job: Job, arguments: dict[str, Any]) -> None:
    for attempt in range(job.retries + 1):
        try:
            await job.handler(**arguments)
        except Exception as error:
            log.exception("job.failed", error, name=job.name, attempt=attempt + 1)
            if attempt == job.retries:
                raise
            await asyncio.sleep(min(60, 2**attempt))
        else:
            return


def _serialize(_self: object, data: Any) -> str:
    return orjson.dumps(data, default=_described).decode()


def _described(value: object) -> object:
    return {"error": type(value).__name__, "message": str(value)} if isinstance(value, BaseException) else str(value)


def _deserialize(_self: object, text: str) -> Any:
    return orjson.loads(text)


_JSON: dict[str, Any] = {
    "serialize": _serialize,
    "deserialize": _deserialize,
    "name": lambda _self: "json",  # pyright: ignore[reportUnknownLambdaType] - a member of a class made at run time
}
"""Members of the serializer: JSON, never pickle."""
