"""The audit log of the workspace."""

from typing import Annotated

from fastapi import Depends, Query

from tenon.domain.audit import service
from tenon.domain.audit.schemas import AuditFilter, AuditRecord
from tenon.domain.auth.dependencies import Who
from tenon.kit.http import Uow
from tenon.kit.pagination import Page, PageQuery, page_query
from tenon.kit.routes import Router

router = Router(prefix="/console/api", tags=["audit"])
_Seconds = Annotated[int | None, Query(ge=0, le=253_402_300_799)]


@router.get("/workspaces/current/audit-log")
async def list_records(
    uow: Uow,
    who: Who,
    page: Annotated[PageQuery, Depends(page_query)],
    actor: str = "",
    action: str = "",
    target: str = "",
    since: _Seconds = None,
    until: _Seconds = None,
) -> Page[AuditRecord]:
    """Changes, newest first. `actor`: an account id, or part of a name or address. `action`: an action or its group
    (`app`). `target`: a kind, an id, or part of a name. `since` and `until`: seconds."""
    return await service.records(uow, who, AuditFilter(actor.strip(), action, target.strip(), since, until), page)
