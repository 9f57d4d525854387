"""Bodies of the service API that need more than a shape."""

from collections.abc import Mapping
from typing import Any, cast

import orjson
from pydantic import ValidationError

from tenon.domain.knowledge.schemas import DatasetPatch
from tenon.domain.knowledge.segment_schemas import SegmentCreate, SegmentPatch
from tenon.domain.knowledge.service_requests import ApiDatasetCreate, ApiDatasetPatch, TextDocument
from tenon.errors import BadRequest, InvalidParam, TenonError


class NoSegments(TenonError):
    """The body has no list of chunks."""

    code, status, message = "invalid_param", 400, "Segments is required"


def patch_of(body: ApiDatasetCreate | ApiDatasetPatch) -> DatasetPatch:
    """A change as the console would make it."""
    members = body.partial_member_list
    chosen = None if members is None else [member.user_id for member in members]
    given = body.model_dump(exclude={"partial_member_list", "provider"}, exclude_none=True)
    return DatasetPatch.model_validate({**given, "partial_member_list": chosen})


def form_data(data: Any) -> TextDocument:
    """The `data` field of a form, JSON as text. Raises `InvalidParam`."""
    if data is None or data == "":
        return TextDocument.model_validate({})
    try:
        return TextDocument.model_validate(orjson.loads(data if isinstance(data, str) else b""))
    except orjson.JSONDecodeError as error:
        raise InvalidParam("data is not valid JSON.", params="data") from error
    except ValidationError as error:
        raise InvalidParam(f"data: {error}", params="data") from error


def segment_bodies(raw: bytes, most: int) -> list[SegmentCreate]:
    """The chunks to add. Raises `NoSegments`, `InvalidParam`, `BadRequest` for what is no JSON."""
    try:
        body: Any = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise BadRequest("Invalid JSON payload received or JSON payload is empty.") from None
    given: Any = cast(Mapping[str, Any], body).get("segments") if isinstance(body, dict) else None
    if not isinstance(given, list) or not given:
        raise NoSegments(error="Segments is required")
    entries = cast(list[Any], given)
    if most and len(entries) > most:
        raise InvalidParam(f"Exceeded maximum segments limit of {most}.")
    try:
        return [SegmentCreate.model_validate(entry) for entry in entries]
    except ValidationError as error:
        raise InvalidParam(str(error), params="segments") from error


def segment_patch(body: Mapping[str, Any]) -> SegmentPatch:
    """The change of a chunk. Raises `InvalidParam`."""
    try:
        return SegmentPatch.model_validate(body.get("segment"))
    except ValidationError as error:
        raise InvalidParam(str(error), params="segment") from error
