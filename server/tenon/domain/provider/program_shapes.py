"""Bodies of the service API's list of models."""

from typing import Any, Literal
from uuid import UUID

from tenon.domain.provider.schemas import Status
from tenon.kit.shapes import Shape
from tenon.models.catalogue.schema import Feature, Kind, Words


class IconWords(Shape):
    """A picture by language."""

    en_US: str
    zh_Hans: str


class ProgramModel(Shape):
    """A model as programs see it."""

    model: str
    label: Words
    model_type: Kind
    features: list[Feature] | None
    fetch_from: Literal["predefined-model", "customizable-model"]
    model_properties: dict[str, Any]
    deprecated: bool
    status: Status
    load_balancing_enabled: bool
    has_invalid_load_balancing_configs: bool


class ProgramModels(Shape):
    """A provider with its usable models as programs see it."""

    tenant_id: UUID
    provider: str
    label: Words
    icon_small: IconWords
    icon_small_dark: IconWords
    status: Status
    models: list[ProgramModel]


class ProgramModelList(Shape):
    """Usable models of one kind, by provider, as programs see them."""

    data: list[ProgramModels]
