"""Which apps use which knowledge bases, as published."""

import re
from collections.abc import Sequence
from uuid import UUID

from tenon.domain.knowledge.repository.apps import AppRepository
from tenon.domain.knowledge.schemas import LinkedApp
from tenon.kit.db import UnitOfWork

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


async def uses(uow: UnitOfWork, workspace_id: UUID, ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """Of each knowledge base the apps that name it in what is published."""
    wanted = {str(id): id for id in ids}
    found: dict[UUID, set[UUID]] = {id: set() for id in ids}
    for app_id, text in await AppRepository(uow, workspace_id).published():
        for name in set(_ID.findall(text)) & wanted.keys():
            found[wanted[name]].add(app_id)
    return found


async def apps(uow: UnitOfWork, workspace_id: UUID, dataset_id: UUID) -> list[LinkedApp]:
    """The apps that use a knowledge base, by name."""
    ids = (await uses(uow, workspace_id, [dataset_id]))[dataset_id]
    rows = await AppRepository(uow, workspace_id).many(list(ids))
    return [LinkedApp.model_validate(row, from_attributes=True) for row in rows]
