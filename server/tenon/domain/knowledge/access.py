"""Who may see and change which knowledge base."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from tenon.domain.auth.permissions import Role
from tenon.domain.auth.principal import DatasetPrincipal, Principal
from tenon.domain.knowledge.errors import ApiAccessOff, DatasetNotFound
from tenon.domain.knowledge.repository.datasets import DatasetRepository
from tenon.domain.knowledge.tables import DatasetRow
from tenon.errors import Forbidden
from tenon.kit.db import UnitOfWork


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a person in the console, or a program with a knowledge key, which acts as the owner."""

    workspace_id: UUID
    account_id: UUID | None
    role: Role
    via: Literal["web", "api"]

    @property
    def seen_by(self) -> UUID | None:
        """The account whose view it is; None sees everything."""
        return None if self.via == "api" else self.account_id


def person(who: Principal) -> Actor:
    """A person, whose role must allow to work with knowledge. Raises `Forbidden`."""
    who.require("dataset.edit")
    return Actor(who.workspace_id, who.account_id, who.role, "web")


def program(key: DatasetPrincipal) -> Actor:
    """A program."""
    return Actor(key.workspace_id, key.account_id, "owner", "api")


async def get(uow: UnitOfWork, who: Actor, dataset_id: UUID) -> DatasetRow:
    """A knowledge base that the caller may see and change. Raises `DatasetNotFound`, `ApiAccessOff`."""
    repository = DatasetRepository(uow, who.workspace_id)
    row = await repository.get(dataset_id)
    if row is None or not await _allowed(repository, who, row):
        raise DatasetNotFound()
    if who.via == "api" and not row.enable_api:
        raise ApiAccessOff()
    return row


async def _allowed(repository: DatasetRepository, who: Actor, row: DatasetRow) -> bool:
    if who.role == "owner" or who.seen_by is None or row.created_by == who.account_id:
        return True
    if row.permission == "partial_members":
        return who.account_id in (await repository.members([row.id])).get(row.id, [])
    return row.permission == "all_team_members"


def require_creator(who: Actor) -> None:
    """Raise `Forbidden` where the role may not make knowledge bases."""
    if who.role not in ("owner", "admin", "editor"):
        raise Forbidden(f"Your role ({who.role}) may not create knowledge bases. Ask an administrator.")
