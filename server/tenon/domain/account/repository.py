"""Queries of accounts. They belong to no workspace."""

from uuid import UUID

from sqlalchemy import func, select

from tenon.domain.account.tables import AccountRow
from tenon.kit.db import UnitOfWork


class AccountRepository:
    """Accounts."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    async def add(self, row: AccountRow) -> AccountRow:
        """Keep a new account."""
        self._session.add(row)
        await self._session.flush()
        return row

    async def get(self, account_id: UUID) -> AccountRow | None:
        """An account by id."""
        return await self._session.get(AccountRow, account_id)

    async def by_email(self, email: str) -> AccountRow | None:
        """An account by its address in lower case."""
        return (await self._session.execute(select(AccountRow).where(AccountRow.email == email))).scalar_one_or_none()

    async def count(self) -> int:
        """How many accounts there are."""
        return (await self._session.execute(select(func.count()).select_from(AccountRow))).scalar_one()
