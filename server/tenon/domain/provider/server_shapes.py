"""Bodies of the routes that ask model servers what they have."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from tenon.domain.provider.schemas import CheckResult, FormValues, ModelNamed
from tenon.kit.shapes import Shape
from tenon.models.catalogue.schema import Kind


class RemoteQuery(Shape):
    """Form values to ask the server with; without them the credential named or in use."""

    credentials: FormValues | None = None
    credential_id: UUID | None = None
    model: str | None = None


class RemoteModel(Shape):
    """A model of the provider's server: `known` to the catalogue, `added` to the workspace."""

    model: str
    label: str
    model_type: Kind
    context_size: int | None
    known: bool
    added: bool


class RemoteModels(CheckResult):
    """The models of the provider's server, or what it says instead."""

    data: list[RemoteModel]


class LocalModel(ModelNamed):
    """A model of a server nearby. Facts that the server does not tell are null."""

    context_size: int | None
    vision: bool | None
    tool_call: bool | None
    added: bool


class LocalServer(Shape):
    """A model server that was found. One that `needs_key` tells its models only with a key."""

    server: Literal["ollama", "lmstudio", "vllm", "xinference", "gpustack", "localai"]
    label: str
    url: str
    provider: str
    needs_key: bool
    models: list[LocalModel]


class LocalServerList(Shape):
    """The model servers that were found."""

    data: list[LocalServer]


class LocalModelsIn(Shape):
    """Models of a server nearby that the workspace takes over."""

    url: str = Field(max_length=255)
    models: list[ModelNamed] = Field(min_length=1, max_length=50)
    api_key: str | None = Field(None, max_length=1024)
    name: str | None = Field(None, max_length=255)


class LocalResult(CheckResult):
    """Whether a model was taken over."""

    model: str
    model_type: Kind


class LocalResults(Shape):
    """The same for each model."""

    data: list[LocalResult]
