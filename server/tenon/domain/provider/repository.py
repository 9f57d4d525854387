"""Queries of credentials, custom models, switches and defaults."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tenon.domain.provider.errors import CredentialNameTaken
from tenon.domain.provider.tables import CustomModelRow, DefaultModelRow, ModelSwitchRow, ProviderCredentialRow
from tenon.kit.db import UnitOfWork


class ProviderRepository:
    """Everything a workspace has set up at providers."""

    def __init__(self, uow: UnitOfWork, workspace_id: UUID) -> None:
        self._session, self._workspace = uow.session, workspace_id

    def add(self, row: ProviderCredentialRow | CustomModelRow | ModelSwitchRow | DefaultModelRow) -> None:
        """Keep a new row."""
        row.workspace_id = self._workspace
        self._session.add(row)

    async def remove(self, row: ProviderCredentialRow | CustomModelRow) -> None:
        """Drop a row."""
        await self._session.delete(row)

    async def flush(self) -> None:
        """Send what was changed, so that later queries see it. Raises `CredentialNameTaken`."""
        try:
            await self._session.flush()
        except IntegrityError as error:
            raise CredentialNameTaken() from error

    async def credentials(
        self, provider: str | None = None, model: str | None = None, model_type: str | None = None
    ) -> Sequence[ProviderCredentialRow]:
        """Credentials, oldest first; `model` "" gives those of the provider itself."""
        query = select(ProviderCredentialRow).where(ProviderCredentialRow.workspace_id == self._workspace)
        if provider is not None:
            query = query.where(ProviderCredentialRow.provider == provider)
        if model is not None:
            query = query.where(ProviderCredentialRow.model == model)
        if model_type is not None:
            query = query.where(ProviderCredentialRow.model_type == model_type)
        return (await self._session.execute(query.order_by(ProviderCredentialRow.id))).scalars().all()

    async def credential(self, provider: str, credential_id: UUID) -> ProviderCredentialRow | None:
        """One credential of a provider or of its models."""
        row = ProviderCredentialRow
        query = select(row).where(
            row.workspace_id == self._workspace, row.provider == provider, row.id == credential_id
        )
        return (await self._session.execute(query)).scalar_one_or_none()

    async def make_current(self, row: ProviderCredentialRow) -> None:
        """Use this credential instead of the others of the same provider or model."""
        table = ProviderCredentialRow
        await self._session.execute(
            update(table)
            .where(
                table.workspace_id == self._workspace,
                table.provider == row.provider,
                table.model == row.model,
                table.model_type == row.model_type,
                table.id != row.id,
            )
            .values(current=False)
        )
        row.current = True

    async def custom_models(self, provider: str | None = None) -> Sequence[CustomModelRow]:
        """Models added by hand, oldest first."""
        query = select(CustomModelRow).where(CustomModelRow.workspace_id == self._workspace)
        if provider is not None:
            query = query.where(CustomModelRow.provider == provider)
        return (await self._session.execute(query.order_by(CustomModelRow.id))).scalars().all()

    async def custom_model(self, provider: str, model: str, model_type: str) -> CustomModelRow | None:
        """One model added by hand."""
        row = CustomModelRow
        query = select(row).where(
            row.workspace_id == self._workspace,
            row.provider == provider,
            row.model == model,
            row.model_type == model_type,
        )
        return (await self._session.execute(query)).scalar_one_or_none()

    async def switches(self, provider: str | None = None) -> Sequence[ModelSwitchRow]:
        """Switches of models."""
        query = select(ModelSwitchRow).where(ModelSwitchRow.workspace_id == self._workspace)
        if provider is not None:
            query = query.where(ModelSwitchRow.provider == provider)
        return (await self._session.execute(query)).scalars().all()

    async def defaults(self) -> Sequence[DefaultModelRow]:
        """The chosen defaults."""
        query = select(DefaultModelRow).where(DefaultModelRow.workspace_id == self._workspace)
        return (await self._session.execute(query)).scalars().all()

    async def remove_default(self, row: DefaultModelRow) -> None:
        """Have no default of this kind."""
        await self._session.delete(row)
