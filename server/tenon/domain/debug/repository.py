"""Queries of what tries left behind. Runs write through the group-commit writer."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import undefer

from tenon.domain.debug.tables import DraftNodeRow
from tenon.kit.db import UnitOfWork


class DraftNodeRepository:
    """The rows of one member's tries of one app."""

    def __init__(self, uow: UnitOfWork, app_id: UUID, account_id: UUID) -> None:
        self._session, self._app, self._account = uow.session, app_id, account_id
        self._mine = (DraftNodeRow.app_id == app_id, DraftNodeRow.account_id == account_id)

    async def short(self) -> Sequence[DraftNodeRow]:
        """All rows, without the values themselves."""
        return (await self._session.scalars(select(DraftNodeRow).where(*self._mine))).all()

    async def whole(self, node_ids: Collection[str]) -> Sequence[DraftNodeRow]:
        """The rows of some nodes with their values."""
        query = select(DraftNodeRow).where(*self._mine, DraftNodeRow.node_id.in_(node_ids))
        options = (undefer(DraftNodeRow.outputs), undefer(DraftNodeRow.edits))
        return (await self._session.scalars(query.options(*options))).all()

    async def get(self, node_id: str) -> DraftNodeRow | None:
        """The row of a node with its values."""
        return next(iter(await self.whole([node_id])), None)

    async def need(self, node_id: str) -> DraftNodeRow:
        """The same; a new one where there is none."""
        row = await self.get(node_id)
        if row is None:
            row = DraftNodeRow(app_id=self._app, account_id=self._account, node_id=node_id, outputs=None, edits=None)
            self._session.add(row)
        return row

    async def forget(self, node_id: str | None) -> None:
        """Forget the values of a node, or all; last runs stay."""
        query = update(DraftNodeRow).where(*self._mine)
        if node_id is not None:
            query = query.where(DraftNodeRow.node_id == node_id)
        await self._session.execute(query.values(outputs=None, edits=None, shown=None, updated_at=None))
