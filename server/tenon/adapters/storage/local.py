"""Files in a directory. Writes are atomic: a temporary file, then a rename."""

import asyncio
import errno
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from tenon.kit.ids import uuid7
from tenon.ports import StorageFull

_PIECE = 256 * 1024


class LocalStorage:
    """Fulfils `StoragePort` with a directory of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def _path(self, key: str) -> Path:
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root) or path == self._root:
            raise ValueError(f"storage key leaves the storage: {key!r}")
        return path

    async def write(self, key: str, data: bytes) -> None:
        """Store, all or nothing. Raises `StorageFull`."""

        async def one() -> AsyncIterator[bytes]:
            yield data

        await self.write_stream(key, one())

    async def write_stream(self, key: str, chunks: AsyncIterator[bytes]) -> int:
        """Store a stream, all or nothing; bytes written. Raises `StorageFull`."""
        path = self._path(key)
        draft = path.with_name(f".{path.name}.{uuid7().hex}")
        size = 0
        try:
            file = await asyncio.to_thread(_open, draft)
            try:
                async for chunk in chunks:
                    size += await asyncio.to_thread(file.write, chunk)
                await asyncio.to_thread(_finish, file)
            finally:
                file.close()
            await asyncio.to_thread(os.replace, draft, path)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise StorageFull() from error
            raise
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        return size

    async def read(self, key: str) -> bytes:
        """The bytes. Raises `FileNotFoundError`."""
        return await asyncio.to_thread(self._path(key).read_bytes)

    async def stream(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to and without `end`. Raises `FileNotFoundError`."""
        file = await asyncio.to_thread(self._path(key).open, "rb")
        with file:
            await asyncio.to_thread(file.seek, start)
            left = None if end is None else end - start
            while left is None or left > 0:
                piece = await asyncio.to_thread(file.read, _PIECE if left is None else min(_PIECE, left))
                if not piece:
                    return
                left = None if left is None else left - len(piece)
                yield piece

    async def delete(self, key: str) -> None:
        """Remove; no error when it is gone already."""
        await asyncio.to_thread(self._path(key).unlink, True)

    async def free_bytes(self) -> int:
        """Room left on the disk."""
        await asyncio.to_thread(self._root.mkdir, parents=True, exist_ok=True)
        return (await asyncio.to_thread(shutil.disk_usage, self._root)).free


def _open(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("xb")


def _finish(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
