"""Fields of metadata and the values of documents."""

import re
from collections.abc import Sequence
from datetime import datetime
from math import isfinite
from typing import Any
from uuid import UUID

from tenon.domain.knowledge import access
from tenon.domain.knowledge.access import Actor
from tenon.domain.knowledge.errors import ArchivedImmutable, DocumentNotFound
from tenon.domain.knowledge.metadata_schemas import (
    BuiltInField,
    DocumentValues,
    FieldCount,
    FieldCreate,
    FieldRef,
    FieldValue,
    MetadataList,
)
from tenon.domain.knowledge.repository.documents import DocumentRepository
from tenon.domain.knowledge.repository.metadata import MetadataRepository, Value
from tenon.domain.knowledge.shapes import FieldType
from tenon.domain.knowledge.tables import DatasetRow, DocumentRow, MetadataFieldRow
from tenon.errors import InvalidParam, NotFound
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.ids import uuid7

BUILT_IN: tuple[tuple[str, FieldType], ...] = (
    ("document_name", "string"),
    ("uploader", "string"),
    ("upload_date", "time"),
    ("last_update_date", "time"),
    ("source", "string"),
)
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def built_in() -> list[BuiltInField]:
    """The fields that the system fills."""
    return [BuiltInField(name=name, type=kind) for name, kind in BUILT_IN]


async def listed(uow: UnitOfWork, who: Actor, dataset_id: UUID) -> MetadataList:
    """The fields of a knowledge base. Raises `DatasetNotFound`."""
    row = await access.get(uow, who, dataset_id)
    repository = MetadataRepository(uow, who.workspace_id)
    counts = await repository.counts(row.id)
    fields = [
        FieldCount.model_validate({"id": str(f.id), "name": f.name, "type": f.type, "count": counts.get(f.id, 0)})
        for f in (await repository.fields_of([row.id])).get(row.id, [])
    ]
    return MetadataList(doc_metadata=fields, built_in_field_enabled=row.built_in_fields, built_in=built_in())


async def create(uow: UnitOfWork, who: Actor, dataset_id: UUID, body: FieldCreate) -> FieldRef:
    """A new field. Raises `DatasetNotFound`, `InvalidParam`."""
    dataset = await access.get(uow, who, dataset_id)
    repository = MetadataRepository(uow, who.workspace_id)
    await _free(repository, dataset, body.name, who)
    row = MetadataFieldRow(
        id=uuid7(),
        workspace_id=who.workspace_id,
        dataset_id=dataset.id,
        name=body.name,
        type=body.type,
        created_by=who.account_id,
        created_at=utc_now(),
    )
    repository.add(row)
    return FieldRef(id=str(row.id), name=row.name, type=body.type)


async def _free(repository: MetadataRepository, dataset: DatasetRow, name: str, who: Actor) -> None:
    if name in {known for known, _ in BUILT_IN}:
        raise InvalidParam("Metadata name already exists in Built-in fields.", params="name")
    if who.via == "web" and not _NAME.fullmatch(name):
        raise InvalidParam("A name has lower-case letters, digits and underscores only.", params="name")
    fields = (await repository.fields_of([dataset.id])).get(dataset.id, [])
    if any(field.name == name for field in fields):
        raise InvalidParam("Metadata name already exists.", params="name")


async def _field(repository: MetadataRepository, dataset_id: UUID, field_id: UUID) -> MetadataFieldRow:
    row = await repository.field(dataset_id, field_id)
    if row is None:
        raise NotFound("Metadata not found.")
    return row


async def rename(uow: UnitOfWork, who: Actor, dataset_id: UUID, field_id: UUID, name: str) -> FieldRef:
    """Give a field another name. Raises `NotFound`, `InvalidParam`."""
    dataset = await access.get(uow, who, dataset_id)
    repository = MetadataRepository(uow, who.workspace_id)
    row = await _field(repository, dataset.id, field_id)
    if name != row.name:
        await _free(repository, dataset, name, who)
        row.name = name
    return FieldRef.model_validate({"id": str(row.id), "name": row.name, "type": row.type})


