"""Reads and cuts documents in child processes: the server's loop never waits for them, and one that runs too long or
needs too much memory is ended. Started with the first document, ended when there was none for a while."""

import asyncio
import contextlib
import os
import struct
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import orjson

from tenon.ports import Described, DocumentFailed, Extracted

_LENGTH = struct.Struct("<I")
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")
_MB = 1024 * 1024


class DocumentProcesses:
    """Fulfils `ports.DocumentsPort` with at most `most` processes. Times are seconds, `memory` bytes of one process."""

    def __init__(
        self, *, most: int = 2, timeout: float = 300, memory: int = 2048 * _MB, max_bytes: int = 100 * _MB
    ) -> None:
        self._timeout, self._memory, self.max_bytes = timeout, memory, max_bytes
        self._idle_time = 60.0
        self._free: list[_Worker] = []
        self._room = asyncio.Semaphore(most)
        self._timer: asyncio.TimerHandle | None = None

    async def extract(self, data: bytes, filename: str, mime_type: str) -> Extracted:
        """The text of a document. Raises `DocumentFailed`."""
        head = {"do": "extract", "filename": filename, "mime_type": mime_type, "max_bytes": self.max_bytes}
        told, parts = await self._ask(head, data, f"{filename} could not be read")
        return Extracted(parts, int(told["characters"]))

    async def chunks(self, parts: bytes, rules: Mapping[str, Any]) -> Sequence[bytes]:
        """Lines of chunks. Raises `DocumentFailed`, for a separator that finds no end as well."""
        _, lines = await self._ask({"do": "chunk", "rules": rules}, parts, "The text could not be cut into chunks")
        return [line for line in lines.split(b"\n") if line]

    async def describe(self, texts: Sequence[str], keywords: Sequence[Sequence[str]] = ()) -> list[Described]:
        """The words of texts and of their keywords. Raises `DocumentFailed`."""
        body = orjson.dumps([list(texts), list(keywords)])
        _, found = await self._ask({"do": "describe"}, body, "The words of the text could not be found")
        return [Described(*each) for each in orjson.loads(found)]

    async def close(self) -> None:
        """End all processes that are free."""
        if self._timer is not None:
            self._timer.cancel()
        free, self._free = self._free, []
        for worker in free:
            await worker.end()

    async def _ask(self, head: Mapping[str, Any], body: bytes, failure: str) -> tuple[dict[str, Any], bytes]:
        async with self._worker() as worker:
            try:
                async with asyncio.timeout(self._timeout):
                    told, result = await worker.ask(orjson.dumps(head), body)
            except TimeoutError:
                hint = " Check the separator: as a regular expression it may find no end." if "rules" in head else ""
                raise DocumentFailed(f"{failure}: it took longer than {self._timeout:g} seconds.{hint}") from None
            except (asyncio.IncompleteReadError, OSError) as error:
                raise DocumentFailed(f"{failure}: it needs more memory than allowed, or is damaged.") from error
        if not told["ok"]:
            message = str(told["message"])
            raise DocumentFailed(message if told["code"] else f"{failure}: {message}")
        return told, result

    @asynccontextmanager
    async def _worker(self) -> AsyncGenerator["_Worker"]:
        async with self._room:
            worker = self._free.pop() if self._free else await _Worker.start(self._memory)
            try:
                yield worker
            except BaseException:
                await worker.end()
                raise
            self._free.append(worker)
            self._end_later()

    def _end_later(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(self._idle_time, self._end_idle)

    def _end_idle(self) -> None:
        free, self._free = self._free, []
        for worker in free:
            worker.kill()


class _Worker:
    """A running process: one request at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, memory: int) -> "_Worker":
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        environment["OPENBLAS_NUM_THREADS"] = "1"
        return cls(
            await asyncio.create_subprocess_exec(
                sys.executable, "-B", "-m", "tenon.rag.work", str(memory),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
                env=environment, start_new_session=True,
            )
        )  # fmt: skip

    async def ask(self, head: bytes, body: bytes) -> tuple[dict[str, Any], bytes]:
        """One request. Raises `IncompleteReadError` or `OSError` when the process is gone."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        for frame in (head, body):
            self._process.stdin.write(_LENGTH.pack(len(frame)))
            self._process.stdin.write(frame)
        await self._process.stdin.drain()
        told = await self._frame()
        return orjson.loads(told), await self._frame()

    async def _frame(self) -> bytes:
        assert self._process.stdout is not None
        size = _LENGTH.unpack(await self._process.stdout.readexactly(4))[0]
        return await self._process.stdout.readexactly(size)

    def kill(self) -> None:
        """End it without waiting."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """End it."""
        self.kill()
        await self._process.wait()
