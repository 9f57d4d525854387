"""Runs code extensions in processes of their own and finds what the operator has installed."""

import asyncio
import contextlib
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import orjson

from tenon.kit.logging import get_log
from tenon.ports import ExtensionBroken, InstalledExtension

log = get_log(__name__)

START_TIMEOUT = 30.0
CALL_TIMEOUT = 60.0
LINE_LIMIT = 4 * 1024 * 1024
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE")
"""Of the server's environment only these reach an extension: the others may hold secrets."""


class ExtensionProcesses:
    """Fulfils `ports.ExtensionHost`: one process per extension, started at its first call, again when its file changes.

    Extensions stand in `<folder>/<module>/<name>/`.
    """

    def __init__(self, folder: Path, *, timeout: float = CALL_TIMEOUT) -> None:
        self._folder, self._timeout = folder, timeout
        self._running: dict[tuple[str, str], _Process] = {}
        self._lock = asyncio.Lock()

    async def installed(self, module: str) -> Sequence[InstalledExtension]:
        """What stands in the folder, by name; one that cannot be read says why."""
        return await asyncio.to_thread(self._installed, module)

    def _installed(self, module: str) -> list[InstalledExtension]:
        found: list[InstalledExtension] = []
        with contextlib.suppress(OSError):
            for folder in sorted((self._folder / module).iterdir()):
                if folder.is_dir() and _NAME.fullmatch(folder.name) and not folder.name.startswith("__"):
                    found.append(_described(folder))
        return found

    async def call(self, module: str, name: str, operation: str, config: Mapping[str, Any], **values: Any) -> Any:
        """One request to an extension. Raises `ExtensionBroken` with what is wrong."""
        process = await self._process(module, name)
        request: dict[str, Any] = {"op": operation, "config": config, "more": {}, **values}
        try:
            async with asyncio.timeout(self._timeout):
                return await process.ask(request)
        except TimeoutError:
            await self._end((module, name))
            raise ExtensionBroken(f"it did not answer within {self._timeout:g} seconds") from None

    async def close(self) -> None:
        """End all processes."""
        for key in list(self._running):
            await self._end(key)

    async def _process(self, module: str, name: str) -> "_Process":
        key, folder = (module, name), self._folder / module / name
        source = folder / f"{name}.py"
        if not _NAME.fullmatch(name):
            raise ExtensionBroken("it is not installed on this server")
        async with self._lock:
            try:
                stamp = (await asyncio.to_thread(source.stat)).st_mtime_ns
            except OSError:
                raise ExtensionBroken("it is not installed on this server") from None
            process = self._running.get(key)
            if process is None or process.stamp != stamp or process.ended:
                await self._end(key)
                process = self._running[key] = await _Process.start(module, folder, stamp)
        return process

    async def _end(self, key: tuple[str, str]) -> None:
        process = self._running.pop(key, None)
        if process is not None:
            await process.end()


class _Process:
    """A running extension."""

    def __init__(self, process: asyncio.subprocess.Process, stamp: int) -> None:
        self._process, self.stamp = process, stamp
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._last = 0
        self.ready = self._expect(0)
        self._reader = asyncio.get_running_loop().create_task(self._read())

    @classmethod
    async def start(cls, module: str, folder: Path, stamp: int) -> "_Process":
        host = Path(__file__).with_name("host.py")
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        process = cls(
            await asyncio.create_subprocess_exec(
                sys.executable, "-I", "-B", "-u", str(host), module, str(folder),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=environment, limit=LINE_LIMIT,
            ),
            stamp,
        )  # fmt: skip
        try:
            async with asyncio.timeout(START_TIMEOUT):
                await process.ready
        except TimeoutError:
            await process.end()
            raise ExtensionBroken("it did not start in time") from None
        except ExtensionBroken:
            await process.end()
            raise
        return process

    @property
    def ended(self) -> bool:
        return self._reader.done()

    async def ask(self, request: dict[str, Any]) -> Any:
        self._last += 1
        future = self._expect(self._last)
        writer = self._process.stdin
        assert writer is not None
        try:
            writer.write(orjson.dumps({"id": self._last, **request}, default=str) + b"\n")
            await writer.drain()
            return await future
        except (ConnectionError, OSError) as error:
            raise ExtensionBroken("its process ended") from error

    async def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        self._reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reader

    def _expect(self, id: int) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[id] = future
        return future

    async def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        try:
            while line := await stdout.readline():
                self._take(line)
        except ValueError as error:
            log.warning("extension.unreadable", error=str(error))
        finally:
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(ExtensionBroken("its process ended"))
                    future.exception()  # nobody may be waiting

    def _take(self, line: bytes) -> None:
        answer: dict[str, Any] = orjson.loads(line)
        future = self._waiting.pop(answer["id"], None)
        if future is None or future.done():
            return
        if "error" in answer:
            future.set_exception(ExtensionBroken(str(answer["error"])))
        else:
            future.set_result(answer.get("result"))


def _described(folder: Path) -> InstalledExtension:
    label, form, error = {"en-US": folder.name}, list[dict[str, Any]](), None
    try:
        schema = orjson.loads((folder / "schema.json").read_bytes())
        if not isinstance(schema, dict) or not (folder / f"{folder.name}.py").is_file():
            raise ValueError(f"the folder needs {folder.name}.py and a schema.json that holds an object")
        known = cast("dict[str, Any]", schema)
        label = {**label, **known.get("label", {})}
        form = [_field(entry) for entry in known.get("form_schema", [])]
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as problem:
        error = f"{folder.name}: {problem}"
    return InstalledExtension(folder.name, label, form, error)


def _field(entry: dict[str, Any]) -> dict[str, Any]:
    kind = entry.get("type")
    if kind not in ("select", "text-input", "paragraph"):
        raise ValueError(f"a field of schema.json has the unknown type {kind!r}")
    if not isinstance(entry.get("variable"), str):
        raise ValueError("a field of schema.json has no variable")
    return entry
