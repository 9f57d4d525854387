"""Uploads: checked, stored, found again. Shared by console, service API, web API and nodes."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal, Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID

from tenon.domain.file import kinds
from tenon.domain.file.addresses import FileAddresses
from tenon.domain.file.kinds import FileLimits, FileTooLarge, UnsupportedFileType
from tenon.domain.file.repository import UploadRepository
from tenon.domain.file.schemas import RemoteFile, Upload
from tenon.domain.file.tables import UploadRow
from tenon.engine.files import File
from tenon.errors import BadRequest, InvalidParam, NotFound, TenonError
from tenon.kit.db import Database, UnitOfWork, utc_now
from tenon.kit.ids import uuid7
from tenon.kit.outbound import Answer, OutboundClient
from tenon.ports import StoragePort

_HEAD = 1024


class FileNotFound(NotFound):
    """No such file in this workspace."""

    code, message = "file_not_found", "There is no such file."


class NoFileUploaded(BadRequest):
    """The form has no file."""

    code, message = "no_file_uploaded", "Please upload your file."


class TooManyFiles(BadRequest):
    """The form has more than one file."""

    code, message = "too_many_files", "Only one file is allowed."


class FilenameMissing(BadRequest):
    """The file has no name."""

    code, message = "filename_not_exists_error", "The specified filename does not exist."


class ExtensionBlocked(BadRequest):
    """The operator does not allow files of this extension."""

    code, message = "file_extension_blocked", "File extension is not allowed for security reasons"


def documented(error: ExtensionBlocked | FileTooLarge) -> TenonError:
    """The error as the service API describes it (contract: service-api.md 1.4, 3)."""
    return InvalidParam(error.message) if isinstance(error, ExtensionBlocked) else FileTooLarge("")


class RemoteFileFailed(TenonError):
    """The file could not be fetched."""

    code, status, message = "remote_file_upload_error", 400, "The file could not be fetched."


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose file it is: an account or an end user of a workspace."""

    workspace_id: UUID
    role: Literal["account", "end_user"]
    id: UUID


class Digest(Protocol):
    """A running hash."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes in."""
        ...


