"""The embedding model of a knowledge base: is it there, and vectors as they are stored."""

import asyncio
from collections.abc import Sequence
from typing import Literal, NamedTuple
from uuid import UUID

from tenon.domain.knowledge.errors import NoEmbeddingModel, ProviderNotReady
from tenon.domain.knowledge.tables import DatasetRow
from tenon.domain.provider.gateway import Gateway
from tenon.models.errors import ModelError, ModelNotSupported, ProviderNotConfigured
from tenon.models.port import ModelRef
from tenon.ports import DocumentFailed
from tenon.rag.vectors import packed


def reference(row: DatasetRow) -> ModelRef:
    """The model of a knowledge base."""
    return ModelRef(row.embedding_provider or "", row.embedding_model or "", "text-embedding")


async def available(gateway: Gateway, row: DatasetRow) -> bool:
    """Whether the model of a knowledge base can be used; economy needs none."""
    if row.indexing_technique != "high_quality":
        return True
    try:
        await gateway.bound(row.workspace_id, reference(row))
    except ModelError:
        return False
    return True


async def chosen(gateway: Gateway, workspace_id: UUID, provider: str | None, model: str | None) -> ModelRef:
    """The model that is named, else the workspace's own. Raises `NoEmbeddingModel`."""
    if not model:
        found = await gateway.default(workspace_id, "text-embedding")
        if found is None:
            raise NoEmbeddingModel()
        return found
    ref = ModelRef(provider or "", model, "text-embedding")
    try:
        await gateway.bound(workspace_id, ref)
    except ModelError as error:
        raise NoEmbeddingModel(f"{NoEmbeddingModel.message} ({error.message})") from error
    return ref


class Embedded(NamedTuple):
    """Vectors as they are stored, and the tokens that were spent on them."""

    vectors: list[bytes]
    tokens: int = 0


async def vectors(
    gateway: Gateway, row: DatasetRow, texts: Sequence[str], *, purpose: Literal["document", "query"] = "document"
) -> Embedded:
    """Vectors of texts.

    Raises the errors of models, and `DocumentFailed` when the model's vectors are not as long as those that are there.
    """
    model = await gateway.for_workspace(row.workspace_id).embedding(reference(row))
    result = await model.embed(texts, purpose=purpose)
    found = result.vectors
    size = row.embedding_size
    if len(found) != len(texts) or any(len(vector) != (size or len(found[0])) for vector in found):
        length = len(found[0]) if found else 0
        raise DocumentFailed(
            f"The embedding model {row.embedding_model} gives vectors of {length} numbers, the index has {size}. "
            "Choose the model again in the settings of the knowledge base, so that everything is embedded anew."
        )
    stored = await asyncio.to_thread(lambda: [packed(vector) for vector in found])
    return Embedded(stored, result.usage.prompt_tokens)


async def query_vector(gateway: Gateway, row: DatasetRow, query: str) -> Sequence[float]:
    """The vector of a question. Raises `ProviderNotReady` and the errors of models."""
    try:
        model = await gateway.for_workspace(row.workspace_id).embedding(reference(row))
    except (ProviderNotConfigured, ModelNotSupported) as error:
        raise ProviderNotReady(
            f"The embedding model of the knowledge base {row.name} cannot be used: {error.message}"
        ) from error
    return (await model.embed([query], purpose="query")).vectors[0]
