"""Queries of uploads."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, select

from tenon.domain.file.tables import UploadRow
from tenon.kit.db import UnitOfWork


class UploadRepository:
    """Stored files."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, row: UploadRow) -> None:
        """Keep a new upload."""
        self._session.add(row)

    async def get(self, workspace_id: UUID, upload_id: UUID) -> UploadRow | None:
        """An upload of a workspace."""
        query = select(UploadRow).where(UploadRow.workspace_id == workspace_id, UploadRow.id == upload_id)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def of_end_users(self, workspace_id: UUID, ids: Collection[UUID]) -> Sequence[UploadRow]:
        """Uploads of these end users."""
        query = select(UploadRow).where(
            UploadRow.workspace_id == workspace_id,
            UploadRow.created_by_role == "end_user",
            UploadRow.created_by.in_(ids),
        )
        return (await self._session.scalars(query)).all()

    async def remove(self, rows: Iterable[UploadRow]) -> None:
        """Forget uploads."""
        await self._session.execute(delete(UploadRow).where(UploadRow.id.in_([row.id for row in rows])))

    async def by_signed_id(self, upload_id: UUID) -> UploadRow | None:
        """An upload named by a signed address: the signature stands in for the workspace."""
        return await self._session.get(UploadRow, upload_id)
