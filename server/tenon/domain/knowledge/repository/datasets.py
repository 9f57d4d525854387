"""Queries of knowledge bases."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, false, func, or_, select, true, update

from tenon.domain.account.tables import AccountRow
from tenon.domain.knowledge.tables import (
    DatasetMemberRow,
    DatasetQueryRow,
    DatasetRow,
    DocumentRow,
    ProcessRuleRow,
)
from tenon.domain.tag.tables import TagBindingRow, TagRow
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.ids import uuid7
from tenon.kit.pagination import PageQuery


class Totals(NamedTuple):
    """What a knowledge base holds."""

    documents: int
    available: int
    words: int


class DatasetRepository:
    """The knowledge bases of one workspace; those being deleted are not there."""

    def __init__(self, uow: UnitOfWork, workspace_id: UUID) -> None:
        self._session, self._workspace_id = uow.session, workspace_id

    def add(self, row: DatasetRow | ProcessRuleRow) -> None:
        """Keep a new row."""
        self._session.add(row)

    def _here(self) -> ColumnElement[bool]:
        return and_(DatasetRow.workspace_id == self._workspace_id, DatasetRow.removed_at.is_(None))

    async def get(self, dataset_id: UUID) -> DatasetRow | None:
        """A knowledge base by id."""
        query = select(DatasetRow).where(self._here(), DatasetRow.id == dataset_id)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def many(self, ids: Sequence[UUID]) -> list[DatasetRow]:
        """Those of the ids that are there, in the order of the ids."""
        query = select(DatasetRow).where(self._here(), DatasetRow.id.in_(ids))
        found = {row.id: row for row in (await self._session.execute(query)).scalars()}
        return [found[id] for id in dict.fromkeys(ids) if id in found]

    async def named(self, name: str) -> DatasetRow | None:
        """A knowledge base by name."""
        query = select(DatasetRow).where(self._here(), DatasetRow.name == name).limit(1)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def page(
        self, page: PageQuery, *, seen_by: UUID | None, keyword: str, tag_ids: Sequence[UUID]
    ) -> tuple[Sequence[DatasetRow], int]:
        """Newest first; `seen_by` leaves out what the account may not see."""
        where: list[ColumnElement[bool]] = [self._here()]
        if seen_by is not None:
            chosen = select(DatasetMemberRow.dataset_id).where(DatasetMemberRow.account_id == seen_by)
            partial = and_(DatasetRow.permission == "partial_members", DatasetRow.id.in_(chosen))
            where.append(or_(DatasetRow.created_by == seen_by, DatasetRow.permission == "all_team_members", partial))
        if keyword:
            pattern = "%" + keyword.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            where.append(DatasetRow.name.ilike(pattern, escape="\\"))
        if tag_ids:
            bound = (
                select(TagBindingRow.target_id)
                .where(TagBindingRow.workspace_id == self._workspace_id, TagBindingRow.tag_id.in_(tag_ids))
                .group_by(TagBindingRow.target_id)
                .having(func.count(TagBindingRow.tag_id) == len(set(tag_ids)))
            )
            where.append(DatasetRow.id.in_(bound))
        total = (await self._session.execute(select(func.count()).select_from(DatasetRow).where(*where))).scalar_one()
        query = select(DatasetRow).where(*where).order_by(DatasetRow.created_at.desc(), DatasetRow.id.desc())
        rows = (await self._session.execute(query.offset(page.offset).limit(page.limit))).scalars().all()
        return rows, total

    async def totals(self, ids: Sequence[UUID]) -> Mapping[UUID, Totals]:
        """Documents, available documents and words of knowledge bases."""
        ready = and_(DocumentRow.enabled == true(), DocumentRow.archived == false(), DocumentRow.status == "completed")
        query = (
            select(
                DocumentRow.dataset_id,
                func.count(),
                func.count().filter(ready),
                func.coalesce(func.sum(DocumentRow.word_count), 0),
            )
            .where(DocumentRow.dataset_id.in_(ids), DocumentRow.removed_at.is_(None))
            .group_by(DocumentRow.dataset_id)
        )
        return {row[0]: Totals(row[1], row[2], int(row[3])) for row in (await self._session.execute(query)).all()}

    async def tags(self, ids: Sequence[UUID]) -> Mapping[UUID, list[TagRow]]:
        """The tags of knowledge bases."""
        query = (
            select(TagBindingRow.target_id, TagRow)
            .join(TagRow, TagRow.id == TagBindingRow.tag_id)
            .where(TagBindingRow.workspace_id == self._workspace_id, TagBindingRow.target_id.in_(ids))
            .order_by(TagRow.name)
        )
        found: dict[UUID, list[TagRow]] = {}
        for target, tag in (await self._session.execute(query)).all():
            found.setdefault(target, []).append(tag)
        return found

    async def names(self, ids: Sequence[UUID | None]) -> Mapping[UUID, str]:
        """Names of accounts."""
        query = select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_([id for id in ids if id]))
        return {row[0]: row[1] for row in (await self._session.execute(query)).all()}

    async def members(self, ids: Sequence[UUID]) -> Mapping[UUID, list[UUID]]:
        """The chosen members of knowledge bases."""
        query = select(DatasetMemberRow.dataset_id, DatasetMemberRow.account_id).where(
            DatasetMemberRow.dataset_id.in_(ids)
        )
        found: dict[UUID, list[UUID]] = {}
        for dataset_id, account_id in (await self._session.execute(query)).all():
            found.setdefault(dataset_id, []).append(account_id)
        return found

    async def set_members(self, dataset_id: UUID, accounts: Sequence[UUID]) -> None:
        """Choose the members of a knowledge base."""
        await self._session.execute(delete(DatasetMemberRow).where(DatasetMemberRow.dataset_id == dataset_id))
        for account_id in dict.fromkeys(accounts):
            self._session.add(DatasetMemberRow(dataset_id=dataset_id, account_id=account_id))
        await self._session.flush()

    async def next_rev(self, dataset_id: UUID) -> int:
        """The next revision; the knowledge base is locked until the transaction ends, so revisions are in order."""
        change = update(DatasetRow).where(DatasetRow.id == dataset_id).values(rev=DatasetRow.rev + 1)
        return (await self._session.execute(change.returning(DatasetRow.rev))).scalar_one()

    async def set_size(self, dataset_id: UUID, size: int) -> None:
        """Note how long the vectors are."""
        change = update(DatasetRow).where(DatasetRow.id == dataset_id).values(embedding_size=size)
        await self._session.execute(change)

    async def rule(self, rule_id: UUID) -> ProcessRuleRow | None:
        """A process rule of a knowledge base of the workspace."""
        query = select(ProcessRuleRow).join(DatasetRow, DatasetRow.id == ProcessRuleRow.dataset_id)
        query = query.where(DatasetRow.workspace_id == self._workspace_id, ProcessRuleRow.id == rule_id)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def rules(self, ids: Sequence[UUID]) -> Mapping[UUID, ProcessRuleRow]:
        """Process rules by id."""
        query = select(ProcessRuleRow).where(ProcessRuleRow.id.in_(ids))
        return {row.id: row for row in (await self._session.execute(query)).scalars()}

    async def queries(self, dataset_id: UUID, page: PageQuery) -> tuple[Sequence[DatasetQueryRow], int]:
        """Questions that were asked, newest first."""
        here = and_(DatasetQueryRow.workspace_id == self._workspace_id, DatasetQueryRow.dataset_id == dataset_id)
        total = (
            await self._session.execute(select(func.count()).select_from(DatasetQueryRow).where(here))
        ).scalar_one()
        query = select(DatasetQueryRow).where(here).order_by(DatasetQueryRow.created_at.desc())
        return (await self._session.execute(query.offset(page.offset).limit(page.limit))).scalars().all(), total


class DatasetRecords:
    """Rows of all workspaces: for work in the background."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    async def add_queries(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep questions that were asked, of knowledge bases that are still there."""
        ids = {row["dataset_id"] for row in rows}
        found = set((await self._session.execute(select(DatasetRow.id).where(DatasetRow.id.in_(ids)))).scalars())
        now = utc_now()
        self._session.add_all(
            DatasetQueryRow(**{"id": uuid7(), "created_at": now, **row}) for row in rows if row["dataset_id"] in found
        )

    async def next_rev(self, dataset_id: UUID) -> int:
        """The next revision of a knowledge base, also of one that is being deleted."""
        change = update(DatasetRow).where(DatasetRow.id == dataset_id).values(rev=DatasetRow.rev + 1)
        return (await self._session.execute(change.returning(DatasetRow.rev))).scalar_one()

    async def set_terms_version(self, dataset_id: UUID, version: int) -> None:
        """Note by which rules the words of an index were found."""
        await self._session.execute(update(DatasetRow).where(DatasetRow.id == dataset_id).values(terms_version=version))

    async def removed(self) -> Sequence[DatasetRow]:
        """Knowledge bases that are being deleted."""
        return (
            (await self._session.execute(select(DatasetRow).where(DatasetRow.removed_at.is_not(None)))).scalars().all()
        )

    async def all(self) -> Sequence[DatasetRow]:
        """All that are there."""
        query = select(DatasetRow).where(DatasetRow.removed_at.is_(None)).order_by(DatasetRow.created_at)
        return (await self._session.execute(query)).scalars().all()

    async def delete(self, dataset_id: UUID) -> None:
        """Remove the last of it."""
        await self._session.execute(delete(DatasetQueryRow).where(DatasetQueryRow.dataset_id == dataset_id))
        await self._session.execute(delete(TagBindingRow).where(TagBindingRow.target_id == dataset_id))
        await self._session.execute(delete(DatasetRow).where(DatasetRow.id == dataset_id))
