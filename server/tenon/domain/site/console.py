"""The published page of an app, in the console."""

from uuid import UUID

from tenon.domain.auth.dependencies import Who
from tenon.domain.site import service
from tenon.domain.site.schemas import Site, SitePatch, Switch
from tenon.kit.http import Uow
from tenon.kit.routes import Router

router = Router(prefix="/console/api/apps/{app_id}", tags=["site"])


@router.get("/site")
async def get_site(uow: Uow, who: Who, app_id: UUID) -> Site:
    """The page's address and looks."""
    return await service.get(uow, who, app_id)


@router.patch("/site")
async def patch_site(uow: Uow, who: Who, app_id: UUID, body: SitePatch) -> Site:
    """Change the page's looks."""
    return await service.update(uow, who, app_id, body)


@router.post("/site/reset-code")
async def reset_code(uow: Uow, who: Who, app_id: UUID) -> Site:
    """Give the page a new address."""
    return await service.reset_code(uow, who, app_id)


@router.post("/site-enable")
async def enable_site(uow: Uow, who: Who, app_id: UUID, body: Switch) -> Site:
    """Open or close the page."""
    return await service.switch(uow, who, app_id, enabled=body.enabled)
