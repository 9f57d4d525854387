"""The embedding model of this server: a process of its own, started at the first text, ended when it rests."""

import asyncio
import atexit
import contextlib
import importlib.util
import os
import struct
import subprocess
import sys
from array import array
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import IO, Literal, cast

import orjson

from tenon.models.errors import ModelNotSupported, ModelUnavailable
from tenon.models.messages import EmbeddingResult, Usage

_AT_ONCE = 32
"""Texts that are handed over together: a question does not wait for a long job to end."""
_LENGTH = struct.Struct("<I")
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LD_LIBRARY_PATH", "SYSTEMROOT")


@lru_cache(maxsize=8)
def folder_of(package: str) -> Path | None:
    """Where the files of an installed package with a model are; None when it is not installed."""
    found = importlib.util.find_spec(package)
    return Path(found.origin).parent / "model" if found is not None and found.origin else None


class LocalEmbeddings:
    """An embedding model of an installed package."""

    def __init__(self, provider: str, name: str, package: str) -> None:
        self.provider, self.name, self._package = provider, name, package

    async def embed(self, texts: Sequence[str], *, purpose: Literal["document", "query"]) -> EmbeddingResult:
        """Vectors in the order of the texts. Raises `ModelNotSupported` without the package, `ModelUnavailable`."""
        folder = folder_of(self._package)
        if folder is None:
            text = (
                f"{self.provider}/{self.name}: the package with the model is not installed on this server. Install "
                f"tenon-ai with its extra [local], or choose another embedding model."
            )
            raise ModelNotSupported(text, provider=self.provider, model=self.name)
        began, loop, worker = perf_counter(), asyncio.get_running_loop(), _worker(folder)
        vectors: list[Sequence[float]] = []
        tokens = 0
        for start in range(0, len(texts), _AT_ONCE):
            part = list(texts[start : start + _AT_ONCE])
            try:
                found, count = await loop.run_in_executor(worker.thread, worker.ask, part)
            except (OSError, EOFError) as error:
                text = (
                    f"{self.provider}/{self.name}: the process of the model ended ({error}). Look into the server's "
                    f"log; when its files are broken, install the package {self._package} again."
                )
                raise ModelUnavailable(text, provider=self.provider, model=self.name) from error
            vectors += found
            tokens += count
        return EmbeddingResult(vectors, Usage(prompt_tokens=tokens, latency=perf_counter() - began))


class Worker:
    """The process of a model, and the thread that waits for it. `ask` belongs into the thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.thread = ThreadPoolExecutor(1, "local-model")
        atexit.register(self.close)

    def ask(self, texts: list[str]) -> tuple[list[list[float]], int]:
        """Vectors of texts and the number of their tokens. Raises `OSError` or `EOFError` when the process ends."""
        body = orjson.dumps([text.encode("utf-8", "replace").decode() for text in texts])
        frame = _LENGTH.pack(len(body)) + body
        try:
            return self._answer(self._running(), frame)
        except (OSError, EOFError):  # it may just have gone to rest
            self.close()
            return self._answer(self._running(), frame)

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    cast(IO[bytes], pipe).close()
            process.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            # One thread for each multiplication: with more, they wait for each other as soon as the server is busy.
            environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
            environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tenon.models.local.worker", str(self._folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
            )
        return self._process

    @staticmethod
    def _answer(process: subprocess.Popen[bytes], frame: bytes) -> tuple[list[list[float]], int]:
        source, sink = cast(IO[bytes], process.stdout), cast(IO[bytes], process.stdin)
        sink.write(frame)
        sink.flush()
        head = _whole(source, _LENGTH.size)
        told = orjson.loads(_whole(source, _LENGTH.unpack(head)[0]))
        rows, width = int(told["rows"]), int(told["width"])
        values = array("f", _whole(source, 4 * rows * width)).tolist()
        return [values[start : start + width] for start in range(0, rows * width, width)], int(told["tokens"])


def _whole(source: IO[bytes], size: int) -> bytes:
    data = source.read(size)
    if len(data) < size:
        raise EOFError("it answered nothing")
    return data


@lru_cache(maxsize=4)
def _worker(folder: Path) -> Worker:
    return Worker(folder)
