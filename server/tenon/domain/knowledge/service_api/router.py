"""The service API's routes of knowledge (contract: service-api.md 4), who may use them, and their paging."""

from typing import Annotated

from fastapi import Depends

from tenon.domain.auth.dependencies import DatasetKey
from tenon.domain.knowledge import access
from tenon.domain.knowledge.access import Actor
from tenon.errors import InvalidParam
from tenon.kit.pagination import Page, PageQuery
from tenon.kit.routes import Router

router = Router(prefix="/v1/datasets", tags=["service API: knowledge"])


async def program(key: DatasetKey) -> Actor:
    """The program behind a knowledge key."""
    return access.program(key)


By = Annotated[Actor, Depends(program)]


async def capped_page(page: int = 1, limit: int = 20) -> PageQuery:
    """Paging whose limit above 100 counts as 100. Raises `InvalidParam` below 1."""
    if not 1 <= page <= 99_999:
        raise InvalidParam("page must be between 1 and 99999", params="page")
    if limit < 1:
        raise InvalidParam("limit must be at least 1", params="limit")
    return PageQuery(page, min(limit, 100))


Paging = Annotated[PageQuery, Depends(capped_page)]


def page_of[T](data: list[T], total: int, page: PageQuery) -> Page[T]:
    """A page as the contract has it: there may be more when it is full."""
    return Page(data=data, page=page.page, limit=page.limit, total=total, has_more=len(data) == page.limit)
