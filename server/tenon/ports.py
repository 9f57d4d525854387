"""What domains need from outside: one dataclass of protocols, filled by `wiring.py`."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from tenon.engine.ports import CodePort, HttpPort
from tenon.errors import TenonError


class StorageFull(TenonError):
    """There is no room for the file. Nothing of it was kept."""

    code, status = "storage_full", 507
    message = "The server's disk is full, the file was not stored. Ask the operator to free space and try again."


class StoragePort(Protocol):
    """Keeps bytes under a key. Keys are relative paths made by us, never by users."""

    async def write(self, key: str, data: bytes) -> None:
        """Store, all or nothing."""
        ...

    async def write_stream(self, key: str, chunks: AsyncIterator[bytes]) -> int:
        """Store a stream, all or nothing; bytes written. Raises `StorageFull` when the disk is full."""
        ...

    async def read(self, key: str) -> bytes:
        """The bytes. Raises `FileNotFoundError`."""
        ...

    def stream(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to and without `end`."""
        ...

    async def delete(self, key: str) -> None:
        """Remove; no error when it is gone already."""
        ...

    async def free_bytes(self) -> int:
        """Room left, bytes."""
        ...


class SandboxPort(CodePort, Protocol):
    """The code port with what the operator wants to know."""

    async def start(self) -> None:
        """Start the helper and test itself."""
        ...

    async def close(self) -> None:
        """Stop the helper."""
        ...

    @property
    def level(self) -> str:
        """`full`, `strong`, `restricted` or `unavailable`."""
        ...

    @property
    def layers(self) -> list[str]:
        """The confinement layers that hold, by name."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything from outside that domains use."""

    storage: StoragePort
    sandbox: SandboxPort
    http: HttpPort
