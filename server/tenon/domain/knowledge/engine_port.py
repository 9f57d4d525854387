"""Knowledge for runs: fulfils the engine's `RetrievePort`."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from pydantic import ValidationError

from tenon.domain.knowledge.automatic import Asker
from tenon.domain.knowledge.repository.metadata import MetadataRepository
from tenon.domain.knowledge.retrieval import Found, Retriever, Several, Source, weights_of
from tenon.domain.knowledge.shapes import Conditions, Weights
from tenon.domain.knowledge.tables import DatasetRow
from tenon.engine.errors import NodeError
from tenon.errors import TenonError
from tenon.kit.db import Database
from tenon.models.port import ModelRef


class RunKnowledge:
    """The knowledge bases of a workspace, asked by an app."""

    def __init__(
        self, db: Database, retriever: Retriever, asker: Asker, workspace_id: UUID, app_id: UUID | None
    ) -> None:
        self._db, self._retriever, self._asker = db, retriever, asker
        self._workspace_id, self._app_id = workspace_id, app_id

    async def retrieve(self, query: str, request: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
        """Items of the knowledge retrieval node's `result`. Raises `NodeError` that says what is wrong."""
        ids = _ids(request.get("dataset_ids"))
        if not query.strip() or not ids:
            return []
        try:
            datasets = await self._retriever.datasets(self._workspace_id, ids)
            found = await self._found(datasets, query, request) if datasets else []
        except ValidationError as error:
            raise NodeError(f"The settings of the knowledge retrieval are not valid: {error}") from error
        except TenonError as error:
            raise NodeError(
                error.message, error_type=getattr(error, "error_type", "KnowledgeRetrievalError")
            ) from error
        return await self._items(found)

    async def _found(self, datasets: list[DatasetRow], query: str, request: Mapping[str, Any]) -> list[Found]:
        source = Source("app", self._app_id)
        wanted = await self._conditions(datasets, query, request)
        if request.get("retrieval_mode") == "single":
            model = _mapping(_mapping(request.get("single_retrieval_config")).get("model"))
            datasets = await self._asker.one_of(self._workspace_id, datasets, query, model)
            return await self._retriever.several(datasets, query, Several(), wanted, source)
        how = several(_mapping(request.get("multiple_retrieval_config")))
        if request.get("datasets") and not request.get("multiple_retrieval_config"):
            how = Several(top_k=max((int(d.retrieval_model.get("top_k") or 3) for d in datasets), default=3))
        return await self._retriever.several(datasets, query, how, wanted, source)

    async def _conditions(
        self, datasets: Sequence[DatasetRow], query: str, request: Mapping[str, Any]
    ) -> Conditions | None:
        mode = request.get("metadata_filtering_mode")
        if mode == "manual" and request.get("metadata_filtering_conditions"):
            return Conditions.model_validate(request["metadata_filtering_conditions"])
        if mode == "automatic":
            async with self._db.unit_of_work() as uow:
                fields = await MetadataRepository(uow, self._workspace_id).fields_of([d.id for d in datasets])
            known = {field.name: field.type for rows in fields.values() for field in rows}
            model = _mapping(request.get("metadata_model_config"))
            return await self._asker.conditions(self._workspace_id, known, query, model)
        return None

    async def _items(self, found: Sequence[Found]) -> list[dict[str, Any]]:
        async with self._db.unit_of_work() as uow:
            values = await MetadataRepository(uow, self._workspace_id).values([each.document.id for each in found])
        return [
            item(place, each, {field.name: value for field, value in values.get(each.document.id, [])})
            for place, each in enumerate(found, 1)
        ]


def item(position: int, found: Found, doc_metadata: Mapping[str, Any]) -> dict[str, Any]:
    """An item of `result` (contract: dsl.md 7)."""
    segment, document, dataset = found.segment, found.document, found.dataset
    return {
        "content": found.text,
        "title": document.name,
        "url": None,
        "icon": None,
        "files": [],
        "metadata": {
            "_source": "knowledge",
            "dataset_id": str(dataset.id),
            "dataset_name": dataset.name,
            "document_id": str(document.id),
            "document_name": document.name,
            "data_source_type": document.source_type,
            "segment_id": str(segment.id),
            "retriever_from": "workflow",
            "score": round(found.score, 6),
            "child_chunks": [
                {"id": str(child.id), "content": child.content, "position": child.position, "score": round(score, 6)}
                for child, score in found.children
            ],
            "segment_hit_count": segment.hit_count,
            "segment_word_count": segment.word_count,
            "segment_position": segment.position,
            "segment_index_node_hash": segment.hash,
            "doc_metadata": dict(doc_metadata),
            "position": position,
        },
    }


def several(config: Mapping[str, Any]) -> Several:
    """`multiple_retrieval_config` of the node."""
    rerank: ModelRef | None = None
    weights: tuple[float, float] | None = None
    if config.get("reranking_enable", True):
        if config.get("reranking_mode") == "weighted_score":
            weights = weights_of(Weights.model_validate(config.get("weights") or {}))
        else:
            named = _mapping(config.get("reranking_model"))
            model = named.get("model") or named.get("reranking_model_name")
            if model:
                provider = named.get("provider") or named.get("reranking_provider_name") or ""
                rerank = ModelRef(str(provider), str(model), "rerank")
    threshold = config.get("score_threshold")
    top_k = config.get("top_k")
    return Several(
        top_k=int(top_k) if isinstance(top_k, int | float) and top_k > 0 else 4,
        score_threshold=float(threshold) if isinstance(threshold, int | float) else None,
        rerank=rerank,
        weights=weights,
    )


def _mapping(value: Any) -> dict[str, Any]:
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def _ids(value: Any) -> list[UUID]:
    found: list[UUID] = []
    for each in cast(list[Any], value) if isinstance(value, list) else []:
        try:
            found.append(UUID(str(each)))
        except ValueError:
            continue  # an id that was encrypted in another workspace
    return found
