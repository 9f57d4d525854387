"""What domains need from outside: one dataclass of protocols, filled by `tenon.wiring`."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from tenon.engine.ports import CodePort, HttpPort
from tenon.errors import TenonError
from tenon.kit.db import UnitOfWork
from tenon.rag.rank import Hit


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


class DocumentFailed(TenonError):
    """A document could not be read or cut into pieces; the message says why."""

    code, status, message = "document_extract_error", 400, "The document could not be read."


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a document: encoded parts for `DocumentsPort.chunks`, and its characters."""

    parts: bytes
    characters: int


@dataclass(frozen=True, slots=True)
class Described:
    """What a text is found by: its words joined by blanks, and the words of its keywords."""

    words: str
    marked: str = ""


class DocumentsPort(Protocol):
    """Work on documents away from the event loop, limited in time and memory. Each raises `DocumentFailed`."""

    max_bytes: int
    """Larger documents are not read."""

    async def extract(self, data: bytes, filename: str, mime_type: str) -> Extracted:
        """The text of a document."""
        ...

    async def chunks(self, parts: bytes, rules: Mapping[str, Any]) -> Sequence[bytes]:
        """Lines of chunks: JSON lists of `[content, [child, ...], [keyword, ...] or null]`, at most 100 a line."""
        ...

    async def describe(self, texts: Sequence[str], keywords: Sequence[Sequence[str]] = ()) -> list[Described]:
        """The words of texts and of their keywords, where they have some."""
        ...

    async def close(self) -> None:
        """End what was started."""
        ...


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A piece under which a segment is found. `no` is its number in the database; `vector` are 16-bit floats."""

    no: int
    document_id: UUID
    words: str
    keywords: str = ""
    vector: bytes | None = None


class IndexPort(Protocol):
    """Finds pieces of knowledge by vector and by words. Writes belong to the transaction that is given.

    Entries are found while their row in the database says so (`live`); the index is a copy that can be made again.
    """

    async def add(self, uow: UnitOfWork, dataset_id: UUID, entries: Sequence[IndexEntry]) -> None:
        """Take entries in; one that is there already is replaced."""
        ...

    async def remove(self, uow: UnitOfWork, dataset_id: UUID, numbers: Sequence[int]) -> None:
        """Take entries out."""
        ...

    async def drop_vectors(self, uow: UnitOfWork, dataset_id: UUID) -> None:
        """Forget the vectors of a dataset; entries without them stay."""
        ...

    async def by_words(
        self, dataset_id: UUID, words: Sequence[str], limit: int, documents: Sequence[UUID] | None = None
    ) -> list[Hit]:
        """Live entries with any of the words, best first; scores are positive. `documents` narrows the search."""
        ...

    async def by_vector(
        self, dataset_id: UUID, vector: Sequence[float], limit: int, documents: Sequence[UUID] | None = None
    ) -> list[Hit]:
        """Live entries by the cosine of their vectors, best first."""
        ...

    async def tend(self, dataset_id: UUID | None = None) -> None:
        """Make searches of a dataset, or of all, quick again after many changes. They are right without it."""
        ...

    async def count(self, dataset_id: UUID) -> int:
        """Entries in the index, for checks."""
        ...

    async def numbers(self, dataset_id: UUID) -> set[int]:
        """The numbers of all entries in the index, for checks."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything from outside that domains use."""

    storage: StoragePort
    sandbox: SandboxPort
    http: HttpPort
