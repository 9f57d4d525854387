"""Models over the service API, for programs that set up knowledge (contract: service-api.md 4)."""

from typing import Annotated, Literal

from fastapi import Depends, Request

from tenon.domain.auth.dependencies import DatasetKey
from tenon.domain.provider import programs
from tenon.domain.provider.access import ModelAccess
from tenon.domain.provider.program_shapes import ProgramModelList
from tenon.kit.http import Uow, base_url, provided
from tenon.kit.routes import Router

router = Router(prefix="/v1/workspaces/current", tags=["service API: models"])
Access = Annotated[ModelAccess, Depends(provided(ModelAccess))]
Described = Literal["text-embedding", "rerank", "llm", "tts", "speech2text", "moderation"]


@router.get("/models/model-types/{model_type}")
async def list_models(
    uow: Uow, access: Access, key: DatasetKey, request: Request, model_type: Described
) -> ProgramModelList:
    """The usable models of a kind, by provider."""
    return await programs.listed(uow, access, key.workspace_id, model_type, base_url(request))
