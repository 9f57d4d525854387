"""The engine's files port on uploads: nodes read uploads and remote files, and keep what they make."""

from uuid import UUID

from tenon.domain.file.kinds import mime_of
from tenon.domain.file.service import Owner, Uploads, as_file
from tenon.engine.errors import FileFetchFailed
from tenon.engine.files import File, FileKind
from tenon.errors import TenonError
from tenon.kit.outbound import OutboundClient


class RunFiles:
    """Fulfils `engine.ports.FilesPort` for the runs of one owner. `base` is where people reach this server."""

    def __init__(self, uploads: Uploads, outbound: OutboundClient, owner: Owner, base: str | None = None) -> None:
        self._uploads, self._outbound, self._owner, self._base = uploads, outbound, owner, base

    async def read(self, file: File) -> bytes:
        """The bytes. Raises `FileFetchFailed`."""
        try:
            upload_id = _uuid(file.related_id)
            if upload_id is not None:
                return await self._uploads.read(await self._uploads.get(self._owner.workspace_id, upload_id))
            if file.remote_url:
                limits = self._uploads.limits
                answer = await self._outbound.fetch(file.remote_url, limits.of(file.extension.lstrip(".")))
                return answer.body
        except TenonError as error:
            raise FileFetchFailed(f"File {file.filename or file.remote_url!r}: {error.message}") from error
        raise FileFetchFailed(f"File {file.filename!r} names neither an upload nor an address.")

    async def store(self, data: bytes, *, filename: str, mime_type: str, kind: FileKind | None = None) -> File:
        """Keep bytes a node produced. Raises `StorageFull`, `FileTooLarge`."""
        row = await self._uploads.add_bytes(self._owner, filename.replace("/", "_"), mime_type or mime_of(""), data)
        return as_file(row, made_by_node=True)

    async def signed_url(self, file: File) -> str:
        """An address under which people and models can fetch the file for a short time."""
        if file.related_id is None:
            return file.remote_url or ""
        if file.transfer_method == "tool_file":
            return self._uploads.addresses.tool(file.related_id, file.extension, base=self._base)
        return self._uploads.addresses.preview(file.related_id, base=self._base)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
