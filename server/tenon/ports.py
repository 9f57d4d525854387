"""What domains need from outside: one dataclass of protocols, filled by `wiring.py`."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

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


class ExtensionBroken(TenonError):
    """A code extension does not work, or raised; the message is a part of a sentence that names it."""

    code, status, message = "extension_failed", 400, "it failed"


@dataclass(frozen=True, slots=True)
class InstalledExtension:
    """An extension of the operator's own code: its labels by language, the fields of its settings, what is wrong."""

    name: str
    label: Mapping[str, str]
    form_schema: Sequence[dict[str, Any]]
    error: str | None = None


class ExtensionHost(Protocol):
    """Finds and calls code extensions; `module` is `moderation` or `external_data_tool`."""

    async def installed(self, module: str) -> Sequence[InstalledExtension]:
        """All of a module, by name."""
        ...

    async def call(self, module: str, name: str, operation: str, config: Mapping[str, Any], **values: Any) -> Any:
        """One of `validate`, `query`, `inputs`, `outputs`. Raises `ExtensionBroken`."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything from outside that domains use."""

    storage: StoragePort
    sandbox: SandboxPort
    http: HttpPort
