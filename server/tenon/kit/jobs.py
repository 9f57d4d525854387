"""Background jobs behind a narrow port: durable, retried, safe to run twice."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

type Handler = Callable[..., Awaitable[None]]
"""Does a job; its arguments are JSON values (ids, not rows)."""
JobStatus = Literal["waiting", "running", "succeeded", "failed", "cancelled", "unknown"]


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of job by its stable name. After `retries` further attempts it has failed."""

    name: str
    handler: Handler
    retries: int = 3


class JobTable:
    """The kinds of jobs that this process can do, filled by `tenon.wiring`."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}

    def add(self, name: str, handler: Handler, *, retries: int = 3) -> None:
        """Offer a kind of job."""
        self._jobs[name] = Job(name, handler, retries)

    def find(self, name: str) -> Job | None:
        """The kind of job; None when nobody does it."""
        return self._jobs.get(name)


class Jobs(Protocol):
    """Hands jobs over and asks after them."""

    async def enqueue(self, name: str, arguments: Mapping[str, Any], *, key: str | None = None) -> str:
        """Have a job done; its id. Jobs with the same `key` are done once. A name nobody handles is passed over."""
        ...

    async def schedule(self, name: str, cron: str, *, key: str, timezone: str = "UTC") -> None:
        """Have a job done again and again by a five-field cron line; the same `key` replaces the line."""
        ...

    async def cancel(self, job_id: str) -> None:
        """Take a job back, as far as it has not begun."""
        ...

    async def status(self, job_id: str) -> JobStatus:
        """How far a job is."""
        ...

    async def recover(self) -> None:
        """Take up what an earlier life of this process left undone."""
        ...