async def delete(uow: UnitOfWork, who: Actor, dataset_id: UUID, field_id: UUID) -> None:
    """Remove a field and its values. Raises `NotFound`."""
    dataset = await access.get(uow, who, dataset_id)
    repository = MetadataRepository(uow, who.workspace_id)
    await repository.delete_field(await _field(repository, dataset.id, field_id))


async def switch_built_in(uow: UnitOfWork, who: Actor, dataset_id: UUID, *, on: bool) -> None:
    """Show the built-in fields, or not. Raises `DatasetNotFound`."""
    (await access.get(uow, who, dataset_id)).built_in_fields = on


async def set_values(uow: UnitOfWork, who: Actor, dataset_id: UUID, operations: Sequence[DocumentValues]) -> None:
    """Give documents values. Raises `DocumentNotFound`, `ArchivedImmutable`, `NotFound`, `InvalidParam`."""
    dataset = await access.get(uow, who, dataset_id)
    repository = MetadataRepository(uow, who.workspace_id)
    fields = {str(f.id): f for f in (await repository.fields_of([dataset.id])).get(dataset.id, [])}
    documents = DocumentRepository(uow, dataset)
    for operation in operations:
        document = await documents.get(operation.document_id)
        if document is None:
            raise DocumentNotFound()
        if document.archived:
            raise ArchivedImmutable()
        if not operation.partial_update:
            await repository.drop_values(document.id)
        for given in operation.metadata_list:
            if given.id == "built-in":
                continue
            field = fields.get(given.id)
            if field is None:
                raise NotFound("Metadata not found.")
            await repository.set_value(dataset.id, document.id, field.id, checked(field.type, field.name, given.value))
        document.updated_at = utc_now()
        await uow.session.flush()


def checked(kind: str, name: str, value: Any) -> Value:
    """A value as it is stored; empty ones are None. Raises `InvalidParam` for one of another type."""
    if value is None or value == "":
        return None
    if kind == "string":
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value)
        raise InvalidParam(f"The value of {name} must be a text.", params="metadata_list")
    if isinstance(value, bool):
        raise InvalidParam(f"The value of {name} must be a {kind}.", params="metadata_list")
    number = _time(value) if kind == "time" else _number(value)
    if number is None or not isfinite(number):
        raise InvalidParam(f"The value of {name} must be a {kind}.", params="metadata_list")
    return number


def _number(value: Any) -> float | None:
    try:
        return float(value) if isinstance(value, int | float | str) else None
    except ValueError:
        return None


def _time(value: Any) -> float | None:
    number = _number(value)
    if number is not None or not isinstance(value, str):
        return number
    try:
        return datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp()
    except ValueError:
        return None


def built_in_values(document: DocumentRow, uploader: str | None) -> dict[str, Value]:
    """What the system knows of a document."""
    return {
        "document_name": document.name,
        "uploader": uploader,
        "upload_date": document.created_at.timestamp(),
        "last_update_date": document.updated_at.timestamp(),
        "source": "file_upload" if document.source_type == "upload_file" else document.source_type,
    }


async def shown(uow: UnitOfWork, dataset: DatasetRow, documents: Sequence[DocumentRow]) -> dict[UUID, list[FieldValue]]:
    """The values of documents as routes answer them."""
    repository = MetadataRepository(uow, dataset.workspace_id)
    values = await repository.values([document.id for document in documents])
    found: dict[UUID, list[FieldValue]] = {}
    uploaders = (
        {document.id: name for document, name in await repository.documents(dataset.id)}
        if dataset.built_in_fields
        else {}
    )
    for document in documents:
        own = [
            FieldValue.model_validate({"id": str(field.id), "name": field.name, "type": field.type, "value": value})
            for field, value in values.get(document.id, [])
        ]
        if dataset.built_in_fields:
            known = built_in_values(document, uploaders.get(document.id))
            own += [FieldValue(id="built-in", name=name, type=kind, value=known[name]) for name, kind in BUILT_IN]
        found[document.id] = own
    return found
