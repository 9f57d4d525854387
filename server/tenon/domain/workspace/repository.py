"""Queries of workspaces, members and invitations."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tenon.domain.account.tables import AccountRow
from tenon.domain.workspace.tables import InstallationRow, InvitationRow, MemberRow, WorkspaceRow
from tenon.kit.db import UnitOfWork


class WorkspaceRepository:
    """Workspaces and who belongs to them."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    async def add(self, *rows: WorkspaceRow | MemberRow | InvitationRow) -> None:
        """Keep new rows, in this order."""
        for row in rows:
            self._session.add(row)
            await self._session.flush()

    async def install(self, row: InstallationRow) -> bool:
        """Note that set-up is done; False when someone else was quicker. The transaction is over then."""
        self._session.add(row)
        try:
            await self._session.flush()
        except IntegrityError:
            await self._session.rollback()
            return False
        return True

    async def installed(self) -> bool:
        """Whether set-up is done."""
        return await self._session.get(InstallationRow, 1) is not None

    async def get(self, workspace_id: UUID) -> WorkspaceRow | None:
        """A workspace by id."""
        return await self._session.get(WorkspaceRow, workspace_id)

    async def all(self) -> Sequence[WorkspaceRow]:
        """Every workspace, oldest first: for the operator's commands."""
        return (await self._session.execute(select(WorkspaceRow).order_by(WorkspaceRow.id))).scalars().all()

    async def of_account(self, account_id: UUID) -> Sequence[tuple[WorkspaceRow, MemberRow]]:
        """The workspaces of an account, oldest membership first."""
        query = (
            select(WorkspaceRow, MemberRow)
            .join(MemberRow, MemberRow.workspace_id == WorkspaceRow.id)
            .where(MemberRow.account_id == account_id)
            .order_by(MemberRow.created_at, MemberRow.id)
        )
        return [(row[0], row[1]) for row in (await self._session.execute(query)).all()]

    async def place(self, account_id: UUID) -> tuple[AccountRow, MemberRow] | None:
        """The account and the membership it works in now: the current one, else its first."""
        query = (
            select(AccountRow, MemberRow)
            .join(MemberRow, MemberRow.account_id == AccountRow.id)
            .where(AccountRow.id == account_id)
            .order_by(MemberRow.current.desc(), MemberRow.created_at)
            .limit(1)
        )
        row = (await self._session.execute(query)).first()
        return (row[0], row[1]) if row is not None else None

    async def members(self, workspace_id: UUID) -> Sequence[tuple[MemberRow, AccountRow]]:
        """The members of a workspace, longest first."""
        query = (
            select(MemberRow, AccountRow)
            .join(AccountRow, AccountRow.id == MemberRow.account_id)
            .where(MemberRow.workspace_id == workspace_id)
            .order_by(MemberRow.created_at, MemberRow.id)
        )
        return [(row[0], row[1]) for row in (await self._session.execute(query)).all()]

    async def member(self, workspace_id: UUID, account_id: UUID) -> MemberRow | None:
        """An account's membership in a workspace."""
        query = select(MemberRow).where(MemberRow.workspace_id == workspace_id, MemberRow.account_id == account_id)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def owner(self, workspace_id: UUID) -> MemberRow | None:
        """The owner of a workspace."""
        query = select(MemberRow).where(MemberRow.workspace_id == workspace_id, MemberRow.role == "owner")
        return (await self._session.execute(query)).scalars().first()

    async def remove(self, row: MemberRow) -> None:
        """End a membership."""
        await self._session.delete(row)

    async def make_current(self, account_id: UUID, workspace_id: UUID) -> None:
        """Mark the workspace an account works in."""
        of_account = update(MemberRow).where(MemberRow.account_id == account_id)
        await self._session.execute(of_account.values(current=False))
        await self._session.execute(of_account.where(MemberRow.workspace_id == workspace_id).values(current=True))

    async def invitation(self, token_hash: str, now: datetime) -> InvitationRow | None:
        """An invitation that is still open."""
        query = select(InvitationRow).where(
            InvitationRow.token_hash == token_hash,
            InvitationRow.accepted_at.is_(None),
            InvitationRow.expires_at > now,
        )
        return (await self._session.execute(query)).scalar_one_or_none()

    async def expire_invitations(self, workspace_id: UUID, account_id: UUID, now: datetime) -> None:
        """Close the open invitations of someone: a newer link takes their place."""
        change = update(InvitationRow).where(
            InvitationRow.workspace_id == workspace_id,
            InvitationRow.account_id == account_id,
            InvitationRow.accepted_at.is_(None),
        )
        await self._session.execute(change.values(expires_at=now))
