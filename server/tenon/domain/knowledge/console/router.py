"""The console's routes of knowledge bases, and who may use them."""

from typing import Annotated

from fastapi import Depends

from tenon.domain.auth.dependencies import Who
from tenon.domain.auth.principal import Principal
from tenon.domain.knowledge import access
from tenon.domain.knowledge.access import Actor
from tenon.kit.pagination import PageQuery, page_query
from tenon.kit.routes import Router

router = Router(prefix="/console/api/datasets", tags=["knowledge"])
Paging = Annotated[PageQuery, Depends(page_query)]


async def knowledge_person(who: Who) -> Actor:
    """The signed-in person, whose role must allow to work with knowledge."""
    return access.person(who)


By = Annotated[Actor, Depends(knowledge_person)]


async def knowledge_principal(who: Who) -> Principal:
    """The same, as a principal."""
    who.require("dataset.edit")
    return who
