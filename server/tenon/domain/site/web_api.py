"""Passports of published pages."""

from typing import Annotated

from fastapi import Depends, Header

from tenon.domain.site.visitors import Visitors
from tenon.kit.http import provided
from tenon.kit.routes import Router
from tenon.kit.shapes import Shape

router = Router(prefix="/api", tags=["web API"])


class Passport(Shape):
    """What a page sends with every call as `X-App-Passport`."""

    access_token: str


@router.get("/passport")
async def passport(
    visitors: Annotated[Visitors, Depends(provided(Visitors))],
    x_app_code: Annotated[str, Header()] = "",
    user_id: str = "",
) -> Passport:
    """A passport for a visitor of the page named by `X-App-Code`."""
    return Passport(access_token=await visitors.passport(x_app_code, user_id))
