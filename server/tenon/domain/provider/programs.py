"""What a workspace has, as programs see it."""

from uuid import UUID

from tenon.domain.provider.access import ModelAccess
from tenon.domain.provider.program_shapes import IconWords, ProgramModel, ProgramModelList, ProgramModels
from tenon.domain.provider.schemas import Model
from tenon.domain.provider.service import usable
from tenon.kit.db import UnitOfWork
from tenon.models.catalogue.schema import Kind


async def listed(uow: UnitOfWork, access: ModelAccess, workspace_id: UUID, kind: Kind, base: str) -> ProgramModelList:
    """The usable models of a kind: providers by their long name, pictures by their whole address."""
    found: list[ProgramModels] = []
    for provider in await usable(uow, access, workspace_id, kind):
        icon = IconWords(en_US=base + provider.icon_url, zh_Hans=base + provider.icon_url)
        name = f"langgenius/{provider.provider}/{provider.provider}"
        models = [_for_programs(model) for model in provider.models]
        found.append(
            ProgramModels(
                tenant_id=workspace_id,
                provider=name,
                label=provider.label,
                icon_small=icon,
                icon_small_dark=icon,
                status="active",
                models=models,
            )
        )
    return ProgramModelList(data=found)


def _for_programs(model: Model) -> ProgramModel:
    properties = model.model_properties.model_dump(exclude_none=True, exclude_defaults=True)
    return ProgramModel.model_validate(
        {**model.model_dump(), "features": model.features or None, "model_properties": properties}
    )
