"""Queries of credentials, custom models, switches, defaults, pools, usage, budgets and the embedding cache."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, and_, delete, func, not_, select, update
from sqlalchemy.exc import IntegrityError

from tenon.domain.provider.budget import Limit
from tenon.domain.provider.errors import CredentialNameTaken
from tenon.domain.provider.tables import (
    CustomModelRow,
    DefaultModelRow,
    EmbeddingCacheRow,
    ModelBudgetRow,
    ModelPoolRow,
    ModelSwitchRow,
    ModelUsageRow,
    ProviderCredentialRow,
)
from tenon.kit.db import UnitOfWork


class ProviderRepository:
    """Everything a workspace has set up at providers."""

    def __init__(self, uow: UnitOfWork, workspace_id: UUID) -> None:
        self._session, self._workspace = uow.session, workspace_id

    def add(
        self, row: ProviderCredentialRow | CustomModelRow | ModelSwitchRow | DefaultModelRow | ModelPoolRow
    ) -> None:
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

    async def pools(self) -> Sequence[ModelPoolRow]:
        """All pools."""
        query = select(ModelPoolRow).where(ModelPoolRow.workspace_id == self._workspace)
        return (await self._session.execute(query)).scalars().all()

    async def pool(self, provider: str, model: str, model_type: str) -> ModelPoolRow | None:
        """The pool of a model."""
        row = ModelPoolRow
        query = select(row).where(
            row.workspace_id == self._workspace,
            row.provider == provider,
            row.model == model,
            row.model_type == model_type,
        )
        return (await self._session.execute(query)).scalar_one_or_none()

    async def defaults(self) -> Sequence[DefaultModelRow]:
        """The chosen defaults."""
        query = select(DefaultModelRow).where(DefaultModelRow.workspace_id == self._workspace)
        return (await self._session.execute(query)).scalars().all()

    async def remove_default(self, row: DefaultModelRow) -> None:
        """Have no default of this kind."""
        await self._session.delete(row)


COLUMNS = {
    "provider": ModelUsageRow.provider,
    "model": ModelUsageRow.model,
    "model_type": ModelUsageRow.model_type,
    "app_id": ModelUsageRow.app_id,
    "key_id": ModelUsageRow.key_id,
    "day": ModelUsageRow.day,
}


class MeterRepository:
    """Usage and budgets of a workspace."""

    def __init__(self, uow: UnitOfWork, workspace_id: UUID) -> None:
        self._session, self._workspace = uow.session, workspace_id

    async def budgets(self) -> Sequence[ModelBudgetRow]:
        """All budgets, oldest first."""
        query = select(ModelBudgetRow).where(ModelBudgetRow.workspace_id == self._workspace)
        return (await self._session.execute(query.order_by(ModelBudgetRow.id))).scalars().all()

    async def budget(self, budget_id: UUID) -> ModelBudgetRow | None:
        """One budget."""
        query = select(ModelBudgetRow).where(
            ModelBudgetRow.workspace_id == self._workspace, ModelBudgetRow.id == budget_id
        )
        return (await self._session.execute(query)).scalar_one_or_none()

    def add(self, row: ModelBudgetRow) -> None:
        """Keep a new budget."""
        row.workspace_id = self._workspace
        self._session.add(row)

    async def remove(self, row: ModelBudgetRow) -> None:
        """Drop a budget."""
        await self._session.delete(row)

    async def flush(self) -> None:
        """Send what was changed."""
        await self._session.flush()

    async def spent(self, limit: Limit, first: str, process: UUID | None = None, day: str = "") -> Decimal:
        """What is stored for a budget since a day, without what `process` used on `day`."""
        row = ModelUsageRow
        amount = row.prompt_tokens + row.completion_tokens if limit.metric == "tokens" else row.price
        query = select(func.coalesce(func.sum(amount), 0)).where(
            row.workspace_id == self._workspace,
            row.day >= first,
        )
        if process is not None:
            query = query.where(not_(and_(row.process == process, row.day == day)))
        if limit.scope == "app":
            query = query.where(row.app_id == limit.target)
        if limit.scope == "key":
            query = query.where(row.key_id == limit.target)
        if limit.metric == "money":
            query = query.where(row.currency == limit.currency)
        return Decimal(str((await self._session.execute(query)).scalar_one()))

    async def sums(self, by: Sequence[str], first: str, last: str, only: dict[str, Any]) -> list[dict[str, Any]]:
        """What was used from a day to a day, by these columns and the currency, the dearest first."""
        row = ModelUsageRow
        columns = [COLUMNS[name] for name in by]
        query = (
            select(
                *columns,
                row.currency,
                func.sum(row.calls).label("calls"),
                func.sum(row.failures).label("failures"),
                func.sum(row.prompt_tokens).label("prompt_tokens"),
                func.sum(row.completion_tokens).label("completion_tokens"),
                func.sum(row.units).label("units"),
                func.sum(row.price).label("total_price"),
                func.sum(row.seconds).label("seconds"),
            )
            .where(row.workspace_id == self._workspace, row.day >= first, row.day <= last)
            .group_by(*columns, row.currency)
        )
        for name, value in only.items():
            query = query.where(COLUMNS[name] == value)
        order = [row.day] if "day" in by else [func.sum(row.price).desc(), func.sum(row.calls).desc()]
        found = (await self._session.execute(query.order_by(*order).limit(5000))).mappings().all()
        return [dict(line) for line in found]


class VectorRepository:
    """Vectors of the whole installation."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    async def find(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The vectors that are there."""
        query = select(EmbeddingCacheRow.key, EmbeddingCacheRow.vector).where(EmbeddingCacheRow.key.in_(keys))
        return {row.key: row.vector for row in await self._session.execute(query)}

    async def keep_newest(self, most: int) -> int:
        """Drop what is older than the newest `most`; how many went."""
        when = EmbeddingCacheRow.created_at
        oldest = (await self._session.execute(select(when).order_by(when.desc()).offset(most).limit(1))).scalar()
        if oldest is None:
            return 0
        done = await self._session.execute(delete(EmbeddingCacheRow).where(when <= oldest))
        return cast(CursorResult[Any], done).rowcount
