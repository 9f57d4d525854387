"""The template gallery of the console."""

from typing import Annotated

from fastapi import Depends

from tenon.domain.app import service as apps
from tenon.domain.app.import_dsl import Importing
from tenon.domain.app.schemas import App, Mode
from tenon.domain.auth.dependencies import Who
from tenon.domain.file.addresses import FileAddresses
from tenon.domain.provider.access import ModelAccess
from tenon.domain.template import service
from tenon.domain.template.schemas import TemplateDetail, TemplateList, TemplateUse
from tenon.kit.http import Uow, provided
from tenon.kit.routes import Router

router = Router(prefix="/console/api", tags=["template"])


@router.get("/templates")
async def list_templates(
    who: Who, mode: Mode | None = None, category: str = "", q: str = "", language: str = ""
) -> TemplateList:
    """The gallery, narrowed by mode, category and words; in the account's language unless another is named."""
    return service.templates(mode or "", category, q, service.language_of(language or who.language))


@router.get("/templates/{template_id}")
async def get_template(who: Who, template_id: str, language: str = "") -> TemplateDetail:
    """A template with its graph or configuration, and inputs to try it with."""
    return service.template(template_id, service.language_of(language or who.language))


@router.post("/templates/{template_id}/use", status_code=201)
async def use_template(
    uow: Uow,
    here: Annotated[Importing, Depends(provided(Importing))],
    access: Annotated[ModelAccess, Depends(provided(ModelAccess))],
    addresses: Annotated[FileAddresses, Depends(provided(FileAddresses))],
    who: Who,
    template_id: str,
    body: TemplateUse,
) -> App:
    """Make an app from a template."""
    return await apps.get(uow, addresses, who, await service.use(uow, here, access, who, template_id, body))
