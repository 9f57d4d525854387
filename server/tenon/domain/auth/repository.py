"""Queries of sessions and API keys."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from tenon.domain.auth.tables import ApiKeyRow, SessionRow
from tenon.kit.db import UnitOfWork


class SessionRepository:
    """Sessions belong to an account, not to a workspace."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, row: SessionRow) -> None:
        """Keep a new session."""
        self._session.add(row)

    async def get(self, session_id: UUID) -> SessionRow | None:
        """A session by id."""
        return await self._session.get(SessionRow, session_id)

    async def by_refresh(self, refresh_hash: str) -> SessionRow | None:
        """The session whose newest or former refresh token has this hash; locked until the transaction ends."""
        match = or_(SessionRow.refresh_hash == refresh_hash, SessionRow.previous_hash == refresh_hash)
        return (await self._session.execute(select(SessionRow).where(match).with_for_update())).scalar_one_or_none()

    async def rotate(self, session_id: UUID, former: str, new: str, now: datetime, expires_at: datetime) -> bool:
        """Replace the refresh token if it is still `former`; False when someone else was quicker."""
        change = (
            update(SessionRow)
            .where(SessionRow.id == session_id, SessionRow.refresh_hash == former, SessionRow.revoked_at.is_(None))
            .values(refresh_hash=new, previous_hash=former, rotated_at=now, expires_at=expires_at)
        )
        return (await self._session.execute(change.returning(SessionRow.id))).scalar_one_or_none() is not None

    async def revoke(self, session_id: UUID, now: datetime) -> None:
        """End one session."""
        await self._session.execute(update(SessionRow).where(SessionRow.id == session_id).values(revoked_at=now))

    async def revoke_all(self, account_id: UUID, now: datetime, but: UUID | None = None) -> None:
        """End all sessions of an account, perhaps but one."""
        change = update(SessionRow).where(SessionRow.account_id == account_id, SessionRow.revoked_at.is_(None))
        if but is not None:
            change = change.where(SessionRow.id != but)
        await self._session.execute(change.values(revoked_at=now))


class ApiKeyRepository:
    """API keys."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, row: ApiKeyRow) -> None:
        """Keep a new key."""
        self._session.add(row)

    async def by_hash(self, token_hash: str) -> ApiKeyRow | None:
        """A key by the hash of its token, in any workspace: this is how a program is told apart."""
        return (
            await self._session.execute(select(ApiKeyRow).where(ApiKeyRow.token_hash == token_hash))
        ).scalar_one_or_none()

    async def of_app(self, workspace_id: UUID, app_id: UUID | None) -> Sequence[ApiKeyRow]:
        """The keys of an app, or without one those for knowledge, oldest first."""
        query = select(ApiKeyRow).where(ApiKeyRow.workspace_id == workspace_id, ApiKeyRow.app_id == app_id)
        return (await self._session.execute(query.order_by(ApiKeyRow.created_at, ApiKeyRow.id))).scalars().all()

    async def get(self, workspace_id: UUID, app_id: UUID | None, key_id: UUID) -> ApiKeyRow | None:
        """A key of an app, or without one a key for knowledge."""
        query = select(ApiKeyRow).where(
            ApiKeyRow.workspace_id == workspace_id, ApiKeyRow.app_id == app_id, ApiKeyRow.id == key_id
        )
        return (await self._session.execute(query)).scalar_one_or_none()

    async def delete(self, row: ApiKeyRow) -> None:
        """Remove a key."""
        await self._session.delete(row)

    async def used(self, key_id: UUID, at: datetime) -> None:
        """Note that a key was used."""
        await self._session.execute(update(ApiKeyRow).where(ApiKeyRow.id == key_id).values(last_used_at=at))
