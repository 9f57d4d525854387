"""Fields of metadata."""

from typing import Any, Literal
from uuid import UUID

from tenon.domain.knowledge import access, metadata
from tenon.domain.knowledge.metadata_schemas import FieldCount, FieldCreate, FieldRef, FieldRename
from tenon.domain.knowledge.schemas import Result
from tenon.domain.knowledge.service_api.router import By, router
from tenon.domain.knowledge.service_shapes import (
    ApiBuiltIn,
    ApiMetadata,
)
from tenon.kit.http import Uow


def _counted(field: FieldCount) -> dict[str, Any]:
    return {**field.model_dump(mode="json"), "use_count": field.count}


@router.get("/{dataset_id}/metadata")
async def list_metadata(uow: Uow, by: By, dataset_id: UUID) -> ApiMetadata:
    """The fields of metadata."""
    found = await metadata.listed(uow, by, dataset_id)
    fields = [_counted(field) for field in found.doc_metadata]
    return ApiMetadata(doc_metadata=fields, built_in_field_enabled=found.built_in_field_enabled)


@router.post("/{dataset_id}/metadata", status_code=201)
async def create_field(uow: Uow, by: By, dataset_id: UUID, body: FieldCreate) -> FieldRef:
    """Make a field."""
    return await metadata.create(uow, by, dataset_id, body)


@router.get("/{dataset_id}/metadata/built-in")
async def built_in(uow: Uow, by: By, dataset_id: UUID) -> ApiBuiltIn:
    """The fields that the system fills."""
    await access.get(uow, by, dataset_id)
    return ApiBuiltIn(fields=metadata.built_in())


@router.post("/{dataset_id}/metadata/built-in/{action}")
async def switch_built_in(uow: Uow, by: By, dataset_id: UUID, action: Literal["enable", "disable"]) -> Result:
    """Show the built-in fields, or not."""
    await metadata.switch_built_in(uow, by, dataset_id, on=action == "enable")
    return Result()


@router.patch("/{dataset_id}/metadata/{metadata_id}")
async def rename_field(uow: Uow, by: By, dataset_id: UUID, metadata_id: UUID, body: FieldRename) -> FieldRef:
    """Rename a field."""
    return await metadata.rename(uow, by, dataset_id, metadata_id, body.name)


@router.delete("/{dataset_id}/metadata/{metadata_id}", status_code=204)
async def delete_field(uow: Uow, by: By, dataset_id: UUID, metadata_id: UUID) -> None:
    """Delete a field with its values."""
    await metadata.delete(uow, by, dataset_id, metadata_id)
