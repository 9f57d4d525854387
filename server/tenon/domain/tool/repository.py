"""Queries of API tools, credentials and workflow tools."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tenon.domain.tool.errors import ToolNameTaken
from tenon.domain.tool.tables import ApiToolProviderRow, ToolCredentialRow, WorkflowToolRow
from tenon.kit.db import UnitOfWork


class ToolRepository:
    """The tool library of a workspace."""

    def __init__(self, uow: UnitOfWork, workspace_id: UUID) -> None:
        self._session, self._workspace = uow.session, workspace_id

    async def add(self, row: ApiToolProviderRow | ToolCredentialRow | WorkflowToolRow) -> None:
        """Keep a new row. Raises `ToolNameTaken`."""
        row.workspace_id = self._workspace
        self._session.add(row)
        await self.flush()

    async def remove(self, row: ApiToolProviderRow | ToolCredentialRow | WorkflowToolRow) -> None:
        """Drop a row."""
        await self._session.delete(row)

    async def flush(self) -> None:
        """Send what was changed. Raises `ToolNameTaken`."""
        try:
            await self._session.flush()
        except IntegrityError as error:
            raise ToolNameTaken() from error

    async def api_providers(self) -> Sequence[ApiToolProviderRow]:
        """API tool providers by name."""
        query = select(ApiToolProviderRow).where(ApiToolProviderRow.workspace_id == self._workspace)
        return (await self._session.execute(query.order_by(ApiToolProviderRow.name))).scalars().all()

    async def api_provider(self, provider: UUID | str) -> ApiToolProviderRow | None:
        """One by its id or its name."""
        row = ApiToolProviderRow
        which = row.id == provider if isinstance(provider, UUID) else row.name == provider
        query = select(row).where(row.workspace_id == self._workspace, which)
        return (await self._session.execute(query)).scalar_one_or_none()

    async def credentials(self, provider: str | None = None) -> Sequence[ToolCredentialRow]:
        """Credentials of shipped tools, oldest first."""
        query = select(ToolCredentialRow).where(ToolCredentialRow.workspace_id == self._workspace)
        if provider is not None:
            query = query.where(ToolCredentialRow.provider == provider)
        return (await self._session.execute(query.order_by(ToolCredentialRow.id))).scalars().all()

    async def credential(self, provider: str, credential_id: UUID) -> ToolCredentialRow | None:
        """One credential of a provider."""
        row = ToolCredentialRow
        query = select(row).where(
            row.workspace_id == self._workspace, row.provider == provider, row.id == credential_id
        )
        return (await self._session.execute(query)).scalar_one_or_none()

    async def make_current(self, chosen: ToolCredentialRow) -> None:
        """Use this credential instead of the others of its provider."""
        row = ToolCredentialRow
        others = (row.workspace_id == self._workspace, row.provider == chosen.provider, row.id != chosen.id)
        await self._session.execute(update(row).where(*others).values(current=False))
        chosen.current = True

    async def workflow_tools(self, app_id: UUID | None = None) -> Sequence[WorkflowToolRow]:
        """Workflow tools by name."""
        query = select(WorkflowToolRow).where(WorkflowToolRow.workspace_id == self._workspace)
        if app_id is not None:
            query = query.where(WorkflowToolRow.app_id == app_id)
        return (await self._session.execute(query.order_by(WorkflowToolRow.name))).scalars().all()

    async def workflow_tool(self, tool: UUID | str) -> WorkflowToolRow | None:
        """One by its id or its name."""
        row = WorkflowToolRow
        which = row.id == tool if isinstance(tool, UUID) else row.name == tool
        query = select(row).where(row.workspace_id == self._workspace, which)
        return (await self._session.execute(query)).scalar_one_or_none()
