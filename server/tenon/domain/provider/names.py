"""What the lists of usage call apps and keys by: given by the domain that has them."""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from tenon.kit.db import UnitOfWork


class Names(Protocol):
    """The names of what models are used for."""

    async def apps(self, uow: UnitOfWork, workspace_id: UUID) -> Mapping[UUID, str]:
        """The apps of a workspace."""
        ...

    async def keys(self, uow: UnitOfWork, workspace_id: UUID) -> Mapping[UUID, str]:
        """The API keys of a workspace, with their app."""
        ...
