"""The two paging forms of the published service API."""

from collections.abc import Sequence
from dataclasses import dataclass

from tenon.errors import InvalidParam
from tenon.kit.shapes import Shape


class Page[T](Shape):
    """One page by number."""

    data: Sequence[T]
    page: int
    limit: int
    total: int
    has_more: bool


class Slice[T](Shape):
    """A piece before or after a given id."""

    data: Sequence[T]
    limit: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class PageQuery:
    """Checked paging parameters; `page` counts from 1."""

    page: int
    limit: int

    @property
    def offset(self) -> int:
        """Rows to skip."""
        return (self.page - 1) * self.limit

    def page_of[T](self, rows: Sequence[T], total: int) -> Page[T]:
        """The answer for these rows."""
        return Page(data=rows, page=self.page, limit=self.limit, total=total, has_more=self.offset + len(rows) < total)


async def page_query(page: int = 1, limit: int = 20) -> PageQuery:
    """FastAPI dependency. Raises `InvalidParam` outside 1..99999 and 1..100."""
    if not 1 <= page <= 99_999:
        raise InvalidParam("page must be between 1 and 99999", params="page")
    if not 1 <= limit <= 100:
        raise InvalidParam("limit must be between 1 and 100", params="limit")
    return PageQuery(page, limit)
