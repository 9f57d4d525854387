"""Fields of metadata."""

from typing import Literal
from uuid import UUID

from tenon.domain.knowledge import metadata
from tenon.domain.knowledge.console.router import By, router
from tenon.domain.knowledge.metadata_schemas import FieldCreate, FieldRef, FieldRename, MetadataList
from tenon.domain.knowledge.schemas import Result
from tenon.kit.http import Uow


@router.get("/{dataset_id}/metadata")
async def list_metadata(uow: Uow, by: By, dataset_id: UUID) -> MetadataList:
    """The fields of metadata."""
    return await metadata.listed(uow, by, dataset_id)


@router.post("/{dataset_id}/metadata", status_code=201)
async def create_field(uow: Uow, by: By, dataset_id: UUID, body: FieldCreate) -> FieldRef:
    """Make a field."""
    return await metadata.create(uow, by, dataset_id, body)


@router.patch("/{dataset_id}/metadata/{field_id}")
async def rename_field(uow: Uow, by: By, dataset_id: UUID, field_id: UUID, body: FieldRename) -> FieldRef:
    """Rename a field."""
    return await metadata.rename(uow, by, dataset_id, field_id, body.name)


@router.delete("/{dataset_id}/metadata/{field_id}", status_code=204)
async def delete_field(uow: Uow, by: By, dataset_id: UUID, field_id: UUID) -> None:
    """Delete a field with its values."""
    await metadata.delete(uow, by, dataset_id, field_id)


@router.post("/{dataset_id}/metadata/built-in/{action}")
async def switch_built_in(uow: Uow, by: By, dataset_id: UUID, action: Literal["enable", "disable"]) -> Result:
    """Show the built-in fields, or not."""
    await metadata.switch_built_in(uow, by, dataset_id, on=action == "enable")
    return Result()
