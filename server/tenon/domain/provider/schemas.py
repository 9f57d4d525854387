"""Bodies of the provider routes."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from tenon.kit.shapes import Shape
from tenon.models.catalogue.schema import (
    CredentialForm,
    Feature,
    Kind,
    Method,
    ModelForm,
    ParameterRule,
    Prices,
    VoiceEntry,
    Words,
)


def _as_text(value: Any) -> Any:
    """Form values are texts; switches and numbers are taken as well."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else "" if value is None else value


type FormValue = Annotated[str, BeforeValidator(_as_text), Field(max_length=65_536)]
type FormValues = Annotated[dict[str, FormValue], Field(max_length=100)]
ModelName = Annotated[str, Field(min_length=1, max_length=255)]
Status = Literal["active", "no-configure"]


class CredentialIn(Shape):
    """A credential as entered. Secrets that stay as they are come as `[__HIDDEN__]` or masked."""

    name: str | None = Field(None, max_length=255)
    credentials: FormValues


class CredentialPatch(Shape):
    """A change of a credential; what is left out stays."""

    name: str | None = Field(None, max_length=255)
    credentials: FormValues | None = None
    stand_in: bool | None = None


class Values(Shape):
    """Form values to try out. With `credential_id`, hidden secrets are those of that credential."""

    credentials: FormValues
    model: str | None = None
    model_type: Kind | None = None
    credential_id: UUID | None = None


class CustomModelIn(CredentialIn):
    """A custom model with its credential. With `credential_id`, hidden secrets are those of that credential."""

    model: ModelName
    model_type: Kind
    credential_id: UUID | None = None


class ModelNamed(Shape):
    """A model of the provider."""

    model: ModelName
    model_type: Kind


class ModelSwitch(ModelNamed):
    """Switch a model on or off."""

    enabled: bool


class PoolChoice(Shape):
    """A credential of a load balancing; without an id the one in use. One that is there twice gets twice as many."""

    credential_id: UUID | None = None
    enabled: bool = True


class LoadBalancingIn(ModelNamed):
    """Which credentials the calls of a model go round."""

    enabled: bool
    entries: list[PoolChoice] = Field(max_length=100)


class CheckResult(Shape):
    """Whether a try succeeded; `error` is the vendor's text."""

    result: Literal["success", "error"]
    error: str | None = None


class ModelCheckResult(CheckResult):
    """The same with the time it took."""

    latency_ms: int


class Credential(Shape):
    """A credential as it may be shown: secrets are masked.

    One that stands in is asked when the one in use is refused.
    """

    id: UUID
    name: str
    current: bool
    stand_in: bool
    masked: dict[str, str]


class PoolEntry(PoolChoice):
    """The same as it is shown: `missing` when the credential is gone; it rests when it was refused a moment ago."""

    name: str
    missing: bool
    resting_seconds: float


class LoadBalancing(Shape):
    """The load balancing of a model, and the credentials that may take part."""

    model: str
    model_type: Kind
    enabled: bool
    entries: list[PoolEntry]
    candidates: list[Credential]


class CustomModel(Shape):
    """A custom model with its credentials; `removed` when only those are left."""

    model: str
    model_type: Kind
    credentials: list[Credential]
    removed: bool = False


class Help(Shape):
    """Where to get a key."""

    title: Words
    url: Words


class Provider(Shape):
    """A provider with what the workspace has set up."""

    provider: str
    label: Words
    description: Words
    icon_url: str
    background: str
    supported_model_types: list[Kind]
    configurate_methods: list[Method]
    help: Help | None
    provider_credential_schema: CredentialForm | None
    model_credential_schema: ModelForm | None
    status: Status
    credentials: list[Credential]
    custom_models: list[CustomModel]


class ProviderList(Shape):
    """All providers in display order."""

    data: list[Provider]


class ModelProperties(Shape):
    """Figures of a model."""

    mode: Literal["chat", "completion"] | None = None
    context_size: int | None = None
    max_chunks: int | None = None
    file_upload_limit: int | None = None
    supported_file_extensions: str | None = None
    default_voice: str | None = None
    voices: list[VoiceEntry] = []
    word_limit: int | None = None
    audio_type: str | None = None
    max_workers: int | None = None
    max_characters_per_chunk: int | None = None


class Model(Shape):
    """A model as lists show it."""

    model: str
    label: Words
    model_type: Kind
    features: list[Feature]
    fetch_from: Literal["predefined-model", "customizable-model"]
    model_properties: ModelProperties
    deprecated: bool
    status: Status
    enabled: bool
    load_balancing_enabled: bool = False
    has_invalid_load_balancing_configs: bool = False
    pricing: Prices | None = None


class ModelList(Shape):
    """Models of one provider."""

    data: list[Model]


class ProviderModels(Shape):
    """A provider with its usable models of one kind."""

    provider: str
    label: Words
    icon_url: str
    status: Status
    models: list[Model]


class ProviderModelList(Shape):
    """Usable models of one kind, by provider."""

    data: list[ProviderModels]


class RuleList(Shape):
    """The parameters of a model, in display order."""

    data: list[ParameterRule]


class ModelChoice(Shape):
    """A model of a provider."""

    provider: str = Field(min_length=1, max_length=255)
    model: ModelName


class DefaultModels(Shape):
    """The workspace's models by kind; null: none."""

    data: dict[Kind, ModelChoice | None]