class Uploads:
    """Keeps files in the storage and their facts in the database."""

    def __init__(
        self,
        db: Database,
        storage: StoragePort,
        outbound: OutboundClient,
        limits: FileLimits,
        addresses: FileAddresses,
    ) -> None:
        self._db, self._storage, self._outbound = db, storage, outbound
        self.limits, self.addresses = limits, addresses

    async def remove_of_end_users(self, uow: UnitOfWork, workspace_id: UUID, ids: Sequence[UUID]) -> int:
        """Remove what these end users uploaded or were given, from the storage too; how many files."""
        repository = UploadRepository(uow)
        rows = await repository.of_end_users(workspace_id, ids)
        for row in rows:
            await self._storage.delete(row.storage_key)
        await repository.remove(rows)
        return len(rows)

    async def remove(self, uow: UnitOfWork, workspace_id: UUID, upload_id: UUID) -> None:
        """Remove a file, from the storage too; no error when it is gone already."""
        repository = UploadRepository(uow)
        row = await repository.get(workspace_id, upload_id)
        if row is not None:
            await self._storage.delete(row.storage_key)
            await repository.remove([row])

    async def add(
        self, owner: Owner, filename: str | None, mime_type: str | None, chunks: AsyncIterator[bytes], size: int
    ) -> UploadRow:
        """Check and keep a file.

        Raises `FilenameMissing`, `InvalidParam`, `ExtensionBlocked`, `FileTooLarge`, `UnsupportedFileType`,
        `StorageFull`.
        """
        name = _clean_name(filename)
        if not mime_type:
            raise UnsupportedFileType()
        extension = kinds.extension_of(name)
        if extension in self.limits.blocked:
            raise ExtensionBlocked(f"File extension '.{extension}' is not allowed for security reasons")
        self.limits.check(extension, size)
        return await self._keep(owner, name, extension, mime_type, chunks, None)

    async def add_bytes(
        self, owner: Owner, filename: str, mime_type: str, data: bytes, source_url: str | None = None
    ) -> UploadRow:
        """Check and keep bytes that are in memory. Raises as `add`."""
        name = _clean_name(filename)
        extension = kinds.extension_of(name)
        self.limits.check(extension, len(data))

        async def one() -> AsyncIterator[bytes]:
            yield data

        return await self._keep(owner, name, extension, mime_type, one(), source_url)

    async def _keep(
        self,
        owner: Owner,
        name: str,
        extension: str,
        mime_type: str,
        chunks: AsyncIterator[bytes],
        source_url: str | None,
    ) -> UploadRow:
        upload_id, digest = uuid7(), hashlib.sha256()
        key = f"uploads/{owner.workspace_id}/{upload_id}"
        checked = _checked(chunks, extension, digest, self.limits)
        try:
            size = await self._storage.write_stream(key, checked)
            row = UploadRow(
                id=upload_id,
                workspace_id=owner.workspace_id,
                created_by_role=owner.role,
                created_by=owner.id,
                storage_key=key,
                name=name,
                size=size,
                extension=extension,
                mime_type=kinds.mime_of(extension, mime_type),
                kind=kinds.kind_of(extension, mime_type),
                hash=digest.hexdigest(),
                source_url=source_url,
                created_at=utc_now(),
            )
            async with self._db.unit_of_work() as uow:
                UploadRepository(uow).add(row)
        except BaseException:
            await self._storage.delete(key)
            raise
        return row

    async def add_remote(self, owner: Owner, url: str) -> UploadRow:
        """Fetch and keep a file. Raises `RemoteFileFailed` and as `add`."""
        try:
            answer = await self._outbound.fetch(url, max(self.limits.video, self.limits.other))
        except TenonError as error:
            raise RemoteFileFailed(f"The file could not be fetched: {error.message}") from error
        name, mime_type = _remote_name(answer, url), answer.lower.get("content-type", "application/octet-stream")
        return await self.add_bytes(owner, name, mime_type, answer.body, url)

    async def find(self, workspace_id: UUID, upload_id: UUID) -> UploadRow | None:
        """An upload of a workspace."""
        async with self._db.unit_of_work() as uow:
            return await UploadRepository(uow).get(workspace_id, upload_id)

    async def get(self, workspace_id: UUID, upload_id: UUID) -> UploadRow:
        """An upload of a workspace. Raises `FileNotFound`."""
        row = await self.find(workspace_id, upload_id)
        if row is None:
            raise FileNotFound()
        return row

    async def signed(self, purpose: str, upload_id: UUID, timestamp: str, nonce: str, sign: str) -> UploadRow:
        """The upload behind a signed address. Raises `FileNotFound` for an altered or late one as well."""
        if not self.addresses.valid(purpose, str(upload_id), timestamp, nonce, sign):
            raise FileNotFound("This address is not valid any more.")
        async with self._db.unit_of_work() as uow:
            row = await UploadRepository(uow).by_signed_id(upload_id)
        if row is None:
            raise FileNotFound()
        return row

    async def read(self, row: UploadRow) -> bytes:
        """The bytes. Raises `FileNotFound` when they are gone from the storage."""
        try:
            return await self._storage.read(row.storage_key)
        except FileNotFoundError as error:
            raise FileNotFound("The stored file is gone.") from error

    def stream(self, row: UploadRow, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """A part of the bytes."""
        return self._storage.stream(row.storage_key, start, end)


async def _checked(
    chunks: AsyncIterator[bytes], extension: str, digest: Digest, limits: FileLimits
) -> AsyncIterator[bytes]:
    size, first = 0, True
    async for chunk in chunks:
        if first:
            kinds.check_content(extension, chunk[: 4 * _HEAD])
            first = False
        size += len(chunk)
        limits.check(extension, size)
        digest.update(chunk)
        yield chunk


def _clean_name(filename: str | None) -> str:
    name = (filename or "").strip().replace("\0", "")
    if not name:
        raise FilenameMissing()
    if "/" in name or "\\" in name:
        raise InvalidParam("Filename contains invalid characters", params="file")
    if len(name) <= 200:
        return name
    extension = kinds.extension_of(name)
    return f"{name[: 199 - len(extension)]}.{extension}" if extension else name[:200]


def _remote_name(answer: Answer, url: str) -> str:
    disposition = answer.lower.get("content-disposition", "")
    name = disposition.rpartition("filename=")[2].strip('"; ') if "filename=" in disposition else ""
    name = name or unquote(PurePosixPath(urlsplit(answer.url or url).path).name) or "file"
    return name.replace("/", "_").replace("\\", "_")


def shown(row: UploadRow, addresses: FileAddresses, *, user: str | None = None, base: str | None = None) -> Upload:
    """The upload as routes answer it. `user` is the caller's own name of the end user."""
    address = addresses.preview(row.id, base=base)
    return Upload(
        id=row.id,
        name=row.name,
        size=row.size,
        extension=row.extension,
        mime_type=row.mime_type,
        created_by=row.created_by,
        created_at=int(row.created_at.timestamp()),
        preview_url=address,
        source_url=row.source_url or address,
        original_url=row.source_url,
        user_id=user,
        tenant_id=row.workspace_id,
    )


def shown_remote(row: UploadRow, addresses: FileAddresses, *, base: str | None = None) -> RemoteFile:
    """A fetched file as routes answer it."""
    return RemoteFile(
        id=row.id,
        name=row.name,
        size=row.size,
        extension=row.extension,
        mime_type=row.mime_type,
        created_by=row.created_by,
        created_at=int(row.created_at.timestamp()),
        url=addresses.preview(row.id, base=base),
    )


def as_file(row: UploadRow, *, made_by_node: bool = False) -> File:
    """The upload as a file variable."""
    return File(
        kind=kinds.kind_of(row.extension, row.mime_type),
        transfer_method="tool_file" if made_by_node else "local_file",
        filename=row.name,
        extension=f".{row.extension}" if row.extension else "",
        mime_type=row.mime_type,
        size=row.size,
        related_id=str(row.id),
        tenant_id=str(row.workspace_id),
    )


def id_in_name(name: str) -> UUID:
    """The id in `<id><.ext>`. Raises `FileNotFound`."""
    try:
        return UUID(name.split(".", 1)[0])
    except ValueError:
        raise FileNotFound() from None
