"""Background jobs on DBOS."""

import asyncio
from pathlib import Path

from tenon.adapters.queue.dbos import DbosJobs
from tenon.kit.jobs import JobTable


async def test_jobs_are_done_and_taken_up_again(tmp_path: Path, database_kind: str, database_url: str) -> None:
    url = f"sqlite:///{tmp_path / 'jobs.db'}" if database_kind == "sqlite" else database_url
    done: asyncio.Queue[str] = asyncio.Queue()
    failures = 0

    async def note(text: str) -> None:
        done.put_nowait(text)

    async def flaky(text: str) -> None:
        nonlocal failures
        failures += 1
        if failures == 1:
            raise RuntimeError("once")
        done.put_nowait(text)

    table = JobTable()
    table.add("note", note)
    table.add("flaky", flaky, retries=1)
    jobs = DbosJobs(table, url, version="1", executor="test")
    if database_kind == "sqlite":
        await jobs.recover()
        assert not jobs.started  # nothing to take up: the library is not even loaded
    assert await jobs.enqueue("nobody", {}) == ""
    assert not jobs.started
    job_id = await jobs.enqueue("note", {"text": "a"})
    assert await asyncio.wait_for(done.get(), 20) == "a"
    await jobs.enqueue("flaky", {"text": "b"}, key="once")
    await jobs.enqueue("flaky", {"text": "b"}, key="once")
    assert await asyncio.wait_for(done.get(), 20) == "b"
    assert done.empty()
    for _ in range(100):
        if await jobs.status(job_id) == "succeeded":
            break
        await asyncio.sleep(0.05)
    assert await jobs.status(job_id) == "succeeded"
    assert await jobs.status("nonsense") == "unknown"
    await jobs.close()
    again = DbosJobs(table, url, version="1", executor="test")
    await again.recover()
    assert again.started
    await again.close()
