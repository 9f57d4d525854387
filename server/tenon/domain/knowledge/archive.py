"""The originals of documents: addresses and ZIP files."""

import asyncio
import io
import zipfile
from collections.abc import Sequence
from uuid import UUID

from tenon.domain.file.service import Uploads
from tenon.domain.knowledge import access
from tenon.domain.knowledge.access import Actor
from tenon.domain.knowledge.errors import DocumentNotFound
from tenon.domain.knowledge.repository.documents import DocumentRepository
from tenon.errors import InvalidParam, NotFound
from tenon.kit.db import UnitOfWork

MOST = 100


class Archives:
    """Finds what was uploaded."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads

    async def address(self, uow: UnitOfWork, who: Actor, dataset_id: UUID, document_id: UUID) -> str:
        """Where an original can be fetched for a short time. Raises `NotFound` for a document without a file."""
        row = await DocumentRepository(uow, await access.get(uow, who, dataset_id)).get(document_id)
        if row is None:
            raise DocumentNotFound()
        if row.upload_id is None:
            raise NotFound("Document does not have an uploaded file to download.")
        return f"{self._uploads.addresses.preview(row.upload_id)}&as_attachment=true"

    async def zipped(self, uow: UnitOfWork, who: Actor, dataset_id: UUID, ids: Sequence[UUID]) -> bytes:
        """The originals of up to `MOST` documents; equal names are numbered. Raises `DocumentNotFound`, `NotFound`."""
        if len(ids) > MOST:
            raise InvalidParam(f"At most {MOST} documents can be downloaded at once.", params="document_ids")
        rows = await DocumentRepository(uow, await access.get(uow, who, dataset_id)).many(ids)
        if len(rows) != len(set(ids)):
            raise DocumentNotFound()
        files: dict[str, bytes] = {}
        for row in rows:
            if row.upload_id is None:
                raise NotFound("Only uploaded-file documents can be downloaded as ZIP.")
            upload = await self._uploads.get(who.workspace_id, row.upload_id)
            name, number = upload.name, 2
            while name in files:
                stem, dot, extension = upload.name.rpartition(".")
                name, number = f"{stem or extension} ({number}){dot}{extension if stem else ''}", number + 1
            files[name] = await self._uploads.read(upload)
        return await asyncio.to_thread(_zip, files)


def _zip(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()
